//! Numbers in keys: at most 22 bytes whose order is the order of the values.
//!
//! Zero is 80. A positive number is C0, its exponent (of the first digit, biased to one byte), its digits from the first in
//! pairs, each pair plus one, and 00. A negative number has all bits of that inverted, so greater magnitudes come first.

use super::codec::DamagedKey;
use crate::number::{Number, Sign};

const ZERO: u8 = 0x80;
const POSITIVE: u8 = 0xC0;
const NEGATIVE: u8 = !POSITIVE;
const END: u8 = 0x00;
/// Added to the exponent: -130..=125 becomes 0..=255.
const BIAS: i16 = 130;
/// 19 pairs hold 38 digits.
const MAX_PAIRS: usize = 19;

/// Appends the encoding of `number`.
pub(super) fn encode(number: Number, into: &mut Vec<u8>) {
    let digits = number.digits();
    if digits == 0 {
        into.push(ZERO);
        return;
    }
    // An odd number of digits gets a zero on the right, which changes nothing: pairs are read from the first digit.
    let mut rest = number.coefficient().saturating_mul(if digits % 2 == 1 { 10 } else { 1 });
    let mut pairs = Vec::with_capacity(MAX_PAIRS);
    while rest > 0 {
        pairs.push(u8::try_from(rest % 100).unwrap_or(0) + 1);
        rest /= 100;
    }
    let exponent = u8::try_from(number.adjusted_exponent() + BIAS).unwrap_or(u8::MAX);
    let start = into.len();
    into.extend([POSITIVE, exponent]);
    into.extend(pairs.iter().rev());
    into.push(END);
    if number.sign() == Sign::Negative {
        into.iter_mut().skip(start).for_each(|byte| *byte = !*byte);
    }
}

/// Takes one number off the front of `bytes`.
pub(super) fn decode(bytes: &[u8]) -> Result<(Number, &[u8]), DamagedKey> {
    let (sign, mask, rest) = match bytes {
        [ZERO, rest @ ..] => return Ok((Number::ZERO, rest)),
        [POSITIVE, rest @ ..] => (Sign::Positive, 0x00, rest),
        [NEGATIVE, rest @ ..] => (Sign::Negative, 0xFF, rest),
        _ => return Err(DamagedKey),
    };
    let (exponent, rest) = rest.split_first().ok_or(DamagedKey)?;
    let length = rest.iter().take(MAX_PAIRS + 1).position(|byte| byte ^ mask == END).ok_or(DamagedKey)?;
    let (pairs, rest) = rest.split_at_checked(length).ok_or(DamagedKey)?;
    let mut coefficient = 0u128;
    for byte in pairs {
        let pair = (byte ^ mask).checked_sub(1).filter(|pair| *pair < 100).ok_or(DamagedKey)?;
        coefficient = coefficient * 100 + u128::from(pair);
    }
    let first_digit = i64::from(exponent ^ mask) - i64::from(BIAS);
    let last_digit = first_digit - 2 * i64::try_from(pairs.len()).unwrap_or(0) + 1;
    let number = Number::new(sign, coefficient, last_digit).map_err(|_| DamagedKey)?;
    match rest.split_first() {
        Some((_, rest)) if number != Number::ZERO => Ok((number, rest)),
        _ => Err(DamagedKey),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_number_takes_22_bytes() {
        let mut bytes = Vec::new();
        encode(Number::parse("-9.9999999999999999999999999999999999999E125").unwrap(), &mut bytes);
        assert_eq!(bytes.len(), 22);
    }

    #[test]
    fn the_stored_form_is_fixed() {
        for (text, stored) in [
            ("0", &[0x80][..]),
            ("1", &[0xC0, 130, 11, 0]),
            ("12.5", &[0xC0, 131, 13, 51, 0]),
            ("-12.5", &[0x3F, !131, !13, !51, 0xFF]),
            ("1E-130", &[0xC0, 0, 11, 0]),
        ] {
            let mut bytes = Vec::new();
            encode(Number::parse(text).unwrap(), &mut bytes);
            assert_eq!(bytes, stored, "{text}");
        }
    }
}
