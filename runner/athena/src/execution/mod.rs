//! The life of a query: from StartQueryExecution through its work to the stored record and the objects of its result.
//!
//! `record` is what is known of a query, `records` where that is kept. The work is done inside the call that starts it, on a
//! thread of its own; a query that takes long under the wall clock goes on in the background. What a query took is a function
//! of its work and never of the time that passed.

mod record;
mod records;
mod statistics;
mod workgroup;

#[allow(unused_imports)]
pub(crate) use record::{AthenaError, Execution, State, StatementType};
#[allow(unused_imports)]
pub(crate) use records::Records;
#[allow(unused_imports)]
pub(crate) use statistics::Statistics;
#[allow(unused_imports)]
pub(crate) use workgroup::{PRIMARY, WorkGroup};
