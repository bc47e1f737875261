//! `aws s3`: the commands that list, copy, move, delete and synchronise, built from single calls of S3.
//!
//! What a line does is decided in this order: `line.rs` reads it by the table in `options.rs`, `source.rs` lists what there is,
//! `filter.rs` and `sync.rs` choose from it, `transfer.rs` moves bytes and `report.rs` says so. Files come one after the other in
//! the order of their keys, so that output repeats; the AWS CLI starts ten at a time. No progress is shown, as with
//! `--no-progress`, because how far a copy has come is a matter of time. Times are shown in UTC.
//! <https://docs.aws.amazon.com/cli/latest/reference/s3/>

mod client;
mod content_type;
mod copy;
mod download;
mod error;
mod filter;
mod help;
mod line;
mod location;
mod ls;
mod mb;
mod options;
mod presign;
mod properties;
mod rb;
mod report;
mod size;
mod source;
mod sync;
mod transfer;
mod upload;
mod website;

pub(super) use error::S3Error;

use labs_world::BoxFuture;

use crate::model::ServiceModel;

use super::argument_parser::Positional;
use super::error::CliError;
use super::run::{Invocation, Printed, parse};

use self::client::Client;
use self::line::Line;
use self::options::{COMMANDS, Command};

/// What a command of `aws s3` needs.
pub(super) struct Session<'a> {
    /// Where everything comes from.
    invocation: Invocation<'a>,
    client: Client<'a>,
}

/// Runs the words after `aws s3`.
pub(super) async fn run(
    invocation: Invocation<'_>,
    model: &'static ServiceModel,
    words: &[String],
) -> Result<Printed, CliError> {
    let choices = COMMANDS.iter().map(|it| it.name.to_owned()).chain(["help".to_owned()]).collect();
    let parsed = parse(&[], &Positional::OneOf { name: "subcommand", choices }, words)?;
    let name = parsed.positional.unwrap_or_default();
    let Some(command) = COMMANDS.iter().find(|it| it.name == name) else { return Ok(Printed::text(help::all())) };
    if parsed.rest == ["help"] {
        return Ok(Printed::text(help::one(command)));
    }
    let session = Session { invocation, client: Client::new(invocation.endpoint, model) };
    let line = Line::read(command, &parsed.rest)?;
    session.command(command, &line).await
}

impl<'a> Session<'a> {
    fn command<'s>(&'s self, command: &'s Command, line: &'s Line) -> BoxFuture<'s, Result<Printed, CliError>> {
        match command.name {
            "ls" => Box::pin(ls::run(self, line)),
            "mb" => Box::pin(mb::run(self, line)),
            "rb" => Box::pin(rb::run(self, line)),
            "presign" => Box::pin(std::future::ready(presign::run(line))),
            "website" => Box::pin(std::future::ready(website::run(line))),
            _ => Box::pin(transfer::run(self, command.name, line)),
        }
    }
}
