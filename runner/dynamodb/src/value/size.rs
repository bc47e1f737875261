//! How many bytes an item takes, by DynamoDB's rules: what the 400 KB limit and consumed capacity are counted in.

use super::{AttributeValue, Item};

/// Greatest size of an item, names and values together.
pub(crate) const MAX_ITEM_SIZE: usize = 409_600;

/// What a list or a map costs besides its content, and each of its elements.
const CONTAINER: usize = 3;
const ELEMENT: usize = 1;

/// Size of all attributes, names included.
pub(crate) fn item_size(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + value.size()).sum()
}

impl AttributeValue {
    /// Size of the value without its name.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::S(text) => text.len(),
            Self::N(number) => number.size(),
            Self::B(bytes) => bytes.len(),
            Self::Bool(_) | Self::Null => 1,
            Self::Ss(members) => members.iter().map(String::len).sum(),
            Self::Ns(members) => members.iter().map(|number| number.size()).sum(),
            Self::Bs(members) => members.iter().map(|bytes| bytes.len()).sum(),
            Self::L(elements) => CONTAINER + elements.iter().map(|element| ELEMENT + element.size()).sum::<usize>(),
            Self::M(entries) => CONTAINER + entries.len() * ELEMENT + item_size(entries),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, json};

    #[test]
    fn each_type_has_its_size() {
        for (value, size) in [
            (json!({"S": "é"}), 2),
            (json!({"N": "3.14159"}), 5),
            (json!({"B": "AAAA"}), 3),
            (json!({"BOOL": false}), 1),
            (json!({"NULL": true}), 1),
            (json!({"SS": ["a", "bc"]}), 3),
            (json!({"NS": ["1", "-1"]}), 5),
            (json!({"BS": ["AA==", "AAAA"]}), 4),
            (json!({"L": []}), 3),
            (json!({"L": [{"S": "ab"}, {"BOOL": true}]}), 3 + 1 + 2 + 1 + 1),
            (json!({"M": {"key": {"S": "ab"}}}), 3 + 1 + 3 + 2),
        ] {
            assert_eq!(AttributeValue::from_document(document(&value)).unwrap().size(), size, "{value}");
        }
    }

    #[test]
    fn an_items_names_count() {
        let item = Item::from_iter([("Artist".to_owned(), AttributeValue::S("Acme Band".into()))]);
        assert_eq!(item_size(&item), 6 + 9);
    }
}
