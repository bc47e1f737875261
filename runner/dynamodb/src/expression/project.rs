//! Projection: the parts of an item that lie at given paths, in the shape that the item has.
//!
//! Elements of lists move together in ascending order, entries of maps keep their place. UPDATED_OLD and UPDATED_NEW need
//! this.

use super::path::{Path, Step};
use crate::value::{AttributeValue, Item};

/// The parts of `item` at `paths`; `None` when none of them exists.
pub(crate) fn project(item: &Item, paths: &[Path]) -> Option<Item> {
    let mut found = Item::new();
    for path in paths {
        if found.contains_key(&path.head) {
            continue;
        }
        let rests: Vec<_> =
            paths.iter().filter(|other| other.head == path.head).map(|other| &other.steps[..]).collect();
        if let Some(part) = item.get(&path.head).and_then(|value| pick(value, &rests)) {
            found.insert(path.head.clone(), part);
        }
    }
    (!found.is_empty()).then_some(found)
}

/// The parts of `value` at the ends of `rests`.
fn pick(value: &AttributeValue, rests: &[&[Step]]) -> Option<AttributeValue> {
    if rests.iter().any(|rest| rest.is_empty()) {
        return Some(value.clone());
    }
    // The rests that go on with `step`, that step taken off.
    let after = |step: &Step| -> Vec<&[Step]> {
        rests
            .iter()
            .filter_map(|rest| rest.split_first())
            .filter(|(first, _)| *first == step)
            .map(|(_, rest)| rest)
            .collect()
    };
    match value {
        AttributeValue::M(entries) => {
            let mut found = Item::new();
            for (name, entry) in entries {
                let rests = after(&Step::Name(name.clone()));
                if let Some(part) = (!rests.is_empty()).then(|| pick(entry, &rests)).flatten() {
                    found.insert(name.clone(), part);
                }
            }
            (!found.is_empty()).then_some(AttributeValue::M(found))
        }
        AttributeValue::L(elements) => {
            let mut found = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                let rests = after(&Step::Index(index));
                found.extend((!rests.is_empty()).then(|| pick(element, &rests)).flatten());
            }
            (!found.is_empty()).then_some(AttributeValue::L(found))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{item, json};

    fn path(head: &str, steps: &[Step]) -> Path {
        Path { head: head.into(), steps: steps.to_vec() }
    }

    #[test]
    fn parts_keep_their_shape_and_elements_move_together() {
        let given = item(&json!({
            "a": {"M": {"x": {"S": "1"}, "y": {"S": "2"}, "z": {"L": [{"S": "p"}, {"S": "q"}, {"S": "r"}]}}},
            "b": {"S": "3"},
        }));
        let name = |name: &str| Step::Name(name.into());
        let paths = [
            path("a", &[name("z"), Step::Index(2)]),
            path("a", &[name("z"), Step::Index(0)]),
            path("a", &[name("x")]),
            path("missing", &[]),
            path("b", &[name("no map")]),
        ];
        let wanted = item(&json!({"a": {"M": {"x": {"S": "1"}, "z": {"L": [{"S": "p"}, {"S": "r"}]}}}}));
        assert_eq!(project(&given, &paths), Some(wanted));
        assert_eq!(project(&given, &[path("a", &[name("w")])]), None);
    }
}
