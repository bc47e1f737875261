//! What tables report to the world's meter: units of requests on demand, provisioned capacity and storage by the hour.
//!
//! Usage types are spelled as in AWS's bills. Tables of the infrequent-access class have types of their own, which begin with
//! `IA-`, because they have prices of their own. Storage is the size that DescribeTable shows, without the 100 bytes an item
//! that AWS adds for its index and without its free 25 GB a month, of which the price table knows nothing. Like capacity it is
//! counted for each started hour at its highest, but in whole megabytes: AWS bills the time that has passed, and the started
//! hour of a lab's few kilobytes would be on every bill for no time at all.

use labs_world::Timestamp;
use labs_world::meter::{Meter, Quantity};

use crate::table::{Billing, Table, TableClass};

/// Storage, in gigabytes for an hour.
const STORAGE: &str = "TimedStorage-ByteHrs";
/// Provisioned reads.
const READ_CAPACITY: &str = "ReadCapacityUnit-Hrs";
/// Provisioned writes.
const WRITE_CAPACITY: &str = "WriteCapacityUnit-Hrs";
/// Storage is counted in whole ones of these bytes.
const MEGABYTE: u64 = 1 << 20;

/// Whether something is read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// It is read.
    Read,
    /// It is written.
    Write,
}

/// Reports what one request to an on-demand table consumed, in halves of a unit. Requests to provisioned tables are paid for by
/// the hour, used or not.
pub(crate) fn record(meter: &Meter, table: &Table, access: Access, halves: u64) {
    if table.billing == Billing::OnDemand {
        let base = match access {
            Access::Read => "ReadRequestUnits",
            Access::Write => "WriteRequestUnits",
        };
        meter.record("dynamodb", &usage_type(table, base), Quantity::halves(halves));
    }
}

/// From `at` on, a table costs something by the hour: the `bytes` that it stores, and the capacity that is provisioned. A meter
/// that knows already (it was restored together with the store) is left as it is.
pub(crate) fn stand(meter: &Meter, table: &Table, bytes: u64, at: Timestamp) {
    let stand = |base, quantity| {
        meter.stand(&standing_id(table, base), "dynamodb", &usage_type(table, base), quantity, at).ok();
    };
    stand(STORAGE, stored(bytes));
    if let Billing::Provisioned { read, write } = table.billing {
        stand(READ_CAPACITY, Quantity::whole(read));
        stand(WRITE_CAPACITY, Quantity::whole(write));
    }
}

/// From `at` on, a table that stands stores `bytes`.
///
/// Call it in the transaction that changes the size: only there do changes reach the meter in the order in which they happen.
pub(crate) fn store(meter: &Meter, table: &Table, bytes: u64, at: Timestamp) {
    meter.change(&standing_id(table, STORAGE), stored(bytes), at).ok();
}

/// From `at` on, a table costs nothing any more. A meter that has heard that already is left as it is.
pub(crate) fn end(meter: &Meter, table: &Table, at: Timestamp) {
    for base in [STORAGE, READ_CAPACITY, WRITE_CAPACITY] {
        meter.end(&standing_id(table, base), at).ok();
    }
}

/// The gigabytes of a table's storage that are counted.
fn stored(bytes: u64) -> Quantity {
    Quantity::gigabytes(bytes - bytes % MEGABYTE)
}

fn usage_type(table: &Table, base: &str) -> String {
    match table.class {
        None | Some(TableClass::Standard) => base.to_owned(),
        Some(TableClass::InfrequentAccess) => format!("IA-{base}"),
    }
}

fn standing_id(table: &Table, base: &str) -> String {
    format!("dynamodb/{}/{base}", table.id)
}

#[cfg(test)]
mod tests {
    use labs_world::meter::Quantity;

    use crate::testing::{Engine, json};

    fn used(engine: &Engine, usage_type: &str) -> Quantity {
        let world = engine.world();
        world.meter().usage(world.clock().now()).of("dynamodb", usage_type)
    }

    #[tokio::test]
    async fn requests_to_an_on_demand_table_are_counted_in_halves() {
        let engine = Engine::with_things().await;
        let key = json!({"k": {"S": "a"}});
        engine
            .call("PutItem", json!({"TableName": "Things", "Item": {"k": {"S": "a"}, "x": {"S": "x".repeat(5000)}}}))
            .await;
        engine.call("GetItem", json!({"TableName": "Things", "Key": key})).await;
        engine.call("Scan", json!({"TableName": "Things", "ConsistentRead": true})).await;
        engine.call("DeleteItem", json!({"TableName": "Things", "Key": key})).await;
        assert_eq!(used(&engine, "WriteRequestUnits"), Quantity::whole(5 + 5));
        assert_eq!(used(&engine, "ReadRequestUnits"), Quantity::halves(2 + 4));
        engine.fail("PutItem", json!({"TableName": "Things", "Item": {}})).await;
        assert_eq!(used(&engine, "WriteRequestUnits"), Quantity::whole(10), "a refused request costs nothing");
    }

    #[tokio::test]
    async fn a_provisioned_table_costs_by_the_hour_until_it_is_deleted() {
        let engine = Engine::with_songs().await;
        assert_eq!(used(&engine, "WriteRequestUnits"), Quantity::default());
        engine.advance(2 * 3600);
        assert_eq!(used(&engine, "ReadCapacityUnit-Hrs"), Quantity::whole(2 * 10));
        assert_eq!(used(&engine, "WriteCapacityUnit-Hrs"), Quantity::whole(2 * 5));
        engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        engine.advance(24 * 3600);
        assert_eq!(used(&engine, "ReadCapacityUnit-Hrs"), Quantity::whole(2 * 10));
    }

    #[tokio::test]
    async fn an_engine_that_is_opened_again_goes_on_counting() {
        let engine = Engine::with_music().await;
        engine.reopened();
        engine.advance(3600);
        assert_eq!(used(&engine, "ReadCapacityUnit-Hrs"), Quantity::whole(10), "the capacity stands once");
    }

    /// The usage of `hours` hours with that many megabytes.
    fn storage(megabytes: u64, hours: u64) -> Quantity {
        Quantity::gigabytes(megabytes << 20).times(hours)
    }

    /// Puts items of 400,000 bytes each into the table Things.
    async fn fill(engine: &Engine, keys: &[&str]) {
        for key in keys {
            let item = json!({"k": {"S": key}, "x": {"S": "x".repeat(400_000 - "kkx".len())}});
            engine.call("PutItem", json!({"TableName": "Things", "Item": item})).await;
        }
    }

    #[tokio::test]
    async fn storage_is_counted_by_the_hour_at_its_highest_until_the_table_is_deleted() {
        let engine = Engine::with_things().await;
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), Quantity::default(), "an empty table stores nothing");
        fill(&engine, &["a", "b", "c", "d", "e", "f"]).await;
        engine.advance(2 * 3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), storage(2, 2));
        engine.advance(1);
        for key in ["a", "b", "c", "c"] {
            engine.call("DeleteItem", json!({"TableName": "Things", "Key": {"k": {"S": key}}})).await;
        }
        engine.advance(3599);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), storage(2, 3), "the third hour began with more");
        engine.advance(3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), storage(2, 3).plus(storage(1, 1)));
        let update = json!({"TableName": "Things", "Key": {"k": {"S": "d"}}, "UpdateExpression": "REMOVE x"});
        engine.call("UpdateItem", update).await;
        engine.advance(3600);
        let least = storage(2, 3).plus(storage(1, 1));
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), least, "less than a megabyte is not counted");
        fill(&engine, &["d"]).await;
        engine.advance(1);
        engine.call("DeleteTable", json!({"TableName": "Things"})).await;
        engine.advance(24 * 3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), least.plus(storage(1, 1)));
    }

    #[tokio::test]
    async fn the_few_kilobytes_of_a_lab_are_stored_for_nothing() {
        let engine = Engine::with_things().await;
        fill(&engine, &["a", "b"]).await;
        engine.advance(24 * 3600);
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), Quantity::default());
    }

    #[tokio::test]
    async fn a_world_that_is_opened_again_counts_what_it_stores() {
        let folder = tempfile::tempdir().unwrap();
        {
            let engine = Engine::in_folder(folder.path());
            let things = json!({"TableName": "Things", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}]});
            engine.call("CreateTable", things).await;
            fill(&engine, &["a", "b", "c"]).await;
        }
        let engine = Engine::in_folder(folder.path());
        assert_eq!(used(&engine, "TimedStorage-ByteHrs"), storage(1, 1), "the hour that has been started");
    }

    #[tokio::test]
    async fn a_table_that_is_being_deleted_does_not_cost_again_when_the_engine_is_opened_again() {
        let engine = Engine::with_delays(0, 24 * 3600);
        engine.call("CreateTable", Engine::music()).await;
        engine.call("DeleteTable", json!({"TableName": "Music"})).await;
        engine.reopened();
        engine.advance(7200);
        assert_eq!(used(&engine, "ReadCapacityUnit-Hrs"), Quantity::whole(10), "the hour in which it stood");
    }

    #[tokio::test]
    async fn infrequent_access_has_usage_types_of_its_own() {
        let engine = Engine::new();
        engine
            .call("CreateTable", Engine::merged(Engine::music(), json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"})))
            .await;
        assert_eq!(used(&engine, "IA-ReadCapacityUnit-Hrs"), Quantity::whole(10));
        assert_eq!(used(&engine, "ReadCapacityUnit-Hrs"), Quantity::default());
    }
}
