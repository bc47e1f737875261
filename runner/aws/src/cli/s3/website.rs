//! `aws s3 website`: refused by name, because buckets here are no websites.

use super::super::error::CliError;
use super::super::run::Printed;
use super::error::S3Error;
use super::line::Line;

/// Refuses it.
pub(super) fn run(line: &Line) -> Result<Printed, CliError> {
    Err(S3Error::Unsupported {
        option: "the command".to_owned(),
        command: line.command,
        instead: "read objects with `aws s3 cp`",
    }
    .into())
}
