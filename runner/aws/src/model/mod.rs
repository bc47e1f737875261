//! Service models as data: operations, shapes, paginators and waiters of an AWS service.
//!
//! The models are trimmed from the published botocore models by `runner/aws/models/trim.py` and carry no documentation text
//! (see `runner/aws/models/NOTICE`). Everything that speaks to a service is driven by them: validation, the wire
//! protocols, the `aws` command. [`Models`] is the way in.

mod load;
mod registry;
mod types;

pub use load::ModelError;
pub use registry::Models;
pub use types::{
    Acceptor, Checks, Exception, Http, HttpChecksum, Location, Member, Operation, Paginator, Protocol, ServiceModel,
    Shape, ShapeKind, TimestampFormat, Waiter, XmlNamespace,
};
