//! `array_join`, `zip`, `ngrams`, `combinations`.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{ArrayRef, ListArray, StructArray},
        buffer::OffsetBuffer,
        datatypes::DataType,
    },
    common::Result,
};

use super::picks::Picks;
use crate::{
    function::{
        error::{invalid, wrong_column},
        lambda::Items,
        row::Room,
        scalar::{Call, conform},
        spec::{Draft, scalar},
        text::value_text,
    },
    trino_type::TrinoType,
};

/// The most arrays that `combinations` makes of one.
const MOST: usize = 100_000;

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "array_join",
            &["array_join(array(T), varchar) -> varchar", "array_join(array(T), varchar, varchar) -> varchar"],
            join,
        ),
        scalar("zip", &["zip(array(any), array(any)...) -> array(row)"], zip).result(|types, _| {
            let item = |kind: &TrinoType| match kind {
                TrinoType::Array(item) => (None, (**item).clone()),
                other => (None, other.clone()),
            };
            TrinoType::Array(Box::new(TrinoType::Row(types.iter().map(item).collect())))
        }),
        scalar("ngrams", &["ngrams(array(T), bigint) -> array(array(T))"], ngrams),
        scalar("combinations", &["combinations(array(T), bigint) -> array(array(T))"], combinations),
    ]
}

/// NULL items are passed over, or shown as the third argument says.
fn join(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let delimiters = call.column::<&str>(1)?;
    let replacements = if call.arguments.len() == 3 { Some(call.column::<&str>(2)?) } else { None };
    call.rows(|row| {
        let delimiter = delimiters.get(row).filter(|_| !items.is_null(row))?;
        let replacement = match &replacements {
            Some(column) => Some(column.get(row)?),
            None => None,
        };
        let text = |at| value_text(&items.values, at).or_else(|| replacement.map(str::to_owned));
        Some(items.range(row).filter_map(text).collect::<Vec<_>>().join(delimiter))
    })
}

/// Rows of the items at the same place; shorter arrays end with NULL.
fn zip(call: &Call<'_>) -> Result<ArrayRef> {
    let DataType::List(item) = call.result else { return Err(wrong_column(call.name)) };
    let DataType::Struct(fields) = item.data_type() else { return Err(wrong_column(call.name)) };
    let all = call.arguments.iter().map(|column| Items::of(column, call.name)).collect::<Result<Vec<_>>>()?;
    let mut picks: Vec<Picks> = all.iter().map(|_| Picks::default()).collect();
    for row in 0..call.rows {
        let null = all.iter().any(|items| items.is_null(row));
        let longest = all.iter().map(|items| items.range(row).len()).max().unwrap_or(0);
        for (items, picks) in all.iter().zip(&mut picks) {
            let range = items.range(row);
            let place = |at| range.clone().nth(at).map(|at| at as u32);
            picks.push_options((!null).then(|| (0..longest).map(place).collect()));
        }
    }
    let first = picks.first().ok_or_else(|| wrong_column(call.name))?;
    let (offsets, nulls) = (first.offsets(), first.nulls());
    let columns = picks
        .iter()
        .zip(&all)
        .zip(fields)
        .map(|((picks, items), field)| conform(picks.take(&items.values)?, field.data_type()))
        .collect::<Result<Vec<_>>>()?;
    let rows = StructArray::try_new(fields.clone(), columns, None)?;
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, Arc::new(rows), Some(nulls))?))
}

/// Lists of lists: `groups` gives each row's groups of places.
fn nested(
    call: &Call<'_>,
    items: &Items,
    groups: impl Fn(usize, Vec<u32>) -> Result<Option<Vec<Vec<u32>>>>,
) -> Result<ArrayRef> {
    let DataType::List(inner) = call.result else { return Err(wrong_column(call.name)) };
    let (mut picks, mut lengths, mut valid) = (Picks::default(), Vec::new(), Vec::new());
    let mut room = Room::default();
    for row in 0..call.rows {
        let groups = match items.is_null(row) {
            true => None,
            false => groups(row, items.range(row).map(|at| at as u32).collect())?,
        };
        valid.push(groups.is_some());
        let groups = groups.unwrap_or_default();
        room.take(groups.iter().map(Vec::len).sum::<usize>() * 64)?;
        lengths.push(groups.len());
        for group in groups {
            picks.push(Some(group));
        }
    }
    let lists = picks.lists(&items.values, inner.data_type())?;
    let nulls = datafusion::arrow::buffer::NullBuffer::from(valid);
    Ok(Arc::new(ListArray::try_new(Arc::clone(inner), OffsetBuffer::from_lengths(lengths), lists, Some(nulls))?))
}

fn ngrams(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let sizes = call.column::<i64>(1)?;
    nested(call, &items, |row, places| {
        let Some(size) = sizes.get(row) else { return Ok(None) };
        let Ok(size @ 1..) = usize::try_from(size) else { return Err(invalid("N must be positive")) };
        Ok(Some(match size >= places.len() {
            true => vec![places],
            false => places.windows(size).map(<[u32]>::to_vec).collect(),
        }))
    })
}

fn combinations(call: &Call<'_>) -> Result<ArrayRef> {
    let items = Items::of(call.argument(0)?, call.name)?;
    let sizes = call.column::<i64>(1)?;
    nested(call, &items, |row, places| {
        let Some(size) = sizes.get(row) else { return Ok(None) };
        let Ok(size) = usize::try_from(size) else {
            return Err(invalid(format!("combination size must not be negative: {size}")));
        };
        if size > 5 {
            return Err(invalid(format!("combination size must not exceed 5: {size}")));
        }
        // Each place may end a combination of those before it: the first item moves fastest.
        let mut groups: Vec<Vec<Vec<u32>>> = vec![vec![Vec::new()]];
        groups.resize(size + 1, Vec::new());
        for place in places {
            for length in (1..=size).rev() {
                let longer: Vec<_> = groups
                    .get(length - 1)
                    .into_iter()
                    .flatten()
                    .map(|group| group.iter().copied().chain([place]).collect())
                    .collect();
                if let Some(known) = groups.get_mut(length) {
                    known.extend(longer);
                    if known.len() > MOST {
                        return Err(invalid("combinations exceed max size"));
                    }
                }
            }
        }
        Ok(groups.pop())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::{
        array::{ArrayRef, ListArray},
        datatypes::Int64Type,
    };

    use crate::function::testing::{failure_columns, int, show_columns, text};

    fn list() -> ArrayRef {
        Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), Some(2), None, Some(4)])]))
    }

    #[test]
    fn joining_passes_over_null_or_shows_it() {
        assert_eq!(show_columns("array_join", vec![list(), text(&["-"])]), ["1-2-4"]);
        assert_eq!(show_columns("array_join", vec![list(), text(&["-"]), text(&["?"])]), ["1-2-?-4"]);
    }

    #[test]
    fn zipping_fills_with_null() {
        let short: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(9)])]));
        let expected =
            "[{field0=1, field1=9}, {field0=2, field1=null}, {field0=null, field1=null}, {field0=4, field1=null}]";
        assert_eq!(show_columns("zip", vec![list(), short]), [expected]);
    }

    #[test]
    fn groups_of_items() {
        assert_eq!(show_columns("ngrams", vec![list(), int(&[3])]), ["[[1, 2, null], [2, null, 4]]"]);
        assert_eq!(show_columns("ngrams", vec![list(), int(&[9])]), ["[[1, 2, null, 4]]"]);
        assert_eq!(
            show_columns("combinations", vec![list(), int(&[2])]),
            ["[[1, 2], [1, null], [2, null], [1, 4], [2, 4], [null, 4]]"]
        );
        assert_eq!(failure_columns("combinations", vec![list(), int(&[6])]), "combination size must not exceed 5: 6");
    }
}
