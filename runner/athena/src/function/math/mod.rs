//! Mathematical functions and the bitwise ones. Integers overflow with an error, doubles follow IEEE 754.
//!
//! Source: Trino's "Mathematical functions and operators" and "Bitwise functions".

mod base;
pub(super) mod bitwise;
mod bucket;
mod integer;
mod real;
mod rounding;

use super::spec::Draft;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = real::functions();
    rows.extend(integer::functions());
    rows.extend(rounding::functions());
    rows.extend(base::functions());
    rows.extend(bucket::functions());
    rows.extend(super::chance::math_functions());
    rows
}
