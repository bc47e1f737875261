//! Sentences that public conformance suites pin against the real service.

use labs_world::Map;

use super::validate;
use crate::model::Models;
use crate::protocol::json::read_structure;

fn refusal(operation: &str, body: &str) -> Option<String> {
    let model = Models::by_name("dynamodb").unwrap();
    let operation = &model.operations[operation];
    let input: Map = read_structure(model, model.input_of(operation), body.as_bytes()).unwrap();
    let error = validate(model, operation, &input).err()?;
    assert_eq!(error.code, "ValidationException");
    Some(error.message)
}

#[track_caller]
fn assert_refused(operation: &str, body: &str, expected: &str) {
    assert_eq!(refusal(operation, body).as_deref(), Some(expected), "{operation} {body}");
}

#[test]
fn what_satisfies_the_model_passes() {
    for (operation, body) in [
        ("ListTables", "{}"),
        ("ListTables", r#"{"Limit":100,"ExclusiveStartTableName":"abc"}"#),
        ("DescribeTable", r#"{"TableName":"x"}"#),
        ("DescribeTable", r#"{"TableName":"arn:aws:dynamodb:us-east-1:123456789012:table/Music"}"#),
        ("GetItem", r#"{"TableName":"Music","Key":{}}"#),
        ("PutItem", r#"{"TableName":"Music","Item":{"":{"S":"x","N":"1"}},"ReturnValues":"ALL_OLD"}"#),
    ] {
        assert_eq!(refusal(operation, body), None, "{operation} {body}");
    }
}

#[test]
fn the_table_name_is_judged_first_and_alone() {
    let empty = "1 validation error detected: Value at 'TableName' failed to satisfy constraint: \
                 Member must have length greater than or equal to 1";
    assert_refused("PutItem", r#"{"TableName":"","Item":{}}"#, empty);
    assert_refused("PutItem", r#"{"TableName":"","ReturnValues":"INVALID","Item":{}}"#, empty);
    assert_refused("DeleteItem", r#"{"TableName":""}"#, empty);
    assert_refused("UpdateItem", r#"{"TableName":""}"#, empty);
    assert_refused(
        "PutItem",
        r#"{"Item":{"pk":{"S":"test"}}}"#,
        "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    );
    assert_refused(
        "PutItem",
        r#"{"TableName":"bad table!@#","Item":{}}"#,
        "1 validation error detected: Value 'bad table!@#' at 'tableName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    );
    let long = "a".repeat(256);
    assert_refused(
        "PutItem",
        &format!(r#"{{"TableName":"{long}"}}"#),
        &format!(
            "1 validation error detected: Value '{long}' at 'tableName' failed to satisfy constraint: \
             Member must have length less than or equal to 255"
        ),
    );
    assert_refused(
        "CreateTable",
        r#"{"TableName":"ab","KeySchema":[{}]}"#,
        "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: \
         Member must have length greater than or equal to 3",
    );
    assert_refused("CreateTable", "{}", "The parameter 'TableName' is required but was not present in the request");
}

#[test]
fn put_and_delete_gather_bad_enums_and_update_stops_at_the_first() {
    let bad = r#""ReturnConsumedCapacity":"INVALID","ReturnItemCollectionMetrics":"INVALID","ReturnValues":"INVALID""#;
    let body = |rest: &str| format!(r#"{{"TableName":"abc",{rest},{bad}}}"#);
    let capacity = "Value 'INVALID' at 'returnConsumedCapacity' failed to satisfy constraint: \
                    Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
    let values = "Failed to satisfy constraint: \
                  Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
    let metrics = "Value 'INVALID' at 'returnItemCollectionMetrics' failed to satisfy constraint: \
                   Member must satisfy enum value set: [SIZE, NONE]";
    let three = format!("3 validation errors detected: {capacity}; {values}; {metrics}");
    assert_refused("PutItem", &body(r#""Item":{}"#), &three);
    assert_refused("DeleteItem", &body(r#""Key":{}"#), &three);
    assert_refused("UpdateItem", &body(r#""Key":{}"#), &format!("1 validation error detected: {values}"));
}

#[test]
fn members_of_structures_in_lists_are_named_by_their_place() {
    assert_refused(
        "CreateTable",
        r#"{"TableName":"abc","KeySchema":[{"AttributeName":"pk","KeyType":"INVALID"}]}"#,
        "1 validation error detected: Value 'INVALID' at 'keySchema.1.member.keyType' failed to satisfy constraint: \
         Member must satisfy enum value set: [HASH, RANGE]",
    );
    assert_refused(
        "CreateTable",
        r#"{"TableName":"abc","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"INVALID"}]}"#,
        "1 validation error detected: Value 'INVALID' at 'attributeDefinitions.1.member.attributeType' failed to \
         satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    );
    assert_refused(
        "CreateTable",
        r#"{"TableName":"abc","AttributeDefinitions":[{}]}"#,
        "2 validation errors detected: Value null at 'attributeDefinitions.1.member.attributeName' failed to satisfy \
         constraint: Member must not be null; Value null at 'attributeDefinitions.1.member.attributeType' failed to \
         satisfy constraint: Member must not be null",
    );
    assert_refused(
        "CreateTable",
        r#"{"TableName":"abc","BillingMode":"INVALID_MODE"}"#,
        "1 validation error detected: Value 'INVALID_MODE' at 'billingMode' failed to satisfy constraint: \
         Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
    );
}

#[test]
fn a_list_that_is_too_long_is_echoed_as_java_prints_it() {
    assert_refused(
        "CreateTable",
        r#"{"TableName":"abc","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
           {"AttributeName":"sk","KeyType":"RANGE"},{"AttributeName":"extra","KeyType":"RANGE"}]}"#,
        "1 validation error detected: Value '[KeySchemaElement(attributeName=pk, keyType=HASH), \
         KeySchemaElement(attributeName=sk, keyType=RANGE), KeySchemaElement(attributeName=extra, keyType=RANGE)]' at \
         'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
    );
}

#[test]
fn ranges_of_numbers_have_the_words_of_their_operation() {
    assert_refused(
        "Query",
        r#"{"TableName":"abc","Limit":0}"#,
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: \
         Member must have value greater than or equal to 1",
    );
    assert_refused(
        "Scan",
        r#"{"TableName":"abc","Limit":0}"#,
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: \
         Member must have value greater than or equal to 1",
    );
    assert_refused(
        "Scan",
        r#"{"TableName":"abc","Segment":-1,"TotalSegments":4}"#,
        "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: \
         Member must have value greater than or equal to 0",
    );
    assert_refused(
        "ListTables",
        r#"{"Limit":101}"#,
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: \
         Member must have value less than or equal to 100",
    );
    assert_refused(
        "Query",
        r#"{"TableName":"abc","Select":"INVALID_VALUE"}"#,
        "1 validation error detected: Value 'INVALID_VALUE' at 'select' failed to satisfy constraint: Member must \
         satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    );
}

#[test]
fn batches_are_limited() {
    assert_refused(
        "BatchGetItem",
        r#"{"RequestItems":{}}"#,
        "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
    assert_refused(
        "BatchWriteItem",
        r#"{"RequestItems":{}}"#,
        "The requestItems parameter is required for BatchWriteItem",
    );
    let keys = vec![r#"{"pk":{"S":"1"}}"#; 101].join(",");
    assert_refused(
        "BatchGetItem",
        &format!(r#"{{"RequestItems":{{"abc":{{"Keys":[{keys}]}}}}}}"#),
        "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to satisfy constraint: \
         Member must have length less than or equal to 100",
    );
    let puts = vec![r#"{"DeleteRequest":{"Key":{}}}"#; 26].join(",");
    let message = refusal("BatchWriteItem", &format!(r#"{{"RequestItems":{{"abc":[{puts}]}}}}"#)).unwrap();
    assert!(message.starts_with("1 validation error detected: Value '{abc=[WriteRequest("), "{message}");
    assert!(
        message.ends_with(
            "]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \
             [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]"
        ),
        "{message}"
    );
}

#[test]
fn null_elements_are_reported_with_their_place() {
    assert_refused(
        "GetItem",
        r#"{"TableName":"abc","Key":{},"AttributesToGet":["a",null]}"#,
        "1 validation error detected: Value null at 'attributesToGet.2.member' failed to satisfy constraint: \
         Member must not be null",
    );
}

#[test]
fn no_more_than_ten_violations_are_listed() {
    let definitions = ["{}"; 8].join(",");
    let message = refusal("CreateTable", &format!(r#"{{"TableName":"abc","AttributeDefinitions":[{definitions}]}}"#));
    let message = message.unwrap();
    assert!(message.starts_with("10 validation errors detected: "), "{message}");
    assert_eq!(message.matches("; ").count(), 9);
}

#[test]
fn millions_of_violations_cost_no_more_than_their_request() {
    let nulls = vec!["null"; 500_000].join(",");
    let message = refusal("GetItem", &format!(r#"{{"TableName":"abc","Key":{{}},"AttributesToGet":[{nulls}]}}"#));
    assert!(message.unwrap().starts_with("10 validation errors detected: "));
}
