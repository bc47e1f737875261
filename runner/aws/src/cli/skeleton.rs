//! `--generate-cli-skeleton`: a form of an operation's input, to be filled in and given to `--cli-input-json`, or an example of
//! its output.

use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

/// The form of an input: empty text, zeros, `true`, the first choice of an enum, one element of a list.
pub(super) fn of_input(model: &ServiceModel, input: Option<&Shape>) -> Map {
    Form { model, texts: Texts::Empty }.of(input)
}

/// An example of an output: texts are the names of their members.
pub(super) fn of_output(model: &ServiceModel, output: Option<&Shape>) -> Map {
    Form { model, texts: Texts::Names }.of(output)
}

/// What stands for text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Empty,
    Names,
}

struct Form<'m> {
    model: &'m ServiceModel,
    texts: Texts,
}

impl<'m> Form<'m> {
    fn of(&self, shape: Option<&'m Shape>) -> Map {
        shape.map_or_else(Map::new, |shape| self.structure(shape, &mut Vec::new()))
    }

    fn structure(&self, shape: &'m Shape, path: &mut Vec<&'m str>) -> Map {
        // A structure that holds itself is shown once inside itself, and empty below that.
        if path.iter().filter(|it| **it == shape.name).count() > 1 {
            return Map::new();
        }
        path.push(&shape.name);
        let members = shape.members().into_iter().flatten();
        let form = members
            .filter_map(|(name, member)| Some((name.clone(), self.value(self.model.shape(&member.shape)?, name, path))))
            .collect();
        path.pop();
        form
    }

    fn value(&self, shape: &'m Shape, name: &str, path: &mut Vec<&'m str>) -> Document {
        match &shape.kind {
            ShapeKind::Structure { .. } => Document::Map(self.structure(shape, path)),
            ShapeKind::List { member } => {
                let of = self.model.shape(&member.shape).into_iter();
                Document::List(of.map(|it| self.value(it, &it.name, path)).collect())
            }
            ShapeKind::Map { value: member, .. } => {
                let of = self.model.shape(&member.shape);
                Document::Map(of.map(|it| ("KeyName".to_owned(), self.value(it, "", path))).into_iter().collect())
            }
            ShapeKind::String { .. } if self.texts == Texts::Names => Document::from(name),
            ShapeKind::String { values } => Document::String(values.first().cloned().unwrap_or_default()),
            ShapeKind::Boolean => Document::Bool(true),
            ShapeKind::Integer | ShapeKind::Long => Document::Integer(0),
            ShapeKind::Float | ShapeKind::Double => Document::Float(0.0),
            ShapeKind::Blob => Document::Null,
            ShapeKind::Timestamp => Document::from("1970-01-01T00:00:00"),
        }
    }
}
