//! Walks an input along its shape and collects what violates the model's constraints.

use labs_world::{Document, Map};

use super::dynamodb::Dynamodb;
use super::pattern;
use super::violation::{Constraint, Violation, Wording, echo};
use crate::model::{ServiceModel, Shape, ShapeKind};

/// Beyond this nothing more is collected: ten are reported, and a request of 16 MB could hold millions.
const MAX_COLLECTED: usize = 1000;

/// One walk.
pub(super) struct Walk<'a> {
    model: &'a ServiceModel,
    particulars: Option<Dynamodb>,
    path: Vec<String>,
    found: Vec<Violation>,
}

/// The limits that hold for one value, after the service's particulars.
struct Limits {
    min: Option<i64>,
    max: Option<i64>,
    pattern: Option<String>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(model: &'a ServiceModel, particulars: Option<Dynamodb>) -> Self {
        Self { model, particulars, path: Vec::new(), found: Vec::new() }
    }

    /// Everything that is wrong with the members of `shape`, in the order in which the service reports it.
    pub(super) fn violations(mut self, shape: &Shape, input: &Map) -> Vec<Violation> {
        self.structure(shape, input);
        match self.particulars {
            Some(particulars) => particulars.arrange(self.found),
            None => self.found,
        }
    }

    fn structure(&mut self, shape: &Shape, members: &Map) {
        let Some(known) = shape.members() else { return };
        for (name, member) in known {
            self.path.push(name.clone());
            match (members.get(name), self.model.shape(&member.shape)) {
                (Some(Document::Null) | None, _) if shape.required().contains(name) => {
                    self.report(Constraint::NotNull, None);
                }
                (Some(value), Some(shape)) if *value != Document::Null => self.value(shape, value),
                _ => {}
            }
            self.path.pop();
        }
    }

    fn value(&mut self, shape: &Shape, value: &Document) {
        if self.particulars.is_some() && Dynamodb::leaves_to_the_engine(shape) {
            return;
        }
        for constraint in self.violated(shape, value) {
            self.report(constraint, Some((shape, value)));
        }
        match (value, &shape.kind) {
            (Document::Map(members), ShapeKind::Structure { .. }) => self.structure(shape, members),
            (Document::List(items), ShapeKind::List { member }) => {
                let Some(element) = self.model.shape(&member.shape) else { return };
                self.elements(shape, element, value, items);
            }
            (Document::Map(entries), ShapeKind::Map { key, value: of }) => {
                let (Some(key), Some(element)) = (self.model.shape(&key.shape), self.model.shape(&of.shape)) else {
                    return;
                };
                self.entries(shape, key, element, value, entries);
            }
            _ => {}
        }
    }

    /// Structures inside a list are walked one by one; for anything simpler the whole list is what violates.
    fn elements(&mut self, shape: &Shape, element: &Shape, list: &Document, items: &[Document]) {
        if self.is_simple(element) && items.iter().any(|item| !self.violated(element, item).is_empty()) {
            self.report(Constraint::Elements(self.all(element)), Some((shape, list)));
        }
        for (index, item) in items.iter().enumerate() {
            self.path.push((index + 1).to_string());
            self.path.push("member".to_owned());
            match item {
                Document::Null => self.report(Constraint::NotNull, None),
                item if !self.is_simple(element) => self.value(element, item),
                _ => {}
            }
            self.path.pop();
            self.path.pop();
        }
    }

    fn entries(&mut self, shape: &Shape, key: &Shape, element: &Shape, map: &Document, entries: &Map) {
        let keys = |name: &String| !self.violated(key, &Document::from(name.as_str())).is_empty();
        if !(self.particulars.is_some() && Dynamodb::leaves_to_the_engine(key)) && entries.keys().any(keys) {
            self.report(Constraint::Keys(self.all(key)), Some((shape, map)));
        }
        // Limits of a value that is itself a list or a scalar are reported at the map.
        if !matches!(element.kind, ShapeKind::Structure { .. })
            && entries.values().any(|value| !self.violated(element, value).is_empty())
        {
            self.report(Constraint::Values(self.all(element)), Some((shape, map)));
        }
        for (name, value) in entries {
            self.path.push(name.clone());
            self.path.push("member".to_owned());
            match (value, &element.kind) {
                (Document::Null, _) => self.report(Constraint::NotNull, None),
                (value, ShapeKind::Structure { .. } | ShapeKind::Map { .. }) => self.value(element, value),
                (Document::List(items), ShapeKind::List { member }) => {
                    if let Some(inner) = self.model.shape(&member.shape) {
                        self.elements(element, inner, value, items);
                    }
                }
                _ => {}
            }
            self.path.pop();
            self.path.pop();
        }
    }

    fn is_simple(&self, shape: &Shape) -> bool {
        !matches!(shape.kind, ShapeKind::Structure { .. } | ShapeKind::Map { .. } | ShapeKind::List { .. })
    }

    fn limits(&self, shape: &Shape, value: Option<&Document>) -> Limits {
        let modelled = Limits { min: shape.min, max: shape.max, pattern: shape.pattern.clone() };
        match &self.particulars {
            Some(particulars) => particulars
                .limits(&self.path, shape, value)
                .map_or(modelled, |(min, max, pattern)| Limits { min, max, pattern: pattern.map(str::to_owned) }),
            None => modelled,
        }
    }

    /// The constraints that this one value violates; not those of what is inside it.
    fn violated(&self, shape: &Shape, value: &Document) -> Vec<Constraint> {
        let limits = self.limits(shape, Some(value));
        let mut violated = Vec::new();
        let length = match (value, &shape.kind) {
            (Document::String(text), ShapeKind::String { values }) => {
                if !values.is_empty() && !values.contains(text) {
                    return vec![self.enumeration(shape, values)];
                }
                if let Some(pattern) = limits.pattern.filter(|pattern| !pattern::matches(pattern, text)) {
                    violated.push(Constraint::Pattern(pattern));
                }
                // Java counts UTF-16 units.
                text.encode_utf16().count()
            }
            (Document::Blob(bytes), _) => bytes.len(),
            (Document::List(items), _) => items.len(),
            (Document::Map(entries), ShapeKind::Map { .. }) => entries.len(),
            (Document::Integer(number), _) => {
                violated.extend(limits.min.filter(|min| number < min).map(Constraint::MinValue));
                violated.extend(limits.max.filter(|max| number > max).map(Constraint::MaxValue));
                return violated;
            }
            _ => return violated,
        };
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        violated.extend(limits.min.filter(|min| length < *min).map(Constraint::MinLength));
        violated.extend(limits.max.filter(|max| length > *max).map(Constraint::MaxLength));
        violated
    }

    /// All constraints of a shape, as messages about elements list them.
    fn all(&self, shape: &Shape) -> Vec<Constraint> {
        let limits = self.limits(shape, None);
        let mut all = Vec::new();
        match &shape.kind {
            ShapeKind::Integer | ShapeKind::Long => {
                all.extend(limits.max.map(Constraint::MaxValue));
                all.extend(limits.min.map(Constraint::MinValue));
            }
            kind => {
                all.extend(limits.max.map(Constraint::MaxLength));
                all.extend(limits.min.map(Constraint::MinLength));
                all.extend(limits.pattern.map(Constraint::Pattern));
                if let ShapeKind::String { values } = kind
                    && !values.is_empty()
                {
                    all.push(self.enumeration(shape, values));
                }
            }
        }
        all
    }

    fn enumeration(&self, shape: &Shape, values: &[String]) -> Constraint {
        let order = self.particulars.as_ref().and_then(|_| Dynamodb::enum_order(&shape.name));
        Constraint::Enum(match order {
            Some(order) => order.iter().map(|&value| value.to_owned()).collect(),
            None => values.to_vec(),
        })
    }

    fn report(&mut self, constraint: Constraint, value: Option<(&Shape, &Document)>) {
        if self.found.len() == MAX_COLLECTED {
            return;
        }
        let echoed = || Wording::Echo(value.map(|(shape, value)| echo(self.model, shape, value)));
        let particular = self.particulars.as_ref().and_then(|particulars| particulars.reword(&self.path, &constraint));
        let (constraint, wording) = match particular {
            Some((reworded, wording)) => (reworded, wording),
            None => {
                let wording = echoed();
                (constraint, wording)
            }
        };
        self.found.push(Violation { path: self.path.clone(), constraint, wording });
    }
}
