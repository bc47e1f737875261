//! `labs clock`: shows or advances the clock of a running `labs serve`.

use std::io::Write as _;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use labs_aws::http::client::{self, ClientError};

use crate::cli::{ClockArgs, ClockVerb};
use crate::exit::Exit;
use crate::folders;
use crate::serving::Serving;
use crate::surface::control::TOKEN_HEADER;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

/// Moving a clock takes a moment; a server that needs longer than this is stuck.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the server and prints the instant that it answers.
pub(crate) fn run(args: &ClockArgs, terminal: &Terminal) -> Result<Exit, Trouble> {
    let (method, body) = match &args.verb {
        None | Some(ClockVerb::Now) => (Method::GET, String::new()),
        Some(ClockVerb::Advance { by }) => (Method::POST, by.as_millis().to_string()),
    };
    let world = folders::world(&args.world)?;
    let serving = Serving::find(&world)?;
    let runtime = crate::runtime::single()?;
    let now = runtime.block_on(ask(&serving, method, body))?.ok_or(Trouble::NoServer { world })?;
    let mut out = terminal.stdout();
    writeln!(out, "{now}").and_then(|()| out.flush()).map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}

/// The server's answer; `None` when nobody listens there any more.
async fn ask(serving: &Serving, method: Method, body: String) -> Result<Option<String>, Trouble> {
    let url = format!("{}/_labs/clock", serving.aws);
    let refused = |reason: String| Trouble::Server { url: url.clone(), reason };
    let mut headers = HeaderMap::new();
    headers.insert(TOKEN_HEADER, HeaderValue::from_str(&serving.token).map_err(|error| refused(error.to_string()))?);
    let answer = match client::request(method, &url, headers, body.into(), PATIENCE).await {
        Ok(answer) => answer,
        Err(ClientError::Unreachable { .. }) => return Ok(None),
        Err(error) => return Err(refused(format!("its answer is none: {error}"))),
    };
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    if answer.status == StatusCode::OK { Ok(Some(text)) } else { Err(refused(text)) }
}
