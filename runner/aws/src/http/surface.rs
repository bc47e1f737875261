//! Services of AWS that clients may ask this port for and that have no engine yet.
//!
//! They are answered with 501 and their name, in a form that their clients can read. A service leaves this table when its
//! engine arrives.

/// How a service writes its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorForm {
    /// awsJson and REST-JSON.
    Json,
    /// The Query protocol: `<ErrorResponse>`.
    QueryXml,
    /// S3: `<Error>`.
    S3Xml,
}

/// A service without an engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Surface {
    /// Name for messages.
    pub(super) name: &'static str,
    /// Service name in credential scopes.
    pub(super) signing_name: &'static str,
    /// Prefix of `X-Amz-Target`, for awsJson services.
    pub(super) target_prefix: Option<&'static str>,
    pub(super) form: ErrorForm,
}

pub(super) static S3: Surface =
    Surface { name: "Amazon S3", signing_name: "s3", target_prefix: None, form: ErrorForm::S3Xml };

static SURFACES: [Surface; 14] = [
    json("Amazon Athena", "athena", Some("AmazonAthena")),
    json("AWS Batch", "batch", None),
    query("AWS CloudFormation", "cloudformation"),
    json("Amazon CloudWatch Logs", "logs", Some("Logs_20140328")),
    json("Amazon DynamoDB Streams", "dynamodb", Some("DynamoDBStreams_20120810")),
    json("Amazon EventBridge", "events", Some("AWSEvents")),
    json("Amazon Data Firehose", "firehose", Some("Firehose_20150804")),
    json("AWS Glue", "glue", Some("AWSGlue")),
    query("AWS Identity and Access Management", "iam"),
    json("Amazon Kinesis", "kinesis", Some("Kinesis_20131202")),
    json("AWS Lake Formation", "lakeformation", None),
    json("AWS Lambda", "lambda", None),
    json("Amazon QuickSight", "quicksight", None),
    query("AWS Security Token Service", "sts"),
];

const fn json(name: &'static str, signing_name: &'static str, target_prefix: Option<&'static str>) -> Surface {
    Surface { name, signing_name, target_prefix, form: ErrorForm::Json }
}

const fn query(name: &'static str, signing_name: &'static str) -> Surface {
    Surface { name, signing_name, target_prefix: None, form: ErrorForm::QueryXml }
}

pub(super) fn by_target_prefix(prefix: &str) -> Option<&'static Surface> {
    SURFACES.iter().find(|surface| surface.target_prefix == Some(prefix))
}

/// The surface that signs as `name`; DynamoDB Streams shares DynamoDB's name and is found by its target only.
pub(super) fn by_signing_name(name: &str) -> Option<&'static Surface> {
    std::iter::once(&S3).chain(&SURFACES).find(|surface| surface.signing_name == name && name != "dynamodb")
}
