//! Refusals, with their places.

use super::error;

#[test]
fn names_that_mean_nothing_are_refused_where_they_stand() {
    assert_eq!(
        error("SELECT x FROM orders"),
        "COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources"
    );
    assert_eq!(
        error("SELECT o.x\nFROM orders o"),
        "COLUMN_NOT_FOUND: line 1:8: Column 'o.x' cannot be resolved or requester is not authorized to access requested resources"
    );
    assert_eq!(error("SELECT 1 FROM t"), "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.shop.t' does not exist");
    assert_eq!(error("SELECT 1 FROM x.t"), "SCHEMA_NOT_FOUND: line 1:15: Schema 'x' does not exist");
    assert_eq!(error("SELECT 1 FROM a.b.c"), "CATALOG_NOT_FOUND: line 1:15: Catalog 'a' does not exist");
    assert_eq!(error("SELECT id FROM orders, customers"), "AMBIGUOUS_NAME: line 1:8: Column 'id' is ambiguous");
    assert!(error("SELECT 1 + frob(2)").starts_with("FUNCTION_NOT_FOUND: line 1:12: Function 'frob' not registered"));
    assert!(error("SELECT id AS k FROM orders WHERE k = 1").starts_with("COLUMN_NOT_FOUND: line 1:34: Column 'k'"));
    assert!(error("SELECT id AS k FROM orders GROUP BY k").starts_with("COLUMN_NOT_FOUND: line 1:37: Column 'k'"));
    assert!(error("SELECT count(*) AS k FROM orders HAVING k > 1").starts_with("COLUMN_NOT_FOUND: line 1:41"));
}

#[test]
fn types_that_do_not_fit_are_refused_in_trinos_words() {
    assert_eq!(error("SELECT '1' = 1"), "TYPE_MISMATCH: line 1:12: Cannot apply operator: varchar(1) = integer");
    assert_eq!(error("SELECT 1 + 'a'"), "TYPE_MISMATCH: line 1:10: Cannot apply operator: integer + varchar(1)");
    assert_eq!(
        error("SELECT id FROM orders WHERE id"),
        "TYPE_MISMATCH: line 1:29: WHERE clause must evaluate to a boolean: actual type integer"
    );
    assert_eq!(
        error("SELECT id FROM orders WHERE region IN (1)"),
        "TYPE_MISMATCH: line 1:36: IN value and list items must be the same type or coercible to a common type. \
         Cannot find common type between varchar and integer, all types (without duplicates): [varchar, integer]"
    );
    assert_eq!(error("SELECT CAST(1 AS date)"), "TYPE_MISMATCH: line 1:8: Cannot cast integer to date");
    assert!(
        error("SELECT 1 LIKE 'a'")
            .contains("Left side of LIKE expression must evaluate to a varchar (actual: integer)")
    );
    assert!(error("SELECT -'a'").contains("Cannot negate varchar(1)"));
    assert!(error("SELECT DATE '2020-01-01' > '2020-01-01'").contains("Cannot apply operator: date > varchar(10)"));
    assert!(error("SELECT 1 BETWEEN 'a' AND 2").contains("Cannot check if integer is BETWEEN varchar(1) and integer"));
}

#[test]
fn aggregates_are_refused_where_they_cannot_stand() {
    assert_eq!(
        error("SELECT region, id FROM orders GROUP BY region"),
        "EXPRESSION_NOT_AGGREGATE: line 1:16: 'id' must be an aggregate expression or appear in GROUP BY clause"
    );
    assert_eq!(
        error("SELECT region, count(*) FROM orders"),
        "EXPRESSION_NOT_AGGREGATE: line 1:8: 'region' must be an aggregate expression or appear in GROUP BY clause"
    );
    assert_eq!(
        error("SELECT id + 1 FROM orders GROUP BY region"),
        "EXPRESSION_NOT_AGGREGATE: line 1:11: '(id + 1)' must be an aggregate expression or appear in GROUP BY clause"
    );
    assert_eq!(
        error("SELECT 1 FROM orders WHERE count(*) > 1"),
        "EXPRESSION_NOT_SCALAR: line 1:28: WHERE clause cannot contain aggregations, window functions or grouping \
         operations: [count(*)]"
    );
    assert!(error("SELECT sum(sum(id)) FROM orders").starts_with("NESTED_AGGREGATION: line 1:12: "));
    assert_eq!(
        error("SELECT id FROM orders ORDER BY 2"),
        "INVALID_COLUMN_REFERENCE: line 1:32: ORDER BY position 2 is not in select list"
    );
    assert_eq!(
        error("SELECT id FROM orders GROUP BY 2"),
        "INVALID_COLUMN_REFERENCE: line 1:32: GROUP BY position 2 is not in select list"
    );
    assert!(error("SELECT DISTINCT id FROM orders ORDER BY region").starts_with("EXPRESSION_NOT_IN_DISTINCT"));
}

#[test]
fn numbers_out_of_range_fail() {
    assert_eq!(
        error("SELECT 9223372036854775807 + 1"),
        "NUMERIC_VALUE_OUT_OF_RANGE: bigint addition overflow: 9223372036854775807 + 1"
    );
    assert_eq!(
        error("SELECT 2147483647 * 2"),
        "NUMERIC_VALUE_OUT_OF_RANGE: integer multiplication overflow: 2147483647 * 2"
    );
    assert_eq!(error("SELECT 1 / 0"), "DIVISION_BY_ZERO: Division by zero");
    assert_eq!(error("SELECT id % (id - id) FROM orders"), "DIVISION_BY_ZERO: Division by zero");
    assert_eq!(error("SELECT 5 / 0.0"), "DIVISION_BY_ZERO: Division by zero");
    assert!(error("SELECT CAST('x' AS date)").ends_with("Value cannot be cast to date: x"));
    assert!(error("SELECT CAST('x' AS integer)").ends_with("Cannot cast 'x' to INT"));
    assert!(
        error("SELECT ARRAY[1, 2][3]").ends_with("Array subscript must be less than or equal to array length: 3 > 2")
    );
    assert!(error("SELECT 99999999999999999999").starts_with("INVALID_LITERAL: line 1:8: Invalid numeric literal"));
}

#[test]
fn what_the_engine_cannot_do_is_refused_by_name() {
    for sql in [
        "SELECT id IN (SELECT id FROM customers) FROM orders",
        "SELECT EXISTS (SELECT 1) FROM orders",
        "SELECT 1 EXCEPT ALL SELECT 1",
        "SELECT sum(id) OVER (ORDER BY id RANGE 1 PRECEDING) FROM orders",
        "SELECT CAST('a' AS char(3))",
        "SELECT CAST('a' AS uuid)",
    ] {
        assert!(error(sql).starts_with("NOT_SUPPORTED: "), "{sql}: {}", error(sql));
    }
}
