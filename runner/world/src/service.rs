//! The seam between the AWS boundary and the engines: one call in, one reply or one service error out.
//!
//! An engine implements [`Service`]; `labs-aws` is the only caller. What a guide's step does, what `labs aws` does and
//! what boto3 does over HTTP all become the same [`Call`], so what is graded is what a real client sees.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;

use crate::document::{Document, Map};

/// A boxed future, the shape of every asynchronous trait method of the project.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A body that is read as it arrives: S3 objects, not awsJson documents.
pub type ByteStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// An engine, seen from the AWS boundary.
pub trait Service: Send + Sync {
    /// The service's endpoint prefix, which is also its model's name: `dynamodb`, `s3`, `athena`.
    fn name(&self) -> &'static str;

    /// Names of the operations that this engine implements, as AWS spells them. A modelled operation that is not listed
    /// is refused by the boundary and never reaches [`Service::call`].
    fn operations(&self) -> Vec<&'static str>;

    /// Performs one call whose input has passed the model's validation.
    ///
    /// # Errors
    /// A [`ServiceError`] with the code and the words that AWS uses.
    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>>;
}

/// One request, after its protocol has been taken off.
pub struct Call {
    /// Endpoint prefix of the service: `dynamodb`.
    pub service: String,
    /// Operation as AWS spells it: `PutItem`.
    pub operation: String,
    /// The input structure's members.
    pub input: Map,
    /// The streamed body, for operations that have one.
    pub body: Option<ByteStream>,
    /// Who calls.
    pub caller: Caller,
}

impl Call {
    /// A call by the world's own account, without a streamed body.
    pub fn new(service: impl Into<String>, operation: impl Into<String>, input: Map) -> Self {
        Self { service: service.into(), operation: operation.into(), input, body: None, caller: Caller::default() }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("input", &self.input)
            .field("body", &self.body.as_ref().map(|_| "stream"))
            .field("caller", &self.caller)
            .finish()
    }
}

/// Who makes a call, as far as its signature tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Caller {
    /// Access key of the signature; `None` for calls from inside the process and unsigned requests.
    pub access_key: Option<String>,
}

/// A successful answer.
pub struct Reply {
    /// The output structure's members.
    pub output: Map,
    /// The streamed body, for operations that have one; the model's streaming member is then not in `output`.
    pub body: Option<ByteStream>,
    /// HTTP status when it is another than the operation's own, as 206 for a range of an S3 object.
    pub status: Option<u16>,
}

impl Reply {
    /// A reply without a streamed body.
    #[must_use]
    pub fn new(output: Map) -> Self {
        Self { output, body: None, status: None }
    }

    /// A reply with a streamed body.
    #[must_use]
    pub fn streaming(output: Map, body: ByteStream) -> Self {
        Self { output, body: Some(body), status: None }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("output", &self.output)
            .field("body", &self.body.as_ref().map(|_| "stream"))
            .finish()
    }
}

/// Whose fault a service error is: decides between the 400 and the 500 family where no status is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request is wrong.
    Client,
    /// The service failed.
    Server,
    /// The machine below the service gave out: a disk that is full or that lost what was written. Clients are told of it
    /// as of a failed service; the trail tells grading that neither the learner nor the engine is to blame.
    Place,
}

/// A refusal in AWS's own terms.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct ServiceError {
    /// Bare error code: `ResourceNotFoundException`. The boundary adds the prefix that the wire wants.
    pub code: String,
    /// The sentence, in AWS's words.
    pub message: String,
    /// Whose fault it is.
    pub fault: Fault,
    /// HTTP status, where neither the model nor `fault` gives the right one: most of S3's errors.
    pub status: Option<u16>,
    /// Further members of the error structure, such as `Item` or `CancellationReasons`.
    pub members: Map,
}

impl ServiceError {
    /// An error of the caller's making.
    pub fn client(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), fault: Fault::Client, status: None, members: Map::new() }
    }

    /// An error of our making.
    pub fn server(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), fault: Fault::Server, status: None, members: Map::new() }
    }

    /// An error of the machine below us, such as a full disk.
    pub fn place(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { fault: Fault::Place, ..Self::server(code, message) }
    }

    /// The same error with this HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The same error with one more member of its structure.
    #[must_use]
    pub fn with(mut self, member: impl Into<String>, value: impl Into<Document>) -> Self {
        self.members.insert(member.into(), value.into());
        self
    }
}
