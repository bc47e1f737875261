//! The one table of functions: where Trino's names meet implementations. What is not in it cannot be called.
//!
//! [`find`] gives the [`FunctionSpec`] of a name, [`not_found`] refuses a name with its neighbours, [`FunctionSpec::resolve`]
//! checks the types of a call, and [`register`] gives a session exactly these functions and none of DataFusion's own. A
//! function is one row in the file of its group (`string/`, `math/`, …): its forms as text, and what computes it over whole
//! columns. `signature`, `coercion` and `resolve` read those texts; `scalar`, `lambda`, `aggregate` and `window` carry the rows
//! into DataFusion. Semantics are those of Trino's documentation of functions and operators; what this engine lacks is listed
//! by name in `refused`.

mod aggregate;
mod array;
mod binary;
mod chance;
mod coercion;
mod comparison;
mod conditional;
mod conversion;
mod datetime;
mod error;
mod json;
mod lambda;
mod map;
mod math;
mod refused;
mod regexp;
mod resolve;
mod row;
mod scalar;
mod signature;
mod spec;
mod string;
mod table;
mod text;
mod url;
mod window;

#[cfg(test)]
mod testing;

// What planning and execution take from here.
pub(crate) use self::{
    chance::Chance,
    coercion::common as common_type,
    spec::{FunctionSpec, Implementation, Special},
    table::{find, not_found, register},
    text::{decimal_text, double_text, value_text},
};
pub use spec::{FunctionDoc, FunctionKind, Group};
pub use table::functions;
