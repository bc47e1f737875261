//! What an author reads when a lab is wrong: place, message, the rule that was broken, and what was probably meant.
//!
//! One type, two renderings: a line for editors and continuous integration, and a picture with a caret. The wording of this
//! crate's own diagnostics is in `problem`, their rules in `rules`; other crates may report their findings with the same type.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use crate::problem::Problem;
use crate::source::{Source, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The lab is invalid and does not run.
    Error,
    /// The lab runs, but something in it is probably not meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// A second place that explains the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What is there: "first used here".
    pub text: String,
    /// Where, in the same source.
    pub span: Span,
}

/// One finding about a lab.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Stable name: `guide::unknown-attribute`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a final full stop.
    pub message: String,
    /// The rule that was broken, one sentence.
    pub rule: &'static str,
    /// The near miss and the valid choices, or what to write instead.
    pub help: Option<String>,
    /// The file.
    pub source: Source,
    /// The place.
    pub span: Span,
    /// Further places in the same file.
    pub labels: Vec<Label>,
}

/// How to show a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rendering {
    /// `path:line:col: error[code]: message (help)`, one line.
    Plain,
    /// The place with a caret, the rule and the help, on several lines.
    Graphical {
        /// Whether escape codes are written.
        colour: Colour,
        /// Characters a line.
        width: usize,
    },
}

/// Whether escape codes for colours are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// With ANSI escape codes.
    Ansi,
    /// Without.
    Never,
}

impl Diagnostic {
    pub(crate) fn new(problem: &Problem, source: &Source, span: Span) -> Self {
        let rule = problem.rule();
        Self {
            code: rule.code,
            severity: Severity::Error,
            message: printable(&problem.to_string()),
            rule: rule.text,
            help: problem.help().map(|help| printable(&help)),
            source: source.clone(),
            span,
            labels: Vec::new(),
        }
    }

    /// The finding as text. A plain one has no final newline, a graphical one has.
    #[must_use]
    pub fn render(&self, rendering: Rendering) -> String {
        match rendering {
            Rendering::Plain => {
                let Self { code, severity, message, .. } = self;
                let place = format!("{}:{}", self.source.path.display(), self.source.start(&self.span));
                let help = self.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
                // One finding is one line, whatever an author's text inside the message holds.
                format!("{place}: {severity}[{code}]: {message}{help}").replace(['\n', '\r'], " ")
            }
            Rendering::Graphical { .. } if !self.can_be_drawn() => {
                format!("{}\n  rule: {}\n", self.render(Rendering::Plain), self.rule)
            }
            Rendering::Graphical { .. } if self.source.text.contains(is_unprintable) => {
                self.with_printable_source().render(rendering)
            }
            Rendering::Graphical { colour, width } => {
                let mut theme = match colour {
                    Colour::Ansi => GraphicalTheme::unicode(),
                    Colour::Never => GraphicalTheme::unicode_nocolor(),
                };
                // Carets, which people know from compilers and can search for, under the words that are meant.
                theme.characters.underline = '^';
                // Narrower than this the handler's own frame no longer fits.
                const NARROWEST: usize = 30;
                let mut out = String::new();
                let handler = GraphicalReportHandler::new_themed(theme)
                    .with_links(false)
                    .with_width(width.max(NARROWEST))
                    .with_break_words(false);
                match handler.render_report(&mut out, self) {
                    Ok(()) => out,
                    // A span that the handler cannot show must not cost the message.
                    Err(fmt::Error) => format!("{}\n", self.render(Rendering::Plain)),
                }
            }
        }
    }

    /// Whether the lines of a picture are short enough to be looked at.
    fn can_be_drawn(&self) -> bool {
        const LONGEST: usize = 2_000;
        let spans = std::iter::once(&self.span).chain(self.labels.iter().map(|label| &label.span));
        let lines: Vec<usize> = spans.map(|span| self.source.start(span).line).collect();
        let near = |line: usize| lines.iter().any(|shown| shown.abs_diff(line) <= 1);
        let mut long = self.source.text.lines().enumerate().filter(|(_, line)| line.len() > LONGEST);
        !long.any(|(index, _)| near(index + 1))
    }

    /// The same with every character that could steer a terminal replaced by as many bytes, so that places stay right.
    fn with_printable_source(&self) -> Self {
        let mut text = String::with_capacity(self.source.text.len());
        for character in self.source.text.chars() {
            if is_unprintable(character) {
                text.extend(std::iter::repeat_n('?', character.len_utf8()));
            } else {
                text.push(character);
            }
        }
        Self { source: Source { path: self.source.path.clone(), text: text.into() }, ..self.clone() }
    }

    /// The part of a span that lies on its first line: a picture of a whole fence would say less than its first line.
    fn first_line(&self, span: &Span) -> SourceSpan {
        let text = self.source.slice(span);
        let length = text.find(['\n', '\r']).unwrap_or(text.len());
        (span.start.min(self.source.text.len()), length).into()
    }
}

/// Whether a character could steer a terminal.
fn is_unprintable(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\r' | '\t')
}

/// A message of bounded length without characters that could steer a terminal: it may quote anything from a file.
fn printable(text: &str) -> String {
    const LONGEST: usize = 600;
    let clean = |c: char| if is_unprintable(c) { char::REPLACEMENT_CHARACTER } else { c };
    let mut printable: String = text.chars().take(LONGEST).map(clean).collect();
    if text.chars().nth(LONGEST).is_some() {
        printable.push('…');
    }
    printable
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(match &self.help {
            Some(help) => Box::new(format!("{help}\nrule: {}", self.rule)),
            None => Box::new(format!("rule: {}", self.rule)),
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let primary = LabeledSpan::new_primary_with_span(None, self.first_line(&self.span));
        let further = self
            .labels
            .iter()
            .map(|label| LabeledSpan::new_with_span(Some(label.text.clone()), self.first_line(&label.span)));
        Some(Box::new(std::iter::once(primary).chain(further)))
    }
}

/// miette counts columns in bytes and takes a lone carriage return for a line end; editors do neither, so lines and columns
/// are ours.
impl SourceCode for Source {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, miette::MietteError> {
        let contents = self.text.read_span(span, context_lines_before, context_lines_after)?;
        let start = self.position(contents.span().offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.display().to_string(),
            contents.data(),
            *contents.span(),
            start.line - 1,
            start.column - 1,
            contents.line_count(),
        )))
    }
}

/// Collects the findings about one file.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    source: &'a Source,
    list: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(source: &'a Source) -> Self {
        Self { source, list: Vec::new() }
    }

    pub(crate) fn push(&mut self, problem: Problem, span: Span) {
        self.list.push(Diagnostic::new(&problem, self.source, span));
    }

    pub(crate) fn push_with(&mut self, problem: Problem, span: Span, label: &str, at: Span) {
        let mut diagnostic = Diagnostic::new(&problem, self.source, span);
        diagnostic.labels.push(Label { text: label.to_owned(), span: at });
        self.list.push(diagnostic);
    }

    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}
