//! The life of a query: from StartQueryExecution through its work to the stored record and the objects of its result.
//!
//! `record` is what is known of a query, `records` where that is kept, `work` how it is done: inside the call that starts it, on
//! a thread of its own; a query that takes long under the wall clock goes on in the background (`live`). `query` runs the Trino
//! side, `ddl` the Hive side, `output` writes what they answer, `billing` what it cost. What a query took is a function of its
//! work (`statistics`) and never of the time that passed.

mod billing;
mod ddl;
mod ending;
mod live;
mod output;
mod query;
mod record;
mod records;
mod sequential;
mod statistics;
mod watch;
mod watched;
mod work;
mod workgroup;

pub(crate) use live::Live;
pub(crate) use output::location as output_location;
pub(crate) use record::{AthenaError, Execution, State, StatementType, engine_version};
pub(crate) use records::{RecordError, Records, Remembered};
pub(crate) use sequential::MergeInOrder;
pub(crate) use statistics::Statistics;
pub(crate) use work::Work;
pub(crate) use workgroup::{PRIMARY, WorkGroup};
