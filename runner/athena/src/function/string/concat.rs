//! `concat` of text, bytes and arrays, and `concat_ws`.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::{
    function::{
        error::wrong_column,
        row::Typed,
        scalar::Call,
        spec::{Draft, scalar},
    },
    trino_type::TrinoType,
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "concat",
            &[
                "concat(varchar, varchar...) -> varchar",
                "concat(varbinary, varbinary...) -> varbinary",
                "concat(array(T), array(T)...) -> array(T)",
                "concat(array(T), T) -> array(T)",
                "concat(T, array(T)) -> array(T)",
            ],
            concat,
        ),
        scalar(
            "concat_ws",
            &["concat_ws(varchar, varchar...) -> varchar", "concat_ws(varchar, array(varchar)) -> varchar"],
            concat_ws,
        ),
    ]
}

fn concat(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        types if types.iter().any(|kind| matches!(kind, TrinoType::Array(_))) => crate::function::array::concat(call),
        [TrinoType::Varbinary, ..] => {
            let columns = (0..call.arguments.len()).map(|at| call.column::<&[u8]>(at)).collect::<Result<Vec<_>>>()?;
            call.rows(|row| {
                columns.iter().map(|column| column.get(row)).collect::<Option<Vec<_>>>().map(|all| all.concat())
            })
        }
        _ => {
            let columns = (0..call.arguments.len()).map(|at| call.column::<&str>(at)).collect::<Result<Vec<_>>>()?;
            call.rows(|row| columns.iter().map(|column| column.get(row)).collect::<Option<String>>())
        }
    }
}

/// NULL values are passed over; a NULL separator makes NULL.
fn concat_ws(call: &Call<'_>) -> Result<ArrayRef> {
    let separator = call.column::<&str>(0)?;
    if let [_, TrinoType::Array(_)] = call.types {
        let lists = call.column::<ArrayRef>(1)?;
        return call.rows(|row| {
            let Some((separator, items)) = separator.get(row).zip(lists.get(row)) else { return Ok(None) };
            let items = Typed::<&str>::new(&items).ok_or_else(|| wrong_column(call.name))?.all();
            Ok(Some(items.join(separator)))
        });
    }
    let columns = (1..call.arguments.len()).map(|at| call.column::<&str>(at)).collect::<Result<Vec<_>>>()?;
    call.rows(|row| {
        let values: Vec<&str> = columns.iter().filter_map(|column| column.get(row)).collect();
        separator.get(row).map(|separator| values.join(separator))
    })
}

#[cfg(test)]
mod tests {
    use crate::function::testing::show;

    #[test]
    fn concat_with_null_is_null() {
        assert_eq!(show("concat", &[&["a", "a"], &["b", "\0"], &["c", "c"]]), ["abc", "NULL"]);
    }

    #[test]
    fn concat_ws_passes_over_null() {
        assert_eq!(show("concat_ws", &[&[",", "\0"], &["a", "a"], &["\0", "b"], &["c", "c"]]), ["a,c", "NULL"]);
    }
}
