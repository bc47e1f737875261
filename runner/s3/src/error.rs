//! `Refusal`, every reason why an operation of this engine says no, with S3's code, sentence, status and further members.
//!
//! The list is the one place for wording. Source:
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>; sentences that are not there are those that S3 sends.

use labs_world::store::StoreError;
use labs_world::{Document, ObjectError, ServiceError};

/// Why an operation is refused or fails.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// The operation is none of this engine's.
    #[error("The operation {operation} is not supported by this version of the local S3 engine.")]
    UnknownOperation {
        /// The operation.
        operation: String,
    },
    /// Members, or values of them, that AWS has and this engine does not support. They are never ignored.
    #[error("{what} of {operation} is not supported by this version of the local S3 engine; {instead}.")]
    Unsupported {
        /// The operation.
        operation: &'static str,
        /// The members that were given, with the value where that is what is not supported.
        what: String,
        /// What can be done.
        instead: String,
    },
    /// A member is missing, or is not what the service's model allows. The boundary lets no such call through.
    #[error("{member} is not what the service model allows; send calls through the boundary, which says what is wrong")]
    NotValidated {
        /// The member.
        member: &'static str,
    },
    /// Another account was expected to own the bucket.
    #[error("Access Denied")]
    AccessDenied,
    /// No bucket has the name.
    #[error("The specified bucket does not exist")]
    NoSuchBucket {
        /// The name.
        bucket: String,
    },
    /// No bucket may have the name.
    #[error("The specified bucket is not valid.")]
    InvalidBucketName {
        /// The name.
        bucket: String,
    },
    /// The bucket is there already, outside us-east-1.
    #[error("Your previous request to create the named bucket succeeded and you already own it.")]
    BucketAlreadyOwnedByYou {
        /// The name.
        bucket: String,
    },
    /// The bucket still has objects.
    #[error("The bucket you tried to delete is not empty")]
    BucketNotEmpty {
        /// The name.
        bucket: String,
    },
    /// The location is no region.
    #[error("The specified location-constraint is not valid")]
    InvalidLocationConstraint {
        /// The location.
        location: String,
    },
    /// The location is another region than this endpoint's.
    #[error(
        "The {} location constraint is incompatible for the region specific endpoint this request was sent to.",
        location.as_deref().unwrap_or("unspecified")
    )]
    IllegalLocationConstraint {
        /// The location; `None` where the region wants one.
        location: Option<String>,
    },
    /// No object has the key.
    #[error("The specified key does not exist.")]
    NoSuchKey {
        /// The key.
        key: String,
    },
    /// The key is longer than 1,024 bytes.
    #[error("Your key is too long")]
    KeyTooLong {
        /// Its length in bytes.
        size: usize,
    },
    /// A condition of the request does not hold.
    #[error("At least one of the pre-conditions you specified did not hold")]
    PreconditionFailed {
        /// The header: `If-Match`.
        condition: &'static str,
    },
    /// The client has what it asks for.
    #[error("Not Modified")]
    NotModified,
    /// A range that lies outside the object.
    #[error("The requested range is not satisfiable")]
    InvalidRange {
        /// The range as it was asked for.
        range: String,
        /// The object's size.
        size: u64,
    },
    /// A part that the object does not have.
    #[error("The requested partnumber is not satisfiable")]
    InvalidPartNumber {
        /// The number.
        number: i64,
        /// How many parts there are.
        count: usize,
    },
    /// An argument that is no good, in S3's words.
    #[error("{message}")]
    InvalidArgument {
        /// The sentence.
        message: String,
        /// The header or query parameter.
        argument: &'static str,
        /// What was given.
        value: String,
    },
    /// A request that makes no sense as a whole, in S3's words.
    #[error("{message}")]
    InvalidRequest {
        /// The sentence.
        message: String,
    },
    /// The body is not what its operation takes.
    #[error("The XML you provided was not well-formed or did not validate against our published schema")]
    MalformedXml,
    /// A Content-MD5 that is none.
    #[error("The Content-MD5 you specified was invalid.")]
    InvalidDigest {
        /// What was given.
        given: String,
    },
    /// The body is not the one that the checksum was made for.
    #[error("The {name} you specified did not match {}", if *name == "Content-MD5" { "what we received." } else { "the calculated checksum." })]
    BadDigest {
        /// `Content-MD5` or an algorithm.
        name: &'static str,
        /// What was given.
        expected: String,
        /// What came.
        calculated: String,
    },
    /// Fewer bytes came than were announced.
    #[error("You did not provide the number of bytes specified by the Content-Length HTTP header")]
    IncompleteBody,
    /// The body stopped coming.
    #[error("{reason}")]
    Interrupted {
        /// Why, in the stream's words.
        reason: String,
    },
    /// Whoever sends the body knows what is wrong with it.
    #[error("{}", .0.message)]
    Sender(Box<ServiceError>),
    /// More than 5 GiB in one request.
    #[error("Your proposed upload exceeds the maximum allowed size")]
    EntityTooLarge {
        /// The size, as far as it is known.
        proposed: u64,
        /// The greatest size.
        allowed: u64,
    },
    /// A part that is not the last one is smaller than 5 MiB.
    #[error("Your proposed upload is smaller than the minimum allowed size")]
    EntityTooSmall {
        /// The part.
        number: u16,
        /// Its size.
        proposed: u64,
        /// Its ETag.
        e_tag: String,
    },
    /// The metadata is too large.
    #[error("Your metadata headers exceed the maximum allowed metadata size")]
    MetadataTooLarge {
        /// Its size.
        size: usize,
    },
    /// A storage class that general purpose buckets do not have.
    #[error("The storage class you specified is not valid")]
    InvalidStorageClass {
        /// The class.
        class: String,
    },
    /// Reading an archived object.
    #[error("The operation is not valid for the object's storage class")]
    InvalidObjectState {
        /// The class.
        class: &'static str,
    },
    /// A tag that is not allowed.
    #[error("{message}")]
    InvalidTag {
        /// The sentence.
        message: &'static str,
    },
    /// Too many tags.
    #[error("{message}")]
    TooManyTags {
        /// The sentence.
        message: &'static str,
    },
    /// The bucket has no tags.
    #[error("The TagSet does not exist")]
    NoSuchTagSet {
        /// The bucket.
        bucket: String,
    },
    /// Buckets own their objects, so there are no access control lists.
    #[error("The bucket does not allow ACLs")]
    AccessControlListNotSupported,
    /// No upload has the id.
    #[error(
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    )]
    NoSuchUpload {
        /// The id.
        upload: String,
    },
    /// A part that was not uploaded.
    #[error(
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
    )]
    InvalidPart {
        /// The upload.
        upload: String,
        /// The part.
        number: i64,
        /// The ETag that was given.
        e_tag: String,
    },
    /// Parts that are not in order.
    #[error("The list of parts was not in ascending order. The parts list must be specified in order by part number.")]
    InvalidPartOrder {
        /// The upload.
        upload: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object files failed.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// What the store returned is not what was put there.
    #[error("the stored {what} cannot be read back")]
    Damaged {
        /// What it is: `description of bucket b`.
        what: String,
    },
}

/// How an operation's errors reach clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Code and sentence in the answer's body.
    InBody,
    /// By the status alone: answers to HEAD have no body, and clients make up the code from the status.
    ByStatus,
}

type Extra = Vec<(&'static str, Document)>;

impl Refusal {
    /// Code, HTTP status and further members.
    fn facts(&self) -> (&'static str, u16, Extra) {
        match self {
            Self::UnknownOperation { .. } | Self::Unsupported { .. } => ("NotImplemented", 501, vec![]),
            Self::NotValidated { .. } => ("InvalidRequest", 400, vec![]),
            Self::AccessDenied => ("AccessDenied", 403, vec![]),
            Self::NoSuchBucket { bucket } => ("NoSuchBucket", 404, vec![text("BucketName", bucket)]),
            Self::InvalidBucketName { bucket } => ("InvalidBucketName", 400, vec![text("BucketName", bucket)]),
            Self::BucketAlreadyOwnedByYou { bucket } => {
                ("BucketAlreadyOwnedByYou", 409, vec![text("BucketName", bucket)])
            }
            Self::BucketNotEmpty { bucket } => ("BucketNotEmpty", 409, vec![text("BucketName", bucket)]),
            Self::InvalidLocationConstraint { location } => {
                ("InvalidLocationConstraint", 400, vec![text("LocationConstraint", location)])
            }
            Self::IllegalLocationConstraint { .. } => ("IllegalLocationConstraintException", 400, vec![]),
            Self::NoSuchKey { key } => ("NoSuchKey", 404, vec![text("Key", key)]),
            Self::KeyTooLong { size } => {
                ("KeyTooLongError", 400, vec![text("Size", size), text("MaxSizeAllowed", 1024)])
            }
            Self::PreconditionFailed { condition } => ("PreconditionFailed", 412, vec![text("Condition", condition)]),
            Self::NotModified => ("NotModified", 304, vec![]),
            Self::InvalidRange { range, size } => {
                ("InvalidRange", 416, vec![text("RangeRequested", range), text("ActualObjectSize", size)])
            }
            Self::InvalidPartNumber { number, count } => {
                ("InvalidPartNumber", 416, vec![text("PartNumberRequested", number), text("ActualPartCount", count)])
            }
            Self::InvalidArgument { argument, value, .. } => {
                ("InvalidArgument", 400, vec![text("ArgumentName", argument), text("ArgumentValue", value)])
            }
            Self::InvalidRequest { .. } => ("InvalidRequest", 400, vec![]),
            Self::MalformedXml => ("MalformedXML", 400, vec![]),
            Self::InvalidDigest { given } => ("InvalidDigest", 400, vec![text("Content-MD5", given)]),
            Self::BadDigest { expected, calculated, .. } => {
                ("BadDigest", 400, vec![text("ExpectedDigest", expected), text("CalculatedDigest", calculated)])
            }
            Self::IncompleteBody => ("IncompleteBody", 400, vec![]),
            Self::Interrupted { .. } => ("RequestTimeout", 400, vec![]),
            Self::Sender(_) => ("InvalidRequest", 400, vec![]),
            Self::EntityTooLarge { proposed, allowed } => {
                ("EntityTooLarge", 400, vec![text("ProposedSize", proposed), text("MaxSizeAllowed", allowed)])
            }
            Self::EntityTooSmall { number, proposed, e_tag } => (
                "EntityTooSmall",
                400,
                vec![
                    text("ProposedSize", proposed),
                    text("MinSizeAllowed", 5 * 1024 * 1024),
                    text("PartNumber", number),
                    text("ETag", e_tag),
                ],
            ),
            Self::MetadataTooLarge { size } => {
                ("MetadataTooLarge", 400, vec![text("Size", size), text("MaxSizeAllowed", 2048)])
            }
            Self::InvalidStorageClass { class } => {
                ("InvalidStorageClass", 400, vec![text("StorageClassRequested", class)])
            }
            Self::InvalidObjectState { class } => ("InvalidObjectState", 403, vec![text("StorageClass", class)]),
            Self::InvalidTag { .. } => ("InvalidTag", 400, vec![]),
            Self::TooManyTags { .. } => ("BadRequest", 400, vec![]),
            Self::NoSuchTagSet { bucket } => ("NoSuchTagSet", 404, vec![text("BucketName", bucket)]),
            Self::AccessControlListNotSupported => ("AccessControlListNotSupported", 400, vec![]),
            Self::NoSuchUpload { upload } => ("NoSuchUpload", 404, vec![text("UploadId", upload)]),
            Self::InvalidPart { upload, number, e_tag } => {
                ("InvalidPart", 400, vec![text("UploadId", upload), text("PartNumber", number), text("ETag", e_tag)])
            }
            Self::InvalidPartOrder { upload } => ("InvalidPartOrder", 400, vec![text("UploadId", upload)]),
            Self::Store(_) | Self::Object(_) | Self::Damaged { .. } => ("InternalError", 500, vec![]),
        }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> u16 {
        self.facts().1
    }

    /// The error code.
    pub(crate) fn code(&self) -> &'static str {
        self.facts().0
    }

    /// The error as the boundary sends it.
    pub(crate) fn into_service_error(self, told: Told) -> ServiceError {
        if let Self::Sender(error) = self {
            return *error;
        }
        let (code, status, extra) = self.facts();
        let message = self.to_string();
        let error = match self {
            Self::Store(_) | Self::Object(_) | Self::Damaged { .. } => ServiceError::place(code, message),
            _ if told == Told::ByStatus && status < 500 => ServiceError::client(status.to_string(), reason(status)),
            _ if status >= 500 => ServiceError::server(code, message),
            _ => ServiceError::client(code, message),
        };
        let error = error.with_status(status);
        if told == Told::ByStatus {
            return error;
        }
        extra.into_iter().fold(error, |error, (name, value)| error.with(name, value))
    }
}

fn text(name: &'static str, value: impl ToString) -> (&'static str, Document) {
    (name, value.to_string().into())
}

/// The reason phrase of a status, which is all that clients have to show for a refused HEAD.
fn reason(status: u16) -> &'static str {
    match status {
        304 => "Not Modified",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        412 => "Precondition Failed",
        416 => "Requested Range Not Satisfiable",
        _ => "Bad Request",
    }
}

#[cfg(test)]
mod tests {
    use labs_world::Fault;

    use super::*;

    #[test]
    fn an_error_has_s3s_code_sentence_status_and_members() {
        let refusal = Refusal::InvalidRange { range: "bytes=9-".into(), size: 5 };
        let error = refusal.into_service_error(Told::InBody);
        assert_eq!((error.code.as_str(), error.status, error.fault), ("InvalidRange", Some(416), Fault::Client));
        assert_eq!(error.members["ActualObjectSize"], "5".into());
    }

    #[test]
    fn a_refused_head_has_its_status_for_a_code() {
        let error = Refusal::NoSuchKey { key: "a".into() }.into_service_error(Told::ByStatus);
        assert_eq!((error.code.as_str(), error.message.as_str()), ("404", "Not Found"));
        assert!(error.members.is_empty());
    }

    #[test]
    fn trouble_with_the_disk_is_the_places_fault() {
        let halted = StoreError::Halted { reason: "no storage space".into() };
        let error = Refusal::from(halted).into_service_error(Told::ByStatus);
        assert_eq!((error.code.as_str(), error.fault), ("InternalError", Fault::Place));
    }
}
