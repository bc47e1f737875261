//! CreateTable: defines a table. It answers CREATING; when the table is ready is decided by the clock.

use std::ops::RangeInclusive;

use labs_world::Map;

use super::Operation;
use crate::engine::DynamoDb;
use crate::error::{Refusal, Wording};
use crate::metering;
use crate::request::Members;
use crate::table::{self, Definition, Status, Table, TableError};

/// Lengths of names of tables.
const NAME_LENGTHS: RangeInclusive<usize> = 3..=255;

/// The entry of the table of operations.
pub(super) const OPERATION: Operation = Operation {
    name: "CreateTable",
    members: &[
        "TableName",
        "AttributeDefinitions",
        "KeySchema",
        "BillingMode",
        "ProvisionedThroughput",
        "TableClass",
        "DeletionProtectionEnabled",
    ],
    wording: Wording::Bare,
    run: |engine, members| Box::pin(run(engine, members)),
};

async fn run(engine: &DynamoDb, members: Members) -> Result<Map, Refusal> {
    let request = Request::read(engine, members)?;
    request.check()?;
    let table = act(engine, request).await?;
    reply(engine, &table)
}

struct Request {
    table: String,
    definition: Definition,
}

impl Request {
    fn read(engine: &DynamoDb, mut members: Members) -> Result<Self, Refusal> {
        let table = members.table_name(engine.world())?;
        Ok(Self { table, definition: table::define(&mut members)? })
    }

    /// The boundary judges names, but not those inside ARNs; and no other operation can bring a name into the store.
    fn check(&self) -> Result<(), Refusal> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
        if NAME_LENGTHS.contains(&self.table.len()) && self.table.bytes().all(is_allowed) {
            return Ok(());
        }
        Err(TableError::NotAName(self.table.clone()).into())
    }
}

async fn act(engine: &DynamoDb, request: Request) -> Result<Table, Refusal> {
    let now = engine.now();
    engine
        .store()
        .write(|transaction| {
            if let Some(table) = table::find(transaction, &request.table, now)? {
                return Err(TableError::AlreadyExists(table.name).into());
            }
            let Definition { key, billing, class, deletion_protection } = request.definition;
            let table = Table {
                name: request.table,
                id: engine.world().ids().uuid(),
                key,
                billing,
                class,
                deletion_protection,
                created: now,
                active: now.plus(engine.delays().creating),
                gone: None,
            };
            table::save(transaction, &table)?;
            metering::stand(engine.world().meter(), &table, 0, now);
            Ok(table)
        })
        .await
}

fn reply(engine: &DynamoDb, table: &Table) -> Result<Map, Refusal> {
    let counters = table::counters(engine.store(), table)?;
    let description = table::describe(engine.world(), table, Status::Creating, counters);
    Ok(Map::from_iter([("TableDescription".to_owned(), description)]))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Engine, json};

    #[tokio::test]
    async fn an_accepted_request_answers_what_aws_answers() {
        let engine = Engine::new();
        let reply = engine
            .call(
                "CreateTable",
                Engine::merged(Engine::music(), json!({"TableClass": "STANDARD", "BillingMode": "PROVISIONED"})),
            )
            .await;
        let id = reply["TableDescription"]["TableId"].clone();
        assert_eq!(id.as_str().unwrap().len(), 36);
        assert_eq!(
            reply,
            json!({"TableDescription": {
                "AttributeDefinitions": [
                    {"AttributeName": "Artist", "AttributeType": "S"},
                    {"AttributeName": "SongTitle", "AttributeType": "S"},
                ],
                "TableName": "Music",
                "KeySchema": [
                    {"AttributeName": "Artist", "KeyType": "HASH"},
                    {"AttributeName": "SongTitle", "KeyType": "RANGE"},
                ],
                "TableStatus": "CREATING",
                "CreationDateTime": 1_767_225_600.0,
                "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 10, "WriteCapacityUnits": 5},
                "TableSizeBytes": 0,
                "ItemCount": 0,
                "TableArn": "arn:aws:dynamodb:us-east-1:123456789012:table/Music",
                "TableId": id,
                "TableClassSummary": {"TableClass": "STANDARD"},
                "DeletionProtectionEnabled": false,
            }})
        );
    }

    #[tokio::test]
    async fn an_on_demand_table_has_no_throughput() {
        let engine = Engine::new();
        let reply = engine
            .call(
                "CreateTable",
                json!({"TableName": "Forum", "BillingMode": "PAY_PER_REQUEST", "DeletionProtectionEnabled": true,
                    "AttributeDefinitions": [{"AttributeName": "Name", "AttributeType": "S"}],
                    "KeySchema": [{"AttributeName": "Name", "KeyType": "HASH"}]}),
            )
            .await;
        let table = &reply["TableDescription"];
        assert_eq!(table["BillingModeSummary"], json!({"BillingMode": "PAY_PER_REQUEST"}));
        assert_eq!(
            table["ProvisionedThroughput"],
            json!({"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0})
        );
        assert_eq!(table["DeletionProtectionEnabled"], json!(true));
    }

    #[tokio::test]
    async fn a_refused_request_answers_aws_words() {
        let engine = Engine::with_music().await;
        let invalid = "One or more parameter values were invalid: ";
        let definition = |name| json!({"AttributeName": name, "AttributeType": "S"});
        let key = |name, role| json!({"AttributeName": name, "KeyType": role});
        for (change, code, message) in [
            (json!({"TableName": "Music"}), "ResourceInUseException", "Table already exists: Music".to_owned()),
            (
                json!({"TableName": "ab"}),
                "ValidationException",
                "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3".to_owned(),
            ),
            (
                json!({"TableName": "arn:aws:dynamodb:us-east-1:123456789012:table/a b"}),
                "ValidationException",
                "`a b` cannot be a table's name: it takes 3 to 255 of the letters a-z and A-Z, digits, `_`, `-` and `.`".to_owned(),
            ),
            (
                json!({"KeySchema": null}),
                "ValidationException",
                "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: Member must not be null".to_owned(),
            ),
            (
                json!({"ProvisionedThroughput": null}),
                "ValidationException",
                format!("{invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"),
            ),
            (
                json!({"BillingMode": "PAY_PER_REQUEST"}),
                "ValidationException",
                format!("{invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
            ),
            (
                json!({"AttributeDefinitions": [definition("a")]}),
                "ValidationException",
                "Invalid KeySchema: Some index key attribute have no definition".to_owned(),
            ),
            (
                json!({"AttributeDefinitions": [definition("a"), definition("b")]}),
                "ValidationException",
                format!("{invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [Artist, SongTitle], AttributeDefinitions: [a, b]"),
            ),
            (
                json!({"AttributeDefinitions": [definition("a"), definition("a")]}),
                "ValidationException",
                "Attribute Name is duplicated: a".to_owned(),
            ),
            (
                json!({"KeySchema": [key("Artist", "HASH"), key("Artist", "RANGE")]}),
                "ValidationException",
                "Both the Hash Key and the Range Key element in the KeySchema have the same name".to_owned(),
            ),
            (
                json!({"KeySchema": [key("Artist", "RANGE"), key("SongTitle", "HASH")]}),
                "ValidationException",
                "Invalid KeySchema: The first KeySchemaElement is not a HASH key type".to_owned(),
            ),
            (
                json!({"KeySchema": [key("Artist", "HASH"), key("SongTitle", "HASH")]}),
                "ValidationException",
                "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type".to_owned(),
            ),
            (
                json!({"KeySchema": [key("Artist", "HASH")]}),
                "ValidationException",
                format!("{invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"),
            ),
        ] {
            let request = Engine::merged(Engine::merged(Engine::music(), json!({"TableName": "Other"})), change);
            let error = engine.fail("CreateTable", request).await;
            assert_eq!((error.code.as_str(), error.message.as_str()), (code, message.as_str()));
        }
    }

    #[tokio::test]
    async fn indexes_and_streams_are_refused_by_name() {
        let engine = Engine::new();
        for (member, value) in [
            ("GlobalSecondaryIndexes", json!([])),
            ("LocalSecondaryIndexes", json!([])),
            ("StreamSpecification", json!({"StreamEnabled": true})),
            ("SSESpecification", json!({"Enabled": true})),
            ("Tags", json!([])),
        ] {
            let error = engine.fail("CreateTable", Engine::merged(Engine::music(), json!({ member: value }))).await;
            assert!(
                error.message.starts_with(&format!("{member} of CreateTable is not supported")),
                "{}",
                error.message
            );
        }
    }
}
