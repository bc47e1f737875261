//! The paths of the models: `/{Bucket}/{Key+}?tagging`.

use crate::protocol::percent;

/// One part of a path, between slashes.
#[derive(Debug, PartialEq, Eq)]
enum Segment<'a> {
    Literal(&'a str),
    Label(&'a str),
    /// The rest of the path, slashes included.
    Greedy(&'a str),
}

/// A path with labels, and the parameters that must stand in the query string.
pub(super) struct Template<'a> {
    segments: Vec<Segment<'a>>,
    /// Fixed parameters; a value only where the model gives one.
    pub(super) query: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Template<'a> {
    pub(super) fn parse(uri: &'a str) -> Self {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let segments = path.split('/').filter(|part| !part.is_empty()).map(|part| {
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(label) => label.strip_suffix('+').map_or(Segment::Label(label), Segment::Greedy),
                None => Segment::Literal(part),
            }
        });
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| match pair.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (pair, None),
        });
        Self { segments: segments.collect(), query: query.collect() }
    }

    /// The labels of a path as it stands in the request line, not yet decoded; `None` when it is not such a path.
    pub(super) fn labels<'p>(&self, path: &'p str) -> Option<Vec<(&'a str, &'p str)>> {
        let mut rest = path.strip_prefix('/')?;
        let mut labels = Vec::new();
        let mut ended = rest.is_empty();
        for segment in &self.segments {
            if ended {
                return None;
            }
            if let Segment::Greedy(label) = segment {
                labels.push((*label, rest));
                return Some(labels);
            }
            let (part, after) = match rest.split_once('/') {
                Some((part, after)) => (part, Some(after)),
                None => (rest, None),
            };
            match segment {
                Segment::Literal(literal) if *literal == part => {}
                Segment::Label(label) if !part.is_empty() => labels.push((*label, part)),
                _ => return None,
            }
            rest = after.unwrap_or_default();
            // A slash at the end makes no further part.
            ended = rest.is_empty();
        }
        ended.then_some(labels)
    }

    /// The path with these labels in it; the name of a label that has no value otherwise.
    pub(super) fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, &'a str> {
        let mut path = String::new();
        for segment in &self.segments {
            path.push('/');
            match segment {
                Segment::Literal(literal) => path.push_str(literal),
                Segment::Label(label) => {
                    let value = value(label).filter(|value| !value.is_empty()).ok_or(*label)?;
                    path.push_str(&percent::component(&value));
                }
                Segment::Greedy(label) => {
                    let value = value(label).filter(|value| !value.is_empty()).ok_or(*label)?;
                    path.push_str(&percent::path(&value));
                }
            }
        }
        if path.is_empty() {
            path.push('/');
        }
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_gives_its_labels() {
        let key = Template::parse("/{Bucket}/{Key+}?tagging");
        assert_eq!(key.query, [("tagging", None)]);
        assert_eq!(key.labels("/b/a//c/../d%2Fe").unwrap(), [("Bucket", "b"), ("Key", "a//c/../d%2Fe")]);
        assert_eq!(key.labels("/b//x").unwrap(), [("Bucket", "b"), ("Key", "/x")]);
        for path in ["/", "/b", "/b/", "//x", "b/x"] {
            assert_eq!(key.labels(path), None, "{path}");
        }
        let bucket = Template::parse("/{Bucket}");
        assert_eq!(bucket.labels("/b/").unwrap(), [("Bucket", "b")]);
        assert_eq!(bucket.labels("/b").unwrap(), [("Bucket", "b")]);
        assert_eq!(bucket.labels("/b/k"), None);
        assert_eq!(Template::parse("/").labels("/").unwrap(), []);
        assert_eq!(Template::parse("/a/{Id}/c").labels("/a/1/c").unwrap(), [("Id", "1")]);
    }

    #[test]
    fn a_path_is_filled() {
        let key = Template::parse("/{Bucket}/{Key+}");
        let fill = |value: &'static str| key.fill(|label| Some(if label == "Key" { value } else { "b" }.to_owned()));
        assert_eq!(fill("a//b c/../é+").as_deref(), Ok("/b/a//b%20c/../%C3%A9%2B"));
        assert_eq!(fill(""), Err("Key"));
        assert_eq!(Template::parse("/").fill(|_| None).as_deref(), Ok("/"));
    }
}
