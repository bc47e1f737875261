//! Documents to elements, driven by the shapes: names, namespaces, attributes and flattening are the model's.

use std::fmt::Write as _;

use labs_world::{Document, Map};

use super::names::{body_name, is_flattened};
use crate::model::{Member, ServiceModel, Shape, ShapeKind, XmlNamespace};
use crate::protocol::scalar::{self, Times};

/// XML in the making.
pub(crate) struct Writer {
    text: String,
    times: Times,
}

impl Writer {
    /// Nothing yet; times without a form of their own have this one.
    pub(crate) fn new(times: Times) -> Self {
        Self { text: String::new(), times }
    }

    /// Begins with `<?xml version="1.0" encoding="UTF-8"?>` and a new line.
    pub(crate) fn declaration(mut self) -> Self {
        self.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str) {
        let _ = write!(self.text, "<{name}>");
    }

    /// Opens an element in a default namespace.
    pub(crate) fn open_in(&mut self, name: &str, namespace: Option<&str>) {
        match namespace {
            Some(uri) => {
                let _ = write!(self.text, "<{name} xmlns=\"{}\">", escaped(uri));
            }
            None => self.open(name),
        }
    }

    /// Closes an element.
    pub(crate) fn close(&mut self, name: &str) {
        let _ = write!(self.text, "</{name}>");
    }

    /// A whole element with text in it.
    pub(crate) fn element(&mut self, name: &str, text: &str) {
        let _ = write!(self.text, "<{name}>{}</{name}>", escaped(text));
    }

    /// Text inside of the element that is open.
    pub(crate) fn text(&mut self, text: &str) {
        self.text.push_str(&escaped(text));
    }

    /// The bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// Opens the element of a structure with its namespaces and attributes.
    fn open_structure(&mut self, name: &str, member: &Member, shape: &Shape, members: &Map) {
        self.text.push('<');
        self.text.push_str(name);
        for namespace in [&shape.xml_namespace, &member.xml_namespace].into_iter().flatten() {
            self.namespace(namespace);
        }
        for (name, attribute) in shape.members().into_iter().flatten().filter(|(_, member)| member.xml_attribute) {
            if let Some(value) = members.get(name).and_then(Document::as_str) {
                let wire = attribute.location_name.as_deref().unwrap_or(name);
                let _ = write!(self.text, " {wire}=\"{}\"", escaped(value));
            }
        }
        self.text.push('>');
    }

    fn namespace(&mut self, XmlNamespace { prefix, uri }: &XmlNamespace) {
        let _ = match prefix {
            Some(prefix) => write!(self.text, " xmlns:{prefix}=\"{}\"", escaped(uri)),
            None => write!(self.text, " xmlns=\"{}\"", escaped(uri)),
        };
    }
}

/// Writes the members of a structure that stand in the body, in the order in which they are given.
pub(crate) fn write_members(writer: &mut Writer, model: &ServiceModel, shape: &Shape, members: &Map) {
    for (name, value) in members {
        let Some(member) = shape.members().and_then(|known| known.get(name)) else { continue };
        if member.location.is_some() || member.xml_attribute || member.streaming {
            continue;
        }
        if let Some(shape) = model.shape(&member.shape) {
            write_value(writer, model, body_name(name, member, shape), member, shape, value);
        }
    }
}

/// Writes one value as the element or the elements `name`; a null is nothing.
pub(crate) fn write_value(
    writer: &mut Writer,
    model: &ServiceModel,
    name: &str,
    member: &Member,
    shape: &Shape,
    value: &Document,
) {
    match (value, &shape.kind) {
        (Document::Map(members), ShapeKind::Structure { .. }) => {
            writer.open_structure(name, member, shape, members);
            write_members(writer, model, shape, members);
            writer.close(name);
        }
        (Document::List(items), ShapeKind::List { member: element }) => {
            let Some(of) = model.shape(&element.shape) else { return };
            if is_flattened(member, shape) {
                for item in items {
                    write_value(writer, model, name, element, of, item);
                }
                return;
            }
            writer.open(name);
            let inner = element.location_name.as_deref().unwrap_or("member");
            for item in items {
                write_value(writer, model, inner, element, of, item);
            }
            writer.close(name);
        }
        (Document::Map(entries), ShapeKind::Map { key, value: of }) => {
            let Some(shape_of) = model.shape(&of.shape) else { return };
            let is_flat = is_flattened(member, shape);
            let entry = if is_flat { name } else { "entry" };
            if !is_flat {
                writer.open(name);
            }
            for (text, item) in entries {
                writer.open(entry);
                writer.element(key.location_name.as_deref().unwrap_or("key"), text);
                write_value(writer, model, of.location_name.as_deref().unwrap_or("value"), of, shape_of, item);
                writer.close(entry);
            }
            if !is_flat {
                writer.close(name);
            }
        }
        (value, _) => {
            if let Some(text) = scalar::write(member, shape, value, writer.times) {
                writer.element(name, &text);
            }
        }
    }
}

/// Text as XML carries it. Characters that XML 1.0 does not have are written as references, as S3 does with keys.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(escaped, "&#x{:X};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
