//! A small HTTP client for servers on this machine: one request, one answer, within limits; or a connection that is kept.
//!
//! It refuses to talk to any address that is not a loopback one, follows nothing, and never waits or reads without end. What the bytes mean is the caller's business.

use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt as _;
use http::header::HOST;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited, StreamBody};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use labs_world::ByteStream;

use super::guard::is_loopback_authority;

/// No answer of a server of ours is larger than this.
const MAX_ANSWER: usize = 64 * 1024 * 1024;

/// How long a connection is kept that nobody uses.
const IDLE: Duration = Duration::from_secs(15);

/// What came back.
#[derive(Debug)]
pub struct Received {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// All of its body, of at most 64 MiB.
    pub body: Bytes,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// It is not an address at all.
    #[error("Invalid endpoint: {url}")]
    NotAnAddress {
        /// What was given.
        url: String,
    },
    /// It is not plain HTTP on this machine.
    #[error(
        "the endpoint {url} is not on this machine; labs talks only to http:// addresses of localhost, 127.0.0.1 or \
         [::1], such as http://localhost:4566"
    )]
    NotLoopback {
        /// What was given.
        url: String,
    },
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Nobody listens there.
    #[error("nobody answers at {url}")]
    Unreachable {
        /// What was tried.
        url: String,
    },
    /// The connection ended before the head of an answer came.
    #[error("the connection broke ({reason})")]
    Broken {
        /// What is known of it.
        reason: String,
    },
    /// No head of an answer came in time.
    #[error("there was none within {} seconds", patience.as_secs())]
    Silent {
        /// How long was waited.
        patience: Duration,
    },
    /// The body broke off, or is larger than any answer may be.
    #[error("it breaks off ({reason})")]
    Cut {
        /// What is known of it.
        reason: String,
    },
    /// The body did not end in time.
    #[error("it does not end")]
    Endless,
}

/// The `host:port` of an address of this machine.
///
/// # Errors
/// When it is no address, or not plain HTTP to a loopback name.
pub(crate) fn loopback_authority(url: &str) -> Result<String, AddressError> {
    let uri: Uri = url.parse().map_err(|_| AddressError::NotAnAddress { url: url.to_owned() })?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(AddressError::NotAnAddress { url: url.to_owned() });
    };
    if scheme != "http" || !is_loopback_authority(authority.as_str()) {
        return Err(AddressError::NotLoopback { url: url.to_owned() });
    }
    Ok(authority.as_str().to_owned())
}

/// Sends one request; `patience` holds for the head of the answer, and again for its body.
///
/// # Errors
/// [`ClientError`]; an answer of any status is an answer.
pub async fn request(
    method: Method,
    url: &str,
    mut headers: HeaderMap,
    body: Bytes,
    patience: Duration,
) -> Result<Received, ClientError> {
    let authority = loopback_authority(url)?;
    let malformed = |_| ClientError::Address(AddressError::NotAnAddress { url: url.to_owned() });
    if !headers.contains_key(HOST) {
        headers.insert(HOST, HeaderValue::from_str(&authority).map_err(|_| malformed(()))?);
    }
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = url.parse().map_err(|_| malformed(()))?;
    *request.headers_mut() = headers;
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(patience));
    connector.set_nodelay(true);
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build::<_, Full<Bytes>>(connector);
    let response = match tokio::time::timeout(patience, client.request(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) if error.is_connect() => return Err(ClientError::Unreachable { url: url.to_owned() }),
        Ok(Err(error)) => return Err(ClientError::Broken { reason: error.to_string() }),
        Err(_) => return Err(ClientError::Silent { patience }),
    };
    let (parts, body) = response.into_parts();
    match tokio::time::timeout(patience, Limited::new(body, MAX_ANSWER).collect()).await {
        Ok(Ok(all)) => Ok(Received { status: parts.status, headers: parts.headers, body: all.to_bytes() }),
        Ok(Err(error)) => Err(ClientError::Cut { reason: error.to_string() }),
        Err(_) => Err(ClientError::Endless),
    }
}

/// A client of one server that keeps its connections open and streams bodies both ways.
pub(crate) struct Connection {
    client: Client<HttpConnector, SendBody>,
    patience: Duration,
}

/// A body to be sent: whole, or as it comes.
pub(crate) type SendBody = UnsyncBoxBody<Bytes, std::io::Error>;

/// A body that is whole.
pub(crate) fn whole(bytes: Bytes) -> SendBody {
    Full::new(bytes).map_err(|never: std::convert::Infallible| match never {}).boxed_unsync()
}

/// A body that comes piece by piece.
pub(crate) fn streamed(stream: ByteStream) -> SendBody {
    StreamBody::new(stream.map_ok(hyper::body::Frame::data)).boxed_unsync()
}

impl Connection {
    /// Nobody is connected to yet; `patience` holds for connecting and for each wait after that.
    pub(crate) fn new(patience: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(patience));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { client, patience }
    }

    /// Sends a request and waits for the head of its answer. While a streamed body goes out, nothing is expected.
    pub(crate) async fn send(&self, request: Request<SendBody>) -> Result<http::Response<Incoming>, ClientError> {
        let url = request.uri().to_string();
        let sized = request.body().size_hint().exact().is_some();
        let answer = self.client.request(request);
        let answer = if sized {
            match tokio::time::timeout(self.patience, answer).await {
                Ok(answer) => answer,
                Err(_) => return Err(ClientError::Silent { patience: self.patience }),
            }
        } else {
            answer.await
        };
        answer.map_err(|error| {
            if error.is_connect() {
                ClientError::Unreachable { url }
            } else {
                ClientError::Broken { reason: error.to_string() }
            }
        })
    }

    /// All of a body.
    pub(crate) async fn collect(&self, body: Incoming) -> Result<Bytes, ClientError> {
        match tokio::time::timeout(self.patience, Limited::new(body, MAX_ANSWER).collect()).await {
            Ok(Ok(all)) => Ok(all.to_bytes()),
            Ok(Err(error)) => Err(ClientError::Cut { reason: error.to_string() }),
            Err(_) => Err(ClientError::Endless),
        }
    }

    /// A body as it comes; a server that falls silent in the middle of it breaks it off.
    pub(crate) fn stream(&self, body: Incoming) -> ByteStream {
        let patience = self.patience;
        Box::pin(futures_util::stream::try_unfold(body, move |mut body| async move {
            loop {
                let frame = tokio::time::timeout(patience, body.frame()).await;
                let frame = frame.map_err(|_| std::io::Error::from(std::io::ErrorKind::TimedOut))?;
                let Some(frame) = frame.transpose().map_err(std::io::Error::other)? else { return Ok(None) };
                if let Ok(data) = frame.into_data() {
                    return Ok(Some((data, body)));
                }
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// Asks a server that says this and then nothing more.
    async fn ask(said: &'static str) -> Result<Received, ClientError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(said.as_bytes()).await;
            std::future::pending::<()>().await;
        });
        let patience = Duration::from_millis(200);
        let came = request(Method::GET, &url, HeaderMap::new(), Bytes::new(), patience).await;
        server.abort();
        came
    }

    #[tokio::test]
    async fn an_answer_comes_whole_whatever_its_status() {
        let came = ask("HTTP/1.1 404 Not Found\r\nX-A: b\r\nContent-Length: 2\r\n\r\nno").await.unwrap();
        assert_eq!(
            (came.status, &came.headers["x-a"], &came.body[..]),
            (StatusCode::NOT_FOUND, &HeaderValue::from_static("b"), &b"no"[..])
        );
    }

    #[tokio::test]
    async fn a_server_that_stays_silent_is_not_waited_for_without_end() {
        assert_eq!(ask("").await.unwrap_err(), ClientError::Silent { patience: Duration::from_millis(200) });
        assert_eq!(ask("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nn").await.unwrap_err(), ClientError::Endless);
    }

    #[tokio::test]
    async fn addresses_elsewhere_are_refused() {
        for url in ["http://example.com/", "https://localhost/", "http://10.0.0.1"] {
            let error =
                request(Method::GET, url, HeaderMap::new(), Bytes::new(), Duration::from_secs(1)).await.unwrap_err();
            assert_eq!(error, ClientError::Address(AddressError::NotLoopback { url: url.to_owned() }));
        }
    }
}
