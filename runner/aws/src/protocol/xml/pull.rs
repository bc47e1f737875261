//! Walking through an XML text, one child at a time.
//!
//! Hostile texts cost no more than honest ones: a document type definition is refused, so there is nothing to expand; what
//! nobody asks for is passed over without recursion; nesting has an end.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deeper documents are refused; the deepest shape of the models has eight levels.
const MAX_DEPTH: usize = 64;

/// No element of AWS's has more than three.
const MAX_ATTRIBUTES: usize = 32;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub(crate) struct XmlError {
    reason: String,
}

impl XmlError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

/// An element that has been opened; its children or its text come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Its name without a prefix.
    pub(crate) name: String,
    /// Attributes by their whole names, prefix and all.
    pub(crate) attributes: Vec<(String, String)>,
}

/// A position in an XML text.
pub(crate) struct Pull<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
}

impl<'a> Pull<'a> {
    /// Opens the root element.
    pub(crate) fn open(text: &'a [u8]) -> Result<(Self, Opened), XmlError> {
        let text = std::str::from_utf8(text).map_err(|_| XmlError::new("it is not UTF-8"))?;
        let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        reader.config_mut().expand_empty_elements = true;
        let mut pull = Self { reader, depth: 0 };
        loop {
            match pull.event()? {
                Event::Start(start) => {
                    let opened = pull.opened(&start)?;
                    return Ok((pull, opened));
                }
                Event::Eof => return Err(XmlError::new("there is no element in it")),
                Event::Text(text) if is_blank(&text) => {}
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                _ => return Err(XmlError::new("it does not begin with an element")),
            }
        }
    }

    /// The next child of the element that is open; `None` when the element has ended.
    pub(crate) fn child(&mut self) -> Result<Option<Opened>, XmlError> {
        loop {
            match self.event()? {
                Event::Start(start) => return self.opened(&start).map(Some),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(None);
                }
                Event::Text(text) if is_blank(&text) => {}
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(XmlError::new("it ends too early")),
                _ => return Err(XmlError::new("there is text where an element is expected")),
            }
        }
    }

    /// The text of the element that is open, up to its end.
    pub(crate) fn text(&mut self) -> Result<String, XmlError> {
        let mut text = String::new();
        loop {
            match self.event()? {
                Event::Text(part) => {
                    let part = part.xml10_content();
                    text.push_str(&part);
                }
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(reference) => text.push(resolve(&reference)?),
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(text);
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(XmlError::new("it ends too early")),
                _ => return Err(XmlError::new("there is an element where text is expected")),
            }
        }
    }

    /// Passes over what is left of the element that is open.
    pub(crate) fn skip(&mut self) -> Result<(), XmlError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(XmlError::new("it ends too early")),
                _ => {}
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// Whether nothing but blanks follows the root element.
    pub(crate) fn end(&mut self) -> Result<(), XmlError> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if is_blank(&text) => {}
                Event::Comment(_) | Event::PI(_) => {}
                _ => return Err(XmlError::new("there is something after its end")),
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, XmlError> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(XmlError::new("document type definitions are not allowed")),
            Ok(event) => Ok(event),
            Err(error) => Err(XmlError::new(error.to_string())),
        }
    }

    fn opened(&mut self, start: &BytesStart<'_>) -> Result<Opened, XmlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(XmlError::new(format!("it is nested more than {MAX_DEPTH} levels")));
        }
        let mut attributes = Vec::new();
        // Looking for duplicates takes time by the square of their number, and nobody needs to know.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| XmlError::new(error.to_string()))?;
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(XmlError::new(format!("an element has more than {MAX_ATTRIBUTES} attributes")));
            }
            let value =
                quick_xml::escape::unescape(&attribute.value).map_err(|error| XmlError::new(error.to_string()))?;
            attributes.push((name_of(attribute.key.as_ref()), value.into_owned()));
        }
        Ok(Opened { name: name_of(start.local_name().as_ref()), attributes })
    }
}

fn name_of(name: &str) -> String {
    name.to_owned()
}

fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, XmlError> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| XmlError::new(error.to_string()))? {
        return Ok(c);
    }
    let name: &str = reference;
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        name => Err(XmlError::new(format!("the entity {name} is not known"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str) -> Result<String, XmlError> {
        let (mut pull, root) = Pull::open(text.as_bytes())?;
        let mut seen = root.name;
        while let Some(child) = pull.child()? {
            seen.push_str(&format!(" {}={}", child.name, pull.text()?));
        }
        pull.end()?;
        Ok(seen)
    }

    #[test]
    fn children_and_their_texts_are_read() {
        let text = "<?xml version=\"1.0\"?>\n<!-- x --><a xmlns=\"u\">\n <b>1 &lt;&#x41;&amp;</b><p:c><![CDATA[<&>]]></p:c><d/></a>\n";
        assert_eq!(walk(text).unwrap(), "a b=1 <A& c=<&> d=");
    }

    #[test]
    fn hostile_texts_are_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;\">]><a><b>&y;</b></a>";
        let rows = [
            ("", "there is no element in it"),
            ("hello", "it does not begin with an element"),
            (bomb, "document type definitions are not allowed"),
            ("<a><b>&y;</b></a>", "the entity y is not known"),
            ("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "document type definitions are not allowed"),
            ("<a><b>x", "it ends too early"),
            ("<a><b><c/></b></a>", "there is an element where text is expected"),
            ("<a>x</a>", "there is text where an element is expected"),
            ("<a/><b/>", "there is something after its end"),
        ];
        for (text, reason) in rows {
            assert_eq!(walk(text).unwrap_err().to_string(), reason, "{text}");
        }
        for text in ["<a></b>", "<a", "<a><b></a>", "<a b></a>", "<a b=\"&x;\"/>", "\u{0}"] {
            assert!(walk(text).is_err(), "{text}");
        }
        assert!(Pull::open(b"<a>\xff</a>").is_err());
        let attributes: String = (0..500_000).map(|n| format!(" a{n}=\"\"")).collect();
        assert!(walk(&format!("<a{attributes}/>")).unwrap_err().to_string().contains("more than 32 attributes"));
    }

    #[test]
    fn nesting_has_an_end_and_what_is_passed_over_costs_no_stack() {
        let deep = format!("<a>{}{}</a>", "<b>".repeat(200_000), "</b>".repeat(200_000));
        let (mut pull, _) = Pull::open(deep.as_bytes()).unwrap();
        let mut levels = 0;
        let error = loop {
            match pull.child() {
                Ok(_) => levels += 1,
                Err(error) => break error,
            }
        };
        assert_eq!((levels, error.to_string().as_str()), (63, "it is nested more than 64 levels"));
        let (mut pull, _) = Pull::open(deep.as_bytes()).unwrap();
        pull.child().unwrap();
        pull.skip().unwrap();
        assert_eq!(pull.child(), Ok(None));
    }
}
