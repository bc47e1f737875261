//! How one output that differs is shown to the author who decides about it: what was asked, what is expected where, how it differs.

use super::paint::{Colour, Tone};
use super::wording::{self, Detail};
use crate::change::OutputChange;
use crate::event::StepReport;

/// The lines that show a change of `report`'s step, without line ends.
#[must_use]
pub fn difference_lines(report: &StepReport, change: &OutputChange, colour: Colour) -> Vec<String> {
    let mut lines: Vec<String> = wording::asked(report).into_iter().map(|line| format!("  {line}")).collect();
    lines.push(String::new());
    let OutputChange { place, file, difference, .. } = change;
    lines.push(format!("It {}.", wording::mismatch(difference, file.as_deref(), &place.to_string())));
    let details = wording::difference_details(report, difference);
    if !details.is_empty() {
        lines.push(String::new());
    }
    lines.extend(details.iter().map(|detail| match detail {
        Detail::Plain(text) if text.is_empty() => String::new(),
        Detail::Expected(text) => format!("  {}", colour.paint(Tone::Expected, text)),
        Detail::Came(text) => format!("  {}", colour.paint(Tone::Came, text)),
        Detail::Plain(text) => format!("  {text}"),
    }));
    lines
}
