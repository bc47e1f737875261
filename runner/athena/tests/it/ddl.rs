//! DDL, SHOW and DESCRIBE: what they do to the catalog, what they answer, what they leave in S3.

use serde_json::json;

use crate::lab::Lab;

const ORDERS: &str = "CREATE EXTERNAL TABLE orders (id bigint COMMENT 'key', customer string, total decimal(10,2)) \
     PARTITIONED BY (year int, month string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/orders/'";

#[tokio::test]
async fn databases_and_tables_come_and_go() {
    let lab = Lab::new().await;
    lab.sql("CREATE DATABASE shop").await;
    assert!(lab.fails("CREATE DATABASE shop").await.ends_with("Database shop already exists"));
    lab.sql("CREATE DATABASE IF NOT EXISTS shop").await;
    lab.sql("CREATE EXTERNAL TABLE shop.t (a int) LOCATION 's3://lake/t/'").await;
    assert!(
        lab.fails("CREATE EXTERNAL TABLE shop.t (a int) LOCATION 's3://lake/t/'")
            .await
            .contains("Table t already exists")
    );
    assert_eq!(lab.sql("SHOW DATABASES").await.lines(), ["default", "shop"]);
    assert_eq!(lab.sql("SHOW TABLES IN shop").await.lines(), ["t"]);
    assert!(lab.fails("DROP DATABASE shop").await.contains("Database shop is not empty"));
    lab.sql("DROP TABLE shop.t").await;
    lab.sql("DROP TABLE IF EXISTS shop.t").await;
    assert!(lab.fails("DROP TABLE shop.t").await.ends_with("Table not found shop.t"));
    lab.sql("DROP DATABASE shop").await;
    lab.sql("DROP DATABASE IF EXISTS shop").await;
}

#[tokio::test]
async fn describe_has_hives_layout() {
    let lab = Lab::new().await;
    lab.sql(ORDERS).await;
    let answer = lab.sql("DESCRIBE orders").await;
    let names: Vec<_> = answer.columns.iter().map(|(name, data_type)| format!("{name} {data_type}")).collect();
    assert_eq!(names, ["col_name string", "data_type string", "comment string"]);
    assert_eq!(
        answer.lines(),
        [
            "id                  \tbigint              \tkey                 ",
            "customer            \tstring              \t                    ",
            "total               \tdecimal(10,2)       \t                    ",
            "year                \tint                 \t                    ",
            "month               \tstring              \t                    ",
            "\t \t ",
            "# Partition Information\t \t ",
            "# col_name            \tdata_type           \tcomment             ",
            "year                \tint                 \t                    ",
            "month               \tstring              \t                    ",
        ]
    );
    assert_eq!(lab.text(&format!("s3://results/q/{}.txt", answer.id)).await, answer.lines().join("\n"));
    assert_eq!(lab.sql("SHOW COLUMNS IN orders").await.lines().len(), 5);
    let created = lab.sql("SHOW CREATE TABLE orders").await;
    assert_eq!(created.lines()[0], "CREATE EXTERNAL TABLE `orders`(");
    assert_eq!(created.columns, [("createtab_stmt".to_owned(), "string".to_owned())]);
}

#[tokio::test]
async fn partitions_are_added_found_and_dropped() {
    let lab = Lab::new().await;
    lab.sql(ORDERS).await;
    assert_eq!(lab.sql("MSCK REPAIR TABLE orders").await.lines(), ["Tables missing on filesystem:\torders"]);
    for key in ["year=2024/month=01/a.csv", "year=2024/month=02/a.csv", "other/b.csv", "_tmp/year=1/month=1/c"] {
        lab.put(&format!("orders/{key}"), "1,a,2.50\n").await;
    }
    assert_eq!(
        lab.sql("MSCK REPAIR TABLE orders").await.lines(),
        [
            "Partitions not in metastore:\torders:year=2024/month=01\torders:year=2024/month=02",
            "Repair: Added partition to metastore orders:year=2024/month=01",
            "Repair: Added partition to metastore orders:year=2024/month=02",
        ]
    );
    assert_eq!(lab.sql("MSCK REPAIR TABLE orders").await.lines(), Vec::<String>::new());
    lab.sql("ALTER TABLE orders ADD PARTITION (year = 2025, month = '01') LOCATION 's3://lake/elsewhere/'").await;
    assert!(lab.fails("ALTER TABLE orders ADD PARTITION (year = 2025, month = '01')").await.contains("already exists"));
    lab.sql("ALTER TABLE orders ADD IF NOT EXISTS PARTITION (year = 2025, month = '01')").await;
    assert_eq!(
        lab.sql("SHOW PARTITIONS orders").await.lines(),
        ["year=2024/month=01", "year=2024/month=02", "year=2025/month=01"]
    );
    lab.sql("ALTER TABLE orders DROP PARTITION (year = 2024, month = '02')").await;
    assert!(
        lab.fails("ALTER TABLE orders DROP PARTITION (year = 2024, month = '02')")
            .await
            .contains("Partition not found")
    );
    assert_eq!(lab.sql("SHOW PARTITIONS orders").await.lines(), ["year=2024/month=01", "year=2025/month=01"]);
}

#[tokio::test]
async fn tables_are_altered() {
    let lab = Lab::new().await;
    lab.sql("CREATE EXTERNAL TABLE t (a int, b string) LOCATION 's3://lake/t/'").await;
    lab.sql("ALTER TABLE t ADD COLUMNS (c double)").await;
    lab.sql("ALTER TABLE t SET TBLPROPERTIES ('note' = 'x')").await;
    lab.sql("ALTER TABLE t SET LOCATION 's3://lake/u/'").await;
    let table = lab.catalog.get_table("default", "t").unwrap();
    let names: Vec<_> = table.storage.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(table.storage.location.as_deref(), Some("s3://lake/u/"));
    assert_eq!(lab.sql("SHOW TBLPROPERTIES t('note')").await.lines(), ["x"]);
    lab.sql("ALTER TABLE t REPLACE COLUMNS (z int)").await;
    assert_eq!(
        lab.sql("DESCRIBE t").await.lines(),
        ["z                   \tint                 \t                    "]
    );
    lab.sql("CREATE DATABASE d").await;
    lab.sql("ALTER DATABASE d SET DBPROPERTIES ('a' = 'b')").await;
    assert_eq!(lab.catalog.get_database("d").unwrap().parameters["a"], "b");
}

#[tokio::test]
async fn a_failed_statement_leaves_its_reason() {
    let lab = Lab::new().await;
    let execution = lab.execution("DESCRIBE missing").await;
    assert_eq!(execution["Status"]["State"], "FAILED");
    let reason = execution["Status"]["StateChangeReason"].as_str().unwrap();
    assert_eq!(reason, "FAILED: SemanticException [Error 10001]: Table not found default.missing");
    assert_eq!(execution["Status"]["AthenaError"]["ErrorMessage"], reason);
    let at = execution["ResultConfiguration"]["OutputLocation"].as_str().unwrap();
    assert_eq!(lab.text(at).await, reason);
    assert_eq!(execution["Statistics"]["DataScannedInBytes"], json!(0));
}
