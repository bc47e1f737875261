//! `trim`, `ltrim`, `rtrim`: white space, or any of the characters given.

use datafusion::{arrow::array::ArrayRef, common::Result};

use crate::function::{
    scalar::Call,
    spec::{Draft, scalar},
};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("trim", &["trim(varchar) -> varchar", "trim(varchar, varchar) -> varchar"], |call| {
            cut(call, str::trim, |text, set| text.trim_matches(|c| set.contains(c)))
        }),
        scalar("ltrim", &["ltrim(varchar) -> varchar", "ltrim(varchar, varchar) -> varchar"], |call| {
            cut(call, str::trim_start, |text, set| text.trim_start_matches(|c| set.contains(c)))
        }),
        scalar("rtrim", &["rtrim(varchar) -> varchar", "rtrim(varchar, varchar) -> varchar"], |call| {
            cut(call, str::trim_end, |text, set| text.trim_end_matches(|c| set.contains(c)))
        }),
    ]
}

fn cut(call: &Call<'_>, space: fn(&str) -> &str, set: for<'a> fn(&'a str, &str) -> &'a str) -> Result<ArrayRef> {
    if call.arguments.len() == 1 {
        return call.map1(|text: &str| space(text).to_owned());
    }
    call.map2(|text: &str, characters: &str| set(text, characters).to_owned())
}

#[cfg(test)]
mod tests {
    use crate::function::testing::show;

    #[test]
    fn white_space_or_the_given_characters_go() {
        assert_eq!(show("trim", &[&["  a b\t"]]), ["a b"]);
        assert_eq!(show("ltrim", &[&["xyabxy"], &["yx"]]), ["abxy"]);
        assert_eq!(show("rtrim", &[&["xyabxy"], &["yx"]]), ["xyab"]);
    }
}
