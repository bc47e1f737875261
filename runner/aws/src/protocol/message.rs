//! `Message`: an HTTP message that a protocol has written.

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};

/// Status, headers and body, without what all messages have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Of an answer; requests have none.
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Whether the body is an element without anything in it, which a request leaves out.
    pub(crate) is_empty_shell: bool,
}

impl Message {
    /// A message with nothing but a status.
    pub(crate) fn new(status: u16) -> Self {
        Self { status, headers: HeaderMap::new(), body: Vec::new(), is_empty_shell: false }
    }

    /// Gives it a body; a type that a member has already named stays.
    pub(crate) fn set_body(&mut self, content_type: &'static str, body: Vec<u8>) {
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(content_type));
        self.body = body;
    }
}
