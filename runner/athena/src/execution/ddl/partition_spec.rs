//! Partitions as statements name them, and as folders do: `year=2024/month=01`.

use std::cmp::Ordering;

use labs_catalog::{Partition, Table};

use super::problem;
use crate::query_error::QueryError;
use crate::statement::{Comparison, PartitionSpec, PartitionTest};

/// The values of a specification that names every key once.
///
/// # Errors
/// Hive's words for a key that is missing or unknown.
pub(super) fn values(table: &Table, spec: &PartitionSpec) -> Result<Vec<String>, QueryError> {
    known(table, spec.iter().map(|(key, _)| key.value.as_str()))?;
    let value = |key: &labs_catalog::Column| {
        let given = spec.iter().find(|(name, _)| name.value.eq_ignore_ascii_case(&key.name));
        given.map(|(_, value)| value.clone()).ok_or_else(|| {
            problem::semantic(format!(
                "partition spec is missing a value for the key {} of table {}",
                key.name, table.name
            ))
        })
    };
    table.partition_keys.iter().map(value).collect()
}

/// Whether a partition has the values that a specification of some of the keys asks for.
///
/// # Errors
/// Hive's words for a key that is unknown.
pub(super) fn selects(table: &Table, spec: &PartitionSpec, partition: &Partition) -> Result<bool, QueryError> {
    known(table, spec.iter().map(|(key, _)| key.value.as_str()))?;
    Ok(table.partition_keys.iter().zip(&partition.values).all(|(key, value)| {
        spec.iter().filter(|(name, _)| name.value.eq_ignore_ascii_case(&key.name)).all(|(_, wanted)| wanted == value)
    }))
}

/// Whether a partition passes all tests of DROP PARTITION.
///
/// # Errors
/// Hive's words for a key that is unknown.
pub(super) fn passes(table: &Table, tests: &[PartitionTest], partition: &Partition) -> Result<bool, QueryError> {
    known(table, tests.iter().map(|test| test.key.value.as_str()))?;
    Ok(table.partition_keys.iter().zip(&partition.values).all(|(key, value)| {
        let own = tests.iter().filter(|test| test.key.value.eq_ignore_ascii_case(&key.name));
        own.into_iter().all(|test| {
            let order = compare(value, &test.value);
            match test.comparison {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::NotEqual => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::LessOrEqual => order != Ordering::Greater,
                Comparison::Greater => order == Ordering::Greater,
                Comparison::GreaterOrEqual => order != Ordering::Less,
            }
        })
    }))
}

/// Numbers by their value, everything else as text.
fn compare(one: &str, other: &str) -> Ordering {
    match (one.parse::<i64>(), other.parse::<i64>()) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        _ => one.cmp(other),
    }
}

fn known<'n>(table: &Table, names: impl Iterator<Item = &'n str>) -> Result<(), QueryError> {
    if table.partition_keys.is_empty() {
        return Err(problem::semantic(format!("table is not partitioned but partition spec exists: {}", table.name)));
    }
    for name in names {
        if !table.partition_keys.iter().any(|key| key.name.eq_ignore_ascii_case(name)) {
            return Err(problem::semantic(format!(
                "[Error 10098]: Non-Partition column appears in the partition specification: {name}"
            )));
        }
    }
    Ok(())
}

/// `year=2024/month=01`, with characters that Hive does not put into folders' names as `%3A`.
pub(super) fn folder(table: &Table, values: &[String]) -> String {
    let parts = table.partition_keys.iter().zip(values);
    parts.map(|(key, value)| format!("{}={}", escaped(&key.name), escaped(value))).collect::<Vec<_>>().join("/")
}

/// Characters that Hive escapes in the names of folders.
const SPECIAL: &str = "\"#%'*/:=?\\{[]^\u{7f}";

fn escaped(text: &str) -> String {
    text.chars()
        .map(
            |c| {
                if c.is_ascii_control() || SPECIAL.contains(c) {
                    format!("%{:02X}", u32::from(c))
                } else {
                    c.to_string()
                }
            },
        )
        .collect()
}

/// The reverse of [`escaped`]: what a folder's name stands for.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = if *byte == b'%' {
            text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok())
        } else {
            None
        };
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders_are_escaped_and_back() {
        assert_eq!(escaped("2024-01-01 10:00/x=y"), "2024-01-01 10%3A00%2Fx%3Dy");
        for text in ["2024-01-01 10:00/x=y", "Đà Nẵng", "100%", "%zz", ""] {
            assert_eq!(unescaped(&escaped(text)), text);
        }
        assert_eq!(unescaped("a%"), "a%");
        assert_eq!(compare("10", "9"), Ordering::Greater);
        assert_eq!(compare("a10", "a9"), Ordering::Less);
    }
}
