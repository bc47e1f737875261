//! `Models`: the service models that are embedded in the binary, each read on first use and only once.
//!
//! To add a service, let `runner/aws/models/trim.py` write its file and add one line to the table below.

use std::sync::OnceLock;

use super::types::{Checks, Protocol, ServiceModel};

/// One embedded model, with what must be known of it before it is read: reading one costs milliseconds, and most
/// processes need few of them.
struct Entry {
    name: &'static str,
    full_name: &'static str,
    target_prefix: Option<&'static str>,
    signing_name: &'static str,
    protocol: Protocol,
    checks: Checks,
    json: &'static str,
    model: OnceLock<ServiceModel>,
}

macro_rules! entry {
    ($name:literal, $full_name:literal, $target_prefix:expr, $signing_name:literal, $protocol:ident, $checks:ident) => {
        Entry {
            name: $name,
            full_name: $full_name,
            target_prefix: $target_prefix,
            signing_name: $signing_name,
            protocol: Protocol::$protocol,
            checks: Checks::$checks,
            json: include_str!(concat!("../../models/", $name, ".json")),
            model: OnceLock::new(),
        }
    };
}

static ENTRIES: [Entry; 5] = [
    entry!("athena", "Amazon Athena", Some("AmazonAthena"), "athena", Json, Common),
    entry!("dynamodb", "Amazon DynamoDB", Some("DynamoDB_20120810"), "dynamodb", Json, Dynamodb),
    entry!("glue", "AWS Glue", Some("AWSGlue"), "glue", Json, Common),
    entry!("s3", "Amazon Simple Storage Service", None, "s3", RestXml, Engine),
    entry!("sts", "AWS Security Token Service", None, "sts", Query, Query),
];

impl Entry {
    #[expect(clippy::expect_used, reason = "the data is embedded in the binary, and a test reads every file of it")]
    fn model(&self) -> &ServiceModel {
        self.model.get_or_init(|| {
            let model = ServiceModel::from_json(self.json).expect("an embedded model is readable");
            ServiceModel { checks: self.checks, ..model }
        })
    }
}

/// The embedded service models.
#[derive(Debug, Clone, Copy)]
pub struct Models;

impl Models {
    /// The model of the service with this endpoint prefix, which is also its command name: `dynamodb`.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static ServiceModel> {
        ENTRIES.iter().find(|entry| entry.name == name).map(Entry::model)
    }

    /// Name of the service whose `X-Amz-Target` values begin with `prefix` and a full stop: `DynamoDB_20120810`.
    #[must_use]
    pub fn named_by_target_prefix(prefix: &str) -> Option<&'static str> {
        ENTRIES.iter().find(|entry| entry.target_prefix == Some(prefix)).map(|entry| entry.name)
    }

    /// Name of the service that signs as `name`.
    #[must_use]
    pub fn named_by_signing_name(name: &str) -> Option<&'static str> {
        ENTRIES.iter().find(|entry| entry.signing_name == name).map(|entry| entry.name)
    }

    /// What people call the service: `Amazon DynamoDB`.
    #[must_use]
    pub fn full_name(name: &str) -> Option<&'static str> {
        ENTRIES.iter().find(|entry| entry.name == name).map(|entry| entry.full_name)
    }

    /// The names of a service's operations, without reading its whole model.
    pub fn operations(name: &str) -> impl Iterator<Item = &'static str> {
        let json = ENTRIES.iter().find(|entry| entry.name == name).map_or("", |entry| entry.json);
        // `trim.py` writes one entry a line.
        let section = json.split_once("\n  \"operations\": {\n").map_or("", |(_, after)| after);
        let lines = section.lines().take_while(|line| line.starts_with("    \""));
        lines.filter_map(|line| line.trim_start().strip_prefix('"')?.split('"').next())
    }

    /// How the service's requests and answers look as bytes.
    pub(crate) fn protocol(name: &str) -> Option<Protocol> {
        ENTRIES.iter().find(|entry| entry.name == name).map(|entry| entry.protocol)
    }

    /// The endpoint prefixes of all models, in the order in which help texts list them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ENTRIES.iter().map(|entry| entry.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Location, ShapeKind, TimestampFormat};

    /// Reading a model checks that all its references resolve; see `load.rs`.
    #[test]
    fn every_embedded_model_reads_and_agrees_with_its_entry() {
        for entry in &ENTRIES {
            let model = ServiceModel::from_json(entry.json).unwrap();
            assert_eq!(model.name, entry.name);
            assert_eq!(model.full_name, entry.full_name);
            assert_eq!(model.protocol, entry.protocol);
            assert!(Models::operations(entry.name).eq(model.operations.keys().map(String::as_str)));
            assert_eq!(model.signing_name, entry.signing_name);
            assert_eq!(model.target_prefix.as_deref(), entry.target_prefix, "{}", entry.name);
            assert!(model.source.starts_with("botocore "), "{}", model.source);
        }
    }

    #[test]
    fn a_model_is_found_by_name_and_by_target_prefix() {
        assert_eq!(Models::by_name("dynamodb").unwrap().name, "dynamodb");
        assert_eq!(Models::named_by_target_prefix("DynamoDB_20120810"), Some("dynamodb"));
        assert!(Models::by_name("dynamo").is_none());
        assert!(Models::named_by_target_prefix("DynamoDB").is_none());
        assert_eq!(Models::named_by_signing_name("s3"), Some("s3"));
        assert!(Models::names().eq(["athena", "dynamodb", "glue", "s3", "sts"]));
    }

    /// Numbers and names are those of botocore's files; a model that is cut differently must be looked at.
    #[test]
    fn the_traits_of_http_are_kept() {
        let s3 = Models::by_name("s3").unwrap();
        let put = &s3.operations["PutObject"];
        assert_eq!(
            (put.http.method.as_str(), put.http.uri.as_str(), put.http.status),
            ("PUT", "/{Bucket}/{Key+}", 200)
        );
        assert_eq!(s3.operations["DeleteObject"].http.status, 204);
        let input = s3.input_of(put).unwrap();
        assert_eq!(input.payload.as_deref(), Some("Body"));
        let members = input.members().unwrap();
        assert!(members["Body"].streaming);
        assert_eq!(members["Key"].location, Some(Location::Uri));
        assert_eq!(members["Metadata"].location, Some(Location::Headers));
        assert_eq!(members["Metadata"].location_name.as_deref(), Some("x-amz-meta-"));
        assert_eq!(put.checksum.as_ref().unwrap().request_algorithm.as_deref(), Some("ChecksumAlgorithm"));
        let grantee = s3.shape("Grantee").unwrap();
        assert_eq!(grantee.xml_namespace.as_ref().unwrap().prefix.as_deref(), Some("xsi"));
        assert!(grantee.members().unwrap()["Type"].xml_attribute);
        assert!(s3.shape("ObjectList").unwrap().flattened);
        assert_eq!(s3.shape("LastModifiedTime").unwrap().timestamp_format, Some(TimestampFormat::Rfc822));
        let sts = Models::by_name("sts").unwrap();
        assert_eq!(sts.protocol, Protocol::Query);
        assert_eq!(sts.operations["GetCallerIdentity"].result_wrapper.as_deref(), Some("GetCallerIdentityResult"));
        assert_eq!(Models::by_name("glue").unwrap().operations.len(), 265);
        assert_eq!(Models::by_name("athena").unwrap().json_version.as_deref(), Some("1.1"));
    }

    #[test]
    fn the_dynamodb_model_is_complete() {
        let model = Models::by_name("dynamodb").unwrap();
        assert_eq!(model.operations.len(), 57);
        assert_eq!(model.json_version.as_deref(), Some("1.0"));
        assert_eq!(model.signing_name, "dynamodb");
        let put = model.input_of(&model.operations["PutItem"]).unwrap();
        assert_eq!(put.required(), ["TableName", "Item"]);
        let name = model.shape("TableName").unwrap();
        assert_eq!((name.min, name.max, name.pattern.as_deref()), (Some(3), Some(255), Some("[a-zA-Z0-9_.-]+")));
        let ShapeKind::String { values } = &model.shape("ScalarAttributeType").unwrap().kind else { panic!() };
        assert_eq!(values, &["S", "N", "B"]);
        assert_eq!(model.paginators["Query"].result_keys, ["Items", "Count", "ScannedCount"]);
        assert_eq!(model.waiters["TableExists"].acceptors[0].argument.as_deref(), Some("Table.TableStatus"));
        let token = &model.shape("TransactWriteItemsInput").unwrap().members().unwrap()["ClientRequestToken"];
        assert!(token.idempotency_token);
    }

    #[test]
    fn no_documentation_text_is_embedded() {
        for entry in &ENTRIES {
            assert!(!entry.json.contains("\"documentation\"") && !entry.json.contains("<p>"), "{}", entry.name);
        }
    }
}
