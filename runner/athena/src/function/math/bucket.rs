//! `width_bucket`.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::function::{
    error::{invalid, out_of_range, wrong_column},
    row::Typed,
    scalar::Call,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![scalar(
        "width_bucket",
        &["width_bucket(double, double, double, bigint) -> bigint", "width_bucket(double, array(double)) -> bigint"],
        |call| match call.arguments.len() {
            2 => by_bounds(call),
            _ => call.map4(equal_width),
        },
    )]
}

fn equal_width(value: f64, from: f64, to: f64, buckets: i64) -> Result<i64> {
    if buckets <= 0 {
        return Err(invalid("bucketCount must be greater than 0"));
    }
    if value.is_nan() {
        return Err(invalid("operand must not be NaN"));
    }
    if !from.is_finite() {
        return Err(invalid("first bound must be finite"));
    }
    if !to.is_finite() {
        return Err(invalid("second bound must be finite"));
    }
    if from == to {
        return Err(invalid("bounds cannot equal each other"));
    }
    let (low, high) = (from.min(to), from.max(to));
    let bucket = if value < low {
        0
    } else if value >= high {
        buckets.checked_add(1).ok_or_else(|| out_of_range(format!("Bucket for value {value} is out of range")))?
    } else {
        (buckets as f64 * (value - low) / (high - low)) as i64 + 1
    };
    Ok(if from > to { buckets - bucket + 1 } else { bucket })
}

fn by_bounds(call: &Call<'_>) -> Result<ArrayRef> {
    call.map2(|value: f64, bins: ArrayRef| {
        let bounds = Typed::<f64>::new(&bins).ok_or_else(|| wrong_column(call.name))?.all();
        if bounds.is_empty() {
            return Err(invalid("Bins cannot be an empty array"));
        }
        if value.is_nan() {
            return Err(invalid("Operand cannot be NaN"));
        }
        if bounds.windows(2).any(|pair| matches!(pair, [a, b] if a > b)) {
            return Err(invalid("Bin values are not sorted in ascending order"));
        }
        Ok(bounds.partition_point(|bound| *bound <= value) as i64)
    })
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{double, int, show_columns};

    #[test]
    fn buckets_count_from_one_with_one_outside_each_end() {
        let columns = vec![double(&[0.5, 3.25, 4.5, -1.0]), double(&[0.0; 4]), double(&[4.0; 4]), int(&[3; 4])];
        assert_eq!(show_columns("width_bucket", columns), ["1", "3", "4", "0"]);
    }
}
