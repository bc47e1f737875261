//! An expected output below its step or exercise, labelled with how it is compared.

use labs_guide::{Expectation, Matcher};

use super::code::code_box;
use super::highlight::highlight;
use super::html::escape;

/// The label's two parts: what stands in the box, and how evidence is compared with it.
fn label(expectation: &Expectation) -> (&'static str, String) {
    let text = &expectation.expected.value;
    match &expectation.matcher {
        Matcher::Lines if text.trim().is_empty() => ("Expected output", "none at all".to_owned()),
        Matcher::Lines if has_elision(text) => ("Expected output", "[..] and ... stand for any text".to_owned()),
        Matcher::Lines => ("Expected output", "exactly this".to_owned()),
        Matcher::Contains => ("Expected output", "contains these lines, in this order".to_owned()),
        Matcher::Json => ("Expected output", "this JSON, members in any order".to_owned()),
        Matcher::JsonSubset => ("Expected output", "part of it: at least these members".to_owned()),
        Matcher::Error(code) => ("Expected error", code.clone()),
        Matcher::Regex => ("Expected output", "each line is a pattern".to_owned()),
        Matcher::Rows { ordered: Some(true) } => ("Expected output", "these rows, in this order".to_owned()),
        Matcher::Rows { ordered: Some(false) } => ("Expected output", "these rows, in any order".to_owned()),
        Matcher::Rows { ordered: None } => {
            ("Expected output", "these rows; in this order if the query has one".to_owned())
        }
        Matcher::JsonSchema => ("Expected output", "JSON that fits this schema".to_owned()),
        _ => ("Expected output", "compared as the guide says".to_owned()),
    }
}

fn has_elision(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "..." || line.contains("[..]"))
}

/// The language that colours the text.
fn language(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Json | Matcher::JsonSubset | Matcher::JsonSchema => "json",
        _ => "output",
    }
}

/// One expected output.
pub(super) fn render(expectation: &Expectation, of: &str) -> String {
    let (what, how) = label(expectation);
    let kind = if matches!(expectation.matcher, Matcher::Error(_)) { "expect expect-error" } else { "expect" };
    let mut html = format!(
        "<div class=\"{kind}\"><p class=\"expect-label\"><span class=\"expect-what\">{what}</span> \
         <span class=\"expect-how\">{}</span></p>",
        escape(&how)
    );
    if let Some(file) = &expectation.file {
        html.push_str(&format!("<p class=\"note\">In the file <code>{}</code>.</p>", escape(&file.value)));
    }
    if let Some(tolerance) = &expectation.tolerance {
        html.push_str(&format!("<p class=\"note\">Numbers may differ by {}.</p>", escape(&tolerance.value)));
    }
    let text = expectation.expected.value.trim_end_matches('\n');
    if !text.is_empty() {
        let name = format!("{what} of {of}");
        html.push_str(&code_box("expect-code", &name, &highlight(language(&expectation.matcher), text)));
    }
    if !expectation.redact.is_empty() {
        let names: Vec<_> = expectation.redact.iter().map(|one| escape(&one.value)).collect();
        html.push_str(&format!("<p class=\"note\">Not compared: {}.</p>", names.join(", ")));
    }
    html.push_str("</div>");
    html
}
