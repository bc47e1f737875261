//! `listagg`: text joined in the order of `WITHIN GROUP (ORDER BY …)`, which the planner turns into the order of rows.

use datafusion::common::{Result, ScalarValue};

use super::{function::Method, gather::Group};
use crate::function::spec::{Draft, aggregate};

pub(super) fn functions() -> Vec<Draft> {
    vec![aggregate(
        "listagg",
        &["listagg(varchar) -> varchar", "listagg(varchar, varchar) -> varchar"],
        Method::Gather(listagg),
    )]
}

fn listagg(group: &Group<'_>) -> Result<ScalarValue> {
    let values = group.values::<&str>(0)?;
    if values.is_empty() {
        return group.null();
    }
    let separator = match group.columns.len() {
        2 => group.values::<&str>(1)?.first().copied().unwrap_or(""),
        _ => "",
    };
    Ok(ScalarValue::Utf8(Some(values.join(separator))))
}
