//! Percent-encoding in paths and query strings.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const PATH: &AsciiSet = &COMPONENT.remove(b'/');

/// One component: everything but letters, digits and `-._~` is escaped.
pub(crate) fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// A greedy label: slashes stay.
pub(crate) fn path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// Decodes a component of a path; `None` when an escape is not one, or what comes out is not UTF-8.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The parameters of a query string or of a form, in which a plus sign is a space; `None` when one cannot be decoded.
pub(crate) fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(&name.replace('+', " "))?, decode(&value.replace('+', " "))?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for text in ["", "a b+c/d%e", "é🎵", "../..", "~._-"] {
            assert_eq!(decode(&component(text)).as_deref(), Some(text));
            assert_eq!(decode(&path(text)).as_deref(), Some(text));
        }
        assert_eq!(component("a/b c~"), "a%2Fb%20c~");
        assert_eq!(path("a/b c"), "a/b%20c");
    }

    #[test]
    fn what_is_no_escape_is_refused() {
        for text in ["%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn a_plus_is_a_space_in_parameters_only() {
        assert_eq!(
            parameters("a=b+c&d&&e=%2B").unwrap(),
            [("a".to_owned(), "b c".to_owned()), ("d".to_owned(), String::new()), ("e".to_owned(), "+".to_owned()),]
        );
        assert_eq!(decode("b+c").as_deref(), Some("b+c"));
        assert_eq!(parameters("a=%"), None);
    }
}
