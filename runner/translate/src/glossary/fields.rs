//! The table of fields that a glossary file may have. It drives the reader, its messages and CONTRIBUTING.md's table.

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
}

/// One field of a `[[term]]`.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The key.
    pub name: &'static str,
    /// Whether it must be there.
    pub need: Need,
    /// What its value is.
    pub form: &'static str,
    /// One line for the reference table.
    pub help: &'static str,
}

const fn field(name: &'static str, need: Need, form: &'static str, help: &'static str) -> FieldSpec {
    FieldSpec { name, need, form, help }
}

use Need::{Optional, Required};

/// The fields of a topic's file.
pub(super) const TOPIC_FIELDS: &[FieldSpec] = &[
    field("format", Required, "1", "Version of the glossary's format."),
    field("title", Required, "text", "Title of the topic."),
    field("term", Required, "tables `[[term]]`", "The terms."),
];

/// The words that `part-of-speech` may be.
pub(super) const PARTS_OF_SPEECH: [&str; 4] = ["adjective", "noun", "proper noun", "verb"];

/// The fields of a `[[term]]`.
pub const FIELDS: &[FieldSpec] = &[
    field("id", Required, "an id such as `partition-key`", "Unique in the glossary; the anchor on its page."),
    field("en", Required, "text", "The English term as it stands in running text."),
    field("vi", Required, "text", "What Vietnamese text writes; the English itself where it is kept."),
    field(
        "part-of-speech",
        Required,
        "`adjective`, `noun`, `proper noun` or `verb`",
        "One word can need a row for each.",
    ),
    field("keep-english", Required, "`true` or `false`", "Whether Vietnamese text keeps the English word."),
    field("gloss", Optional, "text", "A Vietnamese explanation of a kept word for its first use."),
    field("avoid", Optional, "array of texts", "Renderings that must not be used."),
    field("definition-en", Required, "a sentence with its full stop", "What it means, in English."),
    field("definition-vi", Required, "a sentence with its full stop", "The same in Vietnamese."),
    field("note", Optional, "text", "What a translator should know."),
    field("status", Required, "`attested` or `proposed`", "Whether the rendering was found in use."),
    field("evidence", Required, "text", "Where it was found, or what the definition goes back to."),
];
