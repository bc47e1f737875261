//! Answers.

use super::{kind, run, show, value};

#[test]
fn plain_queries_answer() {
    assert_eq!(show("SELECT 1"), ["1"]);
    assert_eq!(show("SELECT id, region FROM orders WHERE id < 3 ORDER BY id DESC"), ["2 | south", "1 | north"]);
    assert_eq!(show("VALUES 1, 2"), ["1", "2"]);
    assert_eq!(show("TABLE customers"), ["10 | Anh", "20 | Bình", "40 | Chi"]);
    assert_eq!(show("SELECT count(*), sum(id) FROM orders"), ["5 | 15"]);
}

#[test]
fn columns_are_headed_as_athena_heads_them() {
    let (columns, _) = run("SELECT id, id, 1, 'a' AS b, o.id, *, Region FROM orders o LIMIT 1").unwrap();
    let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["id", "id", "_col2", "b", "id", "id", "customer", "region", "price", "weight", "day", "tags", "Region"]
    );
}

#[test]
fn numbers_have_trinos_types() {
    for (expression, wanted) in [
        ("1", "integer"),
        ("3000000000", "bigint"),
        ("1.10", "decimal(3,2)"),
        ("1e0", "double"),
        ("1 + 1.5", "decimal(12,1)"),
        ("7 / 2", "integer"),
        ("1.0 / 3", "decimal(2,1)"),
        ("'ab'", "varchar(2)"),
        ("DATE '2020-01-01' + INTERVAL '1' DAY", "date"),
        ("count(*)", "bigint"),
        ("ARRAY[1, 2.5]", "array(decimal(11,1))"),
        ("CAST(ROW(1, 'a') AS ROW(x bigint, y varchar)).x", "bigint"),
        ("TIMESTAMP '2020-01-01 00:00:00'", "timestamp(0)"),
        ("NULL", "unknown"),
    ] {
        assert_eq!(kind(expression), wanted, "{expression}");
    }
}

#[test]
fn arithmetic_follows_trino() {
    for (expression, wanted) in [
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("-7 % 3", "-1"),
        ("1.10 + 2.20", "3.30"),
        ("1.5 * 1.5", "2.25"),
        ("10.00 / 3", "3.33"),
        ("5e0 / 0", "Infinity"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1 + NULL", "NULL"),
        ("CAST(1.5 AS integer)", "2"),
        ("CAST(2.5e0 AS bigint)", "3"),
        ("CAST(1e20 AS varchar)", "1.0E20"),
        ("CAST(1.10 AS varchar)", "1.10"),
        ("CAST('abc' AS varchar(2))", "ab"),
        ("TRY_CAST('x' AS integer)", "NULL"),
        ("TRY(1 / 0)", "NULL"),
        ("CAST(TIMESTAMP '2020-01-01 10:00:00.5' AS varchar)", "2020-01-01 10:00:00.500"),
        ("DATE '2024-01-31' + INTERVAL '1' MONTH", "2024-02-29"),
        ("CAST(DATE '2020-01-02' AS varchar)", "2020-01-02"),
        ("INTERVAL '2' DAY > INTERVAL '47' HOUR", "true"),
    ] {
        assert_eq!(value(expression), wanted, "{expression}");
    }
}

#[test]
fn comparisons_know_null_and_nan() {
    for (expression, wanted) in [
        ("NULL = 1", "NULL"),
        ("NULL IS NULL", "true"),
        ("nan() = nan()", "false"),
        ("1 IN (2, NULL)", "NULL"),
        ("1 NOT IN (2, 3)", "true"),
        ("'a_c' LIKE 'a\\_c'", "false"),
        ("'a_c' LIKE 'a#_c' ESCAPE '#'", "true"),
        ("ARRAY[1, NULL] = ARRAY[1, 2]", "NULL"),
        ("ARRAY[1, 2] = ARRAY[1, 2]", "true"),
        ("ROW(1, 'a') = ROW(1, 'b')", "false"),
        ("NULL IS DISTINCT FROM 1", "true"),
        ("coalesce(NULL, 2, 1/0)", "2"),
        ("nullif(1, 1)", "NULL"),
        ("if(1 > 2, 'a')", "NULL"),
        ("CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END", "b"),
        ("1 < 2 AND NULL", "NULL"),
    ] {
        assert_eq!(value(expression), wanted, "{expression}");
    }
    assert_eq!(show("SELECT id FROM orders WHERE weight = 0 ORDER BY id"), ["2", "3"]);
    assert_eq!(show("SELECT id FROM orders WHERE weight > 1 ORDER BY id"), ["1"]);
    assert_eq!(show("SELECT id FROM orders WHERE id <> 1 AND 10 / (id - 1) > 4 ORDER BY id"), ["2", "3"]);
    assert_eq!(show("SELECT id FROM orders WHERE id = 1 OR 10 / (id - 1) > 4 ORDER BY id"), ["1", "2", "3"]);
}

#[test]
fn groups_follow_trino() {
    assert_eq!(
        show("SELECT region, count(*) c, sum(price) FROM orders GROUP BY region ORDER BY 2 DESC, 1"),
        ["north | 2 | 10.50", "south | 1 | 2.50", "west | 1 | 99.99", "NULL | 1 | 0.01"]
    );
    assert_eq!(show("SELECT count(*) FROM orders GROUP BY region HAVING count(*) > 1"), ["2"]);
    assert_eq!(
        show("SELECT upper(region), count(*) FROM orders GROUP BY upper(region) ORDER BY 1 LIMIT 1"),
        ["NORTH | 2"]
    );
    assert_eq!(
        show(
            "SELECT region, grouping(region), count(*) FROM orders WHERE id < 4 GROUP BY ROLLUP(region) ORDER BY 2, 1"
        ),
        ["north | 0 | 2", "south | 0 | 1", "NULL | 1 | 3"]
    );
    assert_eq!(show("SELECT count(*) FILTER (WHERE id > 2), count(DISTINCT region) FROM orders"), ["3 | 3"]);
    assert_eq!(show("SELECT count(*) FROM orders WHERE false"), ["0"]);
    assert_eq!(show("SELECT 1 FROM orders WHERE false GROUP BY ()"), ["1"]);
    assert_eq!(show("SELECT DISTINCT region FROM orders ORDER BY region NULLS FIRST LIMIT 2"), ["NULL", "north"]);
}

#[test]
fn relations_are_joined() {
    assert_eq!(
        show("SELECT o.id, c.name FROM orders o JOIN customers c ON o.customer = c.id ORDER BY 1"),
        ["1 | Anh", "2 | Anh", "3 | Bình"]
    );
    assert_eq!(
        show("SELECT o.id, name FROM orders o LEFT JOIN customers c ON o.customer = c.id ORDER BY 1"),
        ["1 | Anh", "2 | Anh", "3 | Bình", "4 | NULL", "5 | NULL"]
    );
    assert_eq!(
        show(
            "SELECT id, a.name, b.name FROM customers a FULL JOIN (VALUES (10, 'x'), (50, 'y')) b(id, name) USING (id) ORDER BY 1"
        ),
        ["10 | Anh | x", "20 | Bình | NULL", "40 | Chi | NULL", "50 | NULL | y"]
    );
    assert_eq!(show("SELECT count(*) FROM orders, customers"), ["15"]);
    assert_eq!(
        show("WITH a AS (SELECT id FROM orders WHERE id > 3) SELECT x.id, y.id FROM a x, a y WHERE x.id < y.id"),
        ["4 | 5"]
    );
    assert_eq!(show("SELECT 1 UNION SELECT 1 UNION ALL SELECT 2.5 ORDER BY 1"), ["1.0", "2.5"]);
    assert_eq!(show("SELECT id FROM customers INTERSECT SELECT customer FROM orders ORDER BY 1"), ["10", "20"]);
    assert_eq!(show("SELECT id FROM customers EXCEPT SELECT customer FROM orders"), ["40"]);
}

#[test]
fn arrays_are_unnested() {
    assert_eq!(
        show("SELECT id, t FROM orders CROSS JOIN UNNEST(tags) AS u(t) ORDER BY id, t"),
        ["1 | 1", "1 | 2", "4 | 7", "4 | NULL", "5 | 9"]
    );
    assert_eq!(
        show("SELECT id, t, n FROM orders LEFT JOIN UNNEST(tags) WITH ORDINALITY AS u(t, n) ON TRUE ORDER BY id, n"),
        ["1 | 1 | 1", "1 | 2 | 2", "2 | NULL | NULL", "3 | NULL | NULL", "4 | 7 | 1", "4 | NULL | 2", "5 | 9 | 1"]
    );
    assert_eq!(show("SELECT * FROM UNNEST(ARRAY[1, 2], ARRAY['a']) AS t(a, b)"), ["1 | a", "2 | NULL"]);
    assert_eq!(show("SELECT x, y FROM UNNEST(ARRAY[ROW(1, 'a'), ROW(2, 'b')]) AS t(x, y)"), ["1 | a", "2 | b"]);
}

#[test]
fn subqueries_answer() {
    assert_eq!(show("SELECT id FROM orders WHERE price = (SELECT max(price) FROM orders)"), ["4"]);
    assert_eq!(
        show("SELECT name FROM customers WHERE id IN (SELECT customer FROM orders) ORDER BY 1"),
        ["Anh", "Bình"]
    );
    // A NULL among the values makes NOT IN unknown for every other value.
    assert_eq!(show("SELECT name FROM customers WHERE id NOT IN (SELECT customer FROM orders)"), Vec::<String>::new());
    assert_eq!(
        show("SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer = c.id)"),
        ["Chi"]
    );
    assert_eq!(
        show("SELECT name, (SELECT count(*) FROM orders o WHERE o.customer = c.id) FROM customers c ORDER BY 1"),
        ["Anh | 2", "Bình | 1", "Chi | 0"]
    );
    assert_eq!(value("(SELECT 1) + 1"), "2");
}

#[test]
fn windows_answer() {
    assert_eq!(
        show(
            "SELECT id, row_number() OVER (PARTITION BY region ORDER BY id), sum(id) OVER (ORDER BY id) FROM orders ORDER BY id"
        ),
        ["1 | 1 | 1", "2 | 1 | 3", "3 | 2 | 6", "4 | 1 | 10", "5 | 1 | 15"]
    );
    assert_eq!(
        show(
            "SELECT id, lag(id) OVER w, sum(id) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders WINDOW w AS (ORDER BY id) ORDER BY 1"
        ),
        ["1 | NULL | 1", "2 | 1 | 3", "3 | 2 | 5", "4 | 3 | 7", "5 | 4 | 9"]
    );
    assert_eq!(
        show("SELECT region, sum(count(*)) OVER () FROM orders GROUP BY region ORDER BY region LIMIT 1"),
        ["north | 5"]
    );
    assert_eq!(show("SELECT rank() OVER (ORDER BY region) FROM orders ORDER BY 1"), ["1", "1", "3", "4", "5"]);
}

#[test]
fn nested_values_answer() {
    for (expression, wanted) in [
        ("ARRAY[1, 2][2]", "2"),
        ("ARRAY[]", "[]"),
        ("ROW(1, 'a')[2]", "a"),
        ("CAST(ROW(1, 'a') AS ROW(x bigint, y varchar)).y", "a"),
        ("CAST(ARRAY['1', '2'] AS array(bigint))", "[1, 2]"),
        ("CURRENT_DATE", "2024-03-01"),
        ("now()", "2024-03-01 00:00:00.000 UTC"),
        ("TIMESTAMP '2020-01-01 00:00:00 UTC' AT TIME ZONE 'Asia/Tokyo'", "2020-01-01 09:00:00 Asia/Tokyo"),
        ("'a' || 'b' || NULL", "NULL"),
        ("X'6566'", "65 66"),
        ("EXTRACT(YEAR FROM DATE '2020-05-06')", "2020"),
    ] {
        assert_eq!(value(expression), wanted, "{expression}");
    }
}
