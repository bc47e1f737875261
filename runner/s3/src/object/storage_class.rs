//! `StorageClass`: those of general purpose buckets.

use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// A storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum StorageClass {
    #[default]
    Standard,
    ReducedRedundancy,
    StandardIa,
    OnezoneIa,
    IntelligentTiering,
    GlacierIr,
    Glacier,
    DeepArchive,
}

impl StorageClass {
    /// All of them.
    pub(crate) const ALL: &'static [Self] = &[
        Self::Standard,
        Self::ReducedRedundancy,
        Self::StandardIa,
        Self::OnezoneIa,
        Self::IntelligentTiering,
        Self::GlacierIr,
        Self::Glacier,
        Self::DeepArchive,
    ];

    /// The name as AWS spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::ReducedRedundancy => "REDUCED_REDUNDANCY",
            Self::StandardIa => "STANDARD_IA",
            Self::OnezoneIa => "ONEZONE_IA",
            Self::IntelligentTiering => "INTELLIGENT_TIERING",
            Self::GlacierIr => "GLACIER_IR",
            Self::Glacier => "GLACIER",
            Self::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// What usage types of the class have in front in AWS's bills; nothing for Standard.
    pub(crate) fn in_bills(self) -> Option<&'static str> {
        match self {
            Self::Standard => None,
            Self::ReducedRedundancy => Some("RRS"),
            Self::StandardIa => Some("SIA"),
            Self::OnezoneIa => Some("ZIA"),
            Self::IntelligentTiering => Some("INT-FA"),
            Self::GlacierIr => Some("GIR"),
            Self::Glacier => Some("Glacier"),
            Self::DeepArchive => Some("GDA"),
        }
    }

    /// The class of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.name() == name)
    }

    /// The class that a request names.
    pub(crate) fn read(name: Option<String>) -> Result<Self, Refusal> {
        let Some(name) = name else { return Ok(Self::Standard) };
        Self::of_name(&name).ok_or(Refusal::InvalidStorageClass { class: name })
    }

    /// The name, where answers show it: of every class but Standard.
    pub(crate) fn shown(self) -> Option<&'static str> {
        (self != Self::Standard).then(|| self.name())
    }

    /// Refuses to read from archives; objects there would have to be restored first.
    pub(crate) fn require_readable(self) -> Result<(), Refusal> {
        match self {
            Self::Glacier | Self::DeepArchive => Err(Refusal::InvalidObjectState { class: self.name() }),
            _ => Ok(()),
        }
    }
}
