//! Elements to documents. Elements that the model does not have are passed over, as AWS does.

use labs_world::{Document, Map};

use super::names::{body_name, is_flattened};
use super::pull::{Opened, Pull, XmlError};
use crate::model::{Member, ServiceModel, Shape, ShapeKind};
use crate::protocol::scalar;

/// Reads the members of a structure from the children and attributes of the element that is open.
pub(crate) fn read_structure(
    model: &ServiceModel,
    shape: &Shape,
    opened: &Opened,
    pull: &mut Pull<'_>,
) -> Result<Map, XmlError> {
    let mut map = Map::new();
    let Some(members) = shape.members() else { return Err(XmlError::new("a structure was expected")) };
    for (name, member) in members.iter().filter(|(_, member)| member.xml_attribute) {
        let wire = member.location_name.as_deref().unwrap_or(name);
        if let (Some((_, value)), Some(shape)) =
            (opened.attributes.iter().find(|(known, _)| known == wire), model.shape(&member.shape))
        {
            map.insert(name.clone(), typed(member, shape, wire, value)?);
        }
    }
    while let Some(child) = pull.child()? {
        let found = members.iter().find_map(|(name, member)| {
            let shape = model.shape(&member.shape)?;
            let is_it =
                member.location.is_none() && !member.xml_attribute && body_name(name, member, shape) == child.name;
            is_it.then_some((name, member, shape))
        });
        let Some((name, member, shape)) = found else {
            pull.skip()?;
            continue;
        };
        if is_flattened(member, shape) {
            flattened(model, shape, &child, pull, map.entry(name.clone()).or_insert(Document::Null))?;
        } else {
            map.insert(name.clone(), value(model, member, shape, &child, pull)?);
        }
    }
    Ok(map)
}

/// Adds one element to a list or map whose elements stand in its parent.
fn flattened(
    model: &ServiceModel,
    shape: &Shape,
    opened: &Opened,
    pull: &mut Pull<'_>,
    so_far: &mut Document,
) -> Result<(), XmlError> {
    match &shape.kind {
        ShapeKind::List { member } => {
            let element = shape_of(model, member)?;
            let item = value(model, member, element, opened, pull)?;
            match so_far {
                Document::List(items) => items.push(item),
                other => *other = Document::List(vec![item]),
            }
        }
        ShapeKind::Map { key, value: of } => {
            let (key, item) = entry(model, key, of, pull)?;
            match so_far {
                Document::Map(entries) => {
                    entries.insert(key, item);
                }
                other => *other = Document::Map(Map::from([(key, item)])),
            }
        }
        _ => return Err(XmlError::new(format!("{} cannot be flattened", shape.name))),
    }
    Ok(())
}

fn value(
    model: &ServiceModel,
    member: &Member,
    shape: &Shape,
    opened: &Opened,
    pull: &mut Pull<'_>,
) -> Result<Document, XmlError> {
    match &shape.kind {
        ShapeKind::Structure { .. } => Ok(Document::Map(read_structure(model, shape, opened, pull)?)),
        ShapeKind::List { member: element } => {
            let name = element.location_name.as_deref().unwrap_or("member");
            let shape = shape_of(model, element)?;
            let mut items = Vec::new();
            while let Some(child) = pull.child()? {
                if child.name == name {
                    items.push(value(model, element, shape, &child, pull)?);
                } else {
                    pull.skip()?;
                }
            }
            Ok(Document::List(items))
        }
        ShapeKind::Map { key, value: of } => {
            let mut entries = Map::new();
            while let Some(child) = pull.child()? {
                if child.name == "entry" {
                    let (key, item) = entry(model, key, of, pull)?;
                    entries.insert(key, item);
                } else {
                    pull.skip()?;
                }
            }
            Ok(Document::Map(entries))
        }
        _ => typed(member, shape, &opened.name, &pull.text()?),
    }
}

fn typed(member: &Member, shape: &Shape, name: &str, text: &str) -> Result<Document, XmlError> {
    scalar::read(member, shape, text)
        .ok_or_else(|| XmlError::new(format!("the value of {name} is not one of its kind")))
}

/// One entry of a map, whose element is open.
fn entry(model: &ServiceModel, key: &Member, of: &Member, pull: &mut Pull<'_>) -> Result<(String, Document), XmlError> {
    let key_name = key.location_name.as_deref().unwrap_or("key");
    let value_name = of.location_name.as_deref().unwrap_or("value");
    let (mut found_key, mut found_value) = (None, None);
    while let Some(child) = pull.child()? {
        if child.name == key_name {
            found_key = Some(pull.text()?);
        } else if child.name == value_name {
            found_value = Some(value(model, of, shape_of(model, of)?, &child, pull)?);
        } else {
            pull.skip()?;
        }
    }
    found_key.zip(found_value).ok_or_else(|| XmlError::new("an entry of a map lacks its key or its value"))
}

fn shape_of<'a>(model: &'a ServiceModel, member: &Member) -> Result<&'a Shape, XmlError> {
    model.shape(&member.shape).ok_or_else(|| XmlError::new("a loaded model has no dangling references"))
}
