//! `aws SERVICE wait WAITER`: asks again and again until the model's waiter is content, or gives up.
//!
//! How time passes between two calls is the caller's business ([`Pause`]): a step's virtual clock is put forward, `labs aws`
//! sleeps. Waiters over lists need JMESPath and are refused by name until the command speaks it.

use std::time::Duration;

use labs_world::{BoxFuture, Document, Map};

use crate::model::{Acceptor, Waiter};

use super::calls::Caller;
use super::error::CliError;
use super::json;
use super::paginate::{is_dotted, lookup};
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
    for acceptor in &waiter.acceptors {
        let expression = acceptor.argument.clone().unwrap_or_default();
        let followed = match acceptor.matcher.as_str() {
            "error" | "status" => true,
            "path" => is_dotted(&expression),
            _ => false,
        };
        if !followed {
            return Err(CliError::UnsupportedExpression {
                what: format!("wait {name}"),
                expression,
                instead: "ask with the operation itself until it answers as wanted",
            });
        }
    }
    let gave_up = |reason: String| CliError::Waiter { waiter: name.to_owned(), reason };
    let mut last = None;
    for attempt in 1..=waiter.max_attempts.max(1) {
        let result = match caller.call(input.clone()).await {
            Ok(output) => Ok(output),
            Err(CliError::Service { error, .. }) => Err(error),
            Err(other) => return Err(other),
        };
        match (
            waiter.acceptors.iter().find(|it| accepts(it, result.as_ref().map_err(|error| error.code.as_str()))),
            &result,
        ) {
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

fn accepts(acceptor: &Acceptor, result: Result<&Map, &str>) -> bool {
    match (acceptor.matcher.as_str(), result) {
        ("error", Err(code)) => acceptor.expected.as_str() == Some(code) || acceptor.expected.as_bool() == Some(true),
        ("error", Ok(_)) => acceptor.expected.as_bool() == Some(false),
        ("status", Ok(_)) => acceptor.expected.as_i64() == Some(200),
        ("path", Ok(output)) => {
            let found = acceptor.argument.as_deref().and_then(|path| lookup(output, path)).unwrap_or(&Document::Null);
            json::parse(&acceptor.expected.to_string()).is_ok_and(|it| typed::untyped(it) == *found)
        }
        _ => false,
    }
}

/// botocore's words for what an acceptor saw.
fn explanation(acceptor: &Acceptor) -> String {
    let expected = acceptor.expected.as_str().map_or_else(|| acceptor.expected.to_string(), str::to_owned);
    let argument = acceptor.argument.as_deref().unwrap_or_default();
    match acceptor.matcher.as_str() {
        "path" => format!("For expression \"{argument}\" we matched expected path: \"{expected}\""),
        "status" => format!("Matched expected HTTP status code: {expected}"),
        _ => format!("Matched expected service error code: {expected}"),
    }
}
