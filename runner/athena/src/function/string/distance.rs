//! `levenshtein_distance` and `hamming_distance`.

use crate::function::{
    error::invalid,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("levenshtein_distance", &["levenshtein_distance(varchar, varchar) -> bigint"], |call| {
            call.map2(|a: &str, b: &str| {
                // Trino's own limit: the work is the product of the lengths.
                if a.chars().count().saturating_mul(b.chars().count()) > 1_000_000 {
                    return Err(invalid("The combined inputs for Levenshtein distance are too large"));
                }
                Ok(levenshtein(a, b) as i64)
            })
        }),
        scalar("hamming_distance", &["hamming_distance(varchar, varchar) -> bigint"], |call| {
            call.map2(|a: &str, b: &str| {
                if a.chars().count() != b.chars().count() {
                    return Err(invalid("The input strings to hamming_distance function must have the same length"));
                }
                Ok(a.chars().zip(b.chars()).filter(|(a, b)| a != b).count() as i64)
            })
        }),
    ]
}

/// How many characters must be inserted, removed or changed.
pub(in crate::function) fn levenshtein(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, character) in a.chars().enumerate() {
        let mut line = Vec::with_capacity(above.len());
        let mut left = row + 1;
        line.push(left);
        for (other, pair) in b.iter().zip(above.windows(2)) {
            let &[diagonal, up] = pair else { continue };
            left = (diagonal + usize::from(character != *other)).min(up + 1).min(left + 1);
            line.push(left);
        }
        above = line;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure, show};

    #[test]
    fn distances() {
        assert_eq!(
            show("levenshtein_distance", &[&["kitten", "", "hello"], &["sitting", "abc", "hello"]]),
            ["3", "3", "0"]
        );
        assert_eq!(show("hamming_distance", &[&["karolin"], &["kathrin"]]), ["3"]);
        assert!(failure("hamming_distance", &[&["a"], &["ab"]]).contains("same length"));
    }
}
