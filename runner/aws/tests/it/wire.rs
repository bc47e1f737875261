//! A server on a free port, and a client without any opinion about what it sends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use labs_aws::Boundary;
use labs_aws::http::{ServerConfig, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::fake;

const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; it stops when asked to, or with the test.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) boundary: Arc<Boundary>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<std::io::Result<()>>,
}

/// An answer, taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(ServerConfig::default()).await
    }

    pub(crate) async fn with(config: ServerConfig) -> Self {
        Self::of(fake::boundary(), config).await
    }

    pub(crate) async fn of(boundary: Arc<Boundary>, config: ServerConfig) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve(listener, boundary.clone(), config, async {
            let _ = stopped.await;
        }));
        Self { address, boundary, stop: Some(stop), task }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends bytes, ends the sending side, and reads one answer; `None` when the server closes without one.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect().await;
        // The server may answer and close before everything is sent.
        let _ = timeout(PATIENCE, stream.write_all(bytes)).await.expect("the server reads or closes");
        let _ = stream.shutdown().await;
        read_answer(&mut stream).await
    }

    /// Sends a request with a `Host`, a `Content-Length` and these headers.
    pub(crate) async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut bytes = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            bytes.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        bytes.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        self.raw(&[bytes.as_bytes(), body].concat()).await.expect("an answer")
    }

    /// Makes a DynamoDB call.
    pub(crate) async fn call(&self, operation: &str, body: &str) -> Answer {
        let target = format!("DynamoDB_20120810.{operation}");
        let headers = [("X-Amz-Target", target.as_str()), ("Content-Type", "application/x-amz-json-1.0")];
        self.request("POST", "/", &headers, body.as_bytes()).await
    }

    /// Whether the server still does its work.
    pub(crate) async fn assert_alive(&self) {
        let answer = self.call("ListTables", "{}").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    pub(crate) async fn stop(mut self) {
        let _ = self.stop.take().unwrap().send(());
        timeout(PATIENCE, self.task).await.expect("the server stops").unwrap().unwrap();
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The bare error code; empty when there is none.
    pub(crate) fn code(&self) -> String {
        let json = self.json();
        let code = json["__type"].as_str().unwrap_or_default();
        code.rsplit('#').next().unwrap_or_default().to_owned()
    }

    /// The message in either spelling.
    pub(crate) fn message(&self) -> String {
        let json = self.json();
        let message = json["message"].as_str().or_else(|| json["Message"].as_str());
        message.unwrap_or_default().to_owned()
    }
}

/// Reads one answer with a `Content-Length`.
pub(crate) async fn read_answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if read_some(stream, &mut bytes).await == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: bytes.split_off(head_end) };
    let length = answer.header("content-length").parse().unwrap_or(0);
    while answer.body.len() < length {
        if read_some(stream, &mut answer.body).await == 0 {
            break;
        }
    }
    Some(answer)
}

async fn read_some(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> usize {
    timeout(PATIENCE, stream.read_buf(bytes)).await.expect("the server answers or closes").unwrap_or(0)
}
