//! `format`: Java's `Formatter` for the conversions that SQL values have.
//!
//! `%s %d %x %X %o %f %e %E %b %c %%` with `-`, `0`, `+`, ` `, `,`, `(`, `#`, width, precision and `1$` positions. Dates and
//! times are formatted as text with `%s`; the `%t…` conversions are refused.

use datafusion::{
    arrow::{
        array::{ArrayRef, AsArray},
        datatypes::{Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type},
    },
    common::Result,
};

use crate::{
    function::{
        error::{invalid, not_supported, wrong_column},
        scalar::Call,
        text::value_text,
    },
    trino_type::TrinoType,
};

/// The widest field and the most decimals that are written.
const WIDEST: usize = 10_000;

#[derive(Debug, Clone, Default, PartialEq)]
struct Directive {
    position: Option<usize>,
    left: Adjust,
    zero: Zeros,
    sign: Sign,
    group: Grouping,
    width: usize,
    precision: Option<usize>,
    conversion: char,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Adjust {
    #[default]
    Right,
    Left,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Zeros {
    #[default]
    Spaces,
    Zeros,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Sign {
    #[default]
    Minus,
    Plus,
    Space,
    Brackets,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Grouping {
    #[default]
    None,
    Thousands,
}

enum Piece {
    Text(String),
    Value(Directive),
}

pub(super) fn format(call: &Call<'_>) -> Result<ArrayRef> {
    let formats = call.column::<&str>(0)?;
    let mut last: Option<(String, Vec<Piece>)> = None;
    call.rows(|row| {
        let Some(format) = formats.get(row) else { return Ok(None) };
        if last.as_ref().is_none_or(|(known, _)| known != format) {
            last = Some((format.to_owned(), read(format)?));
        }
        let mut text = String::new();
        let mut next = 0;
        for piece in last.iter().flat_map(|(_, pieces)| pieces) {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Value(directive) => {
                    let at = directive.position.unwrap_or_else(|| {
                        next += 1;
                        next
                    });
                    let (Some(column), Some(kind)) = (call.arguments.get(at), call.types.get(at)) else {
                        return Err(invalid(format!(
                            "Invalid format string: {format} (Format specifier '%{}')",
                            directive.conversion
                        )));
                    };
                    text.push_str(&pad(directive, one(directive, column, row, kind, format)?));
                }
            }
        }
        Ok(Some(text))
    })
}

fn read(format: &str) -> Result<Vec<Piece>> {
    let bad = || invalid(format!("Invalid format string: {format}"));
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut characters = format.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        let mut directive = Directive::default();
        let mut digits = String::new();
        let mut precision: Option<String> = None;
        loop {
            let character = characters.next().ok_or_else(bad)?;
            match (character, precision.as_mut()) {
                ('0'..='9', Some(precision)) => precision.push(character),
                ('0', None) if digits.is_empty() => directive.zero = Zeros::Zeros,
                ('0'..='9', None) => digits.push(character),
                ('$', None) => directive.position = Some(std::mem::take(&mut digits).parse().map_err(|_| bad())?),
                ('-', None) => directive.left = Adjust::Left,
                ('+', None) => directive.sign = Sign::Plus,
                (' ', None) => directive.sign = Sign::Space,
                ('(', None) => directive.sign = Sign::Brackets,
                (',', None) => directive.group = Grouping::Thousands,
                ('.', None) => precision = Some(String::new()),
                ('%', _) => {
                    text.push('%');
                    break;
                }
                ('n', _) => {
                    text.push('\n');
                    break;
                }
                ('s' | 'S' | 'd' | 'x' | 'X' | 'o' | 'f' | 'e' | 'E' | 'b' | 'B' | 'c', _) => {
                    let number = |digits: &str| match digits {
                        "" => Ok(0),
                        digits => digits.parse::<usize>().ok().filter(|number| *number <= WIDEST).ok_or_else(bad),
                    };
                    directive.width = number(&digits)?;
                    directive.precision = precision.as_deref().map(number).transpose()?;
                    directive.conversion = character;
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                    pieces.push(Piece::Value(directive));
                    break;
                }
                ('t' | 'T' | 'g' | 'G' | 'a' | 'A' | 'h' | 'H' | '#', _) => {
                    let what = format!("Format specifier '%{character}' is not supported by this engine");
                    return Err(not_supported(format!("{what}; use %s, %d, %x, %o, %f, %e, %b or %c")));
                }
                _ => return Err(bad()),
            }
        }
    }
    pieces.push(Piece::Text(text));
    Ok(pieces)
}

fn one(directive: &Directive, column: &ArrayRef, row: usize, kind: &TrinoType, format: &str) -> Result<String> {
    let mismatch = || {
        let what = format!("{} != {kind}", directive.conversion);
        invalid(format!("Invalid format string: {format} ({what})"))
    };
    let Some(text) = value_text(column, row) else {
        return Ok(match directive.conversion {
            'b' => "false".to_owned(),
            'B' => "FALSE".to_owned(),
            'S' => "NULL".to_owned(),
            _ => "null".to_owned(),
        });
    };
    Ok(match directive.conversion {
        's' => cut(text, directive.precision),
        'S' => cut(text.to_uppercase(), directive.precision),
        'b' | 'B' => {
            let truth = match kind {
                TrinoType::Boolean => text,
                _ => "true".to_owned(),
            };
            if directive.conversion == 'B' { truth.to_uppercase() } else { truth }
        }
        'c' => match integer(column, row) {
            Some(code) => u32::try_from(code).ok().and_then(char::from_u32).ok_or_else(mismatch)?.to_string(),
            None => return Err(mismatch()),
        },
        'd' => {
            let value = integer(column, row).ok_or_else(mismatch)?;
            signed(directive, value < 0, grouped(directive, &value.unsigned_abs().to_string()))
        }
        'x' => format!("{:x}", bits(column, row).ok_or_else(mismatch)?),
        'X' => format!("{:X}", bits(column, row).ok_or_else(mismatch)?),
        'o' => format!("{:o}", bits(column, row).ok_or_else(mismatch)?),
        'f' => {
            let places = directive.precision.unwrap_or(6);
            let (negative, digits) = decimals(column, row, places).ok_or_else(mismatch)?;
            signed(directive, negative, grouped(directive, &digits))
        }
        'e' | 'E' => {
            let value = floating(column, row).ok_or_else(mismatch)?;
            let text = format!("{:.*e}", directive.precision.unwrap_or(6), value.abs());
            let (digits, power) = text.split_once('e').ok_or_else(|| wrong_column("format"))?;
            let power: i32 = power.parse().map_err(|_| wrong_column("format"))?;
            let text = format!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs());
            let text = signed(directive, value.is_sign_negative(), text);
            if directive.conversion == 'E' { text.to_uppercase() } else { text }
        }
        _ => return Err(mismatch()),
    })
}

fn cut(text: String, precision: Option<usize>) -> String {
    match precision {
        Some(most) => text.chars().take(most).collect(),
        None => text,
    }
}

fn integer(column: &ArrayRef, row: usize) -> Option<i64> {
    column
        .as_primitive_opt::<Int64Type>()
        .map(|column| column.value(row))
        .or_else(|| column.as_primitive_opt::<Int32Type>().map(|column| column.value(row).into()))
        .or_else(|| column.as_primitive_opt::<Int16Type>().map(|column| column.value(row).into()))
        .or_else(|| column.as_primitive_opt::<Int8Type>().map(|column| column.value(row).into()))
}

/// The two's complement of the value's own width, as Java shows negative numbers in hex.
fn bits(column: &ArrayRef, row: usize) -> Option<u64> {
    column
        .as_primitive_opt::<Int64Type>()
        .map(|column| column.value(row) as u64)
        .or_else(|| column.as_primitive_opt::<Int32Type>().map(|column| u64::from(column.value(row) as u32)))
        .or_else(|| column.as_primitive_opt::<Int16Type>().map(|column| u64::from(column.value(row) as u16)))
        .or_else(|| column.as_primitive_opt::<Int8Type>().map(|column| u64::from(column.value(row) as u8)))
}

fn floating(column: &ArrayRef, row: usize) -> Option<f64> {
    column
        .as_primitive_opt::<Float64Type>()
        .map(|column| column.value(row))
        .or_else(|| column.as_primitive_opt::<Float32Type>().map(|column| column.value(row).into()))
}

/// The sign, and the digits without it, rounded half up on the decimal digits that the value shows.
fn decimals(column: &ArrayRef, row: usize, places: usize) -> Option<(bool, String)> {
    if let Some(value) = floating(column, row) {
        if !value.is_finite() {
            return Some((value < 0.0, crate::function::text::double_text(value.abs())));
        }
        return Some((value.is_sign_negative(), half_up(&format!("{}", value.abs()), places)));
    }
    let decimal = column.as_primitive_opt::<Decimal128Type>()?;
    let value = decimal.value(row);
    let digits = crate::function::text::decimal_text(value, decimal.scale());
    Some((value < 0, half_up(digits.trim_start_matches('-'), places)))
}

fn half_up(digits: &str, places: usize) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(places).collect();
    let up = fraction.chars().nth(places).is_some_and(|digit| digit >= '5');
    let mut all: Vec<char> = whole.chars().chain(kept.chars()).collect();
    let mut carry = up;
    for digit in all.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == '9';
        *digit = if carry { '0' } else { digit.to_digit(10).and_then(|d| char::from_digit(d + 1, 10)).unwrap_or('0') };
    }
    if carry {
        all.insert(0, '1');
    }
    let point = all.len() - places;
    let (whole, fraction): (String, String) = (all.iter().take(point).collect(), all.iter().skip(point).collect());
    if places == 0 { whole } else { format!("{whole}.{fraction}") }
}

fn grouped(directive: &Directive, digits: &str) -> String {
    if directive.group == Grouping::None {
        return digits.to_owned();
    }
    let (whole, rest) = match digits.find('.') {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

fn signed(directive: &Directive, negative: bool, digits: String) -> String {
    let sign = match (negative, directive.sign) {
        (true, Sign::Brackets) => return format!("({digits})"),
        (true, _) => "-",
        (false, Sign::Plus) => "+",
        (false, Sign::Space) => " ",
        (false, _) => "",
    };
    let missing = directive.width.saturating_sub(sign.len() + digits.chars().count());
    match directive.zero {
        Zeros::Zeros if directive.left == Adjust::Right => format!("{sign}{}{digits}", "0".repeat(missing)),
        _ => format!("{sign}{digits}"),
    }
}

fn pad(directive: &Directive, text: String) -> String {
    let missing = " ".repeat(directive.width.saturating_sub(text.chars().count()));
    match directive.left {
        Adjust::Left => text + &missing,
        Adjust::Right => missing + &text,
    }
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{double, failure, int, show_columns, text};

    #[test]
    fn the_documented_examples() {
        assert_eq!(show_columns("format", vec![text(&["%s%%"]), int(&[123])]), ["123%"]);
        assert_eq!(show_columns("format", vec![text(&["%.5f"]), double(&[std::f64::consts::PI])]), ["3.14159"]);
        assert_eq!(show_columns("format", vec![text(&["%03d"]), int(&[8])]), ["008"]);
        assert_eq!(show_columns("format", vec![text(&["%,.2f"]), double(&[1_234_567.89])]), ["1,234,567.89"]);
        assert_eq!(
            show_columns("format", vec![text(&["%-7s,%7s"]), text(&["hello"]), text(&["world"])]),
            ["hello  ,  world"]
        );
        assert_eq!(
            show_columns("format", vec![text(&["%2$s %3$s %1$s"]), text(&["a"]), text(&["b"]), text(&["c"])]),
            ["b c a"]
        );
    }

    #[test]
    fn numbers_round_half_up_and_keep_their_sign() {
        let cases = double(&[0.5, -2.345, 9.999]);
        assert_eq!(show_columns("format", vec![text(&["%.0f", "%.2f", "%+.2f"]), cases]), ["1", "-2.35", "+10.00"]);
        assert_eq!(show_columns("format", vec![text(&["%x", "%o"]), int(&[255, 8])]), ["ff", "10"]);
        assert_eq!(show_columns("format", vec![text(&["%.2e"]), double(&[12345.0])]), ["1.23e+04"]);
    }

    #[test]
    fn a_wrong_conversion_is_an_error() {
        assert!(failure("format", &[&["%d"], &["x"]]).starts_with("Invalid format string: %d"));
        assert!(failure("format", &[&["%s %s"], &["x"]]).starts_with("Invalid format string: %s %s"));
        assert!(failure("format", &[&["%tY"], &["x"]]).contains("not supported"));
    }
}
