//! `Refusal`: why a call of Glue's API is refused; most of it is what the catalog says.

use labs_world::ServiceError;

use crate::error::CatalogError;

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The catalog says no.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A table that GetTable does not find: its sentence does not name it.
    #[error("Entity Not Found")]
    EntityNotFound,
    /// The operation is none of the catalog's.
    #[error("The operation {0} is not supported by this version of the local Glue engine.")]
    UnknownOperation(String),
    /// Members that AWS has and this engine does not support. They are never ignored.
    #[error(
        "{} of {structure} {} not supported by this version of the local Glue engine; it supports {}.",
        members.join(", "), if members.len() == 1 { "is" } else { "are" }, supported.join(", ")
    )]
    Unsupported {
        /// The operation or structure.
        structure: &'static str,
        /// The members that were given.
        members: Vec<String>,
        /// The members that may be given.
        supported: Vec<&'static str>,
    },
    /// A member is missing, or is not what the service's model allows. The boundary lets no such call through.
    #[error("{member} is not what the service model allows; send calls through the boundary, which says what is wrong")]
    NotValidated {
        /// The member.
        member: &'static str,
    },
    /// Another account's catalog.
    #[error("Catalog {0} not found.")]
    OtherCatalog(String),
    /// A token that no answer of ours holds.
    #[error("`{0}` is no NextToken of an earlier answer; leave it out to start from the first page")]
    NextToken(String),
    /// The pattern of GetTables.
    #[error("`{0}` is not a regular expression")]
    Pattern(String),
    /// A segment that is not one of those there are.
    #[error("SegmentNumber {number} is not one of {of} segments, which are numbered from 0")]
    Segment {
        /// SegmentNumber.
        number: i64,
        /// TotalSegments.
        of: i64,
    },
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Catalog(error) => error.into(),
            Refusal::EntityNotFound | Refusal::OtherCatalog(_) => Self::client("EntityNotFoundException", message),
            Refusal::UnknownOperation(_) => Self::client("UnknownOperationException", message),
            _ => Self::client("InvalidInputException", message),
        }
    }
}
