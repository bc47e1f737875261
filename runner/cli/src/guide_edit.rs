//! Editing a guide: bodies of fences are replaced, and nothing else.
//!
//! A body may stand inside quotes and lists, whose prefixes its lines keep. After the edits the chapter is read again; when it means anything
//! else than before, but for the bodies that were replaced, the edit is refused. Files are replaced as a whole, by a name of the same folder.

use std::io::{self, Write as _};
use std::path::Path;

use labs_guide::{Block, Chapter, CheckBody, Expectation, Source, Span, parse_chapter};

/// One body to be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The old body, in the text that was read.
    pub(crate) body: Span,
    /// The new body without prefixes; lines end with `\n`.
    pub(crate) text: String,
}

/// Why a text cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EditError {
    /// There is no such body.
    #[error("there is no expected output at this place")]
    NoBody,
    /// The new body would be read as something else.
    #[error("with this output the page would be read in another way (it has a fence, a prompt or a paste in it)")]
    Misread,
}

/// The text of a chapter with all edits in it.
pub(crate) fn edited(source: &Source, edits: &[Edit]) -> Result<String, EditError> {
    let Source { path, text: source } = source;
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| std::cmp::Reverse(edit.body.start));
    let before = read(path, source);
    let known = bodies(&before);
    let mut expected: Vec<String> = known.iter().map(|(_, body)| body.clone()).collect();
    let mut text = source.to_string();
    for edit in sorted {
        let at = known.iter().position(|(span, _)| *span == edit.body).ok_or(EditError::NoBody)?;
        let written = with_prefixes(source, edit).ok_or(EditError::Misread)?;
        if text.get(edit.body.clone()).is_none() {
            return Err(EditError::NoBody);
        }
        text.replace_range(edit.body.clone(), &written);
        if let Some(body) = expected.get_mut(at) {
            body.clone_from(&edit.text);
        }
    }
    let after = read(path, &text);
    // Lines below a command that are gone are no body any more.
    let same = |one: &[String], other: &[(Span, String)]| {
        let one: Vec<&str> = one.iter().map(String::as_str).filter(|body| !body.is_empty()).collect();
        let other: Vec<&str> = other.iter().map(|(_, body)| body.as_str()).filter(|body| !body.is_empty()).collect();
        one == other
    };
    let as_before = same(&expected, &bodies(&after)) && outline(&before) == outline(&after);
    if as_before { Ok(text) } else { Err(EditError::Misread) }
}

fn read(path: &Path, text: &str) -> Chapter {
    let source = Source { path: path.to_owned(), text: text.into() };
    parse_chapter("01-chapter", &source).0
}

/// Every body that may be replaced, with its place, in the order of the text.
fn bodies(chapter: &Chapter) -> Vec<(Span, String)> {
    let mut bodies = Vec::new();
    let mut add = |expectations: &[Expectation]| {
        bodies.extend(expectations.iter().map(|one| (one.expected.span.clone(), one.expected.value.clone())));
    };
    let blocks = || chapter.sections.iter().flat_map(|section| &section.blocks);
    for block in blocks() {
        match block {
            Block::Step(step) => add(&step.expectations),
            Block::Exercise(exercise) => {
                add(&exercise.expectations);
                for check in &exercise.checks {
                    if let CheckBody::Call { expectations, .. } = &check.body {
                        add(expectations);
                    }
                }
            }
            Block::File(_) => {}
        }
    }
    for block in blocks() {
        if let Block::Step(step) = block {
            let below = step.commands.iter().filter_map(|command| command.expected.as_ref());
            bodies.extend(below.map(|expected| (expected.span.clone(), expected.value.clone())));
        }
    }
    bodies.sort_by_key(|(span, _)| (span.start, span.end));
    bodies
}

/// What a chapter has apart from the bodies that may be replaced: blocks with their commands, in order.
fn outline(chapter: &Chapter) -> Vec<String> {
    let mut outline = Vec::new();
    for section in &chapter.sections {
        outline.push(format!("{} {:?} {:?}", section.level, section.title, section.id));
        for block in &section.blocks {
            match block {
                Block::Step(step) => {
                    outline.push(format!("step {} {} outputs", step.id.value, step.expectations.len()));
                    outline
                        .extend(step.commands.iter().map(|command| format!("{} ? {}", command.text, command.status)));
                    outline.push(format!("{} checks", step.checks.len()));
                }
                Block::File(file) => outline.push(format!("file {} {:?}", file.path.value, file.content)),
                Block::Exercise(exercise) => {
                    outline.push(format!("exercise {} {:?}", exercise.id.value, exercise.starter.value));
                    outline.push(format!(
                        "{} {} {}",
                        exercise.expectations.len(),
                        exercise.checks.len(),
                        exercise.hints.len()
                    ));
                }
            }
        }
    }
    outline
}

/// The new body with the line ends of the file, and with what stands before each line of the old one.
fn with_prefixes(source: &str, edit: &Edit) -> Option<String> {
    let start = edit.body.start;
    let line_start = source.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let old = source.get(edit.body.clone())?;
    let prefix = source.get(line_start..start)?;
    // An empty body has no line of its own; its place is behind the opening fence or before the closing one.
    let prefix = if old.is_empty() { prefix.trim_end_matches(|c| c != ' ' && c != '>') } else { prefix };
    if !prefix.chars().all(|c| c == ' ' || c == '\t' || c == '>') {
        return None;
    }
    let line_end = if source.contains("\r\n") { "\r\n" } else { "\n" };
    // Lines below a command end before their last line end, an `output` behind it.
    let ends_open = !old.is_empty() && !old.ends_with('\n');
    let mut written = String::new();
    for (index, line) in edit.text.lines().enumerate() {
        if index > 0 {
            written.push_str(line_end);
            written.push_str(if line.is_empty() { prefix.trim_end() } else { prefix });
        }
        written.push_str(line);
    }
    if !edit.text.is_empty() && !ends_open {
        written.push_str(line_end);
        if old.is_empty() {
            written.push_str(prefix);
        }
    }
    Some(written)
}

/// Replaces a file at once: whoever reads it sees the old text or the new one.
pub(crate) fn replace_file(path: &Path, text: &str) -> io::Result<()> {
    // A link is followed, so that it stays one.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let permissions = path.metadata()?.permissions();
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(text: &str) -> Source {
        Source { path: "a.md".into(), text: text.into() }
    }

    /// `source` with the body `old`, at its last place, replaced.
    fn edit(source: &str, old: &str, new: &str) -> Result<String, EditError> {
        let at = source.rfind(old).unwrap();
        let edit = Edit { body: at..at + old.len(), text: new.to_owned() };
        edited(&chapter(source), &[edit])
    }

    const PLAIN: &str =
        "# A {#a}\n\n```console {step=s}\n$ x\nold\n```\n\nText.\n\n```output {lines}\none\ntwo\n```\n\nEnd.\n";

    #[test]
    fn a_body_is_replaced_and_nothing_else() {
        let new = edit(PLAIN, "one\ntwo\n", "1\n\n3\n").unwrap();
        assert_eq!(new, PLAIN.replace("one\ntwo\n", "1\n\n3\n"));
        assert_eq!(edit(PLAIN, "old", "new\nlines\n").unwrap(), PLAIN.replace("old", "new\nlines"));
        assert_eq!(edit(PLAIN, "one\ntwo\n", "").unwrap(), PLAIN.replace("one\ntwo\n", ""));
    }

    #[test]
    fn prefixes_and_line_ends_stay() {
        let quoted: String = PLAIN
            .lines()
            .map(|line| if line.starts_with('#') { format!("{line}\n") } else { format!("> {line}\n") })
            .collect();
        let new = edit(&quoted, "one\n> two\n", "1\n\n3\n").unwrap();
        assert_eq!(new, quoted.replace("> one\n> two\n", "> 1\n>\n> 3\n"));
        let other = PLAIN.replace('\n', "\r\n");
        let body = "one\r\ntwo\r\n";
        assert_eq!(edit(&other, body, "1\n").unwrap(), other.replace(body, "1\r\n"));
    }

    #[test]
    fn an_empty_body_gets_lines() {
        let empty = PLAIN.replace("one\ntwo\n", "");
        let at = empty.rfind("```\n").unwrap();
        let edit = Edit { body: at..at, text: "1\n".to_owned() };
        let spans = bodies(&read(Path::new("a.md"), &empty));
        let body = spans.last().unwrap().0.clone();
        let new = edited(&chapter(&empty), &[Edit { body, ..edit }]).unwrap();
        assert_eq!(new, PLAIN.replace("one\ntwo\n", "1\n"));
    }

    #[test]
    fn what_would_be_read_in_another_way_is_refused() {
        assert_eq!(edit(PLAIN, "one\ntwo\n", "```\n# B\n"), Err(EditError::Misread));
        assert_eq!(edit(PLAIN, "old", "$ rm\n"), Err(EditError::Misread));
        assert_eq!(edit(PLAIN, "old", "? 3\n"), Err(EditError::Misread));
    }

    #[test]
    fn what_is_no_body_is_not_replaced() {
        assert_eq!(edit(PLAIN, "\none\ntwo", "x\n"), Err(EditError::NoBody));
    }

    #[test]
    fn several_edits_are_made_at_once() {
        let spans: Vec<Span> = bodies(&read(Path::new("a.md"), PLAIN)).into_iter().map(|(span, _)| span).collect();
        let edits: Vec<Edit> = spans
            .into_iter()
            .zip(["longer than before\n", "1\n"])
            .map(|(body, text)| Edit { body, text: text.into() })
            .collect();
        let new = edited(&chapter(PLAIN), &edits).unwrap();
        assert_eq!(new, PLAIN.replace("old\n", "longer than before\n").replace("one\ntwo\n", "1\n"));
    }
}
