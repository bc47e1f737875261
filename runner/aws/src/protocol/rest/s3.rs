//! What S3 does differently from its model.

/// Namespace of S3's bodies.
pub(crate) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// Name of the root element of an answer; the model does not have it.
pub(super) fn root(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "CompleteMultipartUpload" => "CompleteMultipartUploadResult",
        "CreateMultipartUpload" => "InitiateMultipartUploadResult",
        "DeleteObjects" => "DeleteResult",
        "GetBucketAccelerateConfiguration" => "AccelerateConfiguration",
        "GetBucketAcl" | "GetObjectAcl" => "AccessControlPolicy",
        "GetBucketCors" => "CORSConfiguration",
        "GetBucketLifecycle" | "GetBucketLifecycleConfiguration" => "LifecycleConfiguration",
        "GetBucketLogging" => "BucketLoggingStatus",
        "GetBucketNotification" | "GetBucketNotificationConfiguration" => "NotificationConfiguration",
        "GetBucketRequestPayment" => "RequestPaymentConfiguration",
        "GetBucketTagging" | "GetObjectTagging" => "Tagging",
        "GetBucketVersioning" => "VersioningConfiguration",
        "GetBucketWebsite" => "WebsiteConfiguration",
        "GetObjectAttributes" => "GetObjectAttributesResponse",
        "ListBuckets" => "ListAllMyBucketsResult",
        "ListDirectoryBuckets" => "ListAllMyDirectoryBucketsResult",
        "ListMultipartUploads" => "ListMultipartUploadsResult",
        "ListObjects" | "ListObjectsV2" => "ListBucketResult",
        "ListObjectVersions" => "ListVersionsResult",
        "ListParts" => "ListPartsResult",
        _ => return None,
    })
}

/// The one member that is the text of the root element itself.
pub(super) fn text_of_root(operation: &str) -> Option<&'static str> {
    (operation == "GetBucketLocation").then_some("LocationConstraint")
}

/// Headers whose values clients may get wrong without consequence, as HTTP demands.
pub(super) fn may_be_ignored(header: &str) -> bool {
    header.eq_ignore_ascii_case("if-modified-since") || header.eq_ignore_ascii_case("if-unmodified-since")
}
