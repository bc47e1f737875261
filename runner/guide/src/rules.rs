//! The rules of the format: every code that a diagnostic can carry, with the sentence that it enforces.
//!
//! `problem` names the ways to break them, and a test provokes each one. The specification page lists this table.

/// A rule of the format.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name: `guide::unknown-attribute`.
    pub code: &'static str,
    /// What the format demands, one sentence.
    pub text: &'static str,
}

macro_rules! rules {
    ($($name:ident = $code:literal: $text:literal;)*) => {
        $(pub(crate) const $name: &Rule = &Rule { code: concat!("guide::", $code), text: $text };)*
        /// All rules, in the order of the specification.
        pub const RULES: &[&Rule] = &[$($name),*];
    };
}

rules! {
    STRAY_ENTRY = "stray-entry": "The labs folder holds one folder a lab and at most a README.md; a lab's folder holds lab.toml, chapters, and the folders data, solutions and wrong.";
    LAB_ID = "lab-id": "A lab's folder is named with small letters, digits and `-`.";
    MISSING_MANIFEST = "missing-manifest": "A lab has a lab.toml.";
    NO_CHAPTERS = "no-chapters": "A lab has at least one chapter.";
    CHAPTER_NAME = "chapter-name": "A chapter's file is named by two digits, `-`, and small letters, digits and `-`: `01-first-steps.md`.";
    CHAPTER_NUMBER = "chapter-number": "No two chapters of a lab have the same number.";
    ENCODING = "encoding": "Chapters and lab.toml are UTF-8 without a byte order mark.";
    TOO_LARGE = "too-large": "A chapter or lab.toml is at most 1 MiB.";
    TOML_SYNTAX = "toml-syntax": "lab.toml and the body of a `check` are TOML.";
    NEWER_FORMAT = "newer-format": "A lab's format is one that this program knows.";
    UNKNOWN_FIELD = "unknown-field": "lab.toml has no fields but those of the specification.";
    MISSING_FIELD = "missing-field": "lab.toml has all required fields.";
    FIELD_VALUE = "field-value": "A field's value has the form that the specification gives.";
    MISSING_TITLE = "missing-title": "A chapter begins with a level-1 heading.";
    SEVERAL_TITLES = "several-titles": "A chapter has only one level-1 heading.";
    BEFORE_TITLE = "before-title": "Blocks with a meaning stand after the chapter's title.";
    EMPTY_HEADING = "empty-heading": "A heading has text.";
    HEADING_ID = "heading-id": "Every heading below level 1 has a pinned id: `## Title {#id}`.";
    MINUTES = "minutes": "`minutes` is a whole number from 1 to 240.";
    UNTERMINATED_FENCE = "unterminated-fence": "A fence is closed by a line of as many backticks or tildes as opened it.";
    INFO_STRING = "info-string": "An info string with a meaning is a language, a blank, and attributes in braces.";
    BARE_BLOCK = "bare-block": "`output`, `check` and `quiz` have braces.";
    UNKNOWN_LANGUAGE = "unknown-language": "Braces follow a language of the format.";
    MISSING_ATTRIBUTE = "missing-attribute": "A block with braces says what it is by its first attribute.";
    CONFLICTING_ATTRIBUTES = "conflicting-attributes": "A block is only one of step, exercise and free check.";
    UNKNOWN_ATTRIBUTE = "unknown-attribute": "A block has only the attributes of its kind.";
    DUPLICATE_ATTRIBUTE = "duplicate-attribute": "An attribute is written once.";
    ATTRIBUTE_VALUE = "attribute-value": "An attribute with a value is `name=value`, a word stands alone.";
    ID = "id": "An id has small letters, digits and `-`, at least one character and at most 64.";
    DUPLICATE_ID = "duplicate-id": "Within a chapter each heading has its own id, and each step and exercise has its own.";
    ADDRESS = "address": "An address is `#id`, `chapter#id` or `lab/chapter#id`.";
    UNKNOWN_NEED = "unknown-need": "`needs` names steps that exist.";
    LATER_NEED = "later-need": "A step needs earlier steps of its lab, or steps of other labs.";
    OTHER_DATA = "other-data": "A step needs steps of its own lab, or of labs that bring no data.";
    CYCLIC_NEED = "cyclic-need": "Needs do not run in a circle.";
    CAPTURE = "capture": "A capture is `name` or `name:path`, its name a small letter, then small letters, digits and `-`, its path `.` or made of `.member`, `[\"member\"]` and `[index]`.";
    DUPLICATE_CAPTURE = "duplicate-capture": "Within a chapter each capture has its own name.";
    UNDEFINED_PASTE = "undefined-paste": "A paste names a capture of an earlier step of the chapter, or of a step that is needed.";
    DURATION = "duration": "A duration is a whole number and `ms`, `s` or `m`, from 100ms to 10m.";
    FILE_PATH = "file-path": "A path is relative, with `/` between names, and has no `.` or `..` among them.";
    POINTS = "points": "Points are a whole number from 0 to 100.";
    POINTS_WITHOUT_OUTPUT = "points-without-output": "An exercise has points of its own only when it has an output that gives them.";
    JSON_BODY = "json-body": "The body of a JSON file or of a JSON expectation is JSON.";
    EMPTY_BLOCK = "empty-block": "A block has a body, except a file and an `output` that is compared as lines or by its error code.";
    MATCHER = "matcher": "An `output` has one matcher of the table.";
    MATCHER_WORD = "matcher-word": "`types` goes with `rows`, `tolerance` with `rows`, `json` and `json subset`, `file` with every matcher but `rows` and `error`.";
    TOLERANCE = "tolerance": "A tolerance is a decimal number, zero or more: `0.01`.";
    TABLE = "table": "A result table is a line of column names and rows with as many cells, separated by two or more blanks or by `|`.";
    COLUMN_TYPE = "column-type": "A column's type is one of Athena's, with or without parameters: `varchar`, `decimal(10,2)`.";
    REGEX = "regex": "Each line of a `regex` body is a regular expression.";
    JSON_SCHEMA = "json-schema": "A JSON Schema has keywords of the table with values of their forms, and refers to nothing outside.";
    SQL_ONLY = "sql-only": "`database`, `rows` and requirements of a query and its result belong to `sql` blocks.";
    DATABASE = "database": "A database has a name of small letters, digits and `_`.";
    ERROR_CODE = "error-code": "An error code has letters, digits and `_`, with `.` between names.";
    UNKNOWN_REDACTION = "unknown-redaction": "`redact` names redactions of the table.";
    OUTPUT_WITHOUT_STEP = "output-without-step": "An `output` follows its step or free check, or names its exercise.";
    UNKNOWN_EXERCISE = "unknown-exercise": "An exercise is named by blocks that come after it in the same chapter.";
    UNKNOWN_STEP = "unknown-step": "A `check` of a step comes after it in the same chapter.";
    STEP_POINTS = "step-points": "A guided step gives no points.";
    CONSOLE_PROMPT = "console-prompt": "A console body begins with a command: `$ `, then its text.";
    CONSOLE_CONTINUATION = "console-continuation": "A command that ends in a backslash goes on in a line `> `.";
    EXIT_STATUS = "exit-status": "An expected exit status is `? ` and a number from 0 to 255, right after its command.";
    UNKNOWN_CHECK = "unknown-check": "A `check` states requirements of the table.";
    CHECK_VALUE = "check-value": "A requirement's value has the form that the table gives.";
    QUIZ_CHOICES = "quiz-choices": "A quiz is a question and at least two different choices `- [ ] …`, none of them ticked.";
    HINT_WITHOUT_EXERCISE = "hint-without-exercise": "A hint follows its exercise.";
    HINT_ORDER = "hint-order": "The hints of an exercise are numbered 1, 2, 3 and so on.";
    EMPTY_HINT = "empty-hint": "A hint has text.";
    UNCLOSED_HINT = "unclosed-hint": "A hint is `<details><summary>Hint 1</summary>`, its text, and `</details>`, before the next heading.";
    BLOCK_IN_HINT = "block-in-hint": "A hint holds no block with a meaning.";
}
