//! `lpad`, `rpad`.

use datafusion::common::Result;

use crate::function::{
    error::{invalid, not_supported},
    spec::{Draft, scalar},
};

/// The longest text that is made; Trino allows 2,147,483,647 characters.
const LONGEST: i64 = 16 * 1024 * 1024;

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("lpad", &["lpad(varchar, bigint, varchar) -> varchar"], |call| {
            call.map3(|text: &str, size: i64, pad: &str| match padding(text, size, pad)? {
                Padded::Cut(cut) => Ok(cut),
                Padded::Padding(padding) => Ok::<_, _>(padding + text),
            })
        }),
        scalar("rpad", &["rpad(varchar, bigint, varchar) -> varchar"], |call| {
            call.map3(|text: &str, size: i64, pad: &str| match padding(text, size, pad)? {
                Padded::Cut(cut) => Ok(cut),
                Padded::Padding(padding) => Ok::<_, _>(format!("{text}{padding}")),
            })
        }),
    ]
}

enum Padded {
    /// The text was too long.
    Cut(String),
    /// What is to be added.
    Padding(String),
}

fn padding(text: &str, size: i64, pad: &str) -> Result<Padded> {
    if !(0..=i64::from(i32::MAX)).contains(&size) {
        return Err(invalid("Target length must be in the range [0..2147483647]"));
    }
    if pad.is_empty() {
        return Err(invalid("Padding string must not be empty"));
    }
    if size > LONGEST {
        return Err(not_supported(format!("Text of more than {LONGEST} characters is not made by this engine")));
    }
    let (size, length) = (size as usize, text.chars().count());
    Ok(match size.checked_sub(length) {
        None => Padded::Cut(text.chars().take(size).collect()),
        Some(missing) => Padded::Padding(pad.chars().cycle().take(missing).collect()),
    })
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{call, int, show_columns, text};

    #[test]
    fn padding_fills_or_cuts() {
        let sizes = || int(&[5, 2, 0]);
        let words = || text(&["abc", "abc", "abc"]);
        let pads = || text(&["xy", "x", "x"]);
        assert_eq!(show_columns("lpad", vec![words(), sizes(), pads()]), ["xyabc", "ab", ""]);
        assert_eq!(show_columns("rpad", vec![words(), sizes(), pads()]), ["abcxy", "ab", ""]);
        assert!(call("lpad", vec![text(&["a"]), int(&[-1]), text(&["x"])]).unwrap_err().to_string().contains("range"));
        assert!(call("lpad", vec![text(&["a"]), int(&[3]), text(&[""])]).unwrap_err().to_string().contains("empty"));
    }
}
