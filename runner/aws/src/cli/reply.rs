//! Replies in the order and the kinds that the AWS CLI shows.
//!
//! botocore reads answers by the model, so structures come in the model's order and maps in the order of the wire; members that
//! are null or not modelled are not there. Times are shown as text and blobs as base64, and `--query` sees them so.

use labs_world::{Document, Map};

use crate::model::{ServiceModel, Shape, ShapeKind};

use super::timestamps;
use super::typed::to_base64;

/// The reply with its members in the model's order, and without what the model does not know.
pub(super) fn by_model(model: &ServiceModel, shape: Option<&Shape>, mut output: Map) -> Map {
    let Some(members) = shape.and_then(Shape::members) else { return Map::new() };
    let mut ordered = Map::new();
    for (name, member) in members {
        match output.swap_remove(name) {
            None | Some(Document::Null) => {}
            Some(value) => {
                ordered.insert(name.clone(), value_by_model(model, model.shape(&member.shape), value));
            }
        }
    }
    ordered
}

fn value_by_model(model: &ServiceModel, shape: Option<&Shape>, value: Document) -> Document {
    match (shape.map(|it| &it.kind), value) {
        (Some(ShapeKind::Structure { .. }), Document::Map(members)) => Document::Map(by_model(model, shape, members)),
        (Some(ShapeKind::List { member }), Document::List(items)) => {
            let shape = model.shape(&member.shape);
            Document::List(items.into_iter().map(|it| value_by_model(model, shape, it)).collect())
        }
        (Some(ShapeKind::Map { value: member, .. }), Document::Map(entries)) => {
            let shape = model.shape(&member.shape);
            Document::Map(entries.into_iter().map(|(name, it)| (name, value_by_model(model, shape, it))).collect())
        }
        (_, value) => value,
    }
}

/// The value as JSON alone can say it.
pub(super) fn as_shown(value: Document) -> Document {
    match value {
        Document::Timestamp(instant) => Document::String(timestamps::shown(instant)),
        Document::Blob(bytes) => Document::String(to_base64(&bytes)),
        Document::List(items) => Document::List(items.into_iter().map(as_shown).collect()),
        Document::Map(entries) => Document::Map(entries.into_iter().map(|(name, it)| (name, as_shown(it))).collect()),
        other => other,
    }
}
