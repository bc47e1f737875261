//! Parameters with paths for names: `Tags.member.1.Key=x`.

use std::collections::BTreeMap;

use labs_world::{Document, Map};

use crate::model::{Member, ServiceModel, Shape, ShapeKind};
use crate::protocol::scalar::{self, Times};
use crate::protocol::xml::{body_name, is_flattened};

/// All parameters by name; of one that is given twice the last counts.
type Parameters<'a> = BTreeMap<&'a str, &'a str>;

/// Reads the members of a structure; the name of the first value that is not of its kind otherwise.
pub(super) fn read(model: &ServiceModel, shape: &Shape, parameters: &[(String, String)]) -> Result<Map, String> {
    let parameters = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    structure(model, shape, "", &parameters)
}

fn structure(model: &ServiceModel, shape: &Shape, prefix: &str, parameters: &Parameters<'_>) -> Result<Map, String> {
    let mut map = Map::new();
    for (name, member) in shape.members().into_iter().flatten() {
        let Some(of) = model.shape(&member.shape) else { continue };
        let path = format!("{prefix}{}", body_name(name, member, of));
        if let Some(value) = value(model, member, of, &path, parameters)? {
            map.insert(name.clone(), value);
        }
    }
    Ok(map)
}

fn value(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    path: &str,
    parameters: &Parameters<'_>,
) -> Result<Option<Document>, String> {
    let inside = format!("{path}.");
    match &shape.kind {
        ShapeKind::Structure { .. } => {
            if !begins(parameters, &inside) {
                return Ok(None);
            }
            structure(model, shape, &inside, parameters).map(|members| Some(Document::Map(members)))
        }
        ShapeKind::List { member: element } => {
            let Some(of) = model.shape(&element.shape) else { return Ok(None) };
            let base = if is_flattened(member, shape) {
                inside
            } else {
                format!("{inside}{}.", element.location_name.as_deref().unwrap_or("member"))
            };
            let mut items = Vec::new();
            for index in indexes(parameters, &base) {
                items.extend(value(model, element, of, &format!("{base}{index}"), parameters)?);
            }
            // `Tags=` is an empty list.
            let is_there = !items.is_empty() || parameters.get(path).is_some_and(|text| text.is_empty());
            Ok(is_there.then_some(Document::List(items)))
        }
        ShapeKind::Map { key, value: of } => {
            let Some(shape_of) = model.shape(&of.shape) else { return Ok(None) };
            let base = if is_flattened(member, shape) { inside } else { format!("{inside}entry.") };
            let mut entries = Map::new();
            for index in indexes(parameters, &base) {
                let name = format!("{base}{index}.{}", key.location_name.as_deref().unwrap_or("key"));
                let path = format!("{base}{index}.{}", of.location_name.as_deref().unwrap_or("value"));
                if let (Some(key), Some(item)) =
                    (parameters.get(name.as_str()), value(model, of, shape_of, &path, parameters)?)
                {
                    entries.insert((*key).to_owned(), item);
                }
            }
            Ok((!entries.is_empty()).then_some(Document::Map(entries)))
        }
        _ => match parameters.get(path) {
            Some(text) => scalar::read(member, shape, text).map(Some).ok_or_else(|| path.to_owned()),
            None => Ok(None),
        },
    }
}

/// Whether any parameter's name begins so.
fn begins(parameters: &Parameters<'_>, prefix: &str) -> bool {
    parameters.range(prefix..).next().is_some_and(|(name, _)| name.starts_with(prefix))
}

/// The numbers that stand behind a prefix, in their order.
fn indexes(parameters: &Parameters<'_>, prefix: &str) -> Vec<u32> {
    let behind = parameters.range(prefix..).map_while(|(name, _)| name.strip_prefix(prefix));
    let mut indexes: Vec<u32> = behind.filter_map(|rest| rest.split('.').next()?.parse().ok()).collect();
    indexes.sort_unstable();
    indexes.dedup();
    indexes
}

/// Writes the members of a structure.
pub(super) fn write(model: &ServiceModel, shape: &Shape, members: &Map, into: &mut Vec<(String, String)>) {
    write_structure(model, shape, members, "", into);
}

fn write_structure(model: &ServiceModel, shape: &Shape, members: &Map, prefix: &str, into: &mut Vec<(String, String)>) {
    for (name, value) in members {
        let Some(member) = shape.members().and_then(|known| known.get(name)) else { continue };
        let Some(of) = model.shape(&member.shape) else { continue };
        write_value(model, member, of, value, format!("{prefix}{}", body_name(name, member, of)), into);
    }
}

fn write_value(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    value: &Document,
    path: String,
    into: &mut Vec<(String, String)>,
) {
    match (value, &shape.kind) {
        (Document::Map(members), ShapeKind::Structure { .. }) => {
            write_structure(model, shape, members, &format!("{path}."), into);
        }
        (Document::List(items), ShapeKind::List { member: element }) => {
            let Some(of) = model.shape(&element.shape) else { return };
            if items.is_empty() {
                into.push((path, String::new()));
                return;
            }
            let name = if is_flattened(member, shape) {
                String::new()
            } else {
                format!(".{}", element.location_name.as_deref().unwrap_or("member"))
            };
            for (item, number) in items.iter().zip(1_usize..) {
                write_value(model, element, of, item, format!("{path}{name}.{number}"), into);
            }
        }
        (Document::Map(entries), ShapeKind::Map { key, value: of }) => {
            let Some(shape_of) = model.shape(&of.shape) else { return };
            let name = if is_flattened(member, shape) { "" } else { ".entry" };
            for ((text, item), number) in entries.iter().zip(1_usize..) {
                let base = format!("{path}{name}.{number}");
                into.push((format!("{base}.{}", key.location_name.as_deref().unwrap_or("key")), text.clone()));
                let inner = format!("{base}.{}", of.location_name.as_deref().unwrap_or("value"));
                write_value(model, of, shape_of, item, inner, into);
            }
        }
        (value, _) => {
            if let Some(text) = scalar::write(member, shape, value, Times::TEXT) {
                into.push((path, text));
            }
        }
    }
}
