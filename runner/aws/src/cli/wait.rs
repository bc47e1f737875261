//! `aws SERVICE wait WAITER`: asks again and again until the model's waiter is content, or gives up.
//!
//! How time passes between two calls is the caller's business ([`Pause`]): a step's virtual clock is put forward, `labs aws`
//! sleeps.

use std::time::Duration;

use labs_world::{BoxFuture, Document, Map, ServiceError};

use crate::model::{Acceptor, Waiter};

use super::calls::Caller;
use super::error::CliError;
use super::json;
use super::query::{Query, SearchError};
use super::typed;

/// Lets time pass.
pub trait Pause: Send + Sync {
    /// Returns when `duration` has passed on the clock of whoever answers the calls.
    fn pause(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// Polls until the waiter ends.
pub(super) async fn wait(
    caller: &Caller<'_>,
    name: &str,
    waiter: &Waiter,
    input: Map,
    pause: &dyn Pause,
) -> Result<(), CliError> {
    let rules: Result<Vec<Rule<'_>>, CliError> = waiter.acceptors.iter().map(|it| Rule::of(name, it)).collect();
    let rules = rules?;
    let gave_up = |reason: String| CliError::Waiter { waiter: name.to_owned(), reason };
    let mut last = None;
    for attempt in 1..=waiter.max_attempts.max(1) {
        let result = match caller.call_with_status(input.clone()).await {
            Ok(answer) => Ok(answer),
            Err(CliError::Service { error, .. }) => Err(error),
            Err(other) => return Err(other),
        };
        let mut accepted = None;
        for rule in &rules {
            if rule.accepts(&result)? {
                accepted = Some(rule.acceptor);
                break;
            }
        }
        match (accepted, &result) {
            (Some(acceptor), _) if acceptor.state == "success" => return Ok(()),
            (Some(acceptor), _) if acceptor.state == "failure" => {
                return Err(gave_up(format!("Waiter encountered a terminal failure state: {}", explanation(acceptor))));
            }
            (Some(acceptor), _) => last = Some(acceptor),
            (None, Err(error)) => {
                return Err(gave_up(format!("An error occurred ({}): {}", error.code, error.message)));
            }
            (None, Ok(_)) => {}
        }
        if attempt < waiter.max_attempts {
            pause.pause(Duration::from_secs(u64::from(waiter.delay))).await;
        }
    }
    Err(gave_up(match last {
        None => "Max attempts exceeded".to_owned(),
        Some(acceptor) => format!("Max attempts exceeded. Previously accepted state: {}", explanation(acceptor)),
    }))
}

/// One rule of a waiter, ready to be applied.
struct Rule<'w> {
    acceptor: &'w Acceptor,
    query: Option<Query>,
    expected: Document,
}

/// An answer with its HTTP status, or what the service refused.
type Answer = Result<(Map, u16), Box<ServiceError>>;

impl<'w> Rule<'w> {
    fn of(waiter: &str, acceptor: &'w Acceptor) -> Result<Self, CliError> {
        let query = acceptor.argument.as_deref().map(Query::compile).transpose().map_err(|_| CliError::Model {
            what: format!("wait {waiter}"),
            expression: acceptor.argument.clone().unwrap_or_default(),
        })?;
        let expected = json::parse(&acceptor.expected.to_string()).map_or(Document::Null, typed::untyped);
        Ok(Self { acceptor, query, expected })
    }

    fn accepts(&self, answer: &Answer) -> Result<bool, CliError> {
        Ok(match (self.acceptor.matcher.as_str(), answer) {
            ("error", Err(error)) => {
                self.expected.as_str() == Some(&error.code) || self.expected == Document::Bool(true)
            }
            ("error", Ok(_)) => self.expected == Document::Bool(false),
            ("status", Ok((_, status))) => self.expected == Document::Integer(i64::from(*status)),
            ("status", Err(error)) => {
                error.status.is_some_and(|status| self.expected == Document::Integer(i64::from(status)))
            }
            ("path", Ok((output, _))) => self.find(output)? == self.expected,
            ("pathAll", Ok((output, _))) => match self.find(output)? {
                Document::List(items) => !items.is_empty() && items.iter().all(|it| *it == self.expected),
                _ => false,
            },
            ("pathAny", Ok((output, _))) => match self.find(output)? {
                Document::List(items) => items.contains(&self.expected),
                _ => false,
            },
            _ => false,
        })
    }

    fn find(&self, output: &Map) -> Result<Document, SearchError> {
        self.query.as_ref().map_or(Ok(Document::Null), |query| query.search_map(output))
    }
}

/// botocore's words for what an acceptor saw.
fn explanation(acceptor: &Acceptor) -> String {
    let expected = json::parse(&acceptor.expected.to_string()).map_or_else(|_| String::new(), |it| it.python_str());
    let argument = acceptor.argument.as_deref().unwrap_or_default();
    match acceptor.matcher.as_str() {
        "pathAll" => format!("For expression \"{argument}\" all members matched expected path: \"{expected}\""),
        "pathAny" => format!("For expression \"{argument}\" we matched expected path: \"{expected}\" at least once"),
        "path" => format!("For expression \"{argument}\" we matched expected path: \"{expected}\""),
        "status" => format!("Matched expected HTTP status code: {expected}"),
        _ => format!("Matched expected service error code: {expected}"),
    }
}
