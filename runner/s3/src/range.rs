//! The `Range` header: one range of bytes, as RFC 9110 writes it.
//!
//! S3 sends no multipart answers: a header that is malformed or asks for several ranges is passed over, as the RFC allows, and
//! the whole object is sent with status 200.

use std::ops::Range;

use crate::error::Refusal;

/// The bytes of an object of `size` bytes that `header` asks for; `None` when it asks for no range.
pub(crate) fn of_header(header: &str, size: u64) -> Result<Option<Range<u64>>, Refusal> {
    let Some(asked) = parse(header) else { return Ok(None) };
    let range = match asked {
        Asked::From(first, last) => first..last.saturating_add(1).min(size),
        Asked::Last(length) => size.saturating_sub(length)..size,
    };
    if range.start >= size || range.is_empty() {
        return Err(Refusal::InvalidRange { range: header.to_owned(), size });
    }
    Ok(Some(range))
}

/// First and last byte of a range that names both, as copying by parts wants it.
pub(crate) fn first_and_last(header: &str) -> Option<(u64, u64)> {
    match parse(header)? {
        Asked::From(first, last) if last < u64::MAX => Some((first, last)),
        _ => None,
    }
}

enum Asked {
    /// First and last byte.
    From(u64, u64),
    /// So many at the end.
    Last(u64),
}

fn parse(header: &str) -> Option<Asked> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", length) => digits(length).map(Asked::Last),
        (first, "") => Some(Asked::From(digits(first)?, u64::MAX)),
        (first, last) => {
            let (first, last) = (digits(first)?, digits(last)?);
            (first <= last).then_some(Asked::From(first, last))
        }
    }
}

/// A number without sign; one that is too large for any object is as good as the largest.
fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// `Content-Range` of an answer.
pub(crate) fn content_range(range: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_cut_to_the_object() {
        let range = |header| of_header(header, 10).unwrap();
        assert_eq!(range("bytes=0-3"), Some(0..4));
        assert_eq!(range("bytes=7-"), Some(7..10));
        assert_eq!(range("bytes=-4"), Some(6..10));
        assert_eq!(range("bytes=-400"), Some(0..10));
        assert_eq!(range("bytes=9-99999999999999999999"), Some(9..10));
    }

    #[test]
    fn a_header_that_is_no_single_range_is_passed_over() {
        for header in ["bytes=", "bytes=a-b", "bytes=3-1", "bytes=0-1,4-5", "items=0-1", "bytes=--1", "0-1"] {
            assert_eq!(of_header(header, 10).unwrap(), None, "{header}");
        }
    }

    #[test]
    fn a_range_outside_the_object_is_refused() {
        for (header, size) in
            [("bytes=10-", 10), ("bytes=99-100", 10), ("bytes=-0", 10), ("bytes=0-0", 0), ("bytes=-1", 0)]
        {
            assert!(matches!(of_header(header, size), Err(Refusal::InvalidRange { .. })), "{header} of {size}");
        }
    }
}
