//! What goes to standard output, in one of the AWS CLI's formats; one file a format, each with the one function `render`.
//!
//! `--query` is applied here, before the format: to the whole answer, and for text to each page. An answer without members prints
//! nothing.

pub(super) mod json;
mod table;
mod text;
mod wide;
mod yaml;

#[cfg(test)]
mod recorded;

use labs_world::{Document, Map};

use super::error::CliError;
use super::paginate::Pages;
use super::query::Query;
use super::reply::as_shown;

/// The formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Indented JSON.
    Json,
    /// Lines of values with tabs between them.
    Text,
    /// Tables of characters.
    Table,
    /// YAML.
    Yaml,
}

impl Format {
    /// The format of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "json" => Self::Json,
            "text" => Self::Text,
            "table" => Self::Table,
            "yaml" => Self::Yaml,
            _ => return None,
        })
    }
}

/// Whether tables are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// With the escape sequences of terminals.
    On,
    /// Without.
    Off,
}

/// How an answer is printed.
#[derive(Debug, Clone)]
pub(super) struct Style {
    /// The format.
    pub(super) format: Format,
    /// What of the answer is printed.
    pub(super) query: Option<Query>,
    /// Whether tables are coloured.
    pub(super) colour: Colour,
    /// The widest table that is not turned on its side, in columns.
    pub(super) width: usize,
}

impl Style {
    /// The text of an answer of the operation `title`.
    pub(super) fn print(&self, title: &str, answer: Map) -> Result<String, CliError> {
        self.print_value(title, Document::Map(answer))
    }

    /// The text of an answer that was fetched page by page.
    pub(super) fn print_pages(&self, title: &str, pages: Pages) -> Result<String, CliError> {
        if self.format != Format::Text {
            return self.print(title, pages.merged());
        }
        let mut text = String::new();
        for page in pages.one_by_one() {
            text.push_str(&self.print(title, page)?);
        }
        Ok(text)
    }

    fn print_value(&self, title: &str, value: Document) -> Result<String, CliError> {
        let mut value = as_shown(value);
        if let Some(query) = &self.query {
            value = query.search(&value)?;
        }
        if value == Document::Map(Map::new()) {
            return Ok(String::new());
        }
        match self.format {
            Format::Json => Ok(json::render(&value)),
            Format::Text => text::render(&value),
            Format::Table => table::render(title, &value, self.colour, self.width),
            Format::Yaml => Ok(yaml::render(&value)),
        }
    }
}
