//! The ways in which a lab can be wrong, with their data, and the wording of each: the one place where messages are written.
//!
//! A problem knows its rule (`rules`) and its help; where it is in which file is added by `diagnostic`.

use crate::near::{Suggestion, listed, nearest};
use crate::rules::{self, Rule};
use crate::text_table::TextTableFault;
use crate::vocabulary::{
    ATTRIBUTES, Attribute, BlockKind, CHECKS, FieldSpec, LANGUAGES, MATCHERS, REDACTIONS, SCHEMA_KEYWORDS,
    SCHEMA_TYPES, TYPES,
};

/// Why an info string is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InfoFault {
    #[error("the braces follow the language without a blank")]
    NoBlank,
    #[error("there is no language before the braces")]
    NoLanguage,
    #[error("there is more than the language before the braces")]
    ExtraWords,
    #[error("the opening brace is never closed")]
    Unclosed,
    #[error("there is a closing brace without an opening one")]
    Unopened,
    #[error("there is text after the closing brace")]
    Trailing,
    #[error("the quotation mark is never closed")]
    UnclosedQuote,
    #[error("the quotation marks are not straight ones")]
    CurlyQuote,
    #[error("there are blanks around `=`")]
    BlankAtEquals,
    #[error("attributes are separated by blanks, not commas")]
    Comma,
    #[error("an attribute's name begins with a letter")]
    Name,
    #[error("a value with a quotation mark or brace inside is written in quotation marks as a whole")]
    Bare,
}

impl InfoFault {
    fn help(self) -> String {
        match self {
            Self::NoBlank | Self::NoLanguage | Self::ExtraWords => "write ```` ```console {step=my-step} ````",
            Self::Unclosed => "close the braces on the same line: `}`",
            Self::Unopened => "write the attributes as `{name=value}`",
            Self::Trailing => "the closing brace ends the line",
            Self::UnclosedQuote => "close the value on the same line; a quotation mark inside is written `\\\"`",
            Self::CurlyQuote => "use `\"`",
            Self::BlankAtEquals => "write `name=value`",
            Self::Comma => "write `{a=1 b=2}`",
            Self::Name => "write `name`, `name=value` or `name=\"quoted value\"`",
            Self::Bare => "write `name=\"quoted value\"`",
        }
        .to_owned()
    }
}

/// What the body of a block is empty of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Emptiness {
    #[error("this {0} has no body")]
    Body(&'static str),
    #[error("this expectation has no text to look for")]
    Expectation,
    #[error("this `check` states no requirement")]
    Check,
    #[error("this `$ ` has no command after it")]
    Command,
}

/// Why a quiz is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum QuizFault {
    #[error("the quiz has no question before its choices")]
    NoQuestion,
    #[error("the quiz has fewer than two choices")]
    TooFewChoices,
    #[error("this choice is ticked; the answer belongs to the solution, not to the guide")]
    Ticked,
    #[error("this choice is empty")]
    EmptyChoice,
    #[error("this choice is there twice")]
    DuplicateChoice,
}

/// Why a JSON Schema is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SchemaFault {
    #[error("this is no schema")]
    NoSchema,
    #[error("`{name}` is not a supported keyword of a JSON Schema")]
    Keyword { name: String },
    #[error("the value of `{name}` has not the form {notation}")]
    Value { name: String, notation: &'static str },
    #[error("`{found}` is not a type of JSON")]
    Type { found: String },
    #[error("the pattern is no regular expression: {message}")]
    Pattern { message: String },
}

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathFault {
    #[error("is empty")]
    Empty,
    #[error("is absolute")]
    Absolute,
    #[error("leaves its folder by `..`")]
    Parent,
    #[error("has an empty name or `.` between slashes")]
    EmptyName,
    #[error("has `\\`, `:` or a control character, which do not mean the same everywhere")]
    Character,
    #[error("is longer than 200 bytes")]
    Long,
}

/// A way in which a lab is wrong.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    #[error("`{entry}` does not belong here")]
    StrayEntry { entry: String, valid: &'static [&'static str] },
    #[error("`{name}` is no name for a lab's folder")]
    LabId { name: String },
    #[error("the lab `{lab}` has no lab.toml")]
    MissingManifest { lab: String },
    #[error("the lab `{lab}` has no chapters")]
    NoChapters { lab: String },
    #[error("`{name}` is no name for a chapter")]
    ChapterName { name: String },
    #[error("`{first}` has the same number")]
    ChapterNumber { first: String },
    #[error("the file is not UTF-8 from here on")]
    Encoding,
    #[error("the file begins with a byte order mark")]
    ByteOrderMark,
    #[error("the file has {size} bytes, more than 1 MiB")]
    TooLarge { size: usize },
    #[error("{message}")]
    TomlSyntax { message: String },
    #[error("`format = {found}` is newer than format {known}, the newest that this program knows")]
    NewerFormat { found: u64, known: u32 },
    #[error("`{name}` is not a field of {place}")]
    UnknownField { name: String, place: &'static str, fields: &'static [FieldSpec] },
    #[error("{place} has no `{name}`")]
    MissingField { name: &'static str, place: &'static str, form: &'static str },
    #[error("`{name}` is not what it must be: {form}")]
    FieldValue { name: String, form: &'static str },
    #[error("the chapter has no title")]
    MissingTitle,
    #[error("the chapter has a second title")]
    SeveralTitles,
    #[error("this block stands before the chapter's title")]
    BeforeTitle,
    #[error("this heading has no text")]
    EmptyHeading,
    #[error("this heading has no pinned id")]
    HeadingId { suggestion: String },
    #[error("`{found}` is no number of minutes")]
    Minutes { found: String },
    #[error("this fence is never closed")]
    UnterminatedFence { close: String },
    #[error("this info string is malformed: {0}")]
    InfoString(InfoFault),
    #[error("a bare `{language}` has no meaning")]
    BareBlock { language: String },
    #[error("`{language}` is not a language of the format")]
    UnknownLanguage { language: String },
    #[error("this `{language}` block has braces, but does not say what it is")]
    MissingAttribute { language: String, expected: &'static str },
    #[error("a block cannot be {first} and {second} at once")]
    ConflictingAttributes { first: &'static str, second: &'static str },
    #[error("`{name}` is not an attribute of {}", kind.with_article())]
    UnknownAttribute { name: String, kind: BlockKind },
    #[error("`{name}` is written twice")]
    DuplicateAttribute { name: String },
    #[error("`{name}` has no value")]
    ValueMissing { name: String, notation: String },
    #[error("`{name}` is a word and takes no value")]
    ValueForWord { name: String },
    #[error("{}", if found.is_empty() { "the id is empty".to_owned() } else { format!("`{found}` is no id") })]
    Id { found: String },
    #[error("the id `{id}` is there twice")]
    DuplicateId { id: String },
    #[error("`{found}` is no address of a step")]
    Address { found: String },
    #[error("there is no step `{address}`")]
    UnknownNeed { address: String, suggestion: Option<Suggestion> },
    #[error("`{address}` is an exercise, not a step")]
    NeedsExercise { address: String },
    #[error("the step `{address}` comes later")]
    LaterNeed { address: String },
    #[error("the step `{address}` is of a lab that brings data, which this chapter's world does not have")]
    OtherData { address: String },
    #[error("this need runs in a circle: {path}")]
    CyclicNeed { path: String },
    #[error("`{found}` is no capture")]
    Capture { found: String },
    #[error("the capture `{name}` is there twice")]
    DuplicateCapture { name: String },
    #[error("there is no capture `{name}` here")]
    UndefinedPaste { name: String, suggestion: Option<Suggestion> },
    #[error("`{{{{{inside}}}}}` is not pasted because of its blanks")]
    SpacedPaste { inside: String },
    #[error("`{found}` is no duration from 100ms to 10m")]
    Duration { found: String },
    #[error("the path `{path}` {fault}")]
    FilePath { path: String, fault: PathFault },
    #[error("`{found}` is no number of points")]
    Points { found: String },
    #[error("the exercise `{exercise}` has points but no output that gives them")]
    PointsWithoutOutput { exercise: String },
    #[error("the body is not JSON: {message}")]
    JsonBody { message: String },
    #[error("{0}")]
    EmptyBlock(Emptiness),
    #[error("{} no matcher", listed_words(words))]
    Matcher { words: Vec<String> },
    #[error("`{word}` does not go with {matcher}")]
    MatcherWord { word: &'static str, matcher: String },
    #[error("`{found}` is no tolerance")]
    Tolerance { found: String },
    #[error("{0}")]
    Table(TextTableFault),
    #[error("`{found}` is not a type of a result's column")]
    ColumnType { found: String },
    #[error("this line is no regular expression: {message}")]
    Regex { message: String },
    #[error("{0}")]
    JsonSchema(SchemaFault),
    #[error("{what} belongs to `sql`, and this is {language}")]
    SqlOnly { what: String, language: String },
    #[error("`{found}` is no name of a database")]
    Database { found: String },
    #[error("there is no step `{name}` before this block")]
    UnknownStep { name: String, suggestion: Option<Suggestion> },
    #[error("a `check` of a step has no points")]
    StepPoints,
    #[error("`{found}` is no error code")]
    ErrorCode { found: String },
    #[error("`{name}` is not a redaction")]
    UnknownRedaction { name: String },
    #[error("there is no step or free check right before this `output`")]
    OutputWithoutStep { exercise: Option<String> },
    #[error("there is no exercise `{name}` before this block")]
    UnknownExercise { name: String, suggestion: Option<Suggestion> },
    #[error("this line is not a command, and no command stands before it")]
    ConsolePrompt { line: String },
    #[error("this command ends in a backslash, but no line `> ` follows")]
    ConsoleContinuation,
    #[error("`{found}` is no exit status")]
    ExitStatus { found: String },
    #[error("`{name}` is not a requirement that a `check` can state")]
    UnknownCheck { name: String },
    #[error("the value of `{name}` has not the form {form}")]
    CheckValue { name: String, form: &'static str },
    #[error("{0}")]
    QuizChoices(QuizFault),
    #[error("there is no exercise before this hint")]
    HintWithoutExercise,
    #[error("this is hint {expected} of the exercise `{exercise}`")]
    HintOrder { expected: usize, exercise: String },
    #[error("this hint is empty")]
    EmptyHint,
    #[error("this hint is not closed before the next heading")]
    UnclosedHint,
    #[error("a hint cannot hold {}", kind.with_article())]
    BlockInHint { kind: BlockKind },
}

impl Problem {
    /// The rule that it breaks.
    pub(crate) fn rule(&self) -> &'static Rule {
        match self {
            Self::StrayEntry { .. } => rules::STRAY_ENTRY,
            Self::LabId { .. } => rules::LAB_ID,
            Self::MissingManifest { .. } => rules::MISSING_MANIFEST,
            Self::NoChapters { .. } => rules::NO_CHAPTERS,
            Self::ChapterName { .. } => rules::CHAPTER_NAME,
            Self::ChapterNumber { .. } => rules::CHAPTER_NUMBER,
            Self::Encoding | Self::ByteOrderMark => rules::ENCODING,
            Self::TooLarge { .. } => rules::TOO_LARGE,
            Self::TomlSyntax { .. } => rules::TOML_SYNTAX,
            Self::NewerFormat { .. } => rules::NEWER_FORMAT,
            Self::UnknownField { .. } => rules::UNKNOWN_FIELD,
            Self::MissingField { .. } => rules::MISSING_FIELD,
            Self::FieldValue { .. } => rules::FIELD_VALUE,
            Self::MissingTitle => rules::MISSING_TITLE,
            Self::SeveralTitles => rules::SEVERAL_TITLES,
            Self::BeforeTitle => rules::BEFORE_TITLE,
            Self::EmptyHeading => rules::EMPTY_HEADING,
            Self::HeadingId { .. } => rules::HEADING_ID,
            Self::Minutes { .. } => rules::MINUTES,
            Self::UnterminatedFence { .. } => rules::UNTERMINATED_FENCE,
            Self::InfoString(_) => rules::INFO_STRING,
            Self::BareBlock { .. } => rules::BARE_BLOCK,
            Self::UnknownLanguage { .. } => rules::UNKNOWN_LANGUAGE,
            Self::MissingAttribute { .. } => rules::MISSING_ATTRIBUTE,
            Self::ConflictingAttributes { .. } => rules::CONFLICTING_ATTRIBUTES,
            Self::UnknownAttribute { .. } => rules::UNKNOWN_ATTRIBUTE,
            Self::DuplicateAttribute { .. } => rules::DUPLICATE_ATTRIBUTE,
            Self::ValueMissing { .. } | Self::ValueForWord { .. } => rules::ATTRIBUTE_VALUE,
            Self::Id { .. } => rules::ID,
            Self::DuplicateId { .. } => rules::DUPLICATE_ID,
            Self::Address { .. } => rules::ADDRESS,
            Self::UnknownNeed { .. } | Self::NeedsExercise { .. } => rules::UNKNOWN_NEED,
            Self::LaterNeed { .. } => rules::LATER_NEED,
            Self::OtherData { .. } => rules::OTHER_DATA,
            Self::CyclicNeed { .. } => rules::CYCLIC_NEED,
            Self::Capture { .. } => rules::CAPTURE,
            Self::DuplicateCapture { .. } => rules::DUPLICATE_CAPTURE,
            Self::UndefinedPaste { .. } | Self::SpacedPaste { .. } => rules::UNDEFINED_PASTE,
            Self::Duration { .. } => rules::DURATION,
            Self::FilePath { .. } => rules::FILE_PATH,
            Self::Points { .. } => rules::POINTS,
            Self::PointsWithoutOutput { .. } => rules::POINTS_WITHOUT_OUTPUT,
            Self::JsonBody { .. } => rules::JSON_BODY,
            Self::EmptyBlock(_) => rules::EMPTY_BLOCK,
            Self::Matcher { .. } => rules::MATCHER,
            Self::MatcherWord { .. } => rules::MATCHER_WORD,
            Self::Tolerance { .. } => rules::TOLERANCE,
            Self::Table(_) => rules::TABLE,
            Self::ColumnType { .. } => rules::COLUMN_TYPE,
            Self::Regex { .. } => rules::REGEX,
            Self::JsonSchema(_) => rules::JSON_SCHEMA,
            Self::SqlOnly { .. } => rules::SQL_ONLY,
            Self::Database { .. } => rules::DATABASE,
            Self::UnknownStep { .. } => rules::UNKNOWN_STEP,
            Self::StepPoints => rules::STEP_POINTS,
            Self::ErrorCode { .. } => rules::ERROR_CODE,
            Self::UnknownRedaction { .. } => rules::UNKNOWN_REDACTION,
            Self::OutputWithoutStep { .. } => rules::OUTPUT_WITHOUT_STEP,
            Self::UnknownExercise { .. } => rules::UNKNOWN_EXERCISE,
            Self::ConsolePrompt { .. } => rules::CONSOLE_PROMPT,
            Self::ConsoleContinuation => rules::CONSOLE_CONTINUATION,
            Self::ExitStatus { .. } => rules::EXIT_STATUS,
            Self::UnknownCheck { .. } => rules::UNKNOWN_CHECK,
            Self::CheckValue { .. } => rules::CHECK_VALUE,
            Self::QuizChoices(_) => rules::QUIZ_CHOICES,
            Self::HintWithoutExercise => rules::HINT_WITHOUT_EXERCISE,
            Self::HintOrder { .. } => rules::HINT_ORDER,
            Self::EmptyHint => rules::EMPTY_HINT,
            Self::UnclosedHint => rules::UNCLOSED_HINT,
            Self::BlockInHint { .. } => rules::BLOCK_IN_HINT,
        }
    }

    /// The near miss and the valid choices, or what to write instead.
    pub(crate) fn help(&self) -> Option<String> {
        Some(match self {
            Self::StrayEntry { entry, valid } => choices(entry, "here belong", valid.iter().copied()),
            Self::LabId { .. } => "rename the folder, for example to `dynamodb`".to_owned(),
            Self::MissingManifest { .. } => "begin with `format = 1`, `title = \"…\"` and `summary = \"…\"`".to_owned(),
            Self::NoChapters { .. } => "add a file like `01-first-steps.md`".to_owned(),
            Self::ChapterName { .. } => "rename the file, for example to `01-first-steps.md`".to_owned(),
            Self::ChapterNumber { .. } => "give this chapter another number".to_owned(),
            Self::Encoding => "save the file as UTF-8".to_owned(),
            Self::ByteOrderMark => "save the file as UTF-8 without a byte order mark".to_owned(),
            Self::TooLarge { .. } => "split the chapter, or move data to the folder `data`".to_owned(),
            Self::NewerFormat { .. } => "update this program".to_owned(),
            Self::UnknownField { name, fields, .. } => {
                choices(name, "valid are", fields.iter().map(|field| field.name))
            }
            Self::MissingField { name, form, .. } => format!("add `{name} = …`: {form}"),
            Self::MissingTitle => "begin with `# Title`".to_owned(),
            Self::SeveralTitles => "make it `##`, or move it to a chapter of its own".to_owned(),
            Self::BeforeTitle => "move the title above it".to_owned(),
            Self::EmptyHeading => "give the heading a text, or remove it".to_owned(),
            Self::HeadingId { suggestion } => format!("end the heading with ` {{#{suggestion}}}`"),
            Self::Minutes { .. } => "write `minutes=5`".to_owned(),
            Self::UnterminatedFence { close } => format!("close it with a line `{close}`"),
            Self::InfoString(fault) => fault.help(),
            Self::BareBlock { language } => match language.as_str() {
                "output" => format!(
                    "write what it is compared by, as in `output {{lines}}` or `output {{json subset}}`; valid are {}",
                    listed(MATCHERS.iter().map(|matcher| matcher.notation))
                ),
                "check" => "write `check {exercise=<exercise>}` or `check {step=<step>}`".to_owned(),
                _ => format!("write `{language} {{exercise=<id>}}`"),
            },
            Self::UnknownLanguage { language } => {
                choices(language, "valid are", LANGUAGES.iter().map(|language| language.name))
            }
            Self::MissingAttribute { expected, .. } => format!("add {expected}"),
            Self::ConflictingAttributes { .. } => "keep one, and make another block for the other".to_owned(),
            Self::UnknownAttribute { name, kind } => attribute_choices(name, *kind),
            Self::DuplicateAttribute { .. } => {
                "several values of one attribute are separated by blanks inside quotation marks".to_owned()
            }
            Self::ValueMissing { notation, .. } => format!("write `{notation}`"),
            Self::ValueForWord { name } => format!("write `{name}`"),
            Self::Id { .. } => "write an id like `create-table`".to_owned(),
            Self::DuplicateId { .. } => "give one of them another id".to_owned(),
            Self::Address { .. } => "write `#create`, `01-tables#create` or `dynamodb/01-tables#create`".to_owned(),
            Self::UnknownNeed { suggestion, .. } => suggestion.as_ref()?.text("steps there are"),
            Self::NeedsExercise { .. } => "name the step whose result is needed".to_owned(),
            Self::LaterNeed { .. } => "move this step behind it".to_owned(),
            Self::OtherData { .. } => "make what is needed in a step of this lab, and need that one".to_owned(),
            Self::CyclicNeed { .. } => "remove one of these needs".to_owned(),
            Self::Capture { .. } => {
                "write `capture=id:.Table.TableId`, or `capture=text` for the whole output".to_owned()
            }
            Self::DuplicateCapture { .. } => "give one of them another name".to_owned(),
            Self::UndefinedPaste { suggestion, .. } => format!(
                "{}; with the attribute `literal` double braces are text",
                suggestion.as_ref()?.text("captures there are")
            ),
            Self::SpacedPaste { inside } => {
                format!("write `{{{{{}}}}}`, or add the attribute `literal` when the braces are text", inside.trim())
            }
            Self::Duration { .. } => "write `500ms`, `5s` or `2m`".to_owned(),
            Self::FilePath { .. } => "write a path like `keys/first.json`".to_owned(),
            Self::Points { .. } => "write `points=1`".to_owned(),
            Self::PointsWithoutOutput { exercise } => {
                format!("add an `output {{exercise={exercise}}}`, or write the points at its checks")
            }
            Self::JsonBody { .. } => "mend the JSON; a file that is broken on purpose is written as `text`".to_owned(),
            Self::EmptyBlock(Emptiness::Expectation) => {
                "write what the output must have, or use `lines` for an empty output".to_owned()
            }
            Self::EmptyBlock(Emptiness::Check) => {
                format!("valid are {}", listed(CHECKS.iter().map(|check| check.name)))
            }
            Self::Matcher { .. } => format!("valid are {}", listed(MATCHERS.iter().map(|m| m.notation))),
            Self::MatcherWord { word: "types", .. } => "write `rows types`".to_owned(),
            Self::MatcherWord { word: "tolerance", .. } => "numbers are compared as such by `rows` and `json`".to_owned(),
            Self::MatcherWord { .. } => "a file is compared as `lines`, `contains`, `regex` or `json`".to_owned(),
            Self::Tolerance { .. } => "write `tolerance=0.01`".to_owned(),
            Self::Table(fault) => fault.help().to_owned(),
            Self::ColumnType { found } => choices(found, "valid are", TYPES.iter().copied()),
            Self::Regex { .. } => {
                "characters with a meaning, such as `(`, `[`, `{`, `.`, `*` and `+`, are written with a backslash when they are meant"
                    .to_owned()
            }
            Self::JsonSchema(SchemaFault::Keyword { name }) => {
                choices(name, "supported are", SCHEMA_KEYWORDS.iter().map(|keyword| keyword.name))
            }
            Self::JsonSchema(SchemaFault::Value { notation, .. }) => format!("write {notation}"),
            Self::JsonSchema(SchemaFault::Type { found }) => choices(found, "valid are", SCHEMA_TYPES.iter().copied()),
            Self::JsonSchema(SchemaFault::Pattern { .. }) => "write a regular expression without look-around".to_owned(),
            Self::JsonSchema(SchemaFault::NoSchema) => "write an object: `{ \"type\": \"object\" }`".to_owned(),
            Self::SqlOnly { .. } => {
                "other languages are compared by what they print: `lines`, `contains`, `regex`, `json`".to_owned()
            }
            Self::Database { .. } => "write `database=sales`".to_owned(),
            Self::UnknownStep { suggestion, .. } => suggestion.as_ref()?.text("steps there are"),
            Self::StepPoints => "take `points` away, or make the block a check of an exercise".to_owned(),
            Self::ErrorCode { .. } => "write a code like `error=ResourceNotFoundException`".to_owned(),
            Self::UnknownRedaction { name } => choices(name, "valid are", REDACTIONS.iter().map(|r| r.name)),
            Self::OutputWithoutStep { exercise: Some(exercise) } => {
                format!("for the exercise write `output {{exercise={exercise} …}}`")
            }
            Self::OutputWithoutStep { exercise: None } => {
                "move it right behind its step; between them there may be text and other outputs".to_owned()
            }
            Self::UnknownExercise { suggestion, .. } => suggestion.as_ref()?.text("exercises there are"),
            Self::ConsolePrompt { line } => match line.strip_prefix('$') {
                Some(command) => format!("put a blank after the prompt: `$ {}`", command.trim_start()),
                None => "write `$ ` before each command".to_owned(),
            },
            Self::ConsoleContinuation => "begin the next line of the command with `> `".to_owned(),
            Self::ExitStatus { .. } => "write `? 254`; a line of output that begins so is matched by `[..]`".to_owned(),
            Self::UnknownCheck { name } => choices(name, "valid are", CHECKS.iter().map(|c| c.name)),
            Self::QuizChoices(_) => "write the question, an empty line, and each choice as `- [ ] text`".to_owned(),
            Self::HintWithoutExercise => "move the hint behind its exercise".to_owned(),
            Self::HintOrder { expected, .. } => format!("write `<summary>Hint {expected}</summary>`"),
            Self::EmptyHint => "write the hint between `</summary>` and `</details>`".to_owned(),
            Self::UnclosedHint => "close it with a line `</details>`".to_owned(),
            Self::BlockInHint { .. } => "move the block out, or leave its braces out".to_owned(),
            Self::TomlSyntax { .. } | Self::FieldValue { .. } | Self::EmptyBlock(_) | Self::CheckValue { .. } => {
                return None;
            }
        })
    }
}

/// The near miss, when there is one, and all valid choices.
fn choices<'a>(name: &str, heading: &str, valid: impl Iterator<Item = &'a str> + Clone) -> String {
    Suggestion::new(name, valid).text(heading)
}

/// The attributes that a kind takes; when the name is one of another kind, that is said too.
fn attribute_choices(name: &str, kind: BlockKind) -> String {
    let valid: Vec<String> = kind.attributes().map(Attribute::notation).collect();
    let near = nearest(name, kind.attributes().map(|attribute| attribute.name));
    let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let mut help = format!("{near}{} takes {}", kind.with_article(), listed(valid.iter().map(String::as_str)));
    if kind == BlockKind::Heading {
        help.push_str(" and `#<id>`");
    }
    let elsewhere: Vec<&str> =
        ATTRIBUTES.iter().filter(|a| a.name == name).flat_map(|a| a.on).map(|kind| kind.with_article()).collect();
    if !elsewhere.is_empty() {
        help.push_str(&format!("; `{name}` belongs to {}", elsewhere.join(", ")));
    }
    help
}

/// "`json`, `rows` together are" or "`subset` alone is".
fn listed_words(words: &[String]) -> String {
    match words {
        [word] => format!("`{word}` alone is"),
        words => format!("{} together are", listed(words.iter().map(String::as_str))),
    }
}
