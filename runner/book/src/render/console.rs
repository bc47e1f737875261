//! What stands in a console: commands with their prompts, the exit status that they must have, and what they print.
//!
//! Prompts are marked so that neither a selection nor the copy button takes them; the copy button takes the commands alone.

use labs_guide::Command;

use super::highlight::highlight;
use super::html::escape;

/// A line of a console.
enum Line<'t> {
    /// Typed: the prompt with its blank, and the text.
    Typed(&'t str, &'t str),
    /// The exit status that the command above must have.
    Status(u8),
    /// Printed by the command above.
    Printed(&'t str),
}

/// A console step, from its model.
pub(super) fn of_commands(commands: &[Command]) -> String {
    let mut html = Vec::new();
    for command in commands {
        let typed = command.text.split('\n').enumerate();
        html.extend(typed.map(|(at, text)| draw(&Line::Typed(if at == 0 { "$ " } else { "> " }, text))));
        if command.status != 0 {
            html.push(draw(&Line::Status(command.status)));
        }
        let printed = command.expected.iter().flat_map(|expected| expected.value.trim_end_matches('\n').split('\n'));
        html.extend(printed.map(|text| draw(&Line::Printed(text))));
    }
    html.join("\n")
}

/// A console in a text that has no model: a line that begins with `$ ` is typed, and those after it that begin with `> `.
pub(super) fn of_text(text: &str) -> String {
    let mut is_typing = false;
    let lines = text.split('\n').map(|line| {
        let typed = typed(line, '$').or_else(|| typed(line, '>').filter(|_| is_typing));
        is_typing = typed.is_some();
        draw(&typed.map_or(Line::Printed(line), |(prompt, text)| Line::Typed(prompt, text)))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn typed(line: &str, sign: char) -> Option<(&str, &str)> {
    let rest = line.strip_prefix(sign)?;
    if rest.is_empty() {
        return Some((line, ""));
    }
    rest.starts_with(' ').then(|| line.split_at(sign.len_utf8() + 1))
}

fn draw(line: &Line<'_>) -> String {
    match line {
        Line::Typed(prompt, text) => format!(
            "<span class=\"command\"><span class=\"prompt\">{}</span>{}</span>",
            escape(prompt),
            highlight("console", text)
        ),
        Line::Status(status) => format!("<span class=\"status\">ends with exit status {status}</span>"),
        Line::Printed(text) => format!("<span class=\"printed\">{}</span>", escape(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_commands_and_printed_lines_are_told_apart() {
        assert_eq!(
            of_text("$ echo \\\n>   a\nb > c\n> not a prompt\n$"),
            "<span class=\"command\"><span class=\"prompt\">$ </span>echo \\</span>\n\
             <span class=\"command\"><span class=\"prompt\">&gt; </span>  a</span>\n\
             <span class=\"printed\">b &gt; c</span>\n\
             <span class=\"printed\">&gt; not a prompt</span>\n\
             <span class=\"command\"><span class=\"prompt\">$</span></span>"
        );
    }
}
