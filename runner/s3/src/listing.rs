//! Pages of names: keys in UTF-8 binary order, rolled up at a delimiter, from where the last page ended.
//!
//! What is listed is one sequence in which a key and a common prefix are equals: both count against the limit, and a page
//! may end after either.

use std::ops::Bound;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::error::Refusal;

/// Keys of a page at most.
pub(crate) const MAX_KEYS: usize = 1000;

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum After {
    /// After this key. If the key is itself a common prefix of the listing, after all that it stands for.
    Key(String),
    /// After all keys that begin so.
    Prefix(String),
}

/// What is listed.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// Keys begin so.
    pub(crate) prefix: String,
    /// Keys that have this behind the prefix are rolled up there; empty for none.
    pub(crate) delimiter: String,
    /// Where the page begins.
    pub(crate) after: Option<After>,
    /// Keys and common prefixes of the page at most.
    pub(crate) limit: usize,
}

/// A page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Page<T> {
    pub(crate) entries: Vec<(String, T)>,
    pub(crate) prefixes: Vec<String>,
    /// Where the next page begins; `None` on the last one.
    pub(crate) next: Option<After>,
}

/// Lists what `from` brings: entries in the order of their keys, from a bound on. It is asked again after each common prefix,
/// so that a page costs as much as it shows and not as much as it passes over.
pub(crate) fn page<T, I>(selection: &Selection, from: impl Fn(Bound<Vec<u8>>) -> I) -> Result<Page<T>, Refusal>
where
    I: Iterator<Item = Result<(String, T), Refusal>>,
{
    let Selection { prefix, delimiter, after, limit } = selection;
    let mut page = Page { entries: Vec::new(), prefixes: Vec::new(), next: None };
    if *limit == 0 {
        return Ok(page);
    }
    let mut entries = from(start(prefix, delimiter, after.as_ref()));
    let mut last = None;
    while let Some((key, value)) = entries.next().transpose()? {
        let Some(rest) = key.strip_prefix(prefix.as_str()) else {
            break;
        };
        if page.entries.len() + page.prefixes.len() == *limit {
            page.next = last;
            break;
        }
        let group = match rest.find(delimiter.as_str()) {
            Some(at) if !delimiter.is_empty() => key.get(..prefix.len() + at + delimiter.len()),
            _ => None,
        };
        match group {
            Some(group) => {
                let group = group.to_owned();
                entries = from(behind(&group));
                last = Some(After::Prefix(group.clone()));
                page.prefixes.push(group);
            }
            None => {
                last = Some(After::Key(key.clone()));
                page.entries.push((key, value));
            }
        }
    }
    Ok(page)
}

fn start(prefix: &str, delimiter: &str, after: Option<&After>) -> Bound<Vec<u8>> {
    let at_prefix = || Bound::Included(prefix.as_bytes().to_vec());
    match after {
        None => at_prefix(),
        Some(After::Prefix(group)) if group.as_str() >= prefix => behind(group),
        Some(After::Key(key)) if key.as_str() >= prefix => {
            let ends_a_group = |rest: &str| {
                !delimiter.is_empty() && rest.find(delimiter).is_some_and(|at| at + delimiter.len() == rest.len())
            };
            let is_group = key.strip_prefix(prefix).is_some_and(ends_a_group);
            if is_group { behind(key) } else { Bound::Excluded(key.as_bytes().to_vec()) }
        }
        Some(_) => at_prefix(),
    }
}

/// After all keys that begin with `prefix`.
fn behind(prefix: &str) -> Bound<Vec<u8>> {
    // 0xff is no byte of UTF-8, so no key that begins with the prefix lies behind it.
    let mut end = prefix.as_bytes().to_vec();
    end.push(u8::MAX);
    Bound::Included(end)
}

impl After {
    /// The place as an opaque token.
    pub(crate) fn token(&self) -> String {
        let (kind, text) = match self {
            Self::Key(key) => ('k', key),
            Self::Prefix(prefix) => ('p', prefix),
        };
        BASE64_URL_SAFE_NO_PAD.encode(format!("1{kind}{text}"))
    }

    /// The place that a token stands for.
    pub(crate) fn of_token(token: &str) -> Result<Self, Refusal> {
        let refused = || Refusal::InvalidArgument {
            message: "The continuation token provided is incorrect".to_owned(),
            argument: "continuation-token",
            value: token.to_owned(),
        };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).map_err(|_| refused())?;
        let text = String::from_utf8(bytes).map_err(|_| refused())?;
        if let Some(key) = text.strip_prefix("1k") {
            return Ok(Self::Key(key.to_owned()));
        }
        text.strip_prefix("1p").map(|prefix| Self::Prefix(prefix.to_owned())).ok_or_else(refused)
    }

    /// The key or the prefix.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Key(text) | Self::Prefix(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn list(keys: &BTreeSet<String>, selection: &Selection) -> Page<()> {
        page(selection, |from| {
            let inside = keys.iter().filter(move |key| match &from {
                Bound::Included(from) => key.as_bytes() >= from.as_slice(),
                Bound::Excluded(from) => key.as_bytes() > from.as_slice(),
                Bound::Unbounded => true,
            });
            inside.map(|key| Ok((key.clone(), ())))
        })
        .unwrap()
    }

    /// The whole listing the slow way: keys, and groups in place of their first key.
    fn naive(keys: &BTreeSet<String>, prefix: &str, delimiter: &str) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for key in keys.iter().filter(|key| key.starts_with(prefix)) {
            let group = (!delimiter.is_empty())
                .then(|| key[prefix.len()..].find(delimiter).map(|at| &key[..prefix.len() + at + delimiter.len()]));
            let element = group.flatten().unwrap_or(key).to_owned();
            if all.last() != Some(&element) || group.flatten().is_none() {
                all.push(element);
            }
        }
        all
    }

    proptest! {
        #[test]
        fn pages_are_the_whole_listing_in_pieces(
            keys in prop::collection::btree_set("[ab/é]{1,6}", 0..30),
            prefix in "[ab/]{0,2}",
            delimiter in prop::sample::select(vec!["", "/", "a", "/b"]),
            limit in 1..5_usize,
            by_key: bool,
        ) {
            let wanted = naive(&keys, &prefix, delimiter);
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let selection = Selection { prefix: prefix.clone(), delimiter: delimiter.to_owned(), after, limit };
                let page = list(&keys, &selection);
                let mut elements: Vec<_> = page.entries.into_iter().map(|(key, ())| key).chain(page.prefixes).collect();
                elements.sort();
                prop_assert!(elements.len() <= limit);
                seen.extend(elements);
                match page.next {
                    None => break,
                    // Version 1 of the API goes on from a plain text, version 2 from a token.
                    Some(next) if by_key => after = Some(After::Key(next.into_text())),
                    Some(next) => after = Some(After::of_token(&next.token()).unwrap()),
                }
            }
            prop_assert_eq!(seen, wanted);
        }
    }

    #[test]
    fn a_page_that_begins_inside_a_group_shows_the_group() {
        let keys = ["a/1", "a/2", "b"].map(str::to_owned).into();
        let after = |key: &str| Selection {
            delimiter: "/".to_owned(),
            after: Some(After::Key(key.to_owned())),
            limit: 10,
            ..Selection::default()
        };
        assert_eq!(list(&keys, &after("a/1")).prefixes, ["a/"]);
        assert_eq!(list(&keys, &after("a/")).prefixes, [""; 0], "the group itself was shown before");
        assert_eq!(list(&keys, &after("a/2")).prefixes, [""; 0]);
    }

    #[test]
    fn a_token_of_somebody_else_is_refused() {
        for token in ["", "?", "MWt", "enp6", "MnhhYg"] {
            assert!(After::of_token(token).is_err() || token == "MWt", "{token}");
        }
    }
}
