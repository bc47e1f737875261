//! `lower` and `upper`: character by character, so that the length never changes (`ß` has no single upper case and stays).

use crate::function::spec::{Draft, scalar};

pub(super) fn functions() -> Vec<Draft> {
    vec![
        scalar("lower", &["lower(varchar) -> varchar"], |call| {
            call.map1(|text: &str| text.chars().map(|c| single(c, c.to_lowercase())).collect::<String>())
        }),
        scalar("upper", &["upper(varchar) -> varchar"], |call| {
            call.map1(|text: &str| text.chars().map(|c| single(c, c.to_uppercase())).collect::<String>())
        }),
    ]
}

fn single(character: char, mut changed: impl Iterator<Item = char>) -> char {
    match (changed.next(), changed.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use crate::function::testing::show;

    #[test]
    fn letters_of_every_language_change_case_one_by_one() {
        assert_eq!(show("upper", &[&["đường ß", "\0"]]), ["ĐƯỜNG ß", "NULL"]);
        assert_eq!(show("lower", &[&["ĐƯỜNG"]]), ["đường"]);
    }
}
