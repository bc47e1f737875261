//! `repeat`.

use datafusion::{arrow::array::ArrayRef, common::Result};

use super::picks::Picks;
use crate::function::{
    error::invalid,
    scalar::Call,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![scalar("repeat", &["repeat(T, bigint) -> array(T)"], repeat)]
}

fn repeat(call: &Call<'_>) -> Result<ArrayRef> {
    let counts = call.column::<i64>(1)?;
    let mut picks = Picks::default();
    for row in 0..call.rows {
        picks.push(match counts.get(row) {
            None => None,
            Some(0..=10_000) => {
                let count = counts.get(row).and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
                Some(vec![row as u32; count])
            }
            Some(..0) => return Err(invalid("count argument of repeat function must be greater than or equal to 0")),
            Some(_) => return Err(invalid("count argument of repeat function must be less than or equal to 10000")),
        });
    }
    picks.lists(call.argument(0)?, call.result)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure_columns, int, show_columns, text};

    #[test]
    fn repeat_makes_an_array() {
        assert_eq!(
            show_columns("repeat", vec![text(&["ab", "\0", "x"]), int(&[2, 2, 0])]),
            ["[ab, ab]", "[null, null]", "[]"]
        );
        assert!(failure_columns("repeat", vec![text(&["a"]), int(&[10_001])]).contains("10000"));
    }
}
