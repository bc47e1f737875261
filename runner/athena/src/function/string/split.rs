//! `split`, `split_part`, `split_to_map`, `split_to_multimap`.

use std::sync::Arc;

use datafusion::{
    arrow::array::{ArrayRef, ListBuilder, MapBuilder, MapFieldNames, StringBuilder},
    common::Result,
};

use crate::function::{
    error::invalid,
    scalar::Call,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar(
            "split",
            &["split(varchar, varchar) -> array(varchar)", "split(varchar, varchar, bigint) -> array(varchar)"],
            split,
        ),
        scalar("split_part", &["split_part(varchar, varchar, bigint) -> varchar"], |call| call.map3(split_part)),
        scalar("split_to_map", &["split_to_map(varchar, varchar, varchar) -> map(varchar, varchar)"], split_to_map),
        scalar(
            "split_to_multimap",
            &["split_to_multimap(varchar, varchar, varchar) -> map(varchar, array(varchar))"],
            split_to_multimap,
        ),
    ]
}

fn split(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 2 {
        return call.map2(|text: &str, delimiter: &str| pieces(text, delimiter, i64::MAX));
    }
    call.map3(pieces)
}

fn pieces(text: &str, delimiter: &str, limit: i64) -> Result<Vec<String>> {
    if limit <= 0 {
        return Err(invalid("Limit must be positive"));
    }
    if delimiter.is_empty() {
        return Err(invalid("The delimiter may not be the empty string"));
    }
    Ok(text.splitn(usize::try_from(limit).unwrap_or(usize::MAX), delimiter).map(str::to_owned).collect())
}

/// NULL past the end; an empty delimiter makes every character a part.
fn split_part(text: &str, delimiter: &str, index: i64) -> Result<Option<String>> {
    let at = match usize::try_from(index) {
        Ok(index) if index > 0 => index - 1,
        _ => return Err(invalid("Index must be greater than zero")),
    };
    Ok(match delimiter {
        "" => text.chars().nth(at).map(String::from),
        _ => text.split(delimiter).nth(at).map(str::to_owned),
    })
}

fn entries<'a>(text: &'a str, entry: &str, pair: &str) -> Result<Vec<(&'a str, &'a str)>> {
    if entry.is_empty() {
        return Err(invalid("entryDelimiter is empty"));
    }
    if pair.is_empty() {
        return Err(invalid("keyValueDelimiter is empty"));
    }
    if entry == pair {
        return Err(invalid("entryDelimiter and keyValueDelimiter must not be the same"));
    }
    let pieces =
        text.split(entry).enumerate().filter(|(at, piece)| *at == 0 || !piece.is_empty() || !text.ends_with(entry));
    pieces
        .filter(|_| !text.is_empty())
        .map(|(_, piece)| match piece.split_once(pair) {
            Some((key, value)) if !value.contains(pair) => Ok((key, value)),
            _ => Err(invalid(format!(
                "Key-value delimiter must appear exactly once in each entry. Bad input: '{piece}'"
            ))),
        })
        .collect()
}

fn names() -> MapFieldNames {
    MapFieldNames { entry: "entries".to_owned(), key: "key".to_owned(), value: "value".to_owned() }
}

fn split_to_map(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, outer, inner) = (call.column::<&str>(0)?, call.column::<&str>(1)?, call.column::<&str>(2)?);
    let mut column = MapBuilder::new(Some(names()), StringBuilder::new(), StringBuilder::new());
    for row in 0..call.rows {
        let Some(((text, outer), inner)) = texts.get(row).zip(outer.get(row)).zip(inner.get(row)) else {
            column.append(false)?;
            continue;
        };
        let mut seen = Vec::new();
        for (key, value) in entries(text, outer, inner)? {
            if seen.contains(&key) {
                return Err(invalid(format!("Duplicate keys ({key}) are not allowed")));
            }
            seen.push(key);
            column.keys().append_value(key);
            column.values().append_value(value);
        }
        column.append(true)?;
    }
    Ok(Arc::new(column.finish()))
}

fn split_to_multimap(call: &Call<'_>) -> Result<ArrayRef> {
    let (texts, outer, inner) = (call.column::<&str>(0)?, call.column::<&str>(1)?, call.column::<&str>(2)?);
    let mut column = MapBuilder::new(Some(names()), StringBuilder::new(), ListBuilder::new(StringBuilder::new()));
    for row in 0..call.rows {
        let Some(((text, outer), inner)) = texts.get(row).zip(outer.get(row)).zip(inner.get(row)) else {
            column.append(false)?;
            continue;
        };
        let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
        for (key, value) in entries(text, outer, inner)? {
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, values)) => values.push(value),
                None => groups.push((key, vec![value])),
            }
        }
        for (key, values) in groups {
            column.keys().append_value(key);
            for value in values {
                column.values().values().append_value(value);
            }
            column.values().append(true);
        }
        column.append(true)?;
    }
    Ok(Arc::new(column.finish()))
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{call, failure, int, show, show_columns, text};

    #[test]
    fn split_keeps_empty_pieces_and_the_rest() {
        assert_eq!(show("split", &[&["a,b,,c", "", "\0"], &[",", ",", ","]]), ["[a, b, , c]", "[]", "NULL"]);
        assert_eq!(show_columns("split", vec![text(&["a,b,c"]), text(&[","]), int(&[2])]), ["[a, b,c]"]);
        assert_eq!(failure("split", &[&["a"], &[""]]), "The delimiter may not be the empty string");
    }

    #[test]
    fn split_part_past_the_end_is_null() {
        let words = text(&["2024-07", "2024-07", "2024-07", "abc", "a"]);
        let delimiters = text(&["-", "-", "-", "", ""]);
        let columns = vec![words, delimiters, int(&[1, 2, 3, 2, 2])];
        assert_eq!(show_columns("split_part", columns), ["2024", "07", "NULL", "b", "NULL"]);
        let zero = call("split_part", vec![text(&["a"]), text(&[","]), int(&[0])]);
        assert!(zero.unwrap_err().to_string().contains("Index must be greater than zero"));
    }

    #[test]
    fn pairs_become_maps() {
        assert_eq!(show("split_to_map", &[&["a=1;b=2", "a=1;"], &[";", ";"], &["=", "="]]), ["{a=1, b=2}", "{a=1}"]);
        assert_eq!(show("split_to_multimap", &[&["a=1;b=2;a=3"], &[";"], &["="]]), ["{a=[1, 3], b=[2]}"]);
        assert_eq!(failure("split_to_map", &[&["a=1;a=2"], &[";"], &["="]]), "Duplicate keys (a) are not allowed");
        assert!(failure("split_to_map", &[&["a1"], &[";"], &["="]]).contains("Bad input: 'a1'"));
    }
}
