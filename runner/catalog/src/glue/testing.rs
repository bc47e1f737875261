//! What the tests of Glue's API share: a catalog behind the boundary, called with JSON as a client calls it.

use std::sync::Arc;

use labs_aws::Boundary;
use labs_aws::model::{Models, ServiceModel};
use labs_aws::protocol::json::{read_structure, write_structure};
use labs_world::{Call, DEFAULT_START, Map, Reply, Service, ServiceError, World};
use serde_json::Value;

use super::GlueCatalog;
use crate::store::Catalog;

pub(super) use serde_json::json;

fn model() -> &'static ServiceModel {
    Models::by_name("glue").unwrap()
}

/// A catalog that is called with JSON through the boundary.
pub(super) struct Glue {
    service: GlueCatalog,
    boundary: Boundary,
}

impl Glue {
    /// An empty catalog.
    pub(super) fn new() -> Self {
        let world = Arc::new(World::in_memory(1, DEFAULT_START));
        let service = GlueCatalog::new(Catalog::open(Arc::clone(&world)).unwrap());
        let engine: Arc<dyn Service> = Arc::new(service.clone());
        Self { service, boundary: Boundary::new(world, vec![engine]).unwrap() }
    }

    /// A catalog with a database `shop` and a table `orders` of three partitions.
    pub(super) async fn with_orders() -> Self {
        let glue = Self::new();
        glue.call("CreateDatabase", json!({"DatabaseInput": {"Name": "Shop"}})).await;
        glue.call("CreateTable", json!({"DatabaseName": "shop", "TableInput": Self::orders()})).await;
        for (year, month) in [("2024", "02"), ("2024", "01"), ("2023", "12")] {
            let input = json!({"Values": [year, month]});
            glue.call(
                "CreatePartition",
                json!({"DatabaseName": "shop", "TableName": "orders", "PartitionInput": input}),
            )
            .await;
        }
        glue
    }

    /// TableInput of a table Orders.
    pub(super) fn orders() -> Value {
        json!({
            "Name": "Orders",
            "Owner": "owner",
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "bigint", "Comment": "the key"}, {"Name": "amount", "Type": "decimal(10,2)"}],
                "Location": "s3://bucket/orders/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde", "Parameters": {"separatorChar": ","}},
            },
            "PartitionKeys": [{"Name": "year", "Type": "int"}, {"Name": "month", "Type": "string"}],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "csv"},
        })
    }

    pub(super) async fn try_call(&self, operation: &str, members: Value) -> Result<Value, ServiceError> {
        let shape = model().operations.get(operation).and_then(|operation| model().input_of(operation));
        let outcome = match read_structure(model(), shape, &serde_json::to_vec(&members).unwrap()) {
            Ok(input) => self.boundary.perform(Call::new("glue", operation, input)).await,
            Err(error) => self.boundary.refuse("glue", operation, error.into()),
        };
        outcome.result.map(|reply| serde_json::from_slice(&write_structure(&reply.output)).unwrap())
    }

    /// What a call answers that must succeed.
    pub(super) async fn call(&self, operation: &str, members: Value) -> Value {
        self.try_call(operation, members).await.unwrap_or_else(|error| panic!("{operation}: {error}"))
    }

    /// Code and sentence of a call that must fail.
    pub(super) async fn fail(&self, operation: &str, members: Value) -> String {
        match self.try_call(operation, members).await {
            Err(error) => error.to_string(),
            Ok(reply) => panic!("{operation} succeeded: {reply}"),
        }
    }

    /// What the engine answers to a call that no boundary has checked.
    pub(super) async fn without_boundary(&self, operation: &str, input: Map) -> Result<Reply, ServiceError> {
        self.service.call(Call::new("glue", operation, input)).await
    }
}
