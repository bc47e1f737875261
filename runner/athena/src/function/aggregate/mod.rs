//! Aggregate functions: many rows to one value.
//!
//! [`AggregateFunction`] carries a row of the table into DataFusion. A row either gathers a group's columns and computes at
//! the end ([`Method::Gather`]), keeps a running total ([`Method::Running`]), or lets DataFusion's own accumulator work where
//! it is proven to do what Trino does ([`Method::Delegate`]).

mod arranged;
mod bits;
mod collect;
mod function;
mod gather;
mod pick;
mod quantile;
mod statistics;
mod text;
mod total;

use std::sync::Arc;

use datafusion::{functions_aggregate as existing, logical_expr::AggregateUDF};

pub(super) use function::{AggregateFunction, Method};
pub(super) use total::divide_half_up;

use super::spec::{Draft, Special, aggregate, special};

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![
        aggregate("count", &["count() -> bigint", "count(any) -> bigint"], Method::Whole(existing::count::count_udaf)),
        aggregate("max", &["max(T) T:orderable -> T"], Method::Whole(existing::min_max::max_udaf)),
        aggregate("min", &["min(T) T:orderable -> T"], Method::Whole(existing::min_max::min_udaf)),
        special("grouping", &["grouping(any, any...) -> integer"], Special::Grouping),
    ];
    rows.extend(total::functions());
    rows.extend(collect::functions());
    rows.extend(pick::functions());
    rows.extend(quantile::functions());
    rows.extend(statistics::functions());
    rows.extend(text::functions());
    rows.extend(bits::functions());
    rows
}

/// An accumulator of DataFusion for every form of the row.
fn always(udaf: fn() -> Arc<AggregateUDF>) -> Method {
    Method::Delegate(udaf)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{query, try_query};

    const T: &str = "(VALUES ('a', 3, true), ('b', NULL, false), ('a', 1, NULL), ('c', 2, true)) t(k, n, b)";

    fn one(select: &str) -> String {
        query(&format!("SELECT {select} FROM {T}")).join(";")
    }

    #[test]
    fn sums_and_averages() {
        assert_eq!(one("sum(n), avg(n), count(*), count(n), min(n), max(k)"), "6|2.0|4|3|1|c");
        assert_eq!(one("sum(n) FILTER (WHERE n > 5), avg(n) FILTER (WHERE n > 5)"), "NULL|NULL");
        assert_eq!(
            query(
                "SELECT sum(x), avg(x) FROM (VALUES (CAST(1.10 AS decimal(5, 2))), (CAST(2.25 AS decimal(5, 2)))) t(x)"
            ),
            ["3.35|1.68"]
        );
        assert_eq!(query("SELECT sum(DISTINCT x), count(DISTINCT x) FROM (VALUES (2), (2), (3)) t(x)"), ["5|2"]);
        let error = try_query("SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) t(x)").unwrap_err().to_string();
        assert!(error.contains("bigint addition overflow: 9223372036854775807 + 1"), "{error}");
        let error = try_query("SELECT sum(x) FROM (VALUES ('a')) t(x)").unwrap_err().to_string();
        assert!(error.contains("Unexpected parameters (varchar) for function sum"), "{error}");
    }

    #[test]
    fn truths() {
        assert_eq!(one("count_if(b), bool_and(b), bool_or(b), every(b)"), "2|false|true|false");
    }

    #[test]
    fn collections_keep_null_and_order() {
        assert_eq!(one("array_agg(n)"), "[3, null, 1, 2]");
        assert_eq!(one("array_agg(n ORDER BY n DESC NULLS LAST)"), "[3, 2, 1, null]");
        assert_eq!(
            one(
                "array_agg(n ORDER BY n NULLS FIRST), array_agg(k ORDER BY k DESC), array_agg(DISTINCT k ORDER BY k DESC)"
            ),
            "[null, 1, 2, 3]|[c, b, a, a]|[c, b, a]"
        );
        assert_eq!(one("array_agg(DISTINCT k), set_agg(k)"), "[a, b, c]|[a, b, c]");
        assert_eq!(one("map_agg(k, n)"), "{a=3, b=null, c=2}");
        assert_eq!(one("multimap_agg(k, n), histogram(k)"), "{a=[3, 1], b=[null], c=[2]}|{a=2, b=1, c=1}");
        assert_eq!(query("SELECT array_agg(n) FROM (VALUES (1)) t(n) WHERE n > 1"), ["NULL"]);
    }

    #[test]
    fn picks() {
        assert_eq!(one("max_by(k, n), min_by(k, n), any_value(n), arbitrary(k)"), "a|a|3|a");
        assert_eq!(one("max_by(k, n, 2)"), "[a, c]");
        assert_eq!(one("approx_distinct(k), approx_percentile(n, 0.5)"), "3|2");
        assert_eq!(query(&format!("SELECT k, max_by(n, n) FROM {T} GROUP BY k ORDER BY k")), ["a|3", "b|NULL", "c|2"]);
    }

    #[test]
    fn statistics() {
        let from = "FROM (VALUES (1.0), (2.0), (4.0), (9.0)) t(x)";
        assert_eq!(query(&format!("SELECT geometric_mean(x) {from}")), ["2.9129506302439405"]);
        assert_eq!(query(&format!("SELECT round(skewness(x), 4), round(kurtosis(x), 4) {from}")), ["0.7684|1.5"]);
        assert_eq!(query(&format!("SELECT round(stddev(x), 4), round(var_pop(x), 4) {from}")), ["3.559|9.5"]);
        assert_eq!(query("SELECT bitwise_and_agg(x), bitwise_or_agg(x) FROM (VALUES (6), (3)) t(x)"), ["2|7"]);
    }

    #[test]
    fn windows_slide_over_every_aggregate() {
        let over = "OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)";
        assert_eq!(
            query(&format!(
                "SELECT sum(x) {over}, array_agg(x) {over}, max_by(x, x) {over} FROM (VALUES (1), (2), (3)) t(x) ORDER BY x"
            )),
            ["1|[1]|1", "3|[1, 2]|2", "5|[2, 3]|3"]
        );
    }
}
