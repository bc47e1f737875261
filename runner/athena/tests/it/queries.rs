//! SELECT over files: formats, partitions, errors.

use std::io::Write;

use crate::lab::Lab;

#[tokio::test]
async fn delimited_text_is_read() {
    let lab = Lab::new().await;
    lab.put("t/a.csv", "id,name,price,day\n1,ann,1.5,2024-01-01\n2,bob,x,2024-13-01\n").await;
    lab.put("t/b.csv", "id,name,price,day\r\n3,,2.5,\\N\r\n").await;
    lab.put("t/_hidden.csv", "id\n9,no,9,2024-01-01\n").await;
    lab.put("t/empty.csv", "").await;
    lab.sql(
        "CREATE EXTERNAL TABLE t (id int, name string, price double, day date) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' \
         LOCATION 's3://lake/t/' TBLPROPERTIES ('skip.header.line.count' = '1')",
    )
    .await;
    let answer = lab.sql("SELECT * FROM t").await;
    assert_eq!(answer.lines(), ["1|ann|1.5|2024-01-01", "2|bob|NULL|NULL", "3||2.5|NULL"]);
    let types: Vec<_> = answer.columns.iter().map(|(_, data_type)| data_type.as_str()).collect();
    assert_eq!(types, ["integer", "varchar", "double", "date"]);
    assert_eq!(lab.sql("SELECT count(*) AS n, sum(id) AS s FROM t WHERE id > 1").await.lines(), ["2|5"]);
}

#[tokio::test]
async fn compressed_text_is_read_and_costs_what_it_weighs() {
    let lab = Lab::new().await;
    let text: String = (0..1000).map(|number| format!("{number}\n")).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let packed = gzip.finish().unwrap();
    let weight = packed.len() as i64;
    lab.put("t/a.gz", packed).await;
    lab.sql("CREATE EXTERNAL TABLE t (n int) LOCATION 's3://lake/t/'").await;
    let answer = lab.sql("SELECT sum(n) AS s FROM t").await;
    assert_eq!((answer.lines(), answer.scanned), (vec!["499500".to_owned()], weight));
    lab.put("t/b.snappy", "x").await;
    assert!(lab.fails("SELECT n FROM t").await.contains(".snappy (s3://lake/t/b.snappy) is not supported"));
}

#[tokio::test]
async fn csv_with_quotes_is_read_and_bad_numbers_are_errors() {
    let lab = Lab::new().await;
    lab.put("t/a.csv", "1,\"a, \"\"b\"\"\",19724\n2,,19725\n").await;
    lab.sql(
        "CREATE EXTERNAL TABLE t (id int, name string, day date) ROW FORMAT SERDE \
         'org.apache.hadoop.hive.serde2.OpenCSVSerde' LOCATION 's3://lake/t/'",
    )
    .await;
    assert_eq!(lab.sql("SELECT * FROM t").await.lines(), ["1|a, \"b\"|2024-01-02", "2||2024-01-03"]);
    lab.put("t/b.csv", ",x,1\n").await;
    let reason = lab.fails("SELECT id FROM t").await;
    assert!(
        reason.starts_with("HIVE_BAD_DATA: Error parsing field value '' for field 0: For input string: \"\""),
        "{reason}"
    );
    assert_eq!(lab.sql("SELECT count(*) AS n FROM t").await.lines(), ["3"]);
}

#[tokio::test]
async fn json_lines_are_read() {
    let lab = Lab::new().await;
    lab.put("t/a.json", "{\"Id\": 1, \"tags\": [\"a\", \"b\"], \"at\": {\"x\": 1.5}}\n{\"id\": 2}\n").await;
    lab.sql(
        "CREATE EXTERNAL TABLE t (id int, tags array<string>, at struct<x:double>) ROW FORMAT SERDE \
         'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/t/'",
    )
    .await;
    assert_eq!(lab.sql("SELECT * FROM t").await.lines(), ["1|[a, b]|{x=1.5}", "2|NULL|NULL"]);
    lab.put("t/b.json", "{no json\n").await;
    assert!(lab.fails("SELECT id FROM t").await.starts_with("HIVE_CURSOR_ERROR: Row is not a valid JSON Object"));
}

#[tokio::test]
async fn partitions_are_columns_and_spare_what_they_leave_out() {
    let lab = Lab::new().await;
    for (year, rows) in [("2023", "1\n2\n"), ("2024", "3\n")] {
        lab.put(&format!("t/year={year}/a.csv"), rows).await;
    }
    lab.sql("CREATE EXTERNAL TABLE t (n int) PARTITIONED BY (year int) LOCATION 's3://lake/t/'").await;
    assert_eq!(lab.sql("SELECT * FROM t").await.lines(), Vec::<String>::new());
    lab.sql("MSCK REPAIR TABLE t").await;
    let all = lab.sql("SELECT n, year FROM t ORDER BY n").await;
    assert_eq!((all.lines(), all.scanned), (vec!["1|2023".to_owned(), "2|2023".to_owned(), "3|2024".to_owned()], 6));
    let one = lab.sql("SELECT n FROM t WHERE year = 2024").await;
    assert_eq!((one.lines(), one.scanned), (vec!["3".to_owned()], 2));
    let none = lab.sql("SELECT n FROM t WHERE year > 2024").await;
    assert_eq!((none.lines(), none.scanned), (Vec::new(), 0));
    lab.sql("ALTER TABLE t SET TBLPROPERTIES ('projection.enabled' = 'true')").await;
    assert!(
        lab.fails("SELECT n FROM t").await.contains("Partition projection (projection.enabled of table default.t)")
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let lab = Lab::new().await;
    lab.sql("CREATE EXTERNAL TABLE t (n int) STORED AS ORC LOCATION 's3://lake/t/'").await;
    assert!(lab.fails("SELECT n FROM t").await.contains("OrcInputFormat"));
    lab.sql("CREATE EXTERNAL TABLE nowhere (n int) LOCATION 's3://lake/nothing/here/'").await;
    assert_eq!(lab.sql("SELECT n FROM nowhere").await.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn branches_of_a_union_come_in_their_order() {
    let lab = Lab::new().await;
    for name in ["a", "b", "c"] {
        lab.put(&format!("{name}/rows.csv"), format!("{name}\n").repeat(20_000)).await;
        lab.sql(&format!("CREATE EXTERNAL TABLE {name} (s string) LOCATION 's3://lake/{name}/'")).await;
    }
    let sql = "SELECT s FROM c UNION ALL SELECT s FROM a UNION ALL SELECT s FROM b";
    let first = lab.sql(sql).await;
    let mut order = first.lines();
    order.dedup();
    assert_eq!(order, ["c", "a", "b"]);
}
