//! `ReturnValues` and `ReturnItemCollectionMetrics`, which all writes share.

use labs_world::Map;

use crate::request::{Choice, Members, RequestError};
use crate::value::{Item, item_to_document};

/// Which attributes a write returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ReturnValues {
    /// The whole item after the write.
    AllNew,
    /// What the update touched, as it was before.
    UpdatedOld,
    /// The whole item before the write.
    AllOld,
    /// Nothing.
    #[default]
    None,
    /// What the update touched, as it is after.
    UpdatedNew,
}

impl Choice for ReturnValues {
    const MEMBER: &'static str = "ReturnValues";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("ALL_NEW", Self::AllNew),
        ("UPDATED_OLD", Self::UpdatedOld),
        ("ALL_OLD", Self::AllOld),
        ("NONE", Self::None),
        ("UPDATED_NEW", Self::UpdatedNew),
    ];
}

impl ReturnValues {
    /// Refuses what only updates can return.
    pub(super) fn old_or_none(self) -> Result<(), RequestError> {
        match self {
            Self::AllOld | Self::None => Ok(()),
            Self::AllNew | Self::UpdatedOld | Self::UpdatedNew => Err(RequestError::ReturnValues),
        }
    }
}

/// Whether a write returns the size of its item collection. Only tables with a local secondary index have collections, so
/// there is nothing to return yet either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReturnItemCollectionMetrics {
    /// It does, where there is a collection.
    Size,
    /// It does not.
    None,
}

impl Choice for ReturnItemCollectionMetrics {
    const MEMBER: &'static str = "ReturnItemCollectionMetrics";
    const WORDS: &'static [(&'static str, Self)] = &[("SIZE", Self::Size), ("NONE", Self::None)];
}

impl ReturnItemCollectionMetrics {
    /// Checks the member; no table of this version has a collection to measure.
    pub(super) fn check(members: Members<'_>) -> Result<(), RequestError> {
        members.choice::<Self>().map(|_| ())
    }
}

/// Adds `Attributes` to a reply, unless there are none.
pub(super) fn insert_attributes(attributes: Option<&Item>, reply: &mut Map) {
    if let Some(attributes) = attributes {
        reply.insert("Attributes".to_owned(), item_to_document(attributes));
    }
}
