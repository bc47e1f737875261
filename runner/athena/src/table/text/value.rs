//! Single values as Hive reads them from text. What is no value of the type is `None`.

/// A whole number within `min..=max`: a sign, digits, and a fraction that is cut off.
pub(super) fn parse_integer(text: &str, min: i64, max: i64) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let value =
        whole.bytes().try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit - b'0')))?;
    let value = i64::try_from(if negative { -value } else { value }).ok()?;
    (min..=max).contains(&value).then_some(value)
}

/// A floating-point number as Java reads it.
pub(super) fn parse_double(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        _ => {}
    }
    // Java allows a suffix that names the width; Rust allows words for NaN and infinity in any case.
    let digits = text.strip_suffix(['d', 'D', 'f', 'F']).unwrap_or(text);
    if !digits.bytes().any(|byte| byte.is_ascii_digit())
        || digits.bytes().any(|b| b.is_ascii_alphabetic() && b != b'e' && b != b'E')
    {
        return None;
    }
    digits.parse().ok()
}

/// `true` or `false` in any case.
pub(super) fn parse_boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// A decimal number at a scale, rounded half up; `None` too when it has more digits than the precision.
pub(super) fn parse_decimal(text: &str, precision: u8, scale: u8) -> Option<i128> {
    let text = text.trim_ascii();
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, mantissa) = match mantissa.as_bytes().first()? {
        b'-' => (true, mantissa.get(1..)?),
        b'+' => (false, mantissa.get(1..)?),
        _ => (false, mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if (whole.is_empty() && fraction.is_empty()) || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    // Where the decimal point of the scaled number stands among the digits.
    let point = i64::try_from(whole.len()).ok()? + i64::from(exponent) + i64::from(scale);
    let mut value = 0_i128;
    let mut rounds_up = false;
    let mut at = 0_i64;
    for digit in whole.bytes().chain(fraction.bytes()) {
        if at < point {
            value = value.checked_mul(10)?.checked_add(i128::from(digit - b'0'))?;
        } else {
            rounds_up = at == point && digit >= b'5';
            break;
        }
        at += 1;
    }
    while at < point {
        if value == 0 {
            break;
        }
        value = value.checked_mul(10)?;
        at += 1;
    }
    value += i128::from(rounds_up);
    let limit = 10_i128.checked_pow(u32::from(precision))?;
    (value < limit).then_some(if negative { -value } else { value })
}

/// Days since 1970-01-01 of `2024-02-29`; a time after it is left out.
pub(in crate::table) fn parse_date(text: &str) -> Option<i32> {
    let date = text.trim_ascii();
    let date = date.split_once(' ').map_or(date, |(date, _)| date);
    i32::try_from(days_of(date)?).ok()
}

/// Milliseconds since 1970-01-01 of `2024-02-29 12:34:56.789`; without a time it is midnight.
pub(in crate::table) fn parse_timestamp(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    let (date, time) = text.split_once(' ').unwrap_or((text, "0:0:0"));
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts = clock.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 || fraction.len() > 9 {
        return None;
    }
    let millis = if fraction.is_empty() {
        0
    } else {
        let digits = number(fraction, 9)?;
        let scaled = digits * 10_i64.pow(9 - u32::try_from(fraction.len()).ok()?);
        scaled / 1_000_000
    };
    let seconds = days_of(date)? * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(seconds * 1_000 + millis)
}

/// Days since 1970-01-01 of a day of the calendar.
fn days_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    if parts.next().is_some() || year.len() < 4 {
        return None;
    }
    let year = number(year, 5)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// A number of at most so many digits and nothing else.
fn number(text: &str, digits: usize) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_have_a_sign_and_a_fraction_that_is_cut_off() {
        let byte = |text| parse_integer(text, -128, 127);
        assert_eq!(["7", "-7", "+7", "7.9", "127", "-128"].map(byte), [7, -7, 7, 7, 127, -128].map(Some));
        for wrong in
            ["", "-", " 7", "7 ", "128", "-129", "x", "1e2", "7.x", ".", "99999999999999999999999999999999999999999999"]
        {
            assert_eq!(byte(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn doubles_are_read_as_java_reads_them() {
        assert_eq!(["1.5", " 2 ", "1e3", "-.5", "3d"].map(parse_double), [1.5, 2.0, 1000.0, -0.5, 3.0].map(Some));
        assert!(parse_double("NaN").unwrap().is_nan());
        assert_eq!(parse_double("-Infinity"), Some(f64::NEG_INFINITY));
        for wrong in ["", "inf", "nan", "infinity", "1,5", "abc", "d"] {
            assert_eq!(parse_double(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn decimals_round_half_up_and_keep_their_precision() {
        let money = |text| parse_decimal(text, 5, 2);
        assert_eq!(money("1.005"), Some(101));
        assert_eq!(money("-1.005"), Some(-101));
        assert_eq!(money("1.0049"), Some(100));
        assert_eq!(money("12e1"), Some(12_000));
        assert_eq!(money("0.004"), Some(0));
        assert_eq!(money("5e-1"), Some(50));
        assert_eq!(money(".5"), Some(50));
        assert_eq!(money("999.99"), Some(99_999));
        for wrong in ["999.995", "1000", "", "-", ".", "1.2.3", "x", "1e99999999999", "1e9999"] {
            assert_eq!(money(wrong), None, "{wrong}");
        }
        assert_eq!(money("0e999999999"), Some(0));
        assert_eq!(parse_decimal(&"9".repeat(38), 38, 0), Some(10_i128.pow(38) - 1));
    }

    #[test]
    fn dates_and_timestamps_are_days_of_the_calendar() {
        let days = ["1970-01-01", "1969-12-31", "2024-02-29", "2000-2-9", "2024-01-02 10:00:00"];
        assert_eq!(days.map(parse_date), [0, -1, 19_782, 10_996, 19_724].map(Some));
        for wrong in ["", "2023-02-29", "2024-13-01", "2024-00-01", "24-01-01", "2024-01", "2024-01-01T00:00:00", "x"] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
        assert_eq!(parse_timestamp("2020-01-01 12:34:56.789"), Some(1_577_882_096_789));
        assert_eq!(parse_timestamp("2020-01-01 12:34:56.789999999"), Some(1_577_882_096_789));
        assert_eq!(parse_timestamp("1970-01-01"), Some(0));
        for wrong in ["2020-01-01 24:00:00", "2020-01-01 1:2", "2020-01-01T00:00:00", "2020-01-01 00:00:00.0123456789"]
        {
            assert_eq!(parse_timestamp(wrong), None, "{wrong}");
        }
    }
}
