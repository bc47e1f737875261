//! `Models`: the service models that are embedded in the binary, each read on first use and only once.
//!
//! To add a service, let `runner/aws/models/trim.py` write its file and add one line to the table below.

use std::sync::OnceLock;

use super::types::ServiceModel;

/// One embedded model, and the two names under which requests look for it before it is read.
struct Entry {
    name: &'static str,
    target_prefix: Option<&'static str>,
    json: &'static str,
    model: OnceLock<ServiceModel>,
}

static ENTRIES: [Entry; 1] = [Entry {
    name: "dynamodb",
    target_prefix: Some("DynamoDB_20120810"),
    json: include_str!("../../models/dynamodb.json"),
    model: OnceLock::new(),
}];

impl Entry {
    #[expect(clippy::expect_used, reason = "the data is embedded in the binary, and a test reads every file of it")]
    fn model(&self) -> &ServiceModel {
        self.model.get_or_init(|| ServiceModel::from_json(self.json).expect("an embedded model is readable"))
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

    /// The model whose `X-Amz-Target` values begin with `prefix` and a full stop: `DynamoDB_20120810`.
    #[must_use]
    pub fn by_target_prefix(prefix: &str) -> Option<&'static ServiceModel> {
        ENTRIES.iter().find(|entry| entry.target_prefix == Some(prefix)).map(Entry::model)
    }

    /// The endpoint prefixes of all models, in the order in which help texts list them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ENTRIES.iter().map(|entry| entry.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ShapeKind;

    /// Reading a model checks that all its references resolve; see `load.rs`.
    #[test]
    fn every_embedded_model_reads_and_agrees_with_its_entry() {
        for entry in &ENTRIES {
            let model = ServiceModel::from_json(entry.json).unwrap();
            assert_eq!(model.name, entry.name);
            assert_eq!(model.target_prefix.as_deref(), entry.target_prefix, "{}", entry.name);
            assert!(model.source.starts_with("botocore "), "{}", model.source);
        }
    }

    #[test]
    fn a_model_is_found_by_name_and_by_target_prefix() {
        let by_name = Models::by_name("dynamodb").unwrap();
        let by_prefix = Models::by_target_prefix("DynamoDB_20120810").unwrap();
        assert!(std::ptr::eq(by_name, by_prefix));
        assert!(Models::by_name("dynamo").is_none());
        assert!(Models::by_target_prefix("DynamoDB").is_none());
        assert!(Models::names().eq(["dynamodb"]));
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
