//! An engine for DynamoDB's model that is small enough to know by heart: it repeats, fails and panics on demand.

use std::sync::Arc;

use labs_aws::Boundary;
use labs_world::{BoxFuture, Call, DEFAULT_START, Document, Map, Reply, Service, ServiceError, World};

/// What it does depends on the operation and on the table's name.
pub(crate) struct Fake;

impl Service for Fake {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn operations(&self) -> Vec<&'static str> {
        vec!["CreateTable", "GetItem", "ListTables", "PutItem", "Query", "Scan", "TagResource", "UpdateItem"]
    }

    fn call<'a>(&'a self, call: Call) -> BoxFuture<'a, Result<Reply, ServiceError>> {
        Box::pin(async move {
            let table = call.input.get("TableName").and_then(Document::as_str).unwrap_or_default().to_owned();
            match (call.operation.as_str(), table.as_str()) {
                (_, "panics") => panic!("the fake was asked to"),
                (_, "unmodelled") => Ok(Reply::new(one("Colour", "red"))),
                (_, "failing") => Err(ServiceError::server("InternalServerError", "the fake was asked to fail")),
                (_, "full") => Err(ServiceError::place("InternalServerError", "no storage space")),
                (_, "missing") => {
                    Err(ServiceError::client("ResourceNotFoundException", "Requested resource not found"))
                }
                // Gives the key back as the item, so that every kind of value can be seen to travel both ways.
                ("GetItem", _) => Ok(Reply::new(one("Item", call.input["Key"].clone()))),
                ("ListTables", _) => {
                    let names =
                        vec![Document::from("Music"), Document::from(call.caller.access_key.unwrap_or_default())];
                    Ok(Reply::new(one("TableNames", names)))
                }
                _ => Ok(Reply::new(Map::new())),
            }
        })
    }
}

/// A structure with one member.
pub(crate) fn one(name: &str, value: impl Into<Document>) -> Map {
    Map::from([(name.to_owned(), value.into())])
}

/// The fake behind a boundary, in a virtual world.
pub(crate) fn boundary() -> Arc<Boundary> {
    let world = Arc::new(World::in_memory(7, DEFAULT_START));
    Arc::new(Boundary::new(world, vec![Arc::new(Fake)]).unwrap())
}
