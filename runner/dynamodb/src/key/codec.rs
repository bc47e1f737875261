//! Key values ⇄ bytes, in an order-preserving and prefix-free form.
//!
//! The key of an item is `enc(partition key) ++ enc(sort key)`. Text and bytes are written raw with 00 escaped as 00 FF and
//! 00 00 at the end; numbers have a form of their own (`number.rs`). No encoding is a prefix of another, so the parts of a
//! composite key cannot run into each other, and a sort key's prefix is a prefix of bytes.

use bytes::Bytes;

use super::number;
use super::{KeyType, KeyValue};

const ESCAPED: u8 = 0x00;
const ESCAPE: u8 = 0xFF;
const END: [u8; 2] = [0x00, 0x00];

/// The bytes of a stored key are not what [`encode`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored key cannot be read back")]
pub(crate) struct DamagedKey;

/// Appends the encoding of `value`.
pub(crate) fn encode(value: &KeyValue, into: &mut Vec<u8>) {
    match value {
        KeyValue::S(text) => encode_bytes(text.as_bytes(), into),
        KeyValue::B(bytes) => encode_bytes(bytes, into),
        KeyValue::N(number) => number::encode(*number, into),
    }
}

/// Appends what all encodings of texts or bytes that begin with `prefix` begin with. Numbers have no prefixes.
pub(crate) fn encode_prefix(prefix: &[u8], into: &mut Vec<u8>) {
    for byte in prefix {
        into.push(*byte);
        if *byte == ESCAPED {
            into.push(ESCAPE);
        }
    }
}

/// Takes one value off the front of `bytes` and returns what follows it.
pub(super) fn decode(key_type: KeyType, bytes: &[u8]) -> Result<(KeyValue, &[u8]), DamagedKey> {
    match key_type {
        KeyType::S => {
            let (raw, rest) = decode_bytes(bytes)?;
            let text = String::from_utf8(raw).map_err(|_| DamagedKey)?;
            Ok((KeyValue::S(text), rest))
        }
        KeyType::B => {
            let (raw, rest) = decode_bytes(bytes)?;
            Ok((KeyValue::B(Bytes::from(raw)), rest))
        }
        KeyType::N => {
            let (number, rest) = number::decode(bytes)?;
            Ok((KeyValue::N(number), rest))
        }
    }
}

fn encode_bytes(bytes: &[u8], into: &mut Vec<u8>) {
    into.reserve(bytes.len() + END.len());
    encode_prefix(bytes, into);
    into.extend_from_slice(&END);
}

fn decode_bytes(mut bytes: &[u8]) -> Result<(Vec<u8>, &[u8]), DamagedKey> {
    let mut raw = Vec::with_capacity(bytes.len());
    loop {
        match bytes {
            [0x00, 0x00, rest @ ..] => return Ok((raw, rest)),
            [0x00, 0xFF, rest @ ..] => {
                raw.push(0x00);
                bytes = rest;
            }
            [0x00, ..] | [] => return Err(DamagedKey),
            [byte, rest @ ..] => {
                raw.push(*byte);
                bytes = rest;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::number::any_number;

    /// Pairs of values of one type, near each other often enough to share prefixes.
    fn two_of_a_type() -> impl Strategy<Value = (KeyValue, KeyValue)> {
        let bytes =
            || prop::collection::vec(prop_oneof![Just(0u8), Just(1), Just(0xFE), Just(0xFF), any::<u8>()], 0..6);
        prop_oneof![
            ("[\0a-c\u{FFFF}é]{0,5}", "[\0a-c\u{FFFF}é]{0,5}").prop_map(|(a, b)| (KeyValue::S(a), KeyValue::S(b))),
            (bytes(), bytes()).prop_map(|(a, b)| (KeyValue::B(a.into()), KeyValue::B(b.into()))),
            (any_number(), any_number()).prop_map(|(a, b)| (KeyValue::N(a), KeyValue::N(b))),
        ]
    }

    fn encoded(value: &KeyValue) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode(value, &mut bytes);
        bytes
    }

    #[test]
    fn zero_bytes_inside_are_escaped_and_the_end_is_marked() {
        assert_eq!(encoded(&KeyValue::S("a\0b".into())), b"a\x00\xFFb\x00\x00");
    }

    #[test]
    fn broken_bytes_are_an_error() {
        for bytes in [&b"abc"[..], b"", b"a\x00", b"a\x00\x01", b"\xFF\x00\x00"] {
            assert_eq!(decode(KeyType::S, bytes), Err(DamagedKey), "{bytes:?}");
        }
        for bytes in [&b""[..], b"\xC0", b"\xC0\x80", b"\xC0\x80\x02", b"\xC0\x80\x00", b"\x10", b"\xC0\x80\x66\x00"] {
            assert_eq!(decode(KeyType::N, bytes), Err(DamagedKey), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn order_of_encodings_is_order_of_values((a, b) in two_of_a_type()) {
            prop_assert_eq!(encoded(&a).cmp(&encoded(&b)), a.cmp(&b));
        }

        #[test]
        fn no_encoding_is_a_prefix_of_another((a, b) in two_of_a_type()) {
            prop_assert!(a == b || !encoded(&b).starts_with(&encoded(&a)));
        }

        #[test]
        fn decode_undoes_encode_and_leaves_the_rest((a, b) in two_of_a_type()) {
            let mut bytes = encoded(&a);
            encode(&b, &mut bytes);
            let (first, rest) = decode(a.key_type(), &bytes).unwrap();
            let (second, rest) = decode(b.key_type(), rest).unwrap();
            prop_assert_eq!((first, second), (a, b));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn encodings_of_texts_with_a_prefix_begin_with_its_encoding(prefix in "[\0ab]{0,3}", rest in "[\0ab]{0,3}") {
            let mut wanted = Vec::new();
            encode_prefix(prefix.as_bytes(), &mut wanted);
            let has_prefix = |text: String| encoded(&KeyValue::S(text)).starts_with(&wanted);
            prop_assert!(has_prefix([prefix.as_str(), rest.as_str()].concat()));
            prop_assert_eq!(has_prefix(rest.clone()), rest.starts_with(&prefix));
        }

        #[test]
        fn decoding_any_bytes_does_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..30)) {
            for key_type in [KeyType::S, KeyType::N, KeyType::B] {
                let _ = decode(key_type, &bytes);
            }
        }
    }
}
