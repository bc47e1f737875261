//! The catalog through the boundary: what clients of Glue's API send and see.

use labs_world::{Document, Map};
use proptest::prelude::*;

use super::operation::OPERATIONS;
use super::testing::{Glue, json};

#[tokio::test]
async fn a_database_lives_and_dies_as_on_aws() {
    let glue = Glue::new();
    let input = json!({"Name": "Shop", "Description": "Ours", "LocationUri": "s3://b/", "Parameters": {"a": "b"}});
    assert_eq!(glue.call("CreateDatabase", json!({"DatabaseInput": input})).await, json!({}));
    let permissions =
        json!([{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]);
    assert_eq!(
        glue.call("GetDatabase", json!({"Name": "SHOP", "CatalogId": "123456789012"})).await,
        json!({"Database": {"Name": "shop", "Description": "Ours", "LocationUri": "s3://b/", "Parameters": {"a": "b"},
            "CreateTime": 1_767_225_600.0, "CreateTableDefaultPermissions": permissions, "CatalogId": "123456789012"}})
    );
    glue.call("UpdateDatabase", json!({"Name": "shop", "DatabaseInput": {"Name": "shop"}})).await;
    let first = glue.call("GetDatabases", json!({"MaxResults": 1})).await;
    assert_eq!(first["DatabaseList"][0]["Name"], "default");
    let second = glue.call("GetDatabases", json!({"MaxResults": 1, "NextToken": first["NextToken"]})).await;
    assert_eq!((&second["DatabaseList"][0]["Name"], second.get("NextToken")), (&json!("shop"), None));
    assert_eq!(second["DatabaseList"][0].get("Description"), None);
    for (operation, input, words) in [
        (
            "CreateDatabase",
            json!({"DatabaseInput": {"Name": "shop"}}),
            "AlreadyExistsException: Database already exists.",
        ),
        ("GetDatabase", json!({"Name": "Nowhere"}), "EntityNotFoundException: Database Nowhere not found."),
        ("GetDatabase", json!({"Name": "shop", "CatalogId": "1"}), "EntityNotFoundException: Catalog 1 not found."),
        (
            "GetDatabases",
            json!({"NextToken": "x"}),
            "InvalidInputException: `x` is no NextToken of an earlier answer; leave it out to start from the first page",
        ),
    ] {
        assert_eq!(glue.fail(operation, input).await, words);
    }
    glue.call("DeleteDatabase", json!({"Name": "shop"})).await;
    assert_eq!(
        glue.fail("DeleteDatabase", json!({"Name": "shop"})).await,
        "EntityNotFoundException: Database shop not found."
    );
}

#[tokio::test]
async fn a_table_is_shown_as_it_was_made() {
    let glue = Glue::with_orders().await;
    let table = glue.call("GetTable", json!({"DatabaseName": "Shop", "Name": "ORDERS"})).await;
    assert_eq!(
        table,
        json!({"Table": {
            "Name": "orders",
            "DatabaseName": "shop",
            "Owner": "owner",
            "CreateTime": 1_767_225_600.0,
            "UpdateTime": 1_767_225_600.0,
            "Retention": 0,
            "StorageDescriptor": {
                "Columns": [{"Name": "id", "Type": "bigint", "Comment": "the key"}, {"Name": "amount", "Type": "decimal(10,2)"}],
                "Location": "s3://bucket/orders/",
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "Compressed": false,
                "NumberOfBuckets": 0,
                "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.OpenCSVSerde", "Parameters": {"separatorChar": ","}},
                "BucketColumns": [],
                "SortColumns": [],
                "StoredAsSubDirectories": false,
            },
            "PartitionKeys": [{"Name": "year", "Type": "int"}, {"Name": "month", "Type": "string"}],
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"classification": "csv"},
            "IsRegisteredWithLakeFormation": false,
            "CatalogId": "123456789012",
            "VersionId": "0",
            "IsMultiDialectView": false,
        }})
    );
}

#[tokio::test]
async fn tables_are_listed_changed_and_deleted() {
    let glue = Glue::with_orders().await;
    for name in ["customers", "orders_2024"] {
        glue.call("CreateTable", json!({"DatabaseName": "shop", "TableInput": {"Name": name}})).await;
    }
    let names = |expression: &str| {
        let request = json!({"DatabaseName": "shop", "Expression": expression});
        let glue = &glue;
        async move {
            let list = glue.call("GetTables", request).await["TableList"].clone();
            list.as_array()
                .unwrap()
                .iter()
                .map(|table| table["Name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
                .join(" ")
        }
    };
    assert_eq!(names("").await, "");
    assert_eq!(names("*").await, "customers orders orders_2024");
    assert_eq!(names("orders*").await, "orders orders_2024");
    assert_eq!(names(".*_\\d+").await, "orders_2024");
    assert_eq!(names("ORDERS|cust.*").await, "customers orders");
    assert_eq!(
        glue.fail("GetTables", json!({"DatabaseName": "shop", "Expression": "("})).await,
        "InvalidInputException: `(` is not a regular expression"
    );
    let page = glue.call("GetTables", json!({"DatabaseName": "shop", "MaxResults": 2})).await;
    let rest = glue.call("GetTables", json!({"DatabaseName": "shop", "NextToken": page["NextToken"]})).await;
    assert_eq!(
        (page["TableList"].as_array().unwrap().len(), rest["TableList"][0]["Name"].as_str()),
        (2, Some("orders_2024"))
    );

    glue.call(
        "UpdateTable",
        json!({"DatabaseName": "shop", "TableInput": {"Name": "orders", "Description": "All Orders"}}),
    )
    .await;
    let versions = glue.call("GetTableVersions", json!({"DatabaseName": "shop", "TableName": "orders"})).await;
    assert_eq!(
        (&versions["TableVersions"][0]["VersionId"], &versions["TableVersions"][1]["VersionId"]),
        (&json!("1"), &json!("0"))
    );
    let first =
        glue.call("GetTableVersion", json!({"DatabaseName": "shop", "TableName": "orders", "VersionId": "0"})).await;
    assert_eq!(first["TableVersion"]["Table"]["Owner"], "owner");
    let found = glue
        .call(
            "SearchTables",
            json!({"SearchText": "all orders", "Filters": [{"Key": "DatabaseName", "Value": "shop"}]}),
        )
        .await;
    assert_eq!(found["TableList"].as_array().unwrap().len(), 1);

    let gone = glue
        .call("BatchDeleteTable", json!({"DatabaseName": "shop", "TablesToDelete": ["orders_2024", "nowhere"]}))
        .await;
    assert_eq!(
        gone,
        json!({"Errors": [{"TableName": "nowhere", "ErrorDetail":
        {"ErrorCode": "EntityNotFoundException", "ErrorMessage": "Table nowhere not found."}}]})
    );
    glue.call("DeleteTable", json!({"DatabaseName": "shop", "Name": "orders"})).await;
    assert_eq!(names("*").await, "customers");
    for (operation, input, words) in [
        ("GetTable", json!({"DatabaseName": "shop", "Name": "orders"}), "EntityNotFoundException: Entity Not Found"),
        (
            "GetTable",
            json!({"DatabaseName": "no", "Name": "orders"}),
            "EntityNotFoundException: Database no not found.",
        ),
        (
            "DeleteTable",
            json!({"DatabaseName": "shop", "Name": "orders"}),
            "EntityNotFoundException: Table orders not found.",
        ),
        (
            "UpdateTable",
            json!({"DatabaseName": "shop", "TableInput": {"Name": "orders"}}),
            "EntityNotFoundException: Table orders not found.",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "shop", "TableInput": {"Name": "customers"}}),
            "AlreadyExistsException: Table already exists.",
        ),
        (
            "GetTableVersion",
            json!({"DatabaseName": "shop", "TableName": "customers", "VersionId": "7"}),
            "EntityNotFoundException: Version not found.",
        ),
        (
            "CreateTable",
            json!({"DatabaseName": "shop", "TableInput": {"Name": "x", "TargetTable": {"Name": "y"}}}),
            "InvalidInputException: TargetTable of TableInput is not supported by this version of the local Glue engine; it supports Name, Description, Owner, LastAccessTime, LastAnalyzedTime, Retention, StorageDescriptor, PartitionKeys, ViewOriginalText, ViewExpandedText, TableType, Parameters.",
        ),
    ] {
        assert_eq!(glue.fail(operation, input).await, words);
    }
}

#[tokio::test]
async fn partitions_are_filtered_paged_and_shared_out() {
    let glue = Glue::with_orders().await;
    let of = |members: serde_json::Value| {
        let mut request = json!({"DatabaseName": "shop", "TableName": "orders"});
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        request
    };
    let values = |reply: &serde_json::Value| {
        reply["Partitions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| found["Values"].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let all = glue.call("GetPartitions", of(json!({}))).await;
    assert_eq!(values(&all), r#"["2023","12"] ["2024","01"] ["2024","02"]"#);
    let some = glue.call("GetPartitions", of(json!({"Expression": "year = 2024 AND month > '01'"}))).await;
    assert_eq!(values(&some), r#"["2024","02"]"#);
    assert_eq!(values(&glue.call("GetPartitions", of(json!({"Expression": ""}))).await), values(&all));
    let first = glue.call("GetPartitions", of(json!({"MaxResults": 2}))).await;
    let rest = glue.call("GetPartitions", of(json!({"MaxResults": 2, "NextToken": first["NextToken"]}))).await;
    assert_eq!(format!("{} {}", values(&first), values(&rest)), values(&all));
    assert_eq!(rest.get("NextToken"), None);
    let mut shared = 0;
    for number in 0..3 {
        let segment = json!({"Segment": {"SegmentNumber": number, "TotalSegments": 3}});
        shared += glue.call("GetPartitions", of(segment)).await["Partitions"].as_array().unwrap().len();
    }
    assert_eq!(shared, 3);
    for (members, words) in [
        (
            json!({"Expression": "hour = 1"}),
            "InvalidInputException: Invalid partition expression! Unknown column 'hour'; the partition keys are year, month",
        ),
        (
            json!({"Segment": {"SegmentNumber": 3, "TotalSegments": 3}}),
            "InvalidInputException: SegmentNumber 3 is not one of 3 segments, which are numbered from 0",
        ),
        (json!({"TableName": "no"}), "EntityNotFoundException: Table no not found."),
    ] {
        assert_eq!(glue.fail("GetPartitions", of(members)).await, words);
    }
}

#[tokio::test]
async fn partitions_are_made_changed_and_deleted() {
    let glue = Glue::with_orders().await;
    let of = |members: serde_json::Value| {
        let mut request = json!({"DatabaseName": "shop", "TableName": "orders"});
        request.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        request
    };
    let detail = |code: &str, message: &str| json!({"ErrorCode": code, "ErrorMessage": message});
    let made = glue
        .call(
            "BatchCreatePartition",
            of(json!({"PartitionInputList": [{"Values": ["2025", "01"]}, {"Values": ["2024", "01"]}]})),
        )
        .await;
    assert_eq!(
        made,
        json!({"Errors": [{"PartitionValues": ["2024", "01"], "ErrorDetail": detail("AlreadyExistsException", "Partition already exists.")}]})
    );
    let location = json!({"Location": "s3://b/2025/", "Columns": [{"Name": "id", "Type": "int"}]});
    glue.call("UpdatePartition", of(json!({"PartitionValueList": ["2025", "01"], "PartitionInput": {"Values": ["2025", "01"], "StorageDescriptor": location}}))).await;
    let found = glue.call("GetPartition", of(json!({"PartitionValues": ["2025", "01"]}))).await;
    assert_eq!(
        found["Partition"],
        json!({"Values": ["2025", "01"], "DatabaseName": "shop", "TableName": "orders", "CreationTime": 1_767_225_600.0,
            "StorageDescriptor": {"Columns": [{"Name": "id", "Type": "int"}], "Location": "s3://b/2025/", "Compressed": false,
                "NumberOfBuckets": 0, "BucketColumns": [], "SortColumns": [], "StoredAsSubDirectories": false},
            "CatalogId": "123456789012"})
    );
    let bare = glue.call("GetPartitions", of(json!({"ExcludeColumnSchema": true, "Expression": "year = 2025"}))).await;
    assert_eq!(bare["Partitions"][0]["StorageDescriptor"].get("Columns"), None);
    let several = glue
        .call("BatchGetPartition", of(json!({"PartitionsToGet": [{"Values": ["2025", "01"]}, {"Values": ["1", "1"]}]})))
        .await;
    assert_eq!((several["Partitions"].as_array().unwrap().len(), &several["UnprocessedKeys"]), (1, &json!([])));
    let changed = glue
        .call(
            "BatchUpdatePartition",
            of(json!({"Entries": [
            {"PartitionValueList": ["1", "1"], "PartitionInput": {"Values": ["1", "1"]}},
            {"PartitionValueList": ["2025", "01"], "PartitionInput": {"Values": ["2026", "01"]}}]})),
        )
        .await;
    assert_eq!(
        changed,
        json!({"Errors": [{"PartitionValueList": ["1", "1"], "ErrorDetail": detail("EntityNotFoundException", "Cannot find partition.")}]})
    );
    let gone = glue
        .call(
            "BatchDeletePartition",
            of(json!({"PartitionsToDelete": [{"Values": ["2026", "01"]}, {"Values": ["1", "1"]}]})),
        )
        .await;
    assert_eq!(
        gone,
        json!({"Errors": [{"PartitionValues": ["1", "1"], "ErrorDetail": detail("EntityNotFoundException", "Cannot find partition.")}]})
    );
    glue.call("DeletePartition", of(json!({"PartitionValues": ["2023", "12"]}))).await;
    assert_eq!(glue.call("GetPartitions", of(json!({}))).await["Partitions"].as_array().unwrap().len(), 2);
    for (operation, members, words) in [
        ("GetPartition", json!({"PartitionValues": ["2026", "01"]}), "EntityNotFoundException: Cannot find partition."),
        (
            "CreatePartition",
            json!({"PartitionInput": {"Values": ["2024", "01"]}}),
            "AlreadyExistsException: Partition already exists.",
        ),
        (
            "CreatePartition",
            json!({"PartitionInput": {"Values": ["2024"]}}),
            "InvalidInputException: The number of partition keys do not match the number of partition values",
        ),
    ] {
        assert_eq!(glue.fail(operation, of(members)).await, words);
    }
}

#[tokio::test]
async fn an_operation_that_is_not_listed_is_refused_by_name() {
    let error = Glue::new().without_boundary("StartCrawler", Map::new()).await.unwrap_err();
    assert_eq!(error.code, "UnknownOperationException");
    assert!(error.message.contains("StartCrawler"), "{}", error.message);
}

/// Documents of every shape, with Glue's words in the places of names often enough to get past the first check.
fn any_document() -> impl Strategy<Value = Document> {
    let words = prop::sample::select(vec![
        "Name",
        "Values",
        "Columns",
        "Type",
        "StorageDescriptor",
        "SerdeInfo",
        "Parameters",
        "PartitionKeys",
        "shop",
        "orders",
        "year",
        "PartitionInput",
        "PartitionValueList",
        "SegmentNumber",
        "TotalSegments",
        "k",
        "k00ff",
        "year = 1",
        "*",
        "(",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Document::Null),
        any::<bool>().prop_map(Document::Bool),
        any::<i64>().prop_map(Document::Integer),
        any::<f64>().prop_map(Document::Float),
        words.clone().prop_map(Document::from),
        ".{0,4}".prop_map(Document::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Document::List),
            prop::collection::vec((words.clone(), inner), 0..4).prop_map(|entries| Document::Map(
                entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_input_makes_the_engine_panic(
        calls in prop::collection::vec(
            (0..OPERATIONS.len(), prop::collection::vec((any::<prop::sample::Index>(), any_document()), 0..6)), 1..6),
    ) {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
            let glue = Glue::with_orders().await;
            for (place, entries) in calls {
                let operation = &OPERATIONS[place];
                let mut input = Map::from_iter([
                    ("DatabaseName".to_owned(), Document::from("shop")),
                    ("TableName".to_owned(), Document::from("orders")),
                ]);
                input.retain(|name, _| operation.members.contains(&name.as_str()));
                for (index, value) in entries {
                    input.insert(operation.members[index.index(operation.members.len())].to_owned(), value);
                }
                let _ = glue.without_boundary(operation.name, input).await;
            }
        });
    }
}
