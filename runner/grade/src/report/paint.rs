//! Colours of reports. They repeat what the words say and are never the only sign of it.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// Whether a report may use colour. Who writes to a terminal decides; reporters never look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// Plain text.
    #[default]
    Never,
    /// ANSI escape sequences.
    Ansi,
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Right,
    Wrong,
    Undone,
    Name,
    Expected,
    Came,
}

impl Colour {
    pub(super) fn paint(self, tone: Tone, text: impl Display) -> String {
        if self == Self::Never {
            return text.to_string();
        }
        let style = match tone {
            Tone::Right => AnsiColor::Green.on_default().bold(),
            Tone::Wrong => AnsiColor::Red.on_default().bold(),
            Tone::Undone => AnsiColor::Yellow.on_default().bold(),
            Tone::Name => Style::new().bold(),
            Tone::Expected => AnsiColor::Red.on_default(),
            Tone::Came => AnsiColor::Green.on_default(),
        };
        format!("{style}{text}{style:#}")
    }
}
