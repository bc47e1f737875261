//! The model of the glossary.

use labs_guide::{Source, Span};

/// All topics, in the order of their files' names.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    /// The topics.
    pub topics: Vec<Topic>,
}

impl Glossary {
    /// Number of terms of all topics.
    #[must_use]
    pub fn len(&self) -> usize {
        self.topics.iter().map(|topic| topic.terms.len()).sum()
    }

    /// Whether there is no term at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One file: the terms of one topic.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The file's name without extension: `datalake`.
    pub id: String,
    /// Title of the topic's part of the page.
    pub title: String,
    /// The terms, in the order of the file.
    pub terms: Vec<Term>,
    /// The file.
    pub source: Source,
}

/// One term in one sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Unique in the whole glossary; the anchor on the page: `partition-key`.
    pub id: String,
    /// The English term, as it stands in running text.
    pub en: String,
    /// What Vietnamese text writes for it; the English itself where that is kept.
    pub vi: String,
    /// `noun`, `adjective`, `verb` or `proper noun`.
    pub part_of_speech: String,
    /// Whether Vietnamese text keeps the English word.
    pub keep_english: bool,
    /// A Vietnamese explanation for the first use of a kept word, or another rendering that readers know.
    pub gloss: Option<String>,
    /// Renderings that must not be used.
    pub avoid: Vec<String>,
    /// One English sentence.
    pub definition_en: String,
    /// The same in Vietnamese.
    pub definition_vi: String,
    /// What a translator should know.
    pub note: Option<String>,
    /// Whether the rendering was found in use.
    pub status: Status,
    /// Where, or what the definition goes back to.
    pub evidence: String,
    /// Where the term is written in its topic's source.
    pub span: Span,
}

/// Whether a rendering was found in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Vietnamese text uses it; the evidence says where.
    Attested,
    /// Our choice, until somebody shows usage.
    Proposed,
}

impl Status {
    /// The word in the file and on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Proposed => "proposed",
        }
    }
}
