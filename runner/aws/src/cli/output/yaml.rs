//! `--output yaml`: block style, members in the order of their names, text plain where YAML 1.2 reads it back as text, else in
//! quotes, folded at 80 columns. The AWS CLI writes with libyaml, and so its choices are followed here; one value alone is JSON.

use std::sync::OnceLock;

use labs_world::{Document, Map};
use regex::Regex;

use super::json;
use crate::cli::value::python_float;

/// Columns after which text in quotes or plain text is broken at a blank.
const WIDTH: usize = 80;
/// The longest member name that stands before a colon, in bytes.
const LONGEST_NAME: usize = 128;

/// The value as one document.
pub(super) fn render(value: &Document) -> String {
    let mut writer = Writer { out: String::new(), column: 0 };
    match value {
        Document::List(items) if !items.is_empty() => writer.list(items, 0),
        Document::Map(members) if !members.is_empty() => writer.structure(members, 0),
        Document::List(_) => writer.push("[]"),
        Document::Map(_) => writer.push("{}"),
        scalar => return json::render(scalar),
    }
    writer.out.push('\n');
    writer.out
}

struct Writer {
    out: String,
    column: usize,
}

impl Writer {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn new_line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.column = indent;
    }

    fn structure(&mut self, members: &Map, indent: usize) {
        let mut sorted: Vec<(&String, &Document)> = members.iter().collect();
        sorted.sort_by_key(|(name, _)| *name);
        for (index, (name, value)) in sorted.into_iter().enumerate() {
            if index > 0 {
                self.new_line(indent);
            }
            let simple = name.len() <= LONGEST_NAME && !name.contains(is_break);
            if !simple {
                self.push("? ");
                self.text(name, indent, Place::Value);
                self.new_line(indent);
                self.push(": ");
                self.nested(value, indent + 2);
                continue;
            }
            self.text(name, indent, Place::Name);
            self.push(":");
            match value {
                // A list in a structure stands below its name without an indent of its own.
                Document::List(items) if !items.is_empty() => {
                    self.new_line(indent);
                    self.list(items, indent);
                }
                Document::Map(members) if !members.is_empty() => {
                    self.new_line(indent + 2);
                    self.structure(members, indent + 2);
                }
                scalar => {
                    self.push(" ");
                    self.scalar(scalar, indent);
                }
            }
        }
    }

    fn list(&mut self, items: &[Document], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.new_line(indent);
            }
            self.push("- ");
            self.nested(item, indent + 2);
        }
    }

    /// A value that begins on the line of the sign before it.
    fn nested(&mut self, value: &Document, indent: usize) {
        match value {
            Document::List(items) if !items.is_empty() => self.list(items, indent),
            Document::Map(members) if !members.is_empty() => self.structure(members, indent),
            scalar => self.scalar(scalar, indent.saturating_sub(2)),
        }
    }

    fn scalar(&mut self, value: &Document, indent: usize) {
        match value {
            Document::Null => self.push("null"),
            Document::Bool(flag) => self.push(if *flag { "true" } else { "false" }),
            Document::Integer(number) => self.push(&number.to_string()),
            Document::Float(number) if number.is_nan() => self.push(".nan"),
            Document::Float(number) if number.is_infinite() => self.push(if *number > 0.0 { ".inf" } else { "-.inf" }),
            Document::Float(number) => self.push(&python_float(*number)),
            Document::List(_) => self.push("[]"),
            Document::Map(_) => self.push("{}"),
            Document::String(text) => self.text(text, indent, Place::Value),
            other => self.text(&crate::cli::value::Value::from(other).python_str(), indent, Place::Value),
        }
    }

    fn text(&mut self, text: &str, indent: usize, place: Place) {
        let indent = indent + 2;
        match Form::of(text, place) {
            Form::Plain => self.plain(text, indent, place),
            Form::Single => self.single(text, indent, place),
            Form::Double => self.double(text, indent, place),
        }
    }

    fn plain(&mut self, text: &str, indent: usize, place: Place) {
        let chars: Vec<char> = text.chars().collect();
        let mut spaces = false;
        for (index, char) in chars.iter().enumerate() {
            let blank = *char == ' ';
            if blank && place == Place::Value && !spaces && self.column > WIDTH && chars.get(index + 1) != Some(&' ') {
                self.new_line(indent);
            } else {
                self.push(char.encode_utf8(&mut [0; 4]));
            }
            spaces = blank;
        }
    }

    fn single(&mut self, text: &str, indent: usize, place: Place) {
        self.push("'");
        let chars: Vec<char> = text.chars().collect();
        let (mut spaces, mut breaks) = (false, false);
        for (index, char) in chars.iter().copied().enumerate() {
            let inner = index > 0 && index + 1 < chars.len();
            if char == ' ' {
                let fold = place == Place::Value && !spaces && self.column > WIDTH && inner;
                if fold && chars.get(index + 1) != Some(&' ') {
                    self.new_line(indent);
                } else {
                    self.push(" ");
                }
                spaces = true;
            } else if is_break(char) {
                if !breaks && char == '\n' {
                    self.out.push('\n');
                }
                self.line_break(char);
                breaks = true;
            } else {
                if breaks {
                    self.out.push_str(&" ".repeat(indent));
                    self.column = indent;
                }
                if char == '\'' {
                    self.push("'");
                }
                self.push(char.encode_utf8(&mut [0; 4]));
                (spaces, breaks) = (false, false);
            }
        }
        if breaks {
            self.out.push_str(&" ".repeat(indent));
            self.column = indent;
        }
        self.push("'");
    }

    fn line_break(&mut self, char: char) {
        self.out.push(char);
        self.column = 0;
    }

    fn double(&mut self, text: &str, indent: usize, place: Place) {
        self.push("\"");
        let chars: Vec<char> = text.chars().collect();
        let mut spaces = false;
        for (index, char) in chars.iter().copied().enumerate() {
            if !is_printable(char) || is_break(char) || matches!(char, '"' | '\\' | '\u{feff}') {
                self.push(&escaped(char));
                spaces = false;
            } else if char == ' ' {
                let inner = index > 0 && index + 1 < chars.len();
                if place == Place::Value && !spaces && self.column > WIDTH && inner {
                    self.new_line(indent);
                    if chars.get(index + 1) == Some(&' ') {
                        self.push("\\");
                    }
                } else {
                    self.push(" ");
                }
                spaces = true;
            } else {
                self.push(char.encode_utf8(&mut [0; 4]));
                spaces = false;
            }
        }
        self.push("\"");
    }
}

/// Where a text stands: names are never broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Value,
}

/// How a text is written.
enum Form {
    Plain,
    Single,
    Double,
}

fn is_break(char: char) -> bool {
    matches!(char, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// libyaml escapes everything beyond the Basic Multilingual Plane.
fn is_printable(char: char) -> bool {
    matches!(char, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}') && char != '\u{feff}'
}

fn escaped(char: char) -> String {
    let short = match char {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        char => {
            let code = u32::from(char);
            return match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{short}")
}

impl Form {
    fn of(text: &str, place: Place) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let (Some(first), Some(last)) = (chars.first(), chars.last()) else { return Self::Single };
        let (mut indicators, mut line_breaks, mut special) = (false, false, false);
        let (mut break_space, mut space_break) = (false, false);
        let mut previous: Option<char> = None;
        if text.starts_with("---") || text.starts_with("...") {
            indicators = true;
        }
        let mut preceded = true;
        for (index, char) in chars.iter().copied().enumerate() {
            let next = chars.get(index + 1);
            let followed = next.is_none_or(|it| is_blank(*it));
            if index == 0 {
                match char {
                    '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                        indicators = true;
                    }
                    '?' | ':' | '-' if followed => indicators = true,
                    _ => {}
                }
            } else {
                match char {
                    ':' if followed => indicators = true,
                    '#' if preceded => indicators = true,
                    _ => {}
                }
            }
            if !is_printable(char) {
                special = true;
            }
            if is_break(char) {
                line_breaks = true;
            }
            match char {
                ' ' if previous.is_some_and(is_break) => break_space = true,
                char if is_break(char) && previous == Some(' ') => space_break = true,
                _ => {}
            }
            previous = Some(char);
            preceded = is_blank(char);
        }
        let edge = |char: &char| *char == ' ' || is_break(*char);
        let plain = !(edge(first) || edge(last) || space_break || special || line_breaks || indicators || break_space);
        if plain && !resolves(text) {
            return Self::Plain;
        }
        let multi_line_name = place == Place::Name && line_breaks;
        // A blank at the end or the start of a line would be lost in single quotes.
        if space_break || break_space || special || multi_line_name { Self::Double } else { Self::Single }
    }
}

fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\t') || is_break(char) || char == '\0'
}

/// Whether YAML 1.2 would read the text as something else than text.
fn resolves(text: &str) -> bool {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(
            r"(?x)^(?:
              true|True|TRUE|false|False|FALSE|~|null|Null|NULL|<<|=
              |[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
              |[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
              |[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?
              |[-+]?\.(?:inf|Inf|INF)
              |\.(?:nan|NaN|NAN)
              |[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+0-9][0-9_]*|[-+]?0x[0-9a-fA-F_]+
              |[0-9]{4}-[0-9]{2}-[0-9]{2}
              |[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[\ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
               (?:[\ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?
              )$",
        )
        .ok()
    });
    // Without the pattern every text is in quotes, which is right for any text.
    (text != "-" && text != "+") && pattern.as_ref().is_none_or(|it| it.is_match(text))
}
