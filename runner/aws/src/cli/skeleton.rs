//! `--generate-cli-skeleton`: a form of an operation's input, to be filled in and given to `--cli-input-json`.

use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

/// The form of a structure: empty text, zeros, `true`, the first choice of an enum, one element of a list.
pub(super) fn of(model: &ServiceModel, input: Option<&Shape>) -> Map {
    input.map_or_else(Map::new, |shape| structure(model, shape, &mut Vec::new()))
}

fn structure<'m>(model: &'m ServiceModel, shape: &'m Shape, path: &mut Vec<&'m str>) -> Map {
    // A structure that holds itself is shown once inside itself, and empty below that.
    if path.iter().filter(|it| **it == shape.name).count() > 1 {
        return Map::new();
    }
    path.push(&shape.name);
    let members = shape.members().into_iter().flatten();
    let form = members
        .filter_map(|(name, member)| Some((name.clone(), value(model, model.shape(&member.shape)?, path))))
        .collect();
    path.pop();
    form
}

fn value<'m>(model: &'m ServiceModel, shape: &'m Shape, path: &mut Vec<&'m str>) -> Document {
    match &shape.kind {
        ShapeKind::Structure { .. } => Document::Map(structure(model, shape, path)),
        ShapeKind::List { member } => {
            Document::List(model.shape(&member.shape).into_iter().map(|it| value(model, it, path)).collect())
        }
        ShapeKind::Map { value: member, .. } => {
            let form = model.shape(&member.shape).map(|it| ("KeyName".to_owned(), value(model, it, path)));
            Document::Map(form.into_iter().collect())
        }
        ShapeKind::String { values } => Document::String(values.first().cloned().unwrap_or_default()),
        ShapeKind::Boolean => Document::Bool(true),
        ShapeKind::Integer | ShapeKind::Long => Document::Integer(0),
        ShapeKind::Float | ShapeKind::Double => Document::Float(0.0),
        ShapeKind::Blob => Document::Null,
        ShapeKind::Timestamp => Document::from("1970-01-01T00:00:00"),
    }
}
