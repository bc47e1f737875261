//! Conversion functions: `format`, `typeof`.
//!
//! Source: Trino's "Conversion functions".

use super::spec::{Draft, scalar};

mod format;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("format", &["format(varchar, any...) -> varchar"], format::format),
        scalar("typeof", &["typeof(any) -> varchar"], |call| {
            let name = call.types.first().map(ToString::to_string).unwrap_or_default();
            call.rows(|_| name.clone())
        }),
    ]
}
