//! Addresses of steps and exercises: `lab/chapter#id`, with parts left out.
//!
//! In `needs` parts are left out from the left (`01-tables#create`, `#create`), on the command line also from the right
//! (`dynamodb`, `dynamodb/01-tables`). Which of them exist is judged by `resolve` and `select`.

use std::fmt;
use std::str::FromStr;

/// The address of a step, an exercise, or something wider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Address {
    /// Lab id.
    pub lab: Option<String>,
    /// Chapter id.
    pub chapter: Option<String>,
    /// Step or exercise id.
    pub id: Option<String>,
}

/// Text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no address; write `lab`, `lab/chapter`, `lab/chapter#id`, `chapter#id` or `#id`")]
pub struct AddressError {
    /// The text.
    pub text: String,
}

/// Whether something may be an id: small letters, digits and `-`, 1 to 64 of them.
#[must_use]
pub fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl Address {
    /// The address of one step or exercise, complete.
    #[must_use]
    pub fn complete(lab: &str, chapter: &str, id: &str) -> Self {
        Self { lab: Some(lab.to_owned()), chapter: Some(chapter.to_owned()), id: Some(id.to_owned()) }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    /// One word without `/` and `#` is a lab; `word#id` is a chapter's.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let error = || AddressError { text: text.to_owned() };
        let id = |part: &str| if is_id(part) { Ok(Some(part.to_owned())) } else { Err(error()) };
        let (place, item) = match text.split_once('#') {
            Some((place, item)) => (place, id(item)?),
            None => (text, None),
        };
        let (lab, chapter) = match (place.split_once('/'), &item) {
            (Some((lab, chapter)), _) => (id(lab)?, id(chapter)?),
            (None, Some(_)) if place.is_empty() => (None, None),
            (None, Some(_)) => (None, id(place)?),
            (None, None) => (id(place)?, None),
        };
        Ok(Self { lab, chapter, id: item })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(lab) = &self.lab {
            f.write_str(lab)?;
        }
        if let Some(chapter) = &self.chapter {
            if self.lab.is_some() {
                f.write_str("/")?;
            }
            f.write_str(chapter)?;
        }
        match &self.id {
            Some(id) => write!(f, "#{id}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_parsed_and_written_back() {
        for text in ["dynamodb", "dynamodb/01-tables", "dynamodb/01-tables#create", "01-tables#create", "#create"] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.to_string(), text);
        }
        assert_eq!("01-tables#create".parse::<Address>().expect("an address").chapter.as_deref(), Some("01-tables"));
        assert_eq!("dynamodb".parse::<Address>().expect("an address").lab.as_deref(), Some("dynamodb"));
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "#", "a#", "a//b#c", "a/b/c#d", "A#b", "a b", "a/#x", "/a", "#a#b", "é"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
