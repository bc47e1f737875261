//! Near misses: which of the valid names somebody may have meant.
//!
//! The AWS CLI lists them with Python's `difflib`, and so the same measure is used here: twice the characters that two
//! words share in order, over their length together.

/// The up to three choices whose likeness to `word` is at least `cutoff` (0 to 1), best first.
pub(crate) fn near_misses<'a>(word: &str, choices: impl Iterator<Item = &'a str>, cutoff: f64) -> Vec<&'a str> {
    // Longer words than any name are not near any; without this a hostile argument would cost quadratic time.
    if word.len() > 200 {
        return Vec::new();
    }
    let word: Vec<char> = word.chars().collect();
    let mut scored: Vec<(f64, &str)> = choices
        .map(|choice| (likeness(&choice.chars().collect::<Vec<_>>(), &word), choice))
        .filter(|(score, _)| *score >= cutoff)
        .collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then_with(|| right.1.cmp(left.1)));
    scored.into_iter().take(3).map(|(_, choice)| choice).collect()
}

/// The choice that is most like `word`, if any is like it at all.
pub(crate) fn nearest<'a>(word: &str, choices: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near_misses(word, choices, 0.7).first().copied()
}

/// Ratcliff and Obershelp's measure.
fn likeness(left: &[char], right: &[char]) -> f64 {
    if left.is_empty() && right.is_empty() {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "names have fewer than 2^52 characters")]
    let ratio = 2.0 * shared(left, right) as f64 / (left.len() + right.len()) as f64;
    ratio
}

/// Characters in the longest common block, and in the same way to its left and to its right.
fn shared(left: &[char], right: &[char]) -> usize {
    let (mut best, mut at_left, mut at_right) = (0, 0, 0);
    let mut lengths = vec![0usize; right.len() + 1];
    for (row, char) in left.iter().enumerate() {
        let mut diagonal = 0;
        for (column, other) in right.iter().enumerate() {
            let Some(cell) = lengths.get_mut(column + 1) else { continue };
            let above = *cell;
            *cell = if char == other { diagonal + 1 } else { 0 };
            if *cell > best {
                (best, at_left, at_right) = (*cell, row + 1 - *cell, column + 1 - *cell);
            }
            diagonal = above;
        }
    }
    if best == 0 {
        return 0;
    }
    let (before_left, rest_left) = left.split_at(at_left);
    let (before_right, rest_right) = right.split_at(at_right);
    best + shared(before_left, before_right)
        + shared(rest_left.get(best..).unwrap_or_default(), rest_right.get(best..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_choice_comes_first() {
        let choices = ["get-item", "put-item", "update-item", "query"];
        assert_eq!(near_misses("get-itm", choices.into_iter(), 0.8), ["get-item"]);
        assert_eq!(near_misses("got-item", choices.into_iter(), 0.6), ["get-item", "put-item", "update-item"]);
        assert!(near_misses("scan", choices.into_iter(), 0.8).is_empty());
        assert!(near_misses(&"x".repeat(5000), choices.into_iter(), 0.0).is_empty());
    }
}
