//! Texts, numbers and lists of properties.

use datafusion::sql::sqlparser::tokenizer::Token;

use super::super::ast::Properties;
use super::cursor::Cursor;
use crate::query_error::QueryError;

/// A text between single or double quotes.
pub(super) fn text(cursor: &mut Cursor<'_>) -> Result<String, QueryError> {
    match cursor.peek() {
        Some(Token::SingleQuotedString(raw)) if !raw.contains("''") => {
            cursor.next();
            Ok(unescaped(raw))
        }
        Some(Token::DoubleQuotedString(raw)) if !raw.contains("\"\"") => {
            cursor.next();
            Ok(unescaped(raw))
        }
        // Hive has no doubled quotes: `'it''s'` is two texts, and the second one does not fit.
        _ => Err(cursor.refuse()),
    }
}

/// A text, if one is next.
pub(super) fn optional_text(cursor: &mut Cursor<'_>) -> Result<Option<String>, QueryError> {
    match cursor.peek() {
        Some(Token::SingleQuotedString(_) | Token::DoubleQuotedString(_)) => text(cursor).map(Some),
        _ => Ok(None),
    }
}

/// A text after a keyword, if the keyword is next.
pub(super) fn text_after(cursor: &mut Cursor<'_>, keyword: &str) -> Result<Option<String>, QueryError> {
    if cursor.took(keyword) { text(cursor).map(Some) } else { Ok(None) }
}

/// A whole number without a sign.
pub(super) fn number(cursor: &mut Cursor<'_>) -> Result<u32, QueryError> {
    match cursor.peek() {
        Some(Token::Number(digits, false)) => {
            let number = digits.parse().map_err(|_| cursor.refuse())?;
            cursor.next();
            Ok(number)
        }
        _ => Err(cursor.refuse()),
    }
}

/// A constant as partition specifications have it: a text, a number, a word such as a date's without quotes.
pub(super) fn constant(cursor: &mut Cursor<'_>) -> Result<String, QueryError> {
    // `DATE '2024-01-01'`, `TIMESTAMP '…'`
    if (cursor.is("date") || cursor.is("timestamp"))
        && matches!(cursor.peek_at(1), Some(Token::SingleQuotedString(_) | Token::DoubleQuotedString(_)))
    {
        cursor.next();
    }
    let sign = if cursor.took_sign(&Token::Minus) { "-" } else { "" };
    match cursor.peek() {
        Some(Token::Number(digits, false)) => {
            cursor.next();
            Ok(format!("{sign}{digits}"))
        }
        Some(Token::Word(word))
            if sign.is_empty()
                && word.quote_style.is_none()
                && (word.value.eq_ignore_ascii_case("true") || word.value.eq_ignore_ascii_case("false")) =>
        {
            cursor.next();
            Ok(word.value.to_lowercase())
        }
        _ if sign.is_empty() => text(cursor),
        _ => Err(cursor.refuse()),
    }
}

/// `('key' = 'value', …)`; of two equal keys the later one counts.
pub(super) fn properties(cursor: &mut Cursor<'_>) -> Result<Properties, QueryError> {
    let pairs = cursor.list(|cursor| {
        let key = text(cursor)?;
        cursor.expect_sign(&Token::Eq)?;
        Ok((key, text(cursor)?))
    })?;
    Ok(pairs.into_iter().collect())
}

/// A text with its escapes undone, by Hive's rules: `\n`, `\001`, `\u0001`; `\%` and `\_` stay for patterns.
fn unescaped(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        rest = after;
        let numbered = octal(rest).or_else(|| hexadecimal(rest));
        if let Some((c, length)) = numbered {
            text.push(c);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        let Some(c) = rest.chars().next() else {
            text.push('\\');
            break;
        };
        match c {
            '0' => text.push('\0'),
            'b' => text.push('\u{8}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'Z' => text.push('\u{1a}'),
            '%' => text.push_str("\\%"),
            '_' => text.push_str("\\_"),
            other => text.push(other),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    text.push_str(rest);
    text
}

/// `001`: three octal digits of which the first is 0 or 1.
fn octal(text: &str) -> Option<(char, usize)> {
    let digits = text.get(..3)?;
    let fits = digits.starts_with(['0', '1']) && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
    let value = fits.then(|| u8::from_str_radix(digits, 8).ok())??;
    Some((char::from(value), 3))
}

/// `u0001`
fn hexadecimal(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix('u')?.get(..4)?;
    let fits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let value = fits.then(|| u32::from_str_radix(digits, 16).ok())??;
    Some((char::from_u32(value)?, 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_hives() {
        for (raw, expected) in [
            ("plain", "plain"),
            (r"a\nb\tc\\d\'e", "a\nb\tc\\d'e"),
            (r"\001\u0002\0", "\u{1}\u{2}\0"),
            (r"\d+\.\%", "d+.\\%"),
            (r"é\é", "éé"),
            (r"\u00e9\9", "é9"),
            ("end\\", "end\\"),
        ] {
            assert_eq!(unescaped(raw), expected, "{raw}");
        }
    }
}
