//! `bitwise_and_agg`, `bitwise_or_agg`, `bitwise_xor_agg`.

use datafusion::common::{Result, ScalarValue};

use super::{function::Method, gather::Group};
use crate::function::spec::{Draft, aggregate};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        aggregate(
            "bitwise_and_agg",
            &["bitwise_and_agg(bigint) -> bigint"],
            Method::Gather(|group| fold(group, |a, b| a & b)),
        ),
        aggregate(
            "bitwise_or_agg",
            &["bitwise_or_agg(bigint) -> bigint"],
            Method::Gather(|group| fold(group, |a, b| a | b)),
        ),
        aggregate(
            "bitwise_xor_agg",
            &["bitwise_xor_agg(bigint) -> bigint"],
            Method::Gather(|group| fold(group, |a, b| a ^ b)),
        ),
    ]
}

fn fold(group: &Group<'_>, f: fn(i64, i64) -> i64) -> Result<ScalarValue> {
    Ok(ScalarValue::Int64(group.values::<i64>(0)?.into_iter().reduce(f)))
}
