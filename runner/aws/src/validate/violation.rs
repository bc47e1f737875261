//! One violated constraint and its sentence.
//!
//! The usual sentence echoes the value as Java prints it and names the member in lower camel case. Since June 2026 the item
//! operations of DynamoDB word some limits without the value and with the member as the model spells it; see
//! `dynamodb.rs`.

use std::fmt;

use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

/// Echoed values are cut here: they come from the request and would double its size.
const MAX_ECHO: usize = 16 * 1024;

/// What was demanded of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Constraint {
    /// It must be given.
    NotNull,
    /// It is one of these.
    Enum(Vec<String>),
    /// It matches this pattern.
    Pattern(String),
    /// It has at least this length.
    MinLength(i64),
    /// It has at most this length.
    MaxLength(i64),
    /// It is at least this.
    MinValue(i64),
    /// It is at most this.
    MaxValue(i64),
    /// Every key of the map obeys these.
    Keys(Vec<Constraint>),
    /// Every value of the map obeys these.
    Values(Vec<Constraint>),
    /// Every element of the list obeys these.
    Elements(Vec<Constraint>),
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |constraints: &[Self]| constraints.iter().map(Self::to_string).collect::<Vec<_>>().join(", ");
        match self {
            Self::NotNull => f.write_str("Member must not be null"),
            Self::Enum(values) => write!(f, "Member must satisfy enum value set: [{}]", values.join(", ")),
            Self::Pattern(pattern) => write!(f, "Member must satisfy regular expression pattern: {pattern}"),
            Self::MinLength(limit) => write!(f, "Member must have length greater than or equal to {limit}"),
            Self::MaxLength(limit) => write!(f, "Member must have length less than or equal to {limit}"),
            Self::MinValue(limit) => write!(f, "Member must have value greater than or equal to {limit}"),
            Self::MaxValue(limit) => write!(f, "Member must have value less than or equal to {limit}"),
            Self::Keys(inner) => write!(f, "Map keys must satisfy constraint: [{}]", list(inner)),
            Self::Values(inner) => write!(f, "Map value must satisfy constraint: [{}]", list(inner)),
            Self::Elements(inner) => write!(f, "Member must satisfy constraint: [{}]", list(inner)),
        }
    }
}

/// How a violation is put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wording {
    /// With the value, which is `None` for null, and the path in lower camel case.
    Echo(Option<String>),
    /// With the path as the model spells it and without the value.
    Terse,
    /// With neither.
    Anonymous,
}

/// A constraint that a value does not satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// Steps to the value; the model's spelling.
    pub(super) path: Vec<String>,
    pub(super) constraint: Constraint,
    pub(super) wording: Wording,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let constraint = &self.constraint;
        let exact = || self.path.join(".");
        let camel = || self.path.iter().map(|step| lower_first(step)).collect::<Vec<_>>().join(".");
        match &self.wording {
            Wording::Echo(None) => write!(f, "Value null at '{}' failed to satisfy constraint: {constraint}", camel()),
            Wording::Echo(Some(value)) => {
                write!(f, "Value '{value}' at '{}' failed to satisfy constraint: {constraint}", camel())
            }
            Wording::Terse => write!(f, "Value at '{}' failed to satisfy constraint: {constraint}", exact()),
            Wording::Anonymous => write!(f, "Failed to satisfy constraint: {constraint}"),
        }
    }
}

fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A value as Java's `toString` prints it: `KeySchemaElement(attributeName=id, keyType=HASH)`.
pub(super) fn echo(model: &ServiceModel, shape: &Shape, value: &Document) -> String {
    let mut text = String::new();
    print(model, Some(shape), value, &mut text);
    if text.len() > MAX_ECHO {
        let end = (0..=MAX_ECHO).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

fn print(model: &ServiceModel, shape: Option<&Shape>, value: &Document, text: &mut String) {
    if text.len() > MAX_ECHO {
        return;
    }
    let of = |name: &str| model.shape(name);
    let kind = shape.map(|shape| &shape.kind);
    match (value, kind) {
        (Document::Map(members), Some(ShapeKind::Structure { members: known, .. })) => {
            text.push_str(shape.map_or("", |shape| &shape.name));
            let fields = known.iter().map(|(name, member)| (lower_first(name), members.get(name), of(&member.shape)));
            surround(text, ('(', ')'), fields, |text, (name, value, shape)| {
                text.push_str(&name);
                text.push('=');
                print(model, shape, value.unwrap_or(&Document::Null), text);
            });
        }
        (Document::Map(entries), kind) => {
            let inner = match kind {
                Some(ShapeKind::Map { value, .. }) => of(&value.shape),
                _ => None,
            };
            surround(text, ('{', '}'), entries, |text, (key, value): (&String, &Document)| {
                text.push_str(key);
                text.push('=');
                print(model, inner, value, text);
            });
        }
        (Document::List(items), kind) => {
            let inner = match kind {
                Some(ShapeKind::List { member }) => of(&member.shape),
                _ => None,
            };
            surround(text, ('[', ']'), items, |text, item| print(model, inner, item, text));
        }
        (Document::Null, _) => text.push_str("null"),
        (Document::Bool(value), _) => text.push_str(if *value { "true" } else { "false" }),
        (Document::Integer(value), _) => text.push_str(&value.to_string()),
        (Document::Float(value), _) => text.push_str(&format!("{value:?}")),
        (Document::String(value), _) => text.push_str(value),
        (Document::Blob(bytes), _) => {
            let length = bytes.len();
            text.push_str(&format!("java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]"));
        }
        (Document::Timestamp(instant), _) => text.push_str(&instant.to_string()),
    }
}

/// Writes items with commas between two brackets.
fn surround<T>(
    text: &mut String,
    brackets: (char, char),
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    text.push(brackets.0);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        write(text, item);
    }
    text.push(brackets.1);
}

/// The value of a member that is a map, for callers that look into inputs.
pub(super) fn is_empty_map(input: &Map, member: &str) -> bool {
    input.get(member).and_then(Document::as_map).is_some_and(Map::is_empty)
}
