//! Redactions: parts of an output that differ by nature, replaced by their name on both sides before comparing.
//!
//! Their names and what they recognise are the guide's vocabulary ([`labs_guide::vocabulary::REDACTIONS`]); here are the scanners, each
//! of which says how many bytes at a place are such a part. Replacing is idempotent, alone and together, so an expectation
//! may hold the replacement itself: `"TableId": "<id>"`.

use std::borrow::Cow;

const TABLE: &[Redaction] = &[
    Redaction { name: "arn", replacement: "<arn>", scan: scan_arn },
    Redaction { name: "id", replacement: "<id>", scan: scan_id },
    Redaction { name: "request-id", replacement: "<request-id>", scan: scan_request_id },
    Redaction { name: "time", replacement: "<time>", scan: scan_time },
    Redaction { name: "number", replacement: "<number>", scan: scan_number },
];

/// One redaction; the table's order is the order in which they are applied.
struct Redaction {
    /// The name in `redact=`.
    name: &'static str,
    /// What stands for the redacted part.
    replacement: &'static str,
    /// Length of the part at the beginning of the text, given the character before it.
    scan: fn(Option<char>, &str) -> Option<usize>,
}

/// The redactions of one expectation.
#[derive(Default, Clone)]
pub(crate) struct Redactions(Vec<&'static Redaction>);

impl Redactions {
    /// The redactions with these names, of which a loaded guide has none but those of the vocabulary.
    pub(crate) fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        // The table's order, whatever the author's: an ARN holds ids, an id holds numbers.
        Self(TABLE.iter().filter(|redaction| names.contains(&redaction.name)).collect())
    }

    /// Whether there is any.
    pub(crate) fn any(&self) -> bool {
        !self.0.is_empty()
    }

    /// `text` with the redacted parts replaced.
    pub(crate) fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for redaction in &self.0 {
            if let Some(replaced) = replace(redaction, &text) {
                text = Cow::Owned(replaced);
            }
        }
        text
    }
}

/// `text` after one redaction; `None` when nothing changes.
fn replace(redaction: &Redaction, text: &str) -> Option<String> {
    let mut replaced: Option<String> = None;
    let mut kept = 0;
    let mut previous = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(character) = rest.chars().next()
    {
        if let Some(length) = (redaction.scan)(previous, rest) {
            let result = replaced.get_or_insert_default();
            result.push_str(text.get(kept..at).unwrap_or_default());
            result.push_str(redaction.replacement);
            at += length;
            kept = at;
            previous = Some('>');
        } else {
            at += character.len_utf8();
            previous = Some(character);
        }
    }
    replaced.map(|mut result| {
        result.push_str(text.get(kept..).unwrap_or_default());
        result
    })
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether a word could begin after `previous`.
fn begins(previous: Option<char>) -> bool {
    !previous.is_some_and(is_word)
}

/// `length` when no word goes on behind it.
fn ends(text: &str, length: usize) -> Option<usize> {
    let next = text.get(length..)?.chars().next();
    (!next.is_some_and(is_word)).then_some(length)
}

/// Length of the ASCII characters at the beginning of which `is` is true, at most `most`.
fn run(text: &str, most: usize, is: fn(u8) -> bool) -> usize {
    text.bytes().take(most).take_while(|byte| is(*byte)).count()
}

fn digits(text: &str, most: usize) -> usize {
    run(text, most, |byte| byte.is_ascii_digit())
}

fn scan_arn(previous: Option<char>, text: &str) -> Option<usize> {
    if !begins(previous) || !(text.starts_with("arn:aws:") || text.starts_with("arn:aws-")) {
        return None;
    }
    let stops = |c: char| c.is_whitespace() || c.is_control() || "\"'`,".contains(c);
    Some(text.find(stops).unwrap_or(text.len()))
}

fn scan_id(previous: Option<char>, text: &str) -> Option<usize> {
    if !begins(previous) {
        return None;
    }
    let mut at = 0;
    for (group, length) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if group > 0 {
            text.get(at..)?.strip_prefix('-')?;
            at += 1;
        }
        if run(text.get(at..)?, length, |byte| byte.is_ascii_hexdigit()) != length {
            return None;
        }
        at += length;
    }
    ends(text, at)
}

fn scan_request_id(previous: Option<char>, text: &str) -> Option<usize> {
    if !begins(previous) {
        return None;
    }
    let length = run(text, 53, |byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if length == 52 { ends(text, length) } else { scan_id(previous, text) }
}

fn scan_time(previous: Option<char>, text: &str) -> Option<usize> {
    if !begins(previous) {
        return None;
    }
    scan_instant(text).or_else(|| scan_epoch(text))
}

/// `2026-01-01T00:00:00`, then perhaps a fraction, then perhaps an offset.
fn scan_instant(text: &str) -> Option<usize> {
    const SHAPE: &[u8] = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    let fits = |(shape, byte): (&u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        other => other == byte,
    };
    if bytes.len() < SHAPE.len() || !SHAPE.iter().zip(bytes).all(fits) {
        return None;
    }
    let mut at = SHAPE.len();
    at += fraction(text.get(at..)?);
    let rest = text.get(at..)?;
    if rest.starts_with(['Z', 'z']) {
        at += 1;
    } else if rest.starts_with(['+', '-']) {
        let offset = rest.get(1..)?;
        if digits(offset, 2) == 2 && offset.get(2..)?.starts_with(':') && digits(offset.get(3..)?, 2) == 2 {
            at += 6;
        } else if digits(offset, 4) == 4 {
            at += 5;
        }
    }
    ends(text, at)
}

/// Seconds since 1970 with or without fraction, from 1973 to 2286.
fn scan_epoch(text: &str) -> Option<usize> {
    let seconds = digits(text, 11);
    if seconds != 9 && seconds != 10 {
        return None;
    }
    ends(text, seconds + fraction(text.get(seconds..)?))
}

fn scan_number(previous: Option<char>, text: &str) -> Option<usize> {
    // A minus right behind another number is a dash, as in a date.
    if !begins(previous) || (previous == Some('>') && text.starts_with('-')) {
        return None;
    }
    let sign = usize::from(text.starts_with('-'));
    let whole = digits(text.get(sign..)?, usize::MAX);
    if whole == 0 {
        return None;
    }
    let mut at = sign + whole;
    at += fraction(text.get(at..)?);
    let rest = text.get(at..)?;
    if rest.starts_with(['e', 'E']) {
        let exponent = rest.get(1..)?;
        let sign = usize::from(exponent.starts_with(['+', '-']));
        let power = digits(exponent.get(sign..)?, usize::MAX);
        if power > 0 {
            at += 1 + sign + power;
        }
    }
    // A unit may stand right behind: `12ms`. A longer word is one of the words that only begin with digits.
    let unit = run(text.get(at..)?, 4, |byte| byte.is_ascii_alphabetic());
    let is_unit = unit < 4 && !text.get(at + unit..)?.starts_with(':');
    ends(text, at + unit).filter(|_| unit == 0 || is_unit).map(|_| at)
}

/// Length of `.123` at the beginning; 0 when there are no digits behind the point.
fn fraction(text: &str) -> usize {
    match text.strip_prefix('.').map(|rest| digits(rest, usize::MAX)) {
        Some(count) if count > 0 => count + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use labs_guide::vocabulary::REDACTIONS;
    use proptest::prelude::*;

    use super::*;

    fn redacted(name: &str, text: &str) -> String {
        Redactions::named([name]).apply(text).into_owned()
    }

    #[test]
    fn the_table_is_the_guides_vocabulary() {
        let mut own: Vec<_> = TABLE.iter().map(|redaction| (redaction.name, redaction.replacement)).collect();
        let mut guide: Vec<_> = REDACTIONS.iter().map(|spec| (spec.name, spec.replacement)).collect();
        own.sort_unstable();
        guide.sort_unstable();
        assert_eq!(own, guide);
    }

    #[test]
    fn each_replaces_what_it_is_for() {
        for (name, text, expected) in [
            ("id", r#""TableId": "0f0c5a3e-1111-4222-8333-444455556666","#, r#""TableId": "<id>","#),
            ("id", "x0f0c5a3e-1111-4222-8333-444455556666", "x0f0c5a3e-1111-4222-8333-444455556666"),
            ("arn", r#""arn:aws:dynamodb:us-east-1:123456789012:table/Music","#, r#""<arn>","#),
            ("arn", "arn:aws-cn:s3:::b c", "<arn> c"),
            ("arn", "warn:aws:x", "warn:aws:x"),
            ("request-id", &"A1".repeat(26), "<request-id>"),
            ("request-id", &"A".repeat(53), &"A".repeat(53)),
            ("request-id", "RequestId: 0f0c5a3e-1111-4222-8333-444455556666", "RequestId: <request-id>"),
            ("time", "2026-01-01T00:00:00Z|2026-01-01 00:00:00.123|2026-01-01T07:00:00+07:00", "<time>|<time>|<time>"),
            ("time", "1767225600.0 and 99999999, not 1767225600000", "<time> and 99999999, not 1767225600000"),
            ("time", "\"at\": 1767225600.25}", "\"at\": <time>}"),
            ("number", "-1.5e3 of 2026-01-01, a1, 12ms", "<number> of <number>-<number>-<number>, a1, <number>ms"),
            ("number", "no. 5.", "no. <number>."),
            ("number", "2nd 30days 5GiB", "<number>nd 30days <number>GiB"),
        ] {
            assert_eq!(redacted(name, text), expected, "{name}");
        }
    }

    #[test]
    fn a_replacement_stays_what_it_is() {
        for redaction in TABLE {
            assert_eq!(redacted(redaction.name, redaction.replacement), redaction.replacement);
        }
    }

    /// Text in which redactions find something: fragments of what they look for, glued together.
    fn text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            Just("0f0c5a3e-1111-4222-8333-444455556666".to_owned()),
            Just("2026-01-01T00:00:00".to_owned()),
            Just("arn:aws:s3:::".to_owned()),
            Just("1767225600".to_owned()),
            Just("A1".repeat(26)),
            "[-.0-9eEZ+ \\[\\]\":a-c]{0,6}",
            "\\PC{0,3}",
        ];
        prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn redacting_again_changes_nothing(text in text(), chosen in prop::collection::vec(0..TABLE.len(), 1..4)) {
            let redactions = Redactions::named(chosen.iter().map(|index| TABLE[*index].name));
            let once = redactions.apply(&text).into_owned();
            prop_assert_eq!(redactions.apply(&once), once.clone());
        }

        #[test]
        fn text_without_such_parts_stays(text in "[a-z \\n]{0,60}") {
            let all = Redactions::named(TABLE.iter().map(|redaction| redaction.name));
            prop_assert_eq!(all.apply(&text), text.clone());
        }
    }
}
