//! `labs clock`: shows or advances the clock of a running `labs serve`.

use std::io::Write as _;

use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use crate::cli::{ClockArgs, ClockVerb};
use crate::exit::Exit;
use crate::folders;
use crate::serving::Serving;
use crate::surface::control::TOKEN_HEADER;
use crate::terminal::Terminal;
use crate::trouble::Trouble;

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
    let request = Request::builder()
        .method(method)
        .uri(&url)
        .header(TOKEN_HEADER, &serving.token)
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| refused(error.to_string()))?;
    let client = Client::builder(TokioExecutor::new()).build_http();
    let answer = match client.request(request).await {
        Ok(answer) => answer,
        Err(error) if error.is_connect() => return Ok(None),
        Err(error) => return Err(refused(error.to_string())),
    };
    let status = answer.status();
    let text = answer.into_body().collect().await.map_err(|error| refused(error.to_string()))?.to_bytes();
    let text = String::from_utf8_lossy(&text).into_owned();
    if status == StatusCode::OK { Ok(Some(text)) } else { Err(refused(text)) }
}
