//! String functions. Positions start at 1 and count characters, not bytes; NULL in, NULL out.
//!
//! Source: Trino's "String functions and operators".

mod case;
mod concat;
pub(super) mod distance;
mod pad;
mod position;
mod split;
mod trim;

use datafusion::{arrow::array::ArrayRef, common::Result};
use unicode_normalization::UnicodeNormalization;

use super::{
    error::invalid,
    scalar::Call,
    spec::{Draft, scalar},
};
use crate::trino_type::TrinoType;

/// The rows of this group.
pub(super) fn functions() -> Vec<Draft> {
    let mut rows = vec![
        scalar("length", &["length(varchar) -> bigint", "length(varbinary) -> bigint"], length),
        scalar("chr", &["chr(bigint) -> varchar"], |call| {
            call.map1(|code: i64| {
                let character = u32::try_from(code).ok().and_then(char::from_u32);
                character.map(String::from).ok_or_else(|| invalid(format!("Not a valid Unicode code point: {code}")))
            })
        }),
        scalar("codepoint", &["codepoint(varchar) -> integer"], |call| {
            call.map1(|text: &str| {
                let mut characters = text.chars();
                match (characters.next(), characters.next()) {
                    (Some(one), None) => Ok(one as i32),
                    _ => Err(invalid("Input string must be a single character string")),
                }
            })
        }),
        scalar(
            "replace",
            &["replace(varchar, varchar) -> varchar", "replace(varchar, varchar, varchar) -> varchar"],
            replace,
        ),
        scalar(
            "reverse",
            &["reverse(varchar) -> varchar", "reverse(varbinary) -> varbinary", "reverse(array(T)) -> array(T)"],
            reverse,
        ),
        scalar("translate", &["translate(varchar, varchar, varchar) -> varchar"], |call| call.map3(translate)),
        scalar("normalize", &["normalize(varchar) -> varchar", "normalize(varchar, varchar) -> varchar"], normalize),
        scalar("to_utf8", &["to_utf8(varchar) -> varbinary"], |call| call.map1(|text: &str| text.as_bytes().to_vec())),
        scalar(
            "from_utf8",
            &["from_utf8(varbinary) -> varchar", "from_utf8(varbinary, varchar) -> varchar"],
            from_utf8,
        ),
    ];
    rows.extend(case::functions());
    rows.extend(concat::functions());
    rows.extend(distance::functions());
    rows.extend(pad::functions());
    rows.extend(position::functions());
    rows.extend(split::functions());
    rows.extend(trim::functions());
    rows
}

fn length(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Varbinary] => call.map1(|bytes: &[u8]| bytes.len() as i64),
        _ => call.map1(|text: &str| text.chars().count() as i64),
    }
}

fn replace(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 2 {
        return call.map2(|text: &str, search: &str| text.replace(search, ""));
    }
    call.map3(|text: &str, search: &str, with: &str| text.replace(search, with))
}

fn reverse(call: &Call<'_>) -> Result<ArrayRef> {
    match call.types {
        [TrinoType::Array(_)] => super::array::reverse(call),
        [TrinoType::Varbinary] => call.map1(|bytes: &[u8]| bytes.iter().rev().copied().collect::<Vec<u8>>()),
        _ => call.map1(|text: &str| text.chars().rev().collect::<String>()),
    }
}

/// The first of equal characters in `from` counts; characters without a partner in `to` go.
fn translate(text: &str, from: &str, to: &str) -> String {
    let swap = |character: char| match from.chars().position(|other| other == character) {
        Some(at) => to.chars().nth(at),
        None => Some(character),
    };
    text.chars().filter_map(swap).collect()
}

fn normalize(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 1 {
        return call.map1(|text: &str| text.nfc().collect::<String>());
    }
    call.map2(|text: &str, form: &str| match form {
        "NFC" => Ok(text.nfc().collect::<String>()),
        "NFD" => Ok(text.nfd().collect()),
        "NFKC" => Ok(text.nfkc().collect()),
        "NFKD" => Ok(text.nfkd().collect()),
        _ => Err(invalid("Normalization form must be one of [NFD, NFC, NFKD, NFKC]")),
    })
}

fn from_utf8(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 1 {
        return call.map1(|bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned());
    }
    call.map2(|bytes: &[u8], with: &str| {
        if with.chars().count() > 1 {
            return Err(invalid("Replacement character string must empty or a single character"));
        }
        let mut text = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                text.push_str(with);
            }
        }
        Ok(text)
    })
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure, show};

    #[test]
    fn characters_are_counted_not_bytes() {
        assert_eq!(show("length", &[&["việt", "", "\0"]]), ["4", "0", "NULL"]);
        assert_eq!(show("reverse", &[&["việt"]]), ["tệiv"]);
        assert_eq!(show("codepoint", &[&["ệ"]]), ["7879"]);
        assert_eq!(failure("codepoint", &[&["ab"]]), "Input string must be a single character string");
    }

    #[test]
    fn replace_removes_or_replaces_every_match() {
        assert_eq!(show("replace", &[&["a-b-c"], &["-"]]), ["abc"]);
        assert_eq!(show("replace", &[&["ab"], &[""], &["-"]]), ["-a-b-"]);
    }

    #[test]
    fn translate_swaps_and_drops() {
        assert_eq!(
            show("translate", &[&["abcd", "abcd", "abcd"], &["a", "a", "ac"], &["z", "", "z"]]),
            ["zbcd", "bcd", "zbd"]
        );
    }
}
