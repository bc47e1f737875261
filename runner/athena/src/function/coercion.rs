//! Which types Trino changes into which without being asked, and the type that two have in common.
//!
//! Source: Trino's `TypeCoercion` as its documentation of types shows it: integers widen, integers become decimals and floating
//! point, decimals become floating point, `varchar(n)` and `char(n)` become `varchar`, dates become timestamps, timestamps get a
//! zone, NULL becomes anything. Nothing becomes text and text becomes nothing.

use crate::trino_type::TrinoType;

/// How far a type is from another that takes it; 0 for itself, `None` when there is no way.
pub(crate) fn distance(from: &TrinoType, to: &TrinoType) -> Option<u32> {
    use TrinoType::{Array, Date, Decimal, Double, Map, Real, Row, Timestamp, TimestampWithTimeZone, Unknown};
    if from == to {
        return Some(0);
    }
    match (from, to) {
        (Unknown, _) => Some(1),
        (TrinoType::Varchar(_) | TrinoType::Char(_), TrinoType::Varchar(None)) => Some(0),
        (TrinoType::Varchar(Some(a)), TrinoType::Varchar(Some(b))) if a <= b => Some(0),
        (TrinoType::Char(a), TrinoType::Char(b)) if a <= b => Some(0),
        (TrinoType::Time(_), TrinoType::Time(_)) => Some(0),
        (Timestamp(_), Timestamp(_)) | (TimestampWithTimeZone(_), TimestampWithTimeZone(_)) => Some(0),
        (Date, Timestamp(_)) => Some(2),
        (Date, TimestampWithTimeZone(_)) => Some(4),
        (Timestamp(_), TimestampWithTimeZone(_)) => Some(2),
        (Array(a), Array(b)) => distance(a, b),
        (Map(k, v), Map(l, w)) => Some(distance(k, l)? + distance(v, w)?),
        (Row(a), Row(b)) if a.len() == b.len() => {
            a.iter().zip(b).map(|((_, a), (_, b))| distance(a, b)).sum::<Option<u32>>()
        }
        (Decimal(..), Real) => Some(2),
        (Decimal(..), Double) => Some(1),
        (Real, Double) => Some(1),
        (Decimal(p, s), Decimal(q, t)) if digits_before(*p, *s) <= digits_before(*q, *t) && s <= t => Some(0),
        _ => {
            let a = integer_rank(from)?;
            match to {
                Decimal(q, t) => (digits_before(*q, *t) >= integer_digits(from)?).then_some(10),
                Double => Some(11),
                Real => Some(12),
                _ => integer_rank(to).filter(|b| *b > a).map(|b| b - a),
            }
        }
    }
}

/// The nearest type that both become.
pub(crate) fn common(a: &TrinoType, b: &TrinoType) -> Option<TrinoType> {
    use TrinoType::{Array, Char, Decimal, Map, Row, Varchar};
    if a == b {
        return Some(a.clone());
    }
    match (a, b) {
        (Varchar(m), Varchar(n)) => Some(Varchar(m.zip(*n).map(|(m, n)| m.max(n)))),
        (Char(m), Char(n)) => Some(Char(*m.max(n))),
        (Char(m), Varchar(n)) | (Varchar(n), Char(m)) => Some(Varchar(n.map(|n| n.max(*m)))),
        (TrinoType::Timestamp(m), TrinoType::Timestamp(n)) => Some(TrinoType::Timestamp(*m.max(n))),
        (TrinoType::Time(m), TrinoType::Time(n)) => Some(TrinoType::Time(*m.max(n))),
        (
            TrinoType::TimestampWithTimeZone(m) | TrinoType::Timestamp(m),
            TrinoType::TimestampWithTimeZone(n) | TrinoType::Timestamp(n),
        ) => Some(TrinoType::TimestampWithTimeZone(*m.max(n))),
        (Array(a), Array(b)) => Some(Array(Box::new(common(a, b)?))),
        (Map(k, v), Map(l, w)) => Some(Map(Box::new(common(k, l)?), Box::new(common(v, w)?))),
        (Row(a), Row(b)) if a.len() == b.len() => {
            let mut fields = Vec::with_capacity(a.len());
            for ((name, a), (other, b)) in a.iter().zip(b) {
                fields.push((name.clone().filter(|_| name == other), common(a, b)?));
            }
            Some(Row(fields))
        }
        (Decimal(p, s), Decimal(q, t)) => {
            let scale = *s.max(t);
            let before = digits_before(*p, *s).max(digits_before(*q, *t));
            Some(Decimal((before + i16::from(scale)).clamp(1, 38) as u8, scale))
        }
        (Decimal(..), _) if integer_rank(b).is_some() => common(a, &decimal_of(b)?),
        (_, Decimal(..)) if integer_rank(a).is_some() => common(&decimal_of(a)?, b),
        _ => match (distance(a, b), distance(b, a)) {
            (Some(_), _) => Some(b.clone()),
            (None, Some(_)) => Some(a.clone()),
            (None, None) => None,
        },
    }
}

/// The decimal that holds every value of an integer type.
pub(super) fn decimal_of(kind: &TrinoType) -> Option<TrinoType> {
    Some(match kind {
        TrinoType::Decimal(..) => kind.clone(),
        TrinoType::Unknown => TrinoType::Decimal(1, 0),
        integer => TrinoType::Decimal(u8::try_from(integer_digits(integer)?).ok()?, 0),
    })
}

fn digits_before(precision: u8, scale: i8) -> i16 {
    i16::from(precision) - i16::from(scale)
}

fn integer_rank(kind: &TrinoType) -> Option<u32> {
    Some(match kind {
        TrinoType::TinyInt => 1,
        TrinoType::SmallInt => 2,
        TrinoType::Integer => 3,
        TrinoType::BigInt => 4,
        _ => return None,
    })
}

fn integer_digits(kind: &TrinoType) -> Option<i16> {
    Some(match kind {
        TrinoType::TinyInt => 3,
        TrinoType::SmallInt => 5,
        TrinoType::Integer => 10,
        TrinoType::BigInt => 19,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use TrinoType::{BigInt, Date, Decimal, Double, Integer, Timestamp, Unknown, Varchar};

    #[test]
    fn numbers_widen_and_text_stays_text() {
        assert!(distance(&Integer, &BigInt) < distance(&Integer, &Double));
        assert_eq!(distance(&BigInt, &Integer), None);
        assert_eq!(distance(&Varchar(None), &Integer), None);
        assert_eq!(distance(&Integer, &Varchar(None)), None);
        assert_eq!(distance(&Unknown, &Date), Some(1));
    }

    #[test]
    fn the_common_type_holds_both() {
        assert_eq!(common(&Decimal(5, 2), &Integer), Some(Decimal(12, 2)));
        assert_eq!(common(&Decimal(3, 1), &Double), Some(Double));
        assert_eq!(common(&Date, &Timestamp(3)), Some(Timestamp(3)));
        assert_eq!(common(&Varchar(Some(3)), &Varchar(Some(5))), Some(Varchar(Some(5))));
        assert_eq!(common(&Varchar(None), &Integer), None);
        let array = |kind| TrinoType::Array(Box::new(kind));
        assert_eq!(common(&array(Unknown), &array(Integer)), Some(array(Integer)));
    }
}
