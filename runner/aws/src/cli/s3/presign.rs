//! `aws s3 presign`: refused by name, because it makes an address, which a step does not have, and signs it with keys.

use super::super::error::CliError;
use super::super::run::Printed;
use super::error::S3Error;
use super::line::Line;

/// Refuses it.
pub(super) fn run(line: &Line) -> Result<Printed, CliError> {
    Err(S3Error::Unsupported {
        option: "the command".to_owned(),
        command: line.command,
        instead: "start `labs serve`, take the exports of `labs env`, and let the AWS CLI or boto3 make the address",
    }
    .into())
}
