//! Items as the store keeps them: a version byte, the item's size by DynamoDB's rules, then the attributes in postcard.
//!
//! The size stands in front so that a count, a page limit or a write's old size needs no decoding of the attributes.

use super::{Item, item_size};

/// Version of the form that is written. Older ones stay readable; there are none yet.
const VERSION: u8 = 1;

/// A stored item is not what [`encode_item`] writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DamagedItem {
    /// The first byte names a form that this version does not know.
    #[error("a stored item has the form {0}, this version reads form {VERSION} only")]
    Version(u8),
    /// The bytes cannot be read back.
    #[error("a stored item cannot be read back")]
    Bytes,
}

/// A stored item, not yet decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredItem<'b> {
    size: usize,
    attributes: &'b [u8],
}

/// The stored form of `item`.
pub(crate) fn encode_item(item: &Item) -> Result<Vec<u8>, DamagedItem> {
    let size = item_size(item);
    let mut bytes = Vec::with_capacity(size + size / 8 + 16);
    bytes.push(VERSION);
    let bytes = postcard::to_extend(&size, bytes).map_err(|_| DamagedItem::Bytes)?;
    postcard::to_extend(item, bytes).map_err(|_| DamagedItem::Bytes)
}

/// The item whose stored form is `bytes`.
pub(crate) fn decode_item(bytes: &[u8]) -> Result<Item, DamagedItem> {
    StoredItem::open(bytes)?.decode()
}

impl<'b> StoredItem<'b> {
    /// Reads the front part of a stored form.
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, DamagedItem> {
        match bytes {
            [VERSION, rest @ ..] => {
                let (size, attributes) = postcard::take_from_bytes(rest).map_err(|_| DamagedItem::Bytes)?;
                Ok(Self { size, attributes })
            }
            [version, ..] => Err(DamagedItem::Version(*version)),
            [] => Err(DamagedItem::Bytes),
        }
    }

    /// Size by DynamoDB's rules.
    pub(crate) fn size(self) -> usize {
        self.size
    }

    /// The attributes.
    pub(crate) fn decode(self) -> Result<Item, DamagedItem> {
        match postcard::take_from_bytes(self.attributes) {
            Ok((item, [])) => Ok(item),
            _ => Err(DamagedItem::Bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{item, json};
    use crate::value::any_value;

    /// One item with every type, and the bytes that version 1 wrote for it.
    #[test]
    fn version_1_stays_readable() {
        let given = item(&json!({
            "s": {"S": "é"}, "n": {"N": "-12.5"}, "b": {"B": "AP8="}, "t": {"BOOL": true}, "z": {"NULL": true},
            "ss": {"SS": ["b", "a"]}, "ns": {"NS": ["2", "-1"]}, "bs": {"BS": ["AQ=="]},
            "l": {"L": [{"S": "x"}]}, "m": {"M": {"k": {"N": "0"}}},
        }));
        let stored = VERSION_1;
        assert_eq!(encode_item(&given).unwrap(), stored);
        assert_eq!(decode_item(stored).unwrap(), given);
    }

    const VERSION_1: &[u8] = &[
        1, 42, 10, 1, 115, 0, 2, 195, 169, 1, 110, 1, 0, 1, 125, 1, 98, 2, 2, 0, 255, 1, 116, 3, 1, 1, 122, 4, 2, 115,
        115, 5, 2, 1, 97, 1, 98, 2, 110, 115, 6, 2, 0, 0, 1, 1, 0, 2, 2, 98, 115, 7, 1, 1, 1, 1, 108, 8, 1, 0, 1, 120,
        1, 109, 9, 1, 1, 107, 1, 1, 0, 0,
    ];

    #[test]
    fn what_is_not_an_item_is_an_error() {
        assert_eq!(decode_item(&[]), Err(DamagedItem::Bytes));
        assert_eq!(decode_item(&[9, 0]), Err(DamagedItem::Version(9)));
        let mut stored = encode_item(&item(&json!({"a": {"S": "b"}}))).unwrap();
        stored.push(0);
        assert_eq!(decode_item(&stored), Err(DamagedItem::Bytes));
    }

    proptest! {
        #[test]
        fn an_item_reads_back_with_its_size(entries in prop::collection::vec((".{1,4}", any_value()), 0..5)) {
            let item: Item = entries.into_iter().collect();
            let stored = encode_item(&item).unwrap();
            prop_assert_eq!(StoredItem::open(&stored).unwrap().size(), item_size(&item));
            prop_assert_eq!(decode_item(&stored).unwrap(), item);
        }

        #[test]
        fn any_bytes_are_an_item_or_an_error(mut bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            let _ = decode_item(&bytes);
        }
    }
}
