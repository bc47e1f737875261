//! What `aws s3` refuses before it does anything, in the AWS CLI's words.

use super::super::error::{GENERAL, USAGE};

/// Why a line of `aws s3` cannot be done.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum S3Error {
    /// The paths are not of the kinds that the command takes.
    #[error("{}{usage}\nError: Invalid argument type", before_usage(command))]
    ArgumentType {
        /// The command.
        command: &'static str,
        /// The kinds that it takes.
        usage: &'static str,
    },
    /// A file or folder to copy is not there.
    #[error("The user-provided path {path} does not exist.")]
    NoSuchPath {
        /// The path as it was written.
        path: String,
    },
    /// `-` where only whole files go.
    #[error("Streaming currently is only compatible with non-recursive cp commands")]
    Streaming,
    /// `mv` from a place to the same place.
    #[error("Cannot mv a file onto itself: {from} - {to}")]
    OntoItself {
        /// The source.
        from: String,
        /// The destination.
        to: String,
    },
    /// `rb` with a key.
    #[error("Please specify a valid bucket name only. E.g. s3://{bucket}")]
    NotABucket {
        /// The bucket.
        bucket: String,
    },
    /// `rb --force` could not delete everything.
    #[error("remove_bucket failed: Unable to delete all objects in the bucket, bucket will not be deleted.")]
    NotEmptied,
    /// `--metadata` that is neither a map in shorthand nor one in JSON.
    #[error(
        "Error parsing parameter '--metadata': {reason}\nWrite it as name1=value1,name2=value2 or as a JSON object of texts"
    )]
    Metadata {
        /// What is wrong.
        reason: String,
    },
    /// `--expires` that is no time.
    #[error("Invalid timestamp \"{text}\": write it as 2026-01-31T12:00:00Z")]
    Expires {
        /// The text.
        text: String,
    },
    /// `--tags` without pairs.
    #[error("argument --tags: expected 2 arguments")]
    Tags,
    /// An option of the AWS CLI that is not here.
    #[error("{option} of aws s3 {command} is not supported in this version of labs: {instead}")]
    Unsupported {
        /// The option, or what else it is.
        option: String,
        /// The command.
        command: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
}

/// The commands about buckets say their usage without the rest of the line.
fn before_usage(command: &str) -> String {
    if matches!(command, "mb" | "rb") { String::new() } else { format!("usage: aws s3 {command} ") }
}

impl S3Error {
    /// The exit code.
    pub(in super::super) fn status(&self) -> i32 {
        match self {
            Self::NoSuchPath { .. } | Self::NotEmptied => GENERAL,
            _ => USAGE,
        }
    }
}
