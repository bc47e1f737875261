//! `greatest`, `least`: NULL when any argument is.
//!
//! Source: Trino's "Comparison functions and operators".

use std::cmp::Ordering;

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, UInt32Array},
        compute::{concat, take},
    },
    common::Result,
};

use super::{
    array::Keys,
    scalar::Call,
    spec::{Draft, scalar},
};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("greatest", &["greatest(T, T...) T:orderable -> T"], |call| extreme(call, Ordering::Greater)),
        scalar("least", &["least(T, T...) T:orderable -> T"], |call| extreme(call, Ordering::Less)),
    ]
}

fn extreme(call: &Call<'_>, wanted: Ordering) -> Result<ArrayRef> {
    let all = concat(&call.arguments.iter().map(AsRef::as_ref).collect::<Vec<_>>())?;
    let keys = Keys::new(all.data_type())?.of(&all)?;
    let best = |row: usize| {
        let mut best: Option<usize> = None;
        for at in (0..call.arguments.len()).map(|column| column * call.rows + row) {
            if all.is_null(at) {
                return None;
            }
            if best.is_none_or(|best| keys.row(at).cmp(&keys.row(best)) == wanted) {
                best = Some(at);
            }
        }
        best.map(|at| at as u32)
    };
    let places: UInt32Array = (0..call.rows).map(best).collect();
    Ok(take(&all, &places, None)?)
}

#[cfg(test)]
mod tests {
    use crate::{
        function::testing::{double, int, show, show_columns, type_of},
        trino_type::TrinoType,
    };

    #[test]
    fn any_null_makes_null() {
        assert_eq!(show("greatest", &[&["a", "c", "a"], &["b", "b", "\0"]]), ["b", "c", "NULL"]);
        assert_eq!(show_columns("least", vec![int(&[3]), double(&[2.5])]), ["2.5"]);
        assert!(type_of("least", &[TrinoType::Integer, TrinoType::Varchar(None)]).starts_with("Unexpected parameters"));
    }
}
