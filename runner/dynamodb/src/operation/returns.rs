//! `Returns`: what a write shall answer, read from the members that all writes share.

use labs_world::Map;

use crate::capacity::ReturnConsumedCapacity;
use crate::request::{Choice, Members, RequestError};
use crate::value::{Item, item_into_document};

/// What a write shall answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Returns {
    /// Which attributes.
    pub(super) values: ReturnValues,
    /// How much of the consumed capacity.
    pub(super) capacity: ReturnConsumedCapacity,
}

impl Returns {
    /// Reads `ReturnValues`, `ReturnConsumedCapacity` and `ReturnItemCollectionMetrics`. Only tables with a local secondary
    /// index have item collections, so the last one asks for nothing that this version could return.
    pub(super) fn read(members: &mut Members) -> Result<Self, RequestError> {
        let values = members.choice()?.unwrap_or_default();
        let capacity = members.choice()?.unwrap_or_default();
        members.choice::<ReturnItemCollectionMetrics>()?;
        Ok(Self { values, capacity })
    }
}

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

/// Whether a write returns the size of its item collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ReturnItemCollectionMetrics {
    /// It does, where there is a collection.
    Size,
    /// It does not.
    None,
}

impl Choice for ReturnItemCollectionMetrics {
    const MEMBER: &'static str = "ReturnItemCollectionMetrics";
    const WORDS: &'static [(&'static str, Self)] = &[("SIZE", Self::Size), ("NONE", Self::None)];
}

/// Adds `Attributes` to a reply, unless there are none.
pub(super) fn insert_attributes(attributes: Option<Item>, reply: &mut Map) {
    if let Some(attributes) = attributes {
        reply.insert("Attributes".to_owned(), item_into_document(attributes));
    }
}
