//! The body of a console block: commands after `$ `, what continues them, and what they must print.
//!
//! ```text
//! $ aws dynamodb get-item \          a command
//! >     --table-name Nowhere         goes on while lines begin with `> `
//! ? 254                              the exit status that it must have, otherwise 0
//! An error occurred [..]             what it must print, up to the next `$ `
//! ```
//!
//! Lines that begin with `> ` or `? ` are special only right after the command; further down they are output like any other.

use crate::diagnostic::Findings;
use crate::model::Command;
use crate::parse::body::{Body, Line};
use crate::problem::{Emptiness, Problem};
use crate::source::{Span, Spanned};

/// How far the lines of one command have come.
#[derive(PartialEq, Eq)]
enum Phase {
    Command,
    Output,
}

struct Draft {
    text: String,
    /// In the body.
    range: Span,
    status: u8,
    output: Vec<(Span, String)>,
    phase: Phase,
}

/// The commands of a console body.
pub(crate) fn commands(body: &Body, findings: &mut Findings<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut draft: Option<Draft> = None;
    let mut strayed = false;
    for line in body.lines() {
        if let Some(text) = after_mark(line, '$') {
            if let Some(draft) = draft.take() {
                commands.push(finish(draft, body, findings));
            }
            let range = line.range();
            draft = Some(Draft { text: text.to_owned(), range, status: 0, output: Vec::new(), phase: Phase::Command });
            continue;
        }
        let Some(draft) = &mut draft else {
            // One finding for all lines before the first command: they have one cause.
            if !line.text.trim().is_empty() && !strayed {
                strayed = true;
                findings.push(Problem::ConsolePrompt { line: line.text.to_owned() }, body.span(line.range()));
            }
            continue;
        };
        if draft.phase == Phase::Command {
            if let Some(text) = after_mark(line, '>') {
                draft.text.push('\n');
                draft.text.push_str(text);
                draft.range.end = line.range().end;
                continue;
            }
            draft.phase = Phase::Output;
            if let Some(status) = line.text.strip_prefix("? ") {
                match status.trim().parse() {
                    Ok(status) => draft.status = status,
                    Err(_) => {
                        let found = status.trim().to_owned();
                        findings.push(Problem::ExitStatus { found }, body.span(line.range()));
                    }
                }
                continue;
            }
        }
        draft.output.push((line.range(), line.text.trim_end().to_owned()));
    }
    if let Some(draft) = draft {
        commands.push(finish(draft, body, findings));
    }
    commands
}

/// The rest of a line that begins with a mark and a blank, or is the mark alone.
fn after_mark(line: Line<'_>, mark: char) -> Option<&str> {
    let rest = line.text.strip_prefix(mark)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

fn finish(mut draft: Draft, body: &Body, findings: &mut Findings<'_>) -> Command {
    let span = body.span(draft.range.clone());
    if draft.text.trim().is_empty() {
        findings.push(Problem::EmptyBlock(Emptiness::Command), span.clone());
    }
    // An even number of backslashes is escaped backslashes, not a continuation.
    let backslashes = draft.text.len() - draft.text.trim_end_matches('\\').len();
    if backslashes % 2 == 1 {
        findings.push(Problem::ConsoleContinuation, body.span(draft.range.end.saturating_sub(1)..draft.range.end));
    }
    let blank = |(_, text): &(Span, String)| text.is_empty();
    while draft.output.last().is_some_and(blank) {
        draft.output.pop();
    }
    let first = draft.output.iter().position(|line| !blank(line)).unwrap_or(draft.output.len());
    let lines = draft.output.get(first..).unwrap_or_default();
    let expected = lines.first().zip(lines.last()).map(|((start, _), (end, _))| Spanned {
        value: lines.iter().fold(String::new(), |text, (_, line)| text + line + "\n"),
        span: body.span(start.start..end.end),
    });
    Command { text: draft.text, span, status: draft.status, expected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn read(text: &str) -> (Vec<Command>, Vec<&'static str>) {
        let source = Source { path: "a.md".into(), text: text.into() };
        let mut body = Body::new(0);
        body.push(text, 0..text.len());
        let mut findings = Findings::new(&source);
        let commands = commands(&body, &mut findings);
        (commands, findings.into_list().into_iter().map(|d| d.code).collect())
    }

    #[test]
    fn lines_below_a_command_are_its_output() {
        let (commands, codes) = read("$ one\n\na  \n\n  b\n\n$ two\n$ three\n> x\n");
        assert_eq!(codes, [""; 0]);
        let shown: Vec<_> =
            commands.iter().map(|c| (c.text.as_str(), c.expected.as_ref().map(|e| e.value.as_str()))).collect();
        assert_eq!(shown, [("one", Some("a\n\n  b\n")), ("two", None), ("three\nx", None)]);
    }

    #[test]
    fn here_documents_and_backslashes_go_on_after_a_mark() {
        let (commands, codes) = read("$ cat <<'E'\n> a\n>\n>   b\n> E\na\n> c\n");
        assert_eq!(codes, [""; 0]);
        assert_eq!(commands[0].text, "cat <<'E'\na\n\n  b\nE");
        assert_eq!(commands[0].expected.as_ref().map(|e| e.value.as_str()), Some("a\n> c\n"));
    }

    #[test]
    fn an_exit_status_stands_right_after_its_command() {
        let (commands, codes) = read("$ a\n? 254\nx\n$ b\ny\n? 3\n");
        assert_eq!(codes, [""; 0]);
        assert_eq!((commands[0].status, commands[1].status), (254, 0));
        assert_eq!(commands[1].expected.as_ref().map(|e| e.value.as_str()), Some("y\n? 3\n"));
    }

    #[test]
    fn what_is_malformed_is_reported() {
        assert_eq!(read("aws\nx\n$ a\n").1, ["guide::console-prompt"]);
        assert_eq!(read("$ a \\\nb\n").1, ["guide::console-continuation"]);
        assert_eq!(read("$ a \\\\\nb\n").1, [""; 0]);
        assert_eq!(read("$ a\n? x\n$ b\n? 256\n").1, ["guide::exit-status"; 2]);
        assert_eq!(read("$\n$ \n").1, ["guide::empty-block"; 2]);
    }
}
