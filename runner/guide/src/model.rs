//! The typed model of a lab: what a Markdown chapter means, with the place of every part in its source.
//!
//! Nothing here parses and nothing here runs. `parse` builds it, `runner/grade` plans and matches with it, `runner/book`
//! renders it. Spans are byte ranges into the chapter's [`Source`].

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use indexmap::IndexMap;

use crate::address::Address;
use crate::json_path::JsonPath;
use crate::manifest::LabManifest;
use crate::source::{Source, Span, Spanned};
use crate::text_table::TypesLine;
use crate::tree::Content;

/// One lab: a folder `labs/<id>/`.
#[derive(Debug, Clone)]
pub struct Lab {
    /// The folder's name: `dynamodb`.
    pub id: String,
    /// `lab.toml`, read and checked.
    pub manifest: LabManifest,
    /// The text of `lab.toml`, into which the manifest's spans point.
    pub source: Source,
    /// Chapters in reading order.
    pub chapters: Vec<Chapter>,
    /// The files under `data/` by their path in the lab's virtual folder: `data/songs.json`.
    pub files: BTreeMap<String, Content>,
}

/// One chapter: a Markdown file `NN-name.md`.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// The file's name without extension: `01-first-steps`.
    pub id: String,
    /// Text of the level-1 heading.
    pub title: String,
    /// The file.
    pub source: Source,
    /// Headings with their content, in order; the part before the first level-2 heading belongs to the level-1 section.
    pub sections: Vec<Section>,
}

/// A heading and what follows it up to the next heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// 1 to 6.
    pub level: u8,
    /// Heading text without markup.
    pub title: String,
    /// Pinned id from `{#id}`; `None` only where the format allows it (see the specification).
    pub id: Option<String>,
    /// Reading and doing time, from `minutes=4`.
    pub minutes: Option<u32>,
    /// The heading's span.
    pub span: Span,
    /// Executable and gradable blocks, in order.
    pub blocks: Vec<Block>,
}

/// A fenced block with a meaning.
#[derive(Debug, Clone)]
pub enum Block {
    /// A guided step that is executed and compared with its outputs.
    Step(Step),
    /// A file for later steps: `json {file=key.json}`.
    File(FileBlock),
    /// A task for the learner.
    Exercise(Exercise),
}

/// The languages that can be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// Athena SQL.
    Sql,
    /// Shell commands after `$ `.
    Console,
    /// An HTTP request.
    Http,
    /// CPython.
    Python,
    /// A question with choices.
    Quiz,
}

impl Language {
    /// The word in the info string.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::Console => "console",
            Self::Http => "http",
            Self::Python => "python",
            Self::Quiz => "quiz",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One guided step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Unique within the chapter.
    pub id: Spanned<String>,
    /// What executes it.
    pub language: Language,
    /// Body of the fence, as written (console prompts included).
    pub code: Spanned<String>,
    /// Commands of a console step with their prompts taken off, here-documents and continuations joined; for every other
    /// language the one element is the whole body.
    pub commands: Vec<Command>,
    /// Whole fence.
    pub span: Span,
    /// Steps that must have run before, beyond the earlier ones of the chapter. Complete (`lab/chapter#id`) after loading.
    pub needs: Vec<Spanned<Address>>,
    /// Name → where in the output the value is: `capture=id:.TableId`.
    pub captures: Vec<Capture>,
    /// Wall time after which the step fails; the run's default when absent.
    pub timeout: Option<Duration>,
    /// Outputs that belong to this step, in order. Each one is compared with the step's whole standard output, or with a file.
    pub expectations: Vec<Expectation>,
    /// `check` blocks of this step, in order. A guided step gives no points, so neither do they.
    pub checks: Vec<Check>,
    /// The Athena database that SQL runs in, as one picks it in Athena's console; `default` when absent.
    pub database: Option<Spanned<String>>,
    /// Whether `code` has pastes.
    pub braces: Braces,
}

/// What double braces in a body are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Braces {
    /// `{{name}}` is replaced by the captured value.
    #[default]
    Paste,
    /// Text like any other: the block has the attribute `literal`.
    Literal,
}

/// One command of a console step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Text to execute, prompts removed.
    pub text: String,
    /// Where it stands, prompt included.
    pub span: Span,
    /// Exit status that it must have: `? 254`, otherwise 0.
    pub status: u8,
    /// The lines of a console body below the command: what it must print, standard output and then standard error, compared
    /// as [`Matcher::Lines`]. Blanks at line ends and blank lines at both ends are taken off, the last line ends with `\n`.
    /// `None` when there are no such lines, which means that anything may be printed.
    pub expected: Option<Spanned<String>>,
}

/// A value taken from a step's output for later steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// Later blocks write `{{name}}`, see [`crate::pastes`].
    pub name: String,
    /// Where the value is in the last JSON value on the step's standard output; `None` for the whole output as text, trimmed.
    pub path: Option<JsonPath>,
    /// Where it was written.
    pub span: Span,
}

/// A file that the guide gives.
#[derive(Debug, Clone)]
pub struct FileBlock {
    /// Relative path inside the lab's virtual folder; never absolute, never with `..`.
    pub path: Spanned<String>,
    /// The content, with its final newline.
    pub content: String,
    /// Whole fence.
    pub span: Span,
    /// Whether the content has pastes.
    pub braces: Braces,
}

/// What a step's output must be.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// How evidence is compared.
    pub matcher: Matcher,
    /// Body of the `output` fence, with its final newline.
    pub expected: Spanned<String>,
    /// The file of the virtual folder that is compared instead of what was printed.
    pub file: Option<Spanned<String>>,
    /// How far numbers may be apart: a plain decimal number, `0.01`.
    pub tolerance: Option<Spanned<String>>,
    /// Whether the second line of a result table names types.
    pub types: TypesLine,
    /// Names of redactions that apply to both sides before comparing.
    pub redact: Vec<Spanned<String>>,
    /// Whole fence.
    pub span: Span,
    /// Whether the body has pastes.
    pub braces: Braces,
}

/// How evidence is compared with an expectation's text.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Matcher {
    /// Lines, where `[..]` stands for any text within a line and a line `...` for any number of lines. Without either,
    /// this is an exact comparison, except that blanks at line ends and blank lines at the end do not count.
    Lines,
    /// Every line of the expectation occurs in the output, in order.
    Contains,
    /// JSON equal as values; object order does not matter.
    Json,
    /// JSON where the output may have further members; arrays have the same length and order.
    JsonSubset,
    /// The step fails with this AWS error code, and the body (when not empty) is contained in its message.
    Error(String),
    /// Every line is a regular expression for one line of the output.
    Regex,
    /// A result table.
    Rows {
        /// Whether row order counts; `None` means: judged from the query.
        ordered: Option<bool>,
    },
    /// A JSON Schema.
    JsonSchema,
}

/// A task that the learner answers in an own file.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// Unique within the chapter.
    pub id: Spanned<String>,
    /// What executes the answer.
    pub language: Language,
    /// Starter text with its blanks (`____`).
    pub starter: Spanned<String>,
    /// Points of the visible outputs.
    pub points: u32,
    /// Visible outputs.
    pub expectations: Vec<Expectation>,
    /// `check` blocks and free checks.
    pub checks: Vec<Check>,
    /// Hints from `<details>` whose summary begins with "Hint", in order, as Markdown.
    pub hints: Vec<Spanned<String>>,
    /// Choices of a quiz, without their `- [ ] `; empty for every other language.
    pub choices: Vec<Spanned<String>>,
    /// Whole starter fence.
    pub span: Span,
    /// Whether starter and answer have pastes.
    pub braces: Braces,
    /// The Athena database that SQL runs in; `default` when absent.
    pub database: Option<Spanned<String>>,
}

/// One requirement of a step or an exercise beyond its outputs.
#[derive(Debug, Clone)]
pub struct Check {
    /// Points that it gives.
    pub points: u32,
    /// What the learner reads when it fails.
    pub say: Option<String>,
    /// The requirement.
    pub body: CheckBody,
    /// Whole fence.
    pub span: Span,
}

/// The two forms of a check.
#[derive(Debug, Clone)]
pub enum CheckBody {
    /// TOML of a `check` fence: one matcher a line.
    Matchers(IndexMap<String, toml::Value>),
    /// A further call whose output is compared.
    Call {
        /// What executes it.
        language: Language,
        /// The text.
        code: Spanned<String>,
        /// Its commands, as in [`Step::commands`].
        commands: Vec<Command>,
        /// Its outputs.
        expectations: Vec<Expectation>,
        /// Whether the text has pastes.
        braces: Braces,
        /// The Athena database that SQL runs in; `default` when absent.
        database: Option<Spanned<String>>,
    },
}
