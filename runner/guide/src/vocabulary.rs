//! Every word that an author can write, once: languages, kinds of block, attributes, matchers, redactions, checks, fields.
//!
//! These tables drive the parser, its messages (valid choices, near misses) and the reference tables of the specification
//! page; a test holds the page against them. A new word is a new row here plus what it means in `parse`.

use crate::model::{Language, Matcher};

/// The kinds of block that have a meaning, and the heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BlockKind {
    /// A heading with its pinned id.
    Heading,
    /// A guided step.
    Step,
    /// A file for later steps.
    File,
    /// The starter of an exercise.
    Exercise,
    /// What a step, exercise or call must print.
    Output,
    /// Requirements of a step or an exercise as TOML.
    Check,
    /// A further call that grades an exercise.
    Call,
}

impl BlockKind {
    /// All kinds, in the order of the specification.
    pub const ALL: [Self; 7] =
        [Self::Heading, Self::Step, Self::File, Self::Exercise, Self::Output, Self::Check, Self::Call];

    /// The word for messages and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Step => "step",
            Self::File => "file",
            Self::Exercise => "exercise",
            Self::Output => "output",
            Self::Check => "check",
            Self::Call => "free check",
        }
    }

    /// With its article: "an exercise".
    pub(crate) fn with_article(self) -> &'static str {
        match self {
            Self::Heading => "a heading",
            Self::Step => "a step",
            Self::File => "a file block",
            Self::Exercise => "an exercise",
            Self::Output => "an `output`",
            Self::Check => "a `check`",
            Self::Call => "a free check",
        }
    }

    /// The attributes that this kind takes.
    pub fn attributes(self) -> impl Iterator<Item = &'static Attribute> {
        ATTRIBUTES.iter().filter(move |attribute| attribute.on.contains(&self))
    }
}

/// What the value of an attribute looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// No value: the word alone.
    Word,
    /// A new id.
    Id,
    /// The id of an exercise of the same chapter.
    Exercise,
    /// Addresses of steps, separated by blanks.
    Addresses,
    /// Captures, separated by blanks.
    Captures,
    /// A duration.
    Duration,
    /// A relative path.
    Path,
    /// A number of points.
    Points,
    /// A sentence for the learner.
    Text,
    /// An error code.
    ErrorCode,
    /// Names of redactions, separated by blanks.
    Redactions,
    /// A number of minutes.
    Minutes,
    /// The id of a step of the same chapter.
    Step,
    /// The name of an Athena database.
    Database,
    /// A number that is not negative.
    Tolerance,
}

impl Form {
    /// How the value is written, for tables and messages; empty for a word.
    #[must_use]
    pub fn notation(self) -> &'static str {
        match self {
            Self::Word => "",
            Self::Id => "<id>",
            Self::Exercise => "<exercise>",
            Self::Addresses => "\"<address> …\"",
            Self::Captures => "\"<name>:<path> …\"",
            Self::Duration => "<number><ms|s|m>",
            Self::Path => "<path>",
            Self::Points => "<0 to 100>",
            Self::Text => "\"<sentence>\"",
            Self::ErrorCode => "<code>",
            Self::Redactions => "\"<redaction> …\"",
            Self::Minutes => "<1 to 240>",
            Self::Step => "<step>",
            Self::Database => "<name>",
            Self::Tolerance => "<number>",
        }
    }
}

/// One attribute of one or more kinds of block.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// The word.
    pub name: &'static str,
    /// Where it is allowed.
    pub on: &'static [BlockKind],
    /// Form of its value.
    pub form: Form,
    /// One line for the reference table.
    pub help: &'static str,
}

impl Attribute {
    /// The attribute as an author writes it: `timeout=<number><ms|s|m>`.
    #[must_use]
    pub fn notation(&self) -> String {
        match self.form {
            Form::Word => self.name.to_owned(),
            form => format!("{}={}", self.name, form.notation()),
        }
    }
}

use BlockKind::{Call, Check, Exercise, File, Heading, Output, Step};

/// The table of attributes.
pub const ATTRIBUTES: &[Attribute] = &[
    Attribute { name: "minutes", on: &[Heading], form: Form::Minutes, help: "Time to read and do this section." },
    Attribute { name: "step", on: &[Step], form: Form::Id, help: "Makes the block a step and names it." },
    Attribute {
        name: "needs",
        on: &[Step],
        form: Form::Addresses,
        help: "Steps that must have run before, beyond the earlier ones of the chapter.",
    },
    Attribute {
        name: "step",
        on: &[Check],
        form: Form::Step,
        help: "The step before it that the block requires something of.",
    },
    Attribute {
        name: "database",
        on: &[Step, Exercise, Call],
        form: Form::Database,
        help: "With `sql`: the Athena database that the statement runs in; `default` when absent.",
    },
    Attribute { name: "capture", on: &[Step], form: Form::Captures, help: "Values that later blocks paste." },
    Attribute {
        name: "timeout",
        on: &[Step],
        form: Form::Duration,
        help: "Real time after which the step fails, from `100ms` to `10m`.",
    },
    Attribute {
        name: "file",
        on: &[File],
        form: Form::Path,
        help: "Makes the block a file of the lab's virtual folder.",
    },
    Attribute {
        name: "file",
        on: &[Output],
        form: Form::Path,
        help: "Compares this file of the virtual folder instead of what was printed.",
    },
    Attribute {
        name: "exercise",
        on: &[Exercise],
        form: Form::Id,
        help: "Makes the block the starter of an exercise and names it.",
    },
    Attribute {
        name: "exercise",
        on: &[Output, Check],
        form: Form::Exercise,
        help: "The exercise that the block belongs to.",
    },
    Attribute {
        name: "check",
        on: &[Call],
        form: Form::Exercise,
        help: "Makes the block a free check of this exercise.",
    },
    Attribute {
        name: "points",
        on: &[Exercise, Check, Call],
        form: Form::Points,
        help: "What it gives; 1 when absent. An exercise's own points are those of its outputs.",
    },
    Attribute {
        name: "say",
        on: &[Check, Call],
        form: Form::Text,
        help: "What the learner reads when the check fails.",
    },
    Attribute { name: "lines", on: &[Output], form: Form::Word, help: "Matcher, see the table of matchers." },
    Attribute { name: "contains", on: &[Output], form: Form::Word, help: "Matcher, see the table of matchers." },
    Attribute { name: "regex", on: &[Output], form: Form::Word, help: "Matcher, see the table of matchers." },
    Attribute { name: "json", on: &[Output], form: Form::Word, help: "Matcher, see the table of matchers." },
    Attribute { name: "subset", on: &[Output], form: Form::Word, help: "With `json`: further members are allowed." },
    Attribute { name: "schema", on: &[Output], form: Form::Word, help: "With `json`: the body is a JSON Schema." },
    Attribute { name: "rows", on: &[Output], form: Form::Word, help: "Matcher, see the table of matchers." },
    Attribute { name: "ordered", on: &[Output], form: Form::Word, help: "With `rows`: the order counts." },
    Attribute { name: "unordered", on: &[Output], form: Form::Word, help: "With `rows`: the order does not count." },
    Attribute {
        name: "types",
        on: &[Output],
        form: Form::Word,
        help: "With `rows`: the line below the header names the columns' types.",
    },
    Attribute {
        name: "tolerance",
        on: &[Output],
        form: Form::Tolerance,
        help: "With `rows`, `json` or `json subset`: numbers may be that far from what is written.",
    },
    Attribute { name: "error", on: &[Output], form: Form::ErrorCode, help: "Matcher, see the table of matchers." },
    Attribute {
        name: "redact",
        on: &[Output],
        form: Form::Redactions,
        help: "Redactions that are applied to both sides before they are compared.",
    },
    Attribute {
        name: "literal",
        on: &[Step, File, Exercise, Output, Call],
        form: Form::Word,
        help: "Double braces in the body are text, not pastes.",
    },
];

/// What a language's block can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Role {
    /// A step, an exercise or a free check.
    Executable(Language),
    /// An exercise only.
    Question,
    /// A file.
    File,
    /// An `output`.
    Output,
    /// A `check`.
    Check,
}

/// The first word of an info string with braces.
#[derive(Debug, Clone, Copy)]
pub struct LanguageSpec {
    /// The word.
    pub name: &'static str,
    /// What its block can be.
    pub role: Role,
    /// One line for the reference table.
    pub help: &'static str,
}

/// The table of languages.
pub const LANGUAGES: &[LanguageSpec] = &[
    LanguageSpec { name: "sql", role: Role::Executable(Language::Sql), help: "Athena SQL, one statement." },
    LanguageSpec {
        name: "console",
        role: Role::Executable(Language::Console),
        help: "Shell commands after `$ `, with the output that they must print.",
    },
    LanguageSpec {
        name: "http",
        role: Role::Executable(Language::Http),
        help: "An HTTP request: request line, headers, empty line, body.",
    },
    LanguageSpec {
        name: "python",
        role: Role::Executable(Language::Python),
        help: "A Python program; skipped where Python is not asked for.",
    },
    LanguageSpec {
        name: "quiz", role: Role::Question, help: "A question with choices `- [ ] …`; always an exercise."
    },
    LanguageSpec { name: "json", role: Role::File, help: "A JSON file." },
    LanguageSpec { name: "yaml", role: Role::File, help: "A YAML file." },
    LanguageSpec { name: "csv", role: Role::File, help: "A CSV file." },
    LanguageSpec { name: "text", role: Role::File, help: "Any other file." },
    LanguageSpec { name: "output", role: Role::Output, help: "What a step, exercise or free check must print." },
    LanguageSpec { name: "check", role: Role::Check, help: "Requirements of a step or an exercise, as TOML." },
];

/// One way to compare a body with what was printed.
#[derive(Debug, Clone, Copy)]
pub struct MatcherSpec {
    /// The attributes that choose it, as written: `json subset`.
    pub notation: &'static str,
    /// Those attributes' names.
    pub words: &'static [&'static str],
    /// Builds the matcher; the argument is the value of `error`.
    pub(crate) make: fn(&str) -> Matcher,
    /// One line for the reference table.
    pub help: &'static str,
}

/// The table of matchers. The first one holds when an `output` names none.
pub const MATCHERS: &[MatcherSpec] = &[
    MatcherSpec {
        notation: "lines",
        words: &["lines"],
        make: |_| Matcher::Lines,
        help: "The same lines. `[..]` stands for any text within a line, a line `...` for any number of lines.",
    },
    MatcherSpec {
        notation: "contains",
        words: &["contains"],
        make: |_| Matcher::Contains,
        help: "Every line of the body occurs in the output, in this order, as part of a line or as a whole one. Blank lines of the body say nothing.",
    },
    MatcherSpec {
        notation: "regex",
        words: &["regex"],
        make: |_| Matcher::Regex,
        help: "Every line of the body is a regular expression for the whole line of the output at the same place.",
    },
    MatcherSpec {
        notation: "json",
        words: &["json"],
        make: |_| Matcher::Json,
        help: "The same JSON values. Layout and the order of members do not count, the order of arrays does, and `1` equals `1.0`.",
    },
    MatcherSpec {
        notation: "json subset",
        words: &["json", "subset"],
        make: |_| Matcher::JsonSubset,
        help: "As `json`, but objects may have further members at every depth. Arrays keep length and order.",
    },
    MatcherSpec {
        notation: "json schema",
        words: &["json", "schema"],
        make: |_| Matcher::JsonSchema,
        help: "JSON that the body, a JSON Schema of the keywords below, accepts.",
    },
    MatcherSpec {
        notation: "rows",
        words: &["rows"],
        make: |_| Matcher::Rows { ordered: None },
        help: "A result table. The order of rows counts when the query has ORDER BY.",
    },
    MatcherSpec {
        notation: "rows ordered",
        words: &["rows", "ordered"],
        make: |_| Matcher::Rows { ordered: Some(true) },
        help: "A result table in this order.",
    },
    MatcherSpec {
        notation: "rows unordered",
        words: &["rows", "unordered"],
        make: |_| Matcher::Rows { ordered: Some(false) },
        help: "A result table in any order.",
    },
    MatcherSpec {
        notation: "error=<code>",
        words: &["error"],
        make: |code| Matcher::Error(code.to_owned()),
        help: "The step fails, the last error that a service answered has this code or a query failed with this name, and what was printed contains the body.",
    },
];

/// A named redaction.
#[derive(Debug, Clone, Copy)]
pub struct RedactionSpec {
    /// The name in `redact=`.
    pub name: &'static str,
    /// What it recognises.
    pub recognises: &'static str,
    /// What it puts in place.
    pub replacement: &'static str,
}

/// The table of redactions.
pub const REDACTIONS: &[RedactionSpec] = &[
    RedactionSpec { name: "id", recognises: "UUIDs, with or without capital letters", replacement: "<id>" },
    RedactionSpec {
        name: "time",
        recognises: "instants (`2026-01-01T10:00:00Z`, with fraction or offset, with a blank for `T`) and seconds since 1970 with nine or ten digits before the point",
        replacement: "<time>",
    },
    RedactionSpec {
        name: "arn",
        recognises: "Amazon resource names, from `arn:aws` up to the next blank, quotation mark, backtick or comma",
        replacement: "<arn>",
    },
    RedactionSpec {
        name: "request-id",
        recognises: "request ids: 52 capital letters and digits, or a UUID",
        replacement: "<request-id>",
    },
    RedactionSpec {
        name: "number",
        recognises: "decimal numbers, with sign, fraction and exponent",
        replacement: "<number>",
    },
];

/// Form of the value of a requirement in a `check` body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckForm {
    /// A string or an array of strings.
    Texts,
    /// An array of strings.
    Names,
    /// A whole number, zero or more.
    Count,
    /// A number, zero or more.
    Amount,
    /// A size such as `"1 MB"`.
    Size,
}

impl CheckForm {
    /// How the value is written.
    #[must_use]
    pub fn notation(self) -> &'static str {
        match self {
            Self::Texts => "\"text\" or [\"text\", …]",
            Self::Names => "[\"name\", …]",
            Self::Count => "whole number",
            Self::Amount => "number",
            Self::Size => "\"1 MB\"",
        }
    }
}

/// What a requirement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckScope {
    /// What was printed, or what was used: any language.
    Any,
    /// A query and its result: `sql` alone.
    Sql,
}

/// One requirement that a `check` body can state.
#[derive(Debug, Clone, Copy)]
pub struct CheckSpec {
    /// The key.
    pub name: &'static str,
    /// Form of its value.
    pub form: CheckForm,
    /// What it is about.
    pub scope: CheckScope,
    /// One line for the reference table.
    pub help: &'static str,
}

/// The table of requirements.
pub const CHECKS: &[CheckSpec] = &[
    CheckSpec {
        name: "contains",
        form: CheckForm::Texts,
        scope: CheckScope::Any,
        help: "What is printed contains each text.",
    },
    CheckSpec {
        name: "lacks",
        form: CheckForm::Texts,
        scope: CheckScope::Any,
        help: "What is printed contains none of the texts.",
    },
    CheckSpec {
        name: "row-count",
        form: CheckForm::Count,
        scope: CheckScope::Sql,
        help: "The result table has so many rows.",
    },
    CheckSpec {
        name: "columns",
        form: CheckForm::Names,
        scope: CheckScope::Sql,
        help: "The result table has these columns, in this order.",
    },
    CheckSpec {
        name: "types",
        form: CheckForm::Names,
        scope: CheckScope::Sql,
        help: "The columns of the result table have these types, in this order.",
    },
    CheckSpec {
        name: "bytes-scanned-max",
        form: CheckForm::Size,
        scope: CheckScope::Sql,
        help: "The query scans no more than this.",
    },
    CheckSpec {
        name: "read-units-max",
        form: CheckForm::Amount,
        scope: CheckScope::Any,
        help: "No more DynamoDB read units are used.",
    },
    CheckSpec {
        name: "write-units-max",
        form: CheckForm::Amount,
        scope: CheckScope::Any,
        help: "No more DynamoDB write units are used.",
    },
    CheckSpec {
        name: "requests-max",
        form: CheckForm::Count,
        scope: CheckScope::Any,
        help: "No more requests are sent to services.",
    },
    CheckSpec {
        name: "cost-max",
        form: CheckForm::Amount,
        scope: CheckScope::Any,
        help: "AWS would charge no more than this, in US dollars.",
    },
];

/// The types that a result table's columns can have, without their parameters, as Athena's results name them.
pub const TYPES: &[&str] = &[
    "array",
    "bigint",
    "boolean",
    "char",
    "date",
    "decimal",
    "double",
    "float",
    "integer",
    "interval day to second",
    "interval year to month",
    "ipaddress",
    "json",
    "map",
    "real",
    "row",
    "smallint",
    "string",
    "time",
    "time with time zone",
    "timestamp",
    "timestamp with time zone",
    "tinyint",
    "unknown",
    "uuid",
    "varbinary",
    "varchar",
];

/// What the value of a JSON Schema keyword looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaForm {
    /// Anything: the keyword only describes.
    Note,
    /// A type's name or a list of them.
    Types,
    /// A schema.
    Schema,
    /// A list of schemas that is not empty.
    Schemas,
    /// An object whose values are schemas.
    Properties,
    /// A list of texts.
    Texts,
    /// A list that is not empty.
    Values,
    /// Any value.
    Value,
    /// A number.
    Number,
    /// A number above zero.
    Positive,
    /// A whole number, zero or more.
    Count,
    /// `true` or `false`.
    Truth,
    /// A regular expression.
    Pattern,
}

impl SchemaForm {
    /// How the value is written.
    #[must_use]
    pub fn notation(self) -> &'static str {
        match self {
            Self::Note | Self::Value => "any value",
            Self::Types => "\"string\" or [\"string\", …]",
            Self::Schema => "a schema",
            Self::Schemas => "[schema, …]",
            Self::Properties => "{ \"name\": schema, … }",
            Self::Texts => "[\"name\", …]",
            Self::Values => "[value, …]",
            Self::Number => "number",
            Self::Positive => "number above zero",
            Self::Count => "whole number, zero or more",
            Self::Truth => "true or false",
            Self::Pattern => "\"regular expression\"",
        }
    }
}

/// One keyword of a JSON Schema. They mean what draft 2020-12 says; what is not here is refused.
#[derive(Debug, Clone, Copy)]
pub struct SchemaKeyword {
    /// The keyword.
    pub name: &'static str,
    /// Form of its value.
    pub form: SchemaForm,
}

/// The table of JSON Schema keywords. There is no `$ref`: a schema stands on the page as a whole and refers to nothing outside.
pub const SCHEMA_KEYWORDS: &[SchemaKeyword] = &[
    SchemaKeyword { name: "type", form: SchemaForm::Types },
    SchemaKeyword { name: "enum", form: SchemaForm::Values },
    SchemaKeyword { name: "const", form: SchemaForm::Value },
    SchemaKeyword { name: "properties", form: SchemaForm::Properties },
    SchemaKeyword { name: "required", form: SchemaForm::Texts },
    SchemaKeyword { name: "additionalProperties", form: SchemaForm::Schema },
    SchemaKeyword { name: "minProperties", form: SchemaForm::Count },
    SchemaKeyword { name: "maxProperties", form: SchemaForm::Count },
    SchemaKeyword { name: "items", form: SchemaForm::Schema },
    SchemaKeyword { name: "minItems", form: SchemaForm::Count },
    SchemaKeyword { name: "maxItems", form: SchemaForm::Count },
    SchemaKeyword { name: "uniqueItems", form: SchemaForm::Truth },
    SchemaKeyword { name: "minLength", form: SchemaForm::Count },
    SchemaKeyword { name: "maxLength", form: SchemaForm::Count },
    SchemaKeyword { name: "pattern", form: SchemaForm::Pattern },
    SchemaKeyword { name: "minimum", form: SchemaForm::Number },
    SchemaKeyword { name: "maximum", form: SchemaForm::Number },
    SchemaKeyword { name: "exclusiveMinimum", form: SchemaForm::Number },
    SchemaKeyword { name: "exclusiveMaximum", form: SchemaForm::Number },
    SchemaKeyword { name: "multipleOf", form: SchemaForm::Positive },
    SchemaKeyword { name: "allOf", form: SchemaForm::Schemas },
    SchemaKeyword { name: "anyOf", form: SchemaForm::Schemas },
    SchemaKeyword { name: "oneOf", form: SchemaForm::Schemas },
    SchemaKeyword { name: "not", form: SchemaForm::Schema },
    SchemaKeyword { name: "$schema", form: SchemaForm::Note },
    SchemaKeyword { name: "$comment", form: SchemaForm::Note },
    SchemaKeyword { name: "title", form: SchemaForm::Note },
    SchemaKeyword { name: "description", form: SchemaForm::Note },
    SchemaKeyword { name: "default", form: SchemaForm::Note },
    SchemaKeyword { name: "examples", form: SchemaForm::Note },
];

/// The names of JSON's types in a schema.
pub const SCHEMA_TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

/// Whether a field of `lab.toml` must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be left out.
    Optional,
}

/// A field of `lab.toml`.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// The key.
    pub name: &'static str,
    /// Whether it must be there.
    pub presence: Presence,
    /// What its value is.
    pub form: &'static str,
    /// One line for the reference table.
    pub help: &'static str,
}

/// The fields of `lab.toml`.
pub const LAB_FIELDS: &[FieldSpec] = &[
    FieldSpec { name: "format", presence: Presence::Required, form: "1", help: "Version of the guide format." },
    FieldSpec {
        name: "title",
        presence: Presence::Required,
        form: "text",
        help: "Title on the screen and in the book.",
    },
    FieldSpec {
        name: "summary",
        presence: Presence::Required,
        form: "text",
        help: "What the learner will do, in one sentence.",
    },
    FieldSpec {
        name: "seed",
        presence: Presence::Optional,
        form: "whole number, zero or more",
        help: "Seed of ids, randomness and data; 0 when absent.",
    },
    FieldSpec {
        name: "clock",
        presence: Presence::Optional,
        form: "date and time with its offset, `2026-01-05T09:00:00Z`",
        help: "Where the lab's virtual clock starts.",
    },
    FieldSpec {
        name: "step-timeout",
        presence: Presence::Optional,
        form: "duration as text, `\"10s\"`",
        help: "Real time after which a step fails; 10 seconds when absent.",
    },
    FieldSpec {
        name: "data",
        presence: Presence::Optional,
        form: "tables `[[data]]`",
        help: "Generated data sets, there before the first step.",
    },
];

/// The fields of a `[[data]]` table.
pub const DATA_FIELDS: &[FieldSpec] = &[
    FieldSpec { name: "generator", presence: Presence::Required, form: "text", help: "Name of the generator." },
    FieldSpec {
        name: "into",
        presence: Presence::Optional,
        form: "relative path",
        help: "Folder that receives the files; `data` when absent.",
    },
];
