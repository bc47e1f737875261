//! `Column`: a column of a table or a partition key.

use serde::{Deserialize, Serialize};

use super::Parameters;

/// A column, its type in Hive's words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Column {
    /// The name, as it was given.
    pub name: String,
    /// The Hive type: `bigint`, `struct<a:int>`. Glue's `Type`; it does not look into it and neither does the catalog.
    pub data_type: Option<String>,
    /// What it means.
    pub comment: Option<String>,
    /// Free pairs.
    pub parameters: Parameters,
}

impl Column {
    /// A column without a comment.
    pub fn new(name: impl Into<String>, data_type: impl Into<String>) -> Self {
        Self { name: name.into(), data_type: Some(data_type.into()), ..Self::default() }
    }

    /// The type in Hive's words; empty when none was given.
    #[must_use]
    pub fn type_text(&self) -> &str {
        self.data_type.as_deref().unwrap_or_default()
    }
}
