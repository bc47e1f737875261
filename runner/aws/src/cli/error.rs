//! What goes wrong on a command line: the AWS CLI v2's words and its exit codes.
//!
//! All wording of the command is here. Lines that the AWS CLI does not have (near misses, what to use instead) are added below
//! its own, never in them. <https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html>

use std::io;

use labs_world::ServiceError;

use super::json::JsonError;
use super::param_file::{ParamFileError, python_os_error};
use super::query::{ParseError, SearchError};
use super::s3::S3Error;
use super::shorthand::ShorthandError;
use super::usage_error::UsageError;
use super::value::python_quoted;

/// The command was understood and answered.
pub const SUCCESS: i32 = 0;
/// The command line cannot be understood, or a parameter failed validation before anything was sent.
pub const USAGE: i32 = 252;
/// The environment or configuration is wrong.
pub const CONFIGURATION: i32 = 253;
/// The service answered with an error.
pub const SERVICE: i32 = 254;
/// Anything else: nobody answers, a file of `--cli-input-json` cannot be read, a waiter gave up.
pub const GENERAL: i32 = 255;

const HELP: &str = "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

/// Everything that ends a command with another code than zero.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    /// The words do not fit the grammar.
    #[error("{HELP}\naws: error: {error}\n{}", maybe(near))]
    Usage {
        /// What does not fit.
        error: UsageError,
        /// Options that may have been meant.
        near: Vec<String>,
    },
    /// Words that no option took.
    #[error("{HELP}\nUnknown options: {}\n{}", words.join(", "), maybe(near))]
    UnknownOptions {
        /// The words, as the AWS CLI orders them.
        words: Vec<String>,
        /// Options that may have been meant.
        near: Vec<String>,
    },
    /// `aws SERVICE wait` without a waiter.
    #[error("usage: aws [options] <command> <subcommand> [parameters]\naws: error: too few arguments")]
    TooFewArguments,
    /// A value that cannot be read.
    #[error("Error parsing parameter '{option}': {error}")]
    Parameter {
        /// The option.
        option: String,
        /// What is wrong with its value.
        error: ParameterError,
    },
    /// Parameters that the model refuses.
    #[error("Parameter validation failed:\n{}", problems.join("\n"))]
    Validation {
        /// botocore's sentences.
        problems: Vec<String>,
    },
    /// `--no-paginate`, or an option that switches paging off, together with paging options.
    #[error("Cannot specify --no-paginate along with pagination arguments: {}", options.join(", "))]
    PagingConflict {
        /// The paging options.
        options: Vec<&'static str>,
    },
    /// `--endpoint-url` without `http://`.
    #[error(
        "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/"
    )]
    EndpointWithoutScheme {
        /// The address.
        url: String,
    },
    /// Something that the AWS CLI has and this one does not.
    #[error("{what} is not supported in this version of labs: {instead}")]
    Unsupported {
        /// The option, with its value where that is what is not supported.
        what: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// Another address than the one that the command talks to.
    #[error("--endpoint-url {url} is not where this command goes: {instead}")]
    OtherEndpoint {
        /// The address.
        url: String,
        /// What to do instead.
        instead: String,
    },
    /// `--query` that is no expression.
    #[error("Bad value for --query {expression}: {error}")]
    BadQuery {
        /// The expression.
        expression: String,
        /// What is wrong with it.
        error: ParseError,
    },
    /// `--query` that does not fit the answer.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// An expression of a model that cannot be read: a defect of the model or of this program.
    #[error("{what} needs the expression {expression}, which labs cannot read; please report this as a defect of labs")]
    Model {
        /// What needs it.
        what: String,
        /// The expression.
        expression: String,
    },
    /// A format that there is not.
    #[error("Unknown output type: {name}\nAWS_DEFAULT_OUTPUT is one of json, text, table, yaml")]
    UnknownOutput {
        /// Its name.
        name: String,
    },
    /// A table of rows of different lengths.
    #[error("Row should have {expected} elements, instead it has {received}")]
    UnevenTable {
        /// Cells of the first row.
        expected: usize,
        /// Cells of this row.
        received: usize,
    },
    /// Structures and other values in one list.
    #[error(
        "a list that mixes structures with other values has no form as {format}: use --output json, or another --query"
    )]
    MixedList {
        /// The format.
        format: &'static str,
    },
    /// Another region than the world's.
    #[error("{from} names region {region}, but this world has the one region {world}: leave it out, or write {world}")]
    OtherRegion {
        /// The option or the environment variable.
        from: &'static str,
        /// The region asked for.
        region: String,
        /// The region that there is.
        world: String,
    },
    /// `--profile`.
    #[error(
        "The config profile ({profile}) could not be found\nlabs reads no AWS configuration files: leave --profile out"
    )]
    NoProfile {
        /// The profile.
        profile: String,
    },
    /// The service refused.
    #[error("An error occurred ({}) when calling the {operation} operation: {}", error.code, sentence(error))]
    Service {
        /// The operation as AWS spells it.
        operation: String,
        /// The refusal.
        error: Box<ServiceError>,
    },
    /// A line of `aws s3`.
    #[error(transparent)]
    S3(#[from] S3Error),
    /// Nobody answers.
    #[error(
        "Could not connect to the endpoint URL: \"{url}\"\nStart the world's services with `labs serve`, or see `labs env` for the address"
    )]
    Unreachable {
        /// The address.
        url: String,
    },
    /// What answers is not AWS.
    #[error("The answer from {url} is not one of {service}: {reason}")]
    Garbled {
        /// The address.
        url: String,
        /// The service.
        service: String,
        /// What is wrong.
        reason: String,
    },
    /// Python's complaint about text where a whole number belongs.
    #[error("invalid literal for int() with base 10: {}", python_quoted(text))]
    NotWhole {
        /// The text.
        text: String,
    },
    /// Python's complaint about text where a number belongs.
    #[error("could not convert string to float: {}", python_quoted(text))]
    NotNumber {
        /// The text.
        text: String,
    },
    /// A list or structure where shorthand wants a scalar.
    #[error("{member} takes one {wanted}, not {given}")]
    NotScalar {
        /// The member.
        member: String,
        /// What it takes.
        wanted: &'static str,
        /// Python's name of what was given.
        given: &'static str,
    },
    /// An empty value where a list is written.
    #[error("string index out of range")]
    EmptyList,
    /// A blob that is not base64.
    #[error(
        "Invalid base64: \"{text}\"\nBlobs are base64 by default; --cli-binary-format raw-in-base64-out takes them as they are"
    )]
    NotBase64 {
        /// The text.
        text: String,
    },
    /// A file that is named where the AWS CLI does not name the option.
    #[error(transparent)]
    ParamFile(#[from] ParamFileError),
    /// A file of a streamed body that cannot be read or written.
    #[error("{}", python_os_error(error, path))]
    Outfile {
        /// Its path.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// `--starting-token` is not one.
    #[error("Bad starting token: {token}")]
    BadStartingToken {
        /// The token.
        token: String,
    },
    /// A service that hands out the same page for ever.
    #[error("Error during pagination: The same next token was received twice: {token}")]
    SamePageTwice {
        /// The token, as `NextToken` would show it.
        token: String,
    },
    /// A waiter gave up.
    #[error("Waiter {waiter} failed: {reason}")]
    Waiter {
        /// The waiter.
        waiter: String,
        /// Why.
        reason: String,
    },
}

/// What is wrong with an option's value.
#[derive(Debug, thiserror::Error)]
pub(super) enum ParameterError {
    /// Not JSON.
    #[error("Invalid JSON: {error}\nJSON received: {text}")]
    Json {
        /// Where and why.
        error: JsonError,
        /// The text.
        text: String,
    },
    /// JSON of another kind than a structure.
    #[error("Invalid JSON:\n{text}")]
    NotObject {
        /// The text.
        text: String,
    },
    /// `--cli-input-json` that is not JSON.
    #[error("Invalid JSON received.\n{error}")]
    InputJson {
        /// Where and why.
        error: JsonError,
    },
    /// `--cli-input-json` that is not an object.
    #[error("Invalid type: expecting map, received {received}")]
    InputType {
        /// Python's name of the type.
        received: &'static str,
    },
    /// Not shorthand.
    #[error(transparent)]
    Shorthand(#[from] ShorthandError),
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] ParamFileError),
    /// A scalar in a list that has another type.
    #[error("{text}")]
    ListItem {
        /// The first item.
        text: String,
    },
    /// The path of a streamed body that is no file.
    #[error("Blob values must be a path to a file.")]
    NotFile,
    /// Bytes where JSON or shorthand belongs.
    #[error("fileb:// gives bytes, and this option takes text: use file://")]
    BytesForText,
}

impl CliError {
    /// The exit code.
    pub(super) fn status(&self) -> i32 {
        match self {
            Self::Usage { .. }
            | Self::UnknownOptions { .. }
            | Self::TooFewArguments
            | Self::Parameter { .. }
            | Self::Validation { .. }
            | Self::PagingConflict { .. }
            | Self::EndpointWithoutScheme { .. }
            | Self::Unsupported { .. }
            | Self::OtherEndpoint { .. }
            | Self::BadQuery { .. } => USAGE,
            Self::S3(error) => error.status(),
            Self::OtherRegion { .. } => CONFIGURATION,
            Self::Service { .. } => SERVICE,
            Self::NoProfile { .. }
            | Self::Unreachable { .. }
            | Self::Garbled { .. }
            | Self::NotWhole { .. }
            | Self::NotNumber { .. }
            | Self::NotScalar { .. }
            | Self::EmptyList
            | Self::NotBase64 { .. }
            | Self::ParamFile(_)
            | Self::Outfile { .. }
            | Self::BadStartingToken { .. }
            | Self::SamePageTwice { .. }
            | Self::Search(_)
            | Self::Model { .. }
            | Self::UnknownOutput { .. }
            | Self::UnevenTable { .. }
            | Self::MixedList { .. }
            | Self::Waiter { .. } => GENERAL,
        }
    }

    /// What goes to standard error: an empty line, the message, a line feed.
    pub(super) fn to_stderr(&self) -> String {
        format!("\n{self}\n")
    }
}

fn maybe(near: &[String]) -> String {
    if near.is_empty() { String::new() } else { format!("maybe you meant: {}\n", near.join(", ")) }
}

fn sentence(error: &ServiceError) -> &str {
    if error.message.is_empty() { "Unknown" } else { &error.message }
}
