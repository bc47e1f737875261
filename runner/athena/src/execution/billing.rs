//! What a query costs: the bytes that it scanned, in whole megabytes and at least ten of them.
//!
//! DDL and failed queries are free, cancelled ones are not. A query that scanned nothing at all, such as `SELECT 1`, a count
//! from Parquet's footers or an empty table, costs nothing here; AWS does not say whether it applies its minimum to it.

use labs_world::meter::{Meter, Quantity};

/// AWS's name in bills. Its price is per terabyte; the quantity is in megabytes, of which a terabyte has 2^20.
const USAGE_TYPE: &str = "DataScannedInTB";
const MEGABYTE: u64 = 1 << 20;
const MINIMUM: u64 = 10;

/// Reports a query to the meter.
pub(super) fn bill(meter: &Meter, scanned: u64) {
    if let Some(megabytes) = megabytes(scanned) {
        meter.record("athena", USAGE_TYPE, Quantity::whole(megabytes));
    }
}

/// The megabytes that are billed.
fn megabytes(scanned: u64) -> Option<u64> {
    (scanned > 0).then(|| scanned.div_ceil(MEGABYTE).max(MINIMUM))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_costs_whole_megabytes_and_ten_at_least() {
        assert_eq!(megabytes(0), None);
        assert_eq!(megabytes(1), Some(10));
        assert_eq!(megabytes(10 * MEGABYTE), Some(10));
        assert_eq!(megabytes(10 * MEGABYTE + 1), Some(11));
    }
}
