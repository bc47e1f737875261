//! Structures of Glue's API to structs of the catalog and back, a file each.

pub(super) mod database;
pub(super) mod partition;
pub(super) mod storage;
pub(super) mod table;

use labs_world::{Document, Map, Timestamp};

use crate::error::CatalogError;
use crate::model::Parameters;

/// A structure that is written member by member; absent values are left out.
#[derive(Default)]
struct Members(Map);

impl Members {
    fn with(mut self, member: &str, value: impl Into<Document>) -> Self {
        self.0.insert(member.to_owned(), value.into());
        self
    }

    fn with_text(self, member: &str, value: Option<&String>) -> Self {
        match value {
            Some(value) => self.with(member, value.clone()),
            None => self,
        }
    }

    fn with_time(self, member: &str, value: Option<Timestamp>) -> Self {
        match value {
            Some(value) => self.with(member, value),
            None => self,
        }
    }

    fn with_parameters(self, member: &str, value: &Parameters) -> Self {
        if value.is_empty() { self } else { self.with(member, parameters(value)) }
    }
}

fn parameters(value: &Parameters) -> Map {
    value.iter().map(|(key, value)| (key.clone(), Document::from(value.clone()))).collect()
}

/// A list of texts.
pub(super) fn texts(values: &[String]) -> Document {
    Document::List(values.iter().cloned().map(Document::from).collect())
}

/// `ErrorDetail`
pub(super) fn error_detail(error: &CatalogError) -> Document {
    Members::default().with("ErrorCode", error.code()).with("ErrorMessage", error.to_string()).0.into()
}
