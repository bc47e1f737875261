//! `aws s3 rb`: deletes a bucket, with `--force` after deleting what is in it.

use super::super::error::CliError;
use super::super::run::Printed;
use super::Session;
use super::client::input;
use super::error::S3Error;
use super::line::Line;
use super::location::Location;
use super::options::COMMANDS;
use super::transfer;

/// Runs it.
pub(super) async fn run(session: &Session<'_>, line: &Line) -> Result<Printed, CliError> {
    let (bucket, key) = Location::in_s3(line)?;
    if !key.is_empty() {
        return Err(S3Error::NotABucket { bucket }.into());
    }
    let path = line.paths.first().map_or("", String::as_str);
    let mut printed = Printed::default();
    if let (true, Some(rm)) = (line.has("--force"), COMMANDS.iter().find(|it| it.name == "rm")) {
        printed = transfer::run(session, rm.name, &Line::made(rm, path, &["--recursive"])).await?;
        if printed.status != 0 {
            printed.stderr.push_str(&CliError::from(S3Error::NotEmptied).to_stderr());
            printed.status = S3Error::NotEmptied.status();
            return Ok(printed);
        }
    }
    match session.client.call("DeleteBucket", input([("Bucket", bucket.as_str().into())]), None).await {
        Ok(_) => printed.stdout.extend_from_slice(format!("remove_bucket: {bucket}\n").as_bytes()),
        Err(error) => {
            printed.stderr.push_str(&format!("remove_bucket failed: {path} {error}\n"));
            printed.status = 1;
        }
    }
    Ok(printed)
}
