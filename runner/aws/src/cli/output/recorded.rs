//! `testdata/output.jsonl`: values with what the AWS CLI's own formatters printed of them, byte for byte. YAML was printed by
//! libyaml as version 2 sets it up. Where the AWS CLI fell over a value, an error is enough.

use labs_world::Document;

use super::{Colour, Format, Style};
use crate::cli::json;
use crate::cli::typed::untyped;

#[test]
fn every_format_prints_what_the_aws_cli_prints() {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in include_str!("../testdata/output.jsonl").lines() {
        let case = untyped(json::parse(line).unwrap());
        let case = case.as_map().unwrap();
        let text = |name: &str| case.get(name).and_then(Document::as_str);
        let style = Style {
            format: Format::named(text("format").unwrap()).unwrap(),
            query: None,
            colour: Colour::Off,
            width: 80,
        };
        let ours = style.print_value("DescribeThing", case["value"].clone());
        count += 1;
        let right = match (text("out"), text("error"), &ours) {
            (Some(theirs), _, Ok(ours)) => theirs == ours,
            (_, Some(theirs), Err(ours)) => !theirs.starts_with("Row ") || theirs == ours.to_string(),
            _ => false,
        };
        if !right {
            wrong.push(format!("{line}\nours: {ours:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(count > 1_000);
}
