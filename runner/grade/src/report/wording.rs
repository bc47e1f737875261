//! The words of reports: what a verdict means, in one sentence, and what shows it.
//!
//! One place, so that every form of report says the same. Sentences have no final full stop; forms put them together.

use std::time::Duration;

use super::table::table_lines;
use crate::difference::{Cut, Difference, JsonDifference, Occurs, SchemaFault};
use crate::event::StepReport;
use crate::place::StepAddress;
use crate::table_difference::{RowsDifference, TableDifference};
use crate::tally::Tally;
use crate::verdict::{Blocker, CaptureFault, Failure, Skip, Unmet};
use crate::visible::{Marks, visible_line};

/// How reports name the command that grades.
#[derive(Debug, Clone)]
pub(super) struct Check(String);

impl Default for Check {
    fn default() -> Self {
        Self("labs check".to_owned())
    }
}

impl Check {
    /// A command that needs more to find the same labs: `labs --labs mine check`.
    pub(super) fn by(command: impl Into<String>) -> Self {
        Self(command.into())
    }

    /// The command that grades everything.
    pub(super) fn all(&self) -> &str {
        &self.0
    }

    /// The command that grades just this step.
    pub(super) fn step(&self, step: &StepAddress) -> String {
        format!("{} {step}", self.0)
    }
}

/// What is wrong, as the end of a sentence that begins with the step: "ended with exit status 254".
pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Status { place, expected, status: Some(status), .. } => {
            format!("ended with exit status {status} at {place}, where {expected} is expected")
        }
        Failure::Status { place, expected, status: None, .. } => {
            format!("ended without an exit status at {place}, where {expected} is expected")
        }
        Failure::TimedOut { after } => {
            format!(
                "took longer than the {} it may take; give it more with `timeout=`, or see what it waits for",
                seconds(*after)
            )
        }
        Failure::Limit { what, allowed } => {
            format!("hit a limit of the workshop: {what}, of which {allowed} is allowed; do less in one step")
        }
        Failure::Crashed { message } => {
            format!("crashed what runs it: {}; this is a fault of labs, please report it with the step", shown(message))
        }
        Failure::Mismatch { place, file, difference, .. } => mismatch(difference, file.as_deref(), &place.to_string()),
        Failure::Requirement { name, place, unmet, .. } => {
            format!("does not meet `{name}` of {place}: {}", self::unmet(unmet))
        }
        Failure::Capture { name, place, fault, .. } => {
            format!("has no value for `{name}`, which {place} takes from its output: {}", capture_fault(fault))
        }
    }
}

fn unmet(unmet: &Unmet) -> String {
    let list = |names: &[String]| names.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
    match unmet {
        Unmet::TextMissing { text, .. } => format!("it did not print `{}`", shown(text)),
        Unmet::TextUnwanted { text, .. } => format!("it printed `{}`", shown(text)),
        Unmet::NoTable => "it returned no table".to_owned(),
        Unmet::RowCount { expected, came } => format!("it returned {came} rows, and {expected} are expected"),
        Unmet::Columns { expected, came } => {
            format!("its columns are {}, and {} are expected", list(came), list(expected))
        }
        Unmet::Types { expected, came } => {
            format!("its columns are of the types {}, and {} are expected", list(came), list(expected))
        }
        Unmet::TooMuch { what, allowed, used } => format!("it {what} {used}, and {allowed} is allowed"),
        Unmet::NotMeasured => "nothing measured it here; tables with provisioned capacity count no units, and \
             statements that read nothing scan nothing"
            .to_owned(),
        Unmet::NotPriced { usage } => format!("the price of {} is not known here", list(usage)),
    }
}

pub(super) fn mismatch(difference: &Difference, file: Option<&str>, place: &str) -> String {
    match difference {
        Difference::NoFile { path } => {
            format!("should leave the file {}, as {place} expects, but there is none", shown(path))
        }
        // What differs in it is said below.
        _ if file.is_some() => {
            format!("left the file {} other than {place} expects", shown(file.unwrap_or_default()))
        }
        Difference::Text { .. } => format!("printed something else than {place} expects (- expected, + came)"),
        Difference::MissingLine { number, earlier: Occurs::No, .. } => {
            format!("did not print line {number} of what {place} expects")
        }
        Difference::MissingLine { number, earlier: Occurs::Yes, .. } => {
            format!("printed line {number} of what {place} expects, but before the line that should precede it")
        }
        Difference::Json { .. } => format!("printed other JSON than {place} expects"),
        Difference::NotJson { reason, .. } => {
            format!(
                "should print JSON, as {place} expects, but standard output cannot be read as JSON: {}",
                shown(reason)
            )
        }
        Difference::Pattern { number, pattern: Some(_), line: Some(_), .. } => {
            format!("printed a line {number} that is not what the regular expression of {place} says")
        }
        Difference::Pattern { number, line: None, .. } => {
            format!("printed fewer lines than {place} expects: there is no line {number}")
        }
        Difference::Pattern { number, .. } => {
            format!("printed more lines than {place} expects: line {number} is not expected")
        }
        Difference::Schema { .. } => format!("printed JSON that the schema of {place} does not accept"),
        Difference::Table(difference) => table_mismatch(difference, place),
        Difference::NoTable { .. } => format!("should return a table, as {place} expects, but returned none"),
        Difference::NoExpectedTable { reason } => {
            format!("cannot be judged: {place} is no table with the pasted values in it, for {}", shown(reason))
        }
        Difference::Error { expected, came: Some(came), .. } => {
            format!("should fail with {expected}, as {place} expects, but failed with {}", shown(came))
        }
        Difference::Error { expected, came: None, calls, .. } if calls.is_empty() => {
            format!("should fail with {expected}, as {place} expects, but made no call that could fail")
        }
        Difference::Error { expected, came: None, calls, .. } => format!(
            "should fail with {expected}, as {place} expects, but {} succeeded",
            if let [call] = calls.as_slice() { call.clone() } else { format!("all {} calls", calls.len()) }
        ),
        Difference::NoFailure { expected } => format!(
            "got {expected}, as {place} expects, but ended with exit status 0; a pipe behind the command hides its status"
        ),
        Difference::ErrorText { .. } => {
            format!("failed with the error that {place} expects, but without its words")
        }
    }
}

fn table_mismatch(difference: &TableDifference, place: &str) -> String {
    let TableDifference { expected_rows, came_rows, header, types, rows, .. } = difference;
    let counted = |rows: usize| if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
    match rows {
        _ if !header.is_empty() => format!("returned other columns than {place} expects"),
        _ if !types.is_empty() => format!("returned columns of other types than {place} expects"),
        RowsDifference::OtherOrder { .. } => format!("returned the rows that {place} expects in another order"),
        RowsDifference::Others(_) if expected_rows != came_rows => {
            format!("returned {} where {place} expects {}", counted(*came_rows), expected_rows)
        }
        RowsDifference::Others(_) | RowsDifference::Same | RowsDifference::NotCompared => {
            format!("returned other rows than {place} expects (- expected, + came)")
        }
    }
}

fn capture_fault(fault: &CaptureFault) -> String {
    match fault {
        CaptureFault::NotJson { reason } => format!("standard output cannot be read as JSON: {}", shown(reason)),
        CaptureFault::NoMember { found, members } => {
            let members: Vec<_> = members.iter().take(12).map(|member| shown(member)).collect();
            let has = if members.is_empty() {
                "no members".to_owned()
            } else {
                format!("the members {}", members.join(", "))
            };
            format!("`{}` has {has}", shown(found))
        }
        CaptureFault::NoElement { found, length: 1 } => format!("`{}` has 1 element", shown(found)),
        CaptureFault::NoElement { found, length } => format!("`{}` has {length} elements", shown(found)),
        CaptureFault::NoValue { found, is } => format!("`{}` is {is}", shown(found)),
        CaptureFault::Empty => "standard output is empty".to_owned(),
    }
}

/// Why a step was skipped, as the end of a sentence that begins with the step.
pub(super) fn skip(skip: &Skip) -> String {
    match skip {
        Skip::Language { language } => format!("nothing here runs {language} steps"),
        Skip::Matcher { matcher, place } => format!("this version cannot judge `{matcher}` at {place}"),
        Skip::Needs { step } => format!("needs {step}, which was skipped"),
    }
}

/// Why a step was not run, as the end of a sentence that begins with the step.
pub(super) fn blocker(by: &Blocker) -> String {
    match by {
        Blocker::Step { step } => format!("waits for {step}, which must pass first"),
        Blocker::World { cause, remedy } => format!("cannot run here: {}; {}", shown(cause), shown(remedy)),
        Blocker::Crash { message } => {
            format!("its world could not be opened: {}; this is a fault of labs, please report it", shown(message))
        }
    }
}

/// A line of evidence for a failure.
pub(crate) enum Detail {
    /// What was expected and did not come.
    Expected(String),
    /// What came and was not expected.
    Came(String),
    /// Neither.
    Plain(String),
}

impl Detail {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Expected(text) | Self::Came(text) | Self::Plain(text) => text,
        }
    }
}

/// What shows a failure: the difference, and what came where the difference does not say it.
pub(super) fn details(report: &StepReport, failure: &Failure) -> Vec<Detail> {
    match failure {
        Failure::Mismatch { difference, .. } => difference_details(report, difference),
        Failure::Requirement { say, unmet, .. } => {
            let say = say.as_ref().map(|say| Detail::Plain(shown(say)));
            let came = match unmet {
                Unmet::TextMissing { came: printed, .. } | Unmet::TextUnwanted { came: printed, .. } => came(printed),
                _ => Vec::new(),
            };
            say.into_iter().chain(came).collect()
        }
        Failure::Status { .. } | Failure::Capture { .. } | Failure::Limit { .. } => screen(report),
        Failure::TimedOut { .. } | Failure::Crashed { .. } => Vec::new(),
    }
}

fn screen(report: &StepReport) -> Vec<Detail> {
    let printed: Vec<u8> = report.commands.iter().flat_map(|command| command.evidence.screen()).collect();
    came(&Cut::of(&String::from_utf8_lossy(&printed)))
}

/// What shows a difference.
pub(super) fn difference_details(report: &StepReport, difference: &Difference) -> Vec<Detail> {
    match difference {
        Difference::Text { diff } => {
            let marked = |line: &String| match line.chars().next() {
                Some('-') => Detail::Expected(line.clone()),
                Some('+') => Detail::Came(line.clone()),
                _ => Detail::Plain(line.clone()),
            };
            let diff_lines = diff.lines.iter().map(marked).chain(more_lines(diff.more));
            diff_lines.chain(complaint(report)).collect()
        }
        Difference::MissingLine { line, came: printed, .. } => {
            let missing = [Detail::Expected(format!("expected: {line}"))];
            missing.into_iter().chain(came(printed)).chain(complaint(report)).collect()
        }
        Difference::Pattern { pattern, line, came: printed, .. } => {
            let pattern = pattern.iter().map(|pattern| Detail::Expected(format!("expected: {pattern}")));
            let line = line.iter().map(|line| Detail::Came(format!("came:     {line}")));
            let blank = [Detail::Plain(String::new())];
            pattern.chain(line).chain(blank).chain(came(printed)).chain(complaint(report)).collect()
        }
        Difference::Json { differences, more } => {
            let more = (*more > 0).then(|| Detail::Plain(format!("… {more} more differences")));
            let blank = Detail::Plain(String::new());
            differences.iter().map(json_difference).chain(more).chain([blank]).chain(screen(report)).collect()
        }
        Difference::Schema { faults, more } => {
            let fault = |fault: &SchemaFault| {
                let SchemaFault { path, keyword, wanted, came } = fault;
                Detail::Plain(format!("{path}: `{keyword}` wants {}, got {came}", shown(wanted)))
            };
            let more = (*more > 0).then(|| Detail::Plain(format!("… {more} more faults")));
            let blank = Detail::Plain(String::new());
            faults.iter().map(fault).chain(more).chain([blank]).chain(screen(report)).collect()
        }
        Difference::Table(difference) => table_lines(difference),
        Difference::ErrorText { expected, came: printed } => {
            let expected = expected.lines().map(|line| Detail::Expected(format!("expected: {}", shown(line))));
            expected.chain(came(printed)).collect()
        }
        Difference::NotJson { came: printed, .. }
        | Difference::Error { screen: printed, .. }
        | Difference::NoTable { came: printed } => came(printed),
        Difference::NoFailure { .. } | Difference::NoFile { .. } => screen(report),
        Difference::NoExpectedTable { .. } => Vec::new(),
    }
}

fn json_difference(difference: &JsonDifference) -> Detail {
    let JsonDifference { path, expected, came } = difference;
    match (expected, came) {
        (Some(expected), Some(came)) => Detail::Plain(format!("{path}: expected {expected}, got {came}")),
        (Some(expected), None) => Detail::Expected(format!("{path}: expected {expected}, got nothing")),
        (None, Some(came)) => Detail::Came(format!("{path}: expected nothing, got {came}")),
        (None, None) => Detail::Plain(path.clone()),
    }
}

fn came(cut: &Cut) -> Vec<Detail> {
    if cut.lines.iter().all(String::is_empty) {
        return vec![Detail::Plain("it printed nothing".to_owned())];
    }
    // The AWS CLI begins its errors with an empty line.
    let lines = cut.lines.iter().skip_while(|line| line.is_empty()).map(|line| Detail::Plain(format!("  {line}")));
    [Detail::Plain("it printed:".to_owned())].into_iter().chain(lines).chain(more_lines(cut.more)).collect()
}

/// What the step said on standard error. A comparison of standard output does not show it, and it is mostly the reason:
/// in `aws … | jq` the pipe hides that `aws` failed.
fn complaint(report: &StepReport) -> Vec<Detail> {
    let said: Vec<u8> = report.commands.iter().flat_map(|command| command.evidence.stderr.clone()).collect();
    let cut = Cut::of(&String::from_utf8_lossy(&said));
    if cut.lines.is_empty() {
        return Vec::new();
    }
    let lines = cut.lines.iter().map(|line| Detail::Plain(format!("  {line}")));
    let head = [Detail::Plain(String::new()), Detail::Plain("it said on standard error:".to_owned())];
    head.into_iter().chain(lines).chain(more_lines(cut.more)).collect()
}

fn more_lines(more: usize) -> Option<Detail> {
    (more > 0).then(|| Detail::Plain(format!("… {more} more {}", if more == 1 { "line" } else { "lines" })))
}

/// The commands of a step as they would stand in a terminal.
pub(super) fn asked(report: &StepReport) -> Vec<String> {
    report.commands.iter().flat_map(|command| prompted(report.language, &command.text)).collect()
}

/// One command with its prompts; other languages have none.
pub(super) fn prompted(language: &str, text: &str) -> Vec<String> {
    let line = |(index, line): (usize, &str)| {
        let prompt = match (language, index) {
            ("console", 0) => "$ ",
            ("console", _) => "> ",
            _ => "",
        };
        format!("{prompt}{}", shown(line))
    };
    text.lines().enumerate().map(line).collect()
}

/// What became of a number of steps: `30 of 32 steps passed, 1 failed, 1 blocked`.
pub(super) fn tally(tally: Tally) -> String {
    let Tally { passed, failed, skipped, blocked, not_run, not_started, prerequisites } = tally;
    let steps = tally.steps();
    let noun = if steps == 1 { "step" } else { "steps" };
    let mut words = match (steps, passed) {
        (0, _) => "no steps".to_owned(),
        (steps, passed) if steps == passed => format!("{passed} {noun} passed"),
        (steps, passed) => format!("{passed} of {steps} {noun} passed"),
    };
    for (count, outcome) in [(failed, "failed"), (blocked, "blocked"), (skipped, "skipped"), (not_run, "not run")] {
        if count > 0 {
            words.push_str(&format!(", {count} {outcome}"));
        }
    }
    match not_started {
        0 => {}
        1 => words.push_str(", 1 exercise not graded by this version"),
        many => words.push_str(&format!(", {many} exercises not graded by this version")),
    }
    match prerequisites {
        0 => {}
        1 => words.push_str(", after 1 earlier one"),
        many => words.push_str(&format!(", after {many} earlier ones")),
    }
    words
}

/// What the bill says, as a sentence.
pub(super) fn bill(bill: &labs_world::meter::Bill) -> String {
    let unpriced: Vec<_> = bill.unpriced().map(|line| format!("{} {}", line.service, line.usage_type)).collect();
    let without = if unpriced.is_empty() {
        String::new()
    } else {
        format!(", without {}, whose price is not known here", unpriced.join(", "))
    };
    format!("AWS would have charged {} for this{without}.", bill.total())
}

fn seconds(duration: Duration) -> String {
    match duration.subsec_millis() {
        0 => format!("{} s", duration.as_secs()),
        _ => format!("{} ms", duration.as_millis()),
    }
}

/// Text of unknown origin on one line.
fn shown(text: &str) -> String {
    visible_line(text, Marks::Plain)
}

/// The same sentence with a capital letter at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
