//! Numbers as Python reads them from text, since that is what the AWS CLI takes: `" +1_000 "` is a whole number.

/// Whether a word that begins with a hyphen is a value all the same.
pub(super) fn is_negative_number(word: &str) -> bool {
    let Some(digits) = word.strip_prefix('-') else { return false };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let all = |text: &str| text.chars().all(|it| it.is_ascii_digit());
    match fraction {
        None => !whole.is_empty() && all(whole),
        Some(fraction) => all(whole) && !fraction.is_empty() && all(fraction),
    }
}

/// Python's `int()`: space around, a sign, single underscores between digits.
pub(super) fn python_int(text: &str) -> Option<i128> {
    let text = text.trim();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let grouped = digits.split('_').all(|group| !group.is_empty() && group.chars().all(|it| it.is_ascii_digit()));
    if grouped { text.replace('_', "").parse().ok() } else { None }
}

/// Python's `float()`, without the infinities and not-a-numbers that no service takes.
pub(super) fn python_float(text: &str) -> Option<f64> {
    let text = text.trim();
    let starts_well = text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it));
    let number: f64 = if starts_well { text.parse().ok()? } else { return None };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_pythons() {
        for (text, number) in
            [("5", Some(5)), (" +1_000 ", Some(1000)), ("-0", Some(0)), ("1__0", None), ("", None), ("1.5", None)]
        {
            assert_eq!(python_int(text), number, "{text}");
        }
        assert_eq!(python_float("1e3"), Some(1000.0));
        assert_eq!(
            (python_float("nan"), python_float("inf"), python_float("x"), python_float("-inf")),
            (None, None, None, None)
        );
    }
}
