//! `regexp_replace`: every match, `$1` and `${name}` in the replacement, `\` before what is meant literally.

use datafusion::{arrow::array::ArrayRef, common::Result};
use regex::{Captures, Regex};

use super::each;
use crate::function::{error::invalid, scalar::Call};

pub(super) fn replace(call: &Call<'_>) -> Result<ArrayRef> {
    if call.arguments.len() == 2 {
        return each(call, |regex, text, _| Ok(Some(regex.replace_all(text, regex::NoExpand("")).into_owned())));
    }
    let replacements = call.column::<&str>(2)?;
    each(call, |regex, text, row| {
        let Some(replacement) = replacements.get(row) else { return Ok(None) };
        let parts = parts(regex, replacement)?;
        Ok(Some(regex.replace_all(text, |captures: &Captures<'_>| fill(&parts, captures)).into_owned()))
    })
}

enum Part {
    Text(String),
    Group(usize),
}

fn fill(parts: &[Part], captures: &Captures<'_>) -> String {
    let text = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Group(number) => captures.get(*number).map_or_else(String::new, |found| found.as_str().to_owned()),
    };
    parts.iter().map(text).collect()
}

fn parts(regex: &Regex, replacement: &str) -> Result<Vec<Part>> {
    let bad = || invalid(format!("Illegal replacement sequence: {replacement}"));
    let groups = regex.captures_len() - 1;
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut characters = replacement.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next().ok_or_else(bad)?),
            '$' => {
                let number = match characters.next().ok_or_else(bad)? {
                    '{' => {
                        let name: String = characters.by_ref().take_while(|c| *c != '}').collect();
                        let at = regex.capture_names().position(|known| known == Some(name.as_str()));
                        at.ok_or_else(|| invalid(format!("Illegal replacement sequence: unknown group {{ {name} }}")))?
                    }
                    digit @ '0'..='9' => {
                        let mut number = digit.to_digit(10).unwrap_or(0) as usize;
                        // More digits belong to the number as long as there is such a group.
                        while let Some(more) = characters.peek().and_then(|c| c.to_digit(10)) {
                            let longer = number * 10 + more as usize;
                            if longer > groups {
                                break;
                            }
                            number = longer;
                            characters.next();
                        }
                        if number > groups {
                            return Err(invalid(format!("Illegal replacement sequence: unknown group {number}")));
                        }
                        number
                    }
                    _ => return Err(bad()),
                };
                parts.push(Part::Text(std::mem::take(&mut text)));
                parts.push(Part::Group(number));
            }
            _ => text.push(character),
        }
    }
    parts.push(Part::Text(text));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use crate::function::testing::{failure, show};

    #[test]
    fn every_match_is_replaced() {
        assert_eq!(show("regexp_replace", &[&["1a 2b 14m"], &["\\d+[ab] "]]), ["14m"]);
        let columns: [&[&str]; 3] = [&["1a 2b 14m"], &["(\\d+)([ab]) "], &["3c$2 "]];
        assert_eq!(show("regexp_replace", &columns), ["3ca 3cb 14m"]);
    }

    #[test]
    fn groups_by_number_and_name() {
        let columns: [&[&str]; 3] = [&["ab", "ab", "ab"], &["(a)(b)", "(?<x>a)b", "a"], &["$2$10", "${x}!", "\\$1"]];
        assert_eq!(show("regexp_replace", &columns), ["ba0", "a!", "$1b"]);
        assert!(failure("regexp_replace", &[&["a"], &["a"], &["$1"]]).contains("unknown group 1"));
    }
}
