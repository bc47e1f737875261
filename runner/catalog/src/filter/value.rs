//! `KeyType` and `KeyValue`: what a partition's value or a literal is, by the type of its key.

use std::cmp::Ordering;

use super::error::{FilterError, NotAValue};

/// The types of partition keys that can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyType {
    Text,
    Integer,
    Decimal,
    Date,
    Timestamp,
}

impl KeyType {
    /// The type that `text` names in Hive's words.
    pub(super) fn named(text: &str) -> Result<Self, FilterError> {
        let base = text.split('(').next().unwrap_or_default().trim().to_ascii_lowercase();
        Ok(match base.as_str() {
            "string" | "varchar" | "char" => Self::Text,
            "tinyint" | "smallint" | "int" | "integer" | "bigint" | "long" => Self::Integer,
            "decimal" => Self::Decimal,
            "date" => Self::Date,
            "timestamp" => Self::Timestamp,
            _ => return Err(FilterError::UnknownType(text.to_owned())),
        })
    }

    /// The name in Glue's sentence about LIKE.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Integer => "Integral",
            Self::Decimal => "Decimal",
            Self::Date => "Date",
            Self::Timestamp => "Timestamp",
        }
    }

    /// `text` as a value of this type.
    pub(super) fn read(self, text: &str) -> Result<KeyValue, NotAValue> {
        let given = || text.to_owned();
        Ok(match self {
            Self::Text => KeyValue::Text(given()),
            Self::Integer => KeyValue::Integer(text.trim().parse().map_err(|_| NotAValue::Integer(given()))?),
            Self::Decimal => KeyValue::Decimal(Decimal::read(text).ok_or_else(|| NotAValue::Decimal(given()))?),
            Self::Date => {
                let digits = digits(text, &[4, 2, 2], "--").ok_or_else(|| NotAValue::Date(given()))?;
                KeyValue::Moment(digits, 0)
            }
            Self::Timestamp => {
                let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
                let digits = digits(seconds, &[4, 2, 2, 2, 2, 2], "-- ::");
                let nanos = (1..=9).contains(&fraction.len()).then(|| format!("{fraction:0<9}").parse().ok()).flatten();
                match (digits, nanos) {
                    (Some(digits), Some(nanos)) => KeyValue::Moment(digits, nanos),
                    _ => return Err(NotAValue::Timestamp(given())),
                }
            }
        })
    }
}

/// A value that can be compared with others of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeyValue {
    Text(String),
    Integer(i64),
    Decimal(Decimal),
    /// Year, month, day and so on as one number each, and nanoseconds.
    Moment(Vec<u32>, u32),
}

impl KeyValue {
    /// How this value stands to another one of the same key.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            (Self::Decimal(a), Self::Decimal(b)) => Some(a.cmp(b)),
            (Self::Moment(a, c), Self::Moment(b, d)) => Some(a.cmp(b).then(c.cmp(d))),
            _ => None,
        }
    }
}

/// A decimal number of any length: its sign, its whole digits without leading zeros, its fraction without trailing ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let is_number =
            whole.len() + fraction.len() > 0 && whole.chars().chain(fraction.chars()).all(|c| c.is_ascii_digit());
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let negative = text.starts_with('-') && whole.len() + fraction.len() > 0;
        is_number.then(|| Self { negative, whole: whole.to_owned(), fraction: fraction.to_owned() })
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let size = |a: &Self, b: &Self| {
            a.whole.len().cmp(&b.whole.len()).then(a.whole.cmp(&b.whole)).then(a.fraction.cmp(&b.fraction))
        };
        match (self.negative, other.negative) {
            (false, false) => size(self, other),
            (true, true) => size(other, self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

/// The numbers of `2024-01-31 00:00:00`, each with its number of digits, the marks between them; months, days and hours in range.
fn digits(text: &str, lengths: &[usize], marks: &str) -> Option<Vec<u32>> {
    let mut rest = text;
    let mut numbers = Vec::new();
    let mut marks = marks.chars();
    for length in lengths {
        if !numbers.is_empty() {
            rest = rest.strip_prefix(marks.next()?)?;
        }
        let (digits, after) = rest.split_at_checked(*length)?;
        numbers.push(digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??);
        rest = after;
    }
    let in_range = numbers
        .iter()
        .zip([(0, 9999), (1, 12), (1, 31), (0, 23), (0, 59), (0, 59)])
        .all(|(n, (low, high))| (low..=high).contains(n));
    (rest.is_empty() && in_range).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(kind: KeyType, a: &str, b: &str) -> Ordering {
        kind.read(a).unwrap().compare(&kind.read(b).unwrap()).unwrap()
    }

    #[test]
    fn values_compare_by_their_type() {
        for (kind, low, high) in [
            (KeyType::Text, "10", "9"),
            (KeyType::Integer, "9", "10"),
            (KeyType::Integer, "-10", "-9"),
            (KeyType::Decimal, "-10.5", "-9.75"),
            (KeyType::Decimal, "1.5", "1.50001"),
            (KeyType::Decimal, "99999999999999999999999999999999999999", "100000000000000000000000000000000000000"),
            (KeyType::Date, "2023-12-31", "2024-01-01"),
            (KeyType::Timestamp, "2024-01-01 00:00:00", "2024-01-01 00:00:00.000000001"),
            (KeyType::Timestamp, "2024-01-01 00:00:00.05", "2024-01-01 00:00:00.1"),
        ] {
            assert_eq!(compare(kind, low, high), Ordering::Less, "{low} {high}");
            assert_eq!(compare(kind, high, low), Ordering::Greater, "{low} {high}");
        }
        assert_eq!(compare(KeyType::Integer, "01", "1"), Ordering::Equal);
        assert_eq!(compare(KeyType::Decimal, "-0.0", "0"), Ordering::Equal);
        assert_eq!(compare(KeyType::Decimal, "1.50", "1.5"), Ordering::Equal);
    }

    #[test]
    fn what_is_no_value_is_refused_in_glues_words() {
        for (kind, text, words) in [
            (KeyType::Integer, "null", "For input string: \"null\" is not an integer."),
            (KeyType::Decimal, "x", "x is not a decimal."),
            (KeyType::Decimal, ".", ". is not a decimal."),
            (KeyType::Date, "2024-13-01", "2024-13-01 is not a date."),
            (KeyType::Date, "2024-1-01", "2024-1-01 is not a date."),
            (
                KeyType::Timestamp,
                "2024-01-01",
                "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] 2024-01-01 is not a timestamp.",
            ),
        ] {
            assert_eq!(kind.read(text).unwrap_err().to_string(), words);
        }
        assert!(KeyType::Date.read("дата-01-01").is_err());
        assert_eq!(KeyType::named("array<int>").unwrap_err().to_string(), "Unknown type : 'array<int>'");
    }
}
