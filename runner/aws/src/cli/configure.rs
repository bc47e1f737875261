//! `aws configure list` and `aws configure get`: what the environment says, and what is fixed by the world.
//!
//! labs has no configuration files, so everything that would write one is refused by name with what to do instead.

use super::argument_parser::Positional;
use super::error::CliError;
use super::globals::Target;
use super::param_file::Env;
use super::run::{Printed, parse};

/// What `configure` is asked for, what becomes of it, and what to do instead.
static SUBCOMMANDS: &[(&str, Option<&str>)] = &[
    ("add-model", Some("labs has the models that `aws help` lists")),
    ("export-credentials", Some("`labs env` prints the access key of a served world")),
    ("get", None),
    ("import", Some("labs keeps no credentials: `labs env` prints what a client needs")),
    ("list", None),
    ("list-profiles", Some("labs reads no AWS configuration files, so there are no profiles")),
    ("mfa-login", Some("labs needs no login")),
    ("set", Some("labs keeps no configuration: set AWS_DEFAULT_OUTPUT for the output; the region is the world's")),
    ("sso", Some("labs needs no login")),
    ("sso-session", Some("labs needs no login")),
];

/// The subcommands, each with what to do instead where it is not supported.
pub(super) fn subcommands() -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    SUBCOMMANDS.iter().copied()
}

/// Runs `aws configure` with the words after it.
pub(super) fn run(words: &[String], env: Env<'_>, target: Target<'_>) -> Result<Printed, CliError> {
    if words.is_empty() {
        let instead = "labs asks for nothing: the region is the world's, and `labs env` prints what a client needs";
        return Err(CliError::Unsupported { what: "aws configure".to_owned(), instead });
    }
    let choices = subcommands().map(|(name, _)| name.to_owned()).chain(["help".to_owned()]).collect();
    let parsed = parse(&[], &Positional::OneOf { name: "subcommand", choices }, words)?;
    let name = parsed.positional.unwrap_or_default();
    match (name.as_str(), SUBCOMMANDS.iter().find(|(it, _)| *it == name)) {
        (_, Some((name, Some(instead)))) => {
            Err(CliError::Unsupported { what: format!("aws configure {name}"), instead })
        }
        ("list", _) if parsed.rest.is_empty() => Ok(Printed::text(list(env, target))),
        ("get", _) => get(&parsed.rest, env, target),
        ("list", _) => Err(CliError::UnknownOptions { words: parsed.rest, near: Vec::new() }),
        _ => Ok(Printed::text(super::help::configure())),
    }
}

/// A value with where it comes from.
struct Setting {
    value: String,
    kind: &'static str,
    place: &'static str,
}

fn from_env(env: Env<'_>, names: &[&'static str]) -> Option<Setting> {
    names.iter().find_map(|name| {
        let value = env(name).filter(|it| !it.is_empty())?;
        Some(Setting { value, kind: "env", place: name })
    })
}

fn not_set() -> Setting {
    Setting { value: "<not set>".to_owned(), kind: "None", place: "None" }
}

fn masked(setting: Setting) -> Setting {
    let end: String = setting.value.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
    Setting { value: format!("****************{end}"), ..setting }
}

fn region(env: Env<'_>, target: Target<'_>) -> Setting {
    let world = || Setting { value: target.region.to_owned(), kind: "world", place: "labs" };
    from_env(env, &["AWS_REGION", "AWS_DEFAULT_REGION"]).unwrap_or_else(world)
}

fn list(env: Env<'_>, target: Target<'_>) -> String {
    let key = |name| from_env(env, &[name]).map_or_else(not_set, masked);
    let rows = [
        ("profile", from_env(env, &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]).unwrap_or_else(not_set)),
        ("access_key", key("AWS_ACCESS_KEY_ID")),
        ("secret_key", key("AWS_SECRET_ACCESS_KEY")),
        ("region", region(env, target)),
    ];
    let line =
        |name: &str, value: &str, kind: &str, place: &str| format!("{name:>10} {value:>24} {kind:>16}    {place}\n");
    let mut out = line("Name", "Value", "Type", "Location") + &line("----", "-----", "----", "--------");
    for (name, Setting { value, kind, place }) in rows {
        out.push_str(&line(name, &value, kind, place));
    }
    out
}

/// Prints one value; a value that is not set is nothing and status 1.
fn get(words: &[String], env: Env<'_>, target: Target<'_>) -> Result<Printed, CliError> {
    let setting = match words {
        [name] => match name.as_str() {
            "region" => Some(region(env, target)),
            "output" => from_env(env, &["AWS_DEFAULT_OUTPUT"]),
            "aws_access_key_id" => from_env(env, &["AWS_ACCESS_KEY_ID"]),
            "aws_secret_access_key" => from_env(env, &["AWS_SECRET_ACCESS_KEY"]),
            _ => None,
        },
        [] => {
            let names = vec!["varname".to_owned()];
            let error = super::usage_error::UsageError::Required { names };
            return Err(CliError::Usage { error, near: Vec::new() });
        }
        [_, rest @ ..] => return Err(CliError::UnknownOptions { words: rest.to_vec(), near: Vec::new() }),
    };
    Ok(match setting {
        Some(setting) => Printed::text(format!("{}\n", setting.value)),
        None => Printed { status: 1, ..Printed::default() },
    })
}
