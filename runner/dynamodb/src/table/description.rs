//! `TableDescription`: a table as CreateTable, DescribeTable and DeleteTable show it.

use labs_world::{Document, Map, World};

use super::catalog::Counters;
use super::{Billing, DeletionProtection, Status, Table, TableClass};

/// The whole description, with the state that the operation answers.
pub(crate) fn describe(world: &World, table: &Table, status: Status, counters: Counters) -> Document {
    let mut definitions: Vec<_> = table.key.attributes().collect();
    definitions.sort_by(|one, other| one.name.cmp(&other.name));
    let definitions = definitions.into_iter().map(|attribute| {
        structure([
            ("AttributeName", attribute.name.as_str().into()),
            ("AttributeType", attribute.key_type.name().into()),
        ])
    });
    let schema = table.key.attributes().zip(["HASH", "RANGE"]).map(|(attribute, role)| {
        structure([("AttributeName", attribute.name.as_str().into()), ("KeyType", role.into())])
    });
    let mut description = Map::from_iter([
        ("AttributeDefinitions".to_owned(), definitions.collect::<Vec<_>>().into()),
        ("TableName".to_owned(), table.name.as_str().into()),
        ("KeySchema".to_owned(), schema.collect::<Vec<_>>().into()),
        ("TableStatus".to_owned(), status.name().into()),
        ("CreationDateTime".to_owned(), table.created.into()),
    ]);
    insert_counted(world, table, counters, &mut description);
    if table.billing == Billing::OnDemand {
        let mut summary = Map::from_iter([("BillingMode".to_owned(), "PAY_PER_REQUEST".into())]);
        if status == Status::Active {
            summary.insert("LastUpdateToPayPerRequestDateTime".to_owned(), table.created.into());
        }
        description.insert("BillingModeSummary".to_owned(), summary.into());
    }
    if let Some(class) = table.class {
        let class = match class {
            TableClass::Standard => "STANDARD",
            TableClass::InfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        };
        description.insert("TableClassSummary".to_owned(), structure([("TableClass", class.into())]));
    }
    insert_protection(table, &mut description);
    description.into()
}

/// What DeleteTable answers: the description without the table's definition.
pub(crate) fn describe_deleted(world: &World, table: &Table, counters: Counters) -> Document {
    let mut description = Map::from_iter([
        ("TableName".to_owned(), table.name.as_str().into()),
        ("TableStatus".to_owned(), Status::Deleting.name().into()),
    ]);
    insert_counted(world, table, counters, &mut description);
    insert_protection(table, &mut description);
    description.into()
}

fn insert_counted(world: &World, table: &Table, counters: Counters, description: &mut Map) {
    let (read, write) = match table.billing {
        Billing::OnDemand => (0, 0),
        Billing::Provisioned { read, write } => (read, write),
    };
    let throughput = structure([
        ("NumberOfDecreasesToday", Document::Integer(0)),
        ("ReadCapacityUnits", whole(read)),
        ("WriteCapacityUnits", whole(write)),
    ]);
    let arn = format!("arn:aws:dynamodb:{}:{}:table/{}", world.region(), world.account(), table.name);
    description.extend([
        ("ProvisionedThroughput".to_owned(), throughput),
        ("TableSizeBytes".to_owned(), whole(counters.bytes)),
        ("ItemCount".to_owned(), whole(counters.items)),
        ("TableArn".to_owned(), arn.into()),
        ("TableId".to_owned(), table.id.as_str().into()),
    ]);
}

fn insert_protection(table: &Table, description: &mut Map) {
    let protected = table.deletion_protection == DeletionProtection::Enabled;
    description.insert("DeletionProtectionEnabled".to_owned(), protected.into());
}

fn structure<const N: usize>(members: [(&str, Document); N]) -> Document {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map>().into()
}

fn whole(count: u64) -> Document {
    Document::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}
