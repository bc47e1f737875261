//! What tables report to the world's meter: units of requests on demand, capacity by the hour when it is provisioned.
//!
//! Usage types are spelled as in AWS's bills. Tables of the infrequent-access class have types of their own, which begin with
//! `IA-`, because they have prices of their own. Storage is not reported: the little that a lab stores costs less than the
//! meter can count.

use labs_world::Timestamp;
use labs_world::meter::{Meter, Quantity};

use crate::table::{Billing, Table, TableClass};

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

/// From `at` on, a provisioned table costs something by the hour. A meter that knows already (it was restored together with
/// the store) is left as it is.
pub(crate) fn stand(meter: &Meter, table: &Table, at: Timestamp) {
    let Billing::Provisioned { read, write } = table.billing else { return };
    for (access, units) in [(Access::Read, read), (Access::Write, write)] {
        let usage_type = usage_type(table, capacity_type(access));
        meter.stand(&standing_id(table, access), "dynamodb", &usage_type, Quantity::whole(units), at).ok();
    }
}

/// From `at` on, a table costs nothing any more. A meter that has heard that already is left as it is.
pub(crate) fn end(meter: &Meter, table: &Table, at: Timestamp) {
    if let Billing::Provisioned { .. } = table.billing {
        for access in [Access::Read, Access::Write] {
            meter.end(&standing_id(table, access), at).ok();
        }
    }
}

fn capacity_type(access: Access) -> &'static str {
    match access {
        Access::Read => "ReadCapacityUnit-Hrs",
        Access::Write => "WriteCapacityUnit-Hrs",
    }
}

fn usage_type(table: &Table, base: &str) -> String {
    match table.class {
        None | Some(TableClass::Standard) => base.to_owned(),
        Some(TableClass::InfrequentAccess) => format!("IA-{base}"),
    }
}

fn standing_id(table: &Table, access: Access) -> String {
    format!("dynamodb/{}/{}", table.id, capacity_type(access))
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
