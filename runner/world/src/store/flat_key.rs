//! Flat keys: the keys of many trees in one ordered space, as `tree name ++ 0x00 ++ key`.
//!
//! Storage libraries commit atomically within one of their own trees most cheaply, so each of our backends keeps all of a
//! world's trees in one. A name with a zero byte would reach into its neighbour and is refused.

use std::ops::Bound;

use super::{KeyRange, StoreError};

/// Ends a tree's name. No byte of a name is equal to it, so no name is a prefix of another's keys.
const END: u8 = 0;

/// Refuses a tree name that cannot be told from its keys.
///
/// # Errors
/// [`StoreError::TreeName`] for a name with a zero byte.
pub(super) fn check_tree(tree: &str) -> Result<(), StoreError> {
    if tree.as_bytes().contains(&END) { Err(StoreError::TreeName { name: tree.to_owned() }) } else { Ok(()) }
}

/// What all keys of `tree` begin with.
pub(super) fn prefix(tree: &str) -> Result<Vec<u8>, StoreError> {
    check_tree(tree)?;
    let mut prefix = Vec::with_capacity(tree.len() + 1);
    prefix.extend_from_slice(tree.as_bytes());
    prefix.push(END);
    Ok(prefix)
}

/// The flat form of `key` in `tree`.
pub(super) fn flat(tree: &str, key: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut flat = prefix(tree)?;
    flat.extend_from_slice(key);
    Ok(flat)
}

/// The flat form of `range` in `tree`: never wider than the tree.
pub(super) fn flat_range(tree: &str, range: &KeyRange) -> Result<KeyRange, StoreError> {
    let whole = KeyRange::prefix(&prefix(tree)?);
    let start = match &range.start {
        Bound::Included(key) => Bound::Included(flat(tree, key)?),
        Bound::Excluded(key) => Bound::Excluded(flat(tree, key)?),
        Bound::Unbounded => whole.start,
    };
    let end = match &range.end {
        Bound::Included(key) => Bound::Included(flat(tree, key)?),
        Bound::Excluded(key) => Bound::Excluded(flat(tree, key)?),
        Bound::Unbounded => whole.end,
    };
    Ok(KeyRange { start, end })
}

/// The key within its tree of a flat key whose tree's name is `name_length` bytes long.
pub(super) fn key_of(flat: &[u8], name_length: usize) -> &[u8] {
    flat.get(name_length + 1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_zero_byte_is_refused_by_name() {
        let error = flat("music\0", b"key").unwrap_err();
        assert!(error.to_string().contains(r"music\0"), "{error}");
    }

    #[test]
    fn an_open_range_ends_with_its_tree() {
        let range = flat_range("a", &KeyRange::all()).unwrap();
        assert!(range.contains(&flat("a", b"").unwrap()));
        assert!(range.contains(&flat("a", b"\xff\xff").unwrap()));
        assert!(!range.contains(&flat("a\u{1}", b"").unwrap()));
        assert!(!range.contains(&flat("ab", b"").unwrap()));
        assert!(!range.contains(&flat("", b"a").unwrap()));
    }

    #[test]
    fn a_key_comes_back_out_of_its_flat_form() {
        assert_eq!(key_of(&flat("music", b"\0k").unwrap(), 5), b"\0k");
    }
}
