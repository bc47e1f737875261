//! `aws s3 mb`: creates a bucket, in the world's region.

use labs_world::{Document, Map};

use super::super::error::CliError;
use super::super::run::Printed;
use super::Session;
use super::client::input;
use super::error::S3Error;
use super::line::Line;
use super::location::Location;

/// Runs it.
pub(super) async fn run(session: &Session<'_>, line: &Line) -> Result<Printed, CliError> {
    let (bucket, _) = Location::in_s3(line)?;
    let mut asked = input([("Bucket", bucket.as_str().into())]);
    let mut configuration = Map::new();
    // us-east-1 is the one region that must not be named.
    let region = session.invocation.target.region;
    if region != "us-east-1" {
        configuration.insert("LocationConstraint".to_owned(), region.into());
    }
    let tags = tags(&line.values("--tags"))?;
    if !tags.is_empty() {
        configuration.insert("Tags".to_owned(), tags.into());
    }
    if !configuration.is_empty() {
        asked.insert("CreateBucketConfiguration".to_owned(), configuration.into());
    }
    match session.client.call("CreateBucket", asked, None).await {
        Ok(_) => Ok(Printed::text(format!("make_bucket: {bucket}\n"))),
        Err(error) => {
            let path = line.paths.first().map_or("", String::as_str);
            Ok(Printed { stderr: format!("make_bucket failed: {path} {error}\n"), status: 1, ..Printed::default() })
        }
    }
}

fn tags(words: &[&str]) -> Result<Vec<Document>, CliError> {
    let tag = |pair: &[&str]| match pair {
        [name, value] => Ok(input([("Key", (*name).into()), ("Value", (*value).into())]).into()),
        _ => Err(S3Error::Tags.into()),
    };
    words.chunks(2).map(tag).collect()
}
