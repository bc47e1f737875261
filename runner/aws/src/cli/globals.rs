//! The options that every command has, and what becomes of each here: honoured, without effect because it asks for what is so
//! anyway, or refused by name. One table says it for the parser, the run and the help text.

use super::argument_parser::{Arity, Check, Flag, Given, Presence};
use super::error::CliError;
use super::output::{Colour, Format, Style};
use super::param_file::Env;
use super::query::Query;

/// What becomes of a global option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It does what it does in the AWS CLI.
    Honoured,
    /// It asks for what is so anyway.
    AlreadySo,
    /// It is refused, with this advice.
    Refused(&'static str),
}

/// One global option.
pub(super) struct GlobalOption {
    /// With its hyphens.
    pub(super) name: &'static str,
    arity: Arity,
    check: Check,
    /// What becomes of it.
    pub(super) fate: Fate,
}

const fn option(name: &'static str, arity: Arity, check: Check, fate: Fate) -> GlobalOption {
    GlobalOption { name, arity, check, fate }
}

/// The global options of the AWS CLI v2, in its order.
pub(super) static GLOBALS: &[GlobalOption] = &[
    option("--debug", Arity::Zero, Check::Text, Fate::Refused("what it would trace is not recorded, leave it out")),
    option("--endpoint-url", Arity::One, Check::Text, Fate::Honoured),
    option(
        "--no-verify-ssl",
        Arity::Zero,
        Check::Text,
        Fate::Refused("labs speaks plain HTTP to this machine: leave it out"),
    ),
    option("--no-paginate", Arity::Zero, Check::Text, Fate::Honoured),
    option("--output", Arity::One, Check::Choice(&["json", "text", "table", "yaml", "yaml-stream"]), Fate::Honoured),
    option("--query", Arity::One, Check::Text, Fate::Honoured),
    option("--profile", Arity::One, Check::Text, Fate::Honoured),
    option("--region", Arity::One, Check::Text, Fate::Honoured),
    option("--version", Arity::Last, Check::Text, Fate::Honoured),
    option("--color", Arity::One, Check::Choice(&["on", "off", "auto"]), Fate::Honoured),
    option(
        "--no-sign-request",
        Arity::Zero,
        Check::Text,
        Fate::Refused("every service here answers its own account only: leave it out"),
    ),
    option(
        "--ca-bundle",
        Arity::One,
        Check::Text,
        Fate::Refused("labs speaks plain HTTP to this machine: leave it out"),
    ),
    option(
        "--cli-read-timeout",
        Arity::One,
        Check::Int,
        Fate::Refused("labs has no time-out of its own: leave it out"),
    ),
    option(
        "--cli-connect-timeout",
        Arity::One,
        Check::Int,
        Fate::Refused("labs has no time-out of its own: leave it out"),
    ),
    option("--cli-binary-format", Arity::One, Check::Choice(&["base64", "raw-in-base64-out"]), Fate::Honoured),
    option("--no-cli-pager", Arity::Zero, Check::Text, Fate::AlreadySo),
    option(
        "--cli-auto-prompt",
        Arity::Zero,
        Check::Text,
        Fate::Refused("write the options out, `aws SERVICE OPERATION help` lists them"),
    ),
    option("--no-cli-auto-prompt", Arity::Zero, Check::Text, Fate::AlreadySo),
];

/// What the global options ask for.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// Whether all pages are fetched.
    pub(super) paging: Paging,
    /// How blobs are written on the command line.
    pub(super) blobs: BlobFormat,
    /// How answers are printed.
    pub(super) style: Style,
}

/// The terminal that standard output goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Its columns.
    pub width: usize,
}

/// The width of a table where there is no terminal.
const WIDTH: usize = 80;

/// Whether the pages of a paginated operation are fetched and merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paging {
    /// All of them.
    AllPages,
    /// One call, shown as it is.
    OneCall,
}

/// How blobs are written on the command line; in output they are always base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobFormat {
    /// As base64, the default of the AWS CLI v2.
    Base64,
    /// As the text that they are.
    Raw,
}

/// Where a command goes, as far as options can contradict it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The one region of the world that answers.
    pub region: &'a str,
    /// The address that the endpoint talks to; `None` inside a step, where there is none.
    pub url: Option<&'a str>,
}

/// The flags for the argument parser.
pub(super) fn flags() -> Vec<Flag> {
    GLOBALS
        .iter()
        .map(|it| Flag { name: it.name.to_owned(), arity: it.arity, check: it.check, presence: Presence::Optional })
        .collect()
}

/// Whether `--version` is among the options.
pub(super) fn asks_for_version(given: &[(usize, Given)]) -> bool {
    given.iter().any(|(index, _)| GLOBALS.get(*index).is_some_and(|it| it.arity == Arity::Last))
}

/// Applies the global options of one line, or refuses one.
pub(super) fn settle(
    given: &[(usize, Given)],
    env: Env<'_>,
    target: Target<'_>,
    terminal: Option<Terminal>,
) -> Result<Settings, CliError> {
    let style = Style {
        format: Format::Json,
        query: None,
        colour: style_of(terminal),
        width: terminal.map_or(WIDTH, |it| it.width),
    };
    let mut settings = Settings { paging: Paging::AllPages, blobs: BlobFormat::Base64, style };
    let mut output = env("AWS_DEFAULT_OUTPUT").filter(|it| !it.is_empty()).map(|it| ("AWS_DEFAULT_OUTPUT", it));
    let mut region = ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .find_map(|name| env(name).filter(|it| !it.is_empty()).map(|value| (name, value)));
    for (index, given) in given {
        let Some(option) = GLOBALS.get(*index) else { continue };
        let value = match given {
            Given::One(value) => value.clone(),
            _ => String::new(),
        };
        match (option.name, option.fate) {
            (_, Fate::AlreadySo) => {}
            (name, Fate::Refused(instead)) => return Err(CliError::Unsupported { what: name.to_owned(), instead }),
            ("--no-paginate", _) => settings.paging = Paging::OneCall,
            ("--cli-binary-format", _) if value == "raw-in-base64-out" => settings.blobs = BlobFormat::Raw,
            ("--cli-binary-format", _) => settings.blobs = BlobFormat::Base64,
            ("--color", _) => match value.as_str() {
                "on" => settings.style.colour = Colour::On,
                "off" => settings.style.colour = Colour::Off,
                _ => settings.style.colour = style_of(terminal),
            },
            ("--query", _) => match Query::compile(&value) {
                Ok(query) => settings.style.query = Some(query),
                Err(error) => return Err(CliError::BadQuery { expression: value, error }),
            },
            ("--output", _) => output = Some(("--output", value)),
            ("--region", _) => region = Some(("--region", value)),
            // The profile of those who name none.
            ("--profile", _) if value == "default" => {}
            ("--profile", _) => return Err(CliError::NoProfile { profile: value }),
            ("--endpoint-url", _) => check_endpoint(&value, target.url)?,
            _ => {}
        }
    }
    match output {
        None => {}
        Some((from, value)) if value == "yaml-stream" => {
            let what = format!("{from} {value}");
            return Err(CliError::Unsupported { what, instead: "use yaml, which is the same for one page" });
        }
        Some((_, value)) => {
            settings.style.format = Format::named(&value).ok_or(CliError::UnknownOutput { name: value })?;
        }
    }
    match region.filter(|(_, region)| region != target.region) {
        Some((from, region)) => Err(CliError::OtherRegion { from, region, world: target.region.to_owned() }),
        None => Ok(settings),
    }
}

fn style_of(terminal: Option<Terminal>) -> Colour {
    if terminal.is_some() { Colour::On } else { Colour::Off }
}

fn check_endpoint(url: &str, ours: Option<&str>) -> Result<(), CliError> {
    if !url.contains("://") {
        return Err(CliError::EndpointWithoutScheme { url: url.to_owned() });
    }
    match ours {
        Some(ours) if same_address(ours, url) => Ok(()),
        Some(ours) => {
            Err(CliError::OtherEndpoint { url: url.to_owned(), instead: format!("it goes to {ours}; see `labs env`") })
        }
        None => Err(CliError::OtherEndpoint {
            url: url.to_owned(),
            instead: "a step talks to the lab's own world; leave it out".to_owned(),
        }),
    }
}

fn same_address(left: &str, right: &str) -> bool {
    let plain = |url: &str| url.trim_end_matches('/').to_ascii_lowercase().replace("://localhost", "://127.0.0.1");
    plain(left) == plain(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle_one(name: &str, value: &str) -> Result<Settings, String> {
        let index = GLOBALS.iter().position(|it| it.name == name).unwrap();
        let target = Target { region: "us-east-1", url: Some("http://127.0.0.1:4566") };
        settle(&[(index, Given::One(value.to_owned()))], &|_| None, target, None).map_err(|it| it.to_string())
    }

    #[test]
    fn every_option_is_honoured_or_refused_by_its_name() {
        for option in GLOBALS {
            let value = match option.check {
                Check::Choice(choices) => choices[0],
                _ => "x",
            };
            match settle_one(option.name, value) {
                Err(message) => assert!(message.contains(option.name) || option.name == "--profile", "{message}"),
                Ok(_) => assert!(!matches!(option.fate, Fate::Refused(_)), "{}", option.name),
            }
        }
    }

    #[test]
    fn an_address_or_region_must_be_the_one_that_answers() {
        assert!(settle_one("--endpoint-url", "http://localhost:4566/").is_ok());
        assert!(settle_one("--endpoint-url", "http://localhost:4567").unwrap_err().contains("http://127.0.0.1:4566"));
        assert!(settle_one("--endpoint-url", "localhost").unwrap_err().contains("scheme is missing"));
        assert!(settle_one("--region", "us-east-1").is_ok());
        assert!(settle_one("--region", "eu-west-1").unwrap_err().contains("us-east-1"));
    }

    #[test]
    fn the_environment_counts_unless_an_option_does() {
        let target = Target { region: "us-east-1", url: None };
        let env = |name: &str| (name == "AWS_DEFAULT_OUTPUT").then(|| "yaml-stream".to_owned());
        assert!(settle(&[], &env, target, None).unwrap_err().to_string().contains("AWS_DEFAULT_OUTPUT yaml-stream"));
        let output = GLOBALS.iter().position(|it| it.name == "--output").unwrap();
        assert!(settle(&[(output, Given::One("json".to_owned()))], &env, target, None).is_ok());
        let env = |name: &str| (name == "AWS_DEFAULT_REGION").then(|| "eu-west-1".to_owned());
        assert_eq!(settle(&[], &env, target, None).unwrap_err().status(), super::super::error::CONFIGURATION);
    }
}
