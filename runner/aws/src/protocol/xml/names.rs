//! What the elements of a member are called.

use crate::model::{Member, Shape, ShapeKind};

/// Whether the elements of a list or map stand in their parent, each under the member's name.
pub(crate) fn is_flattened(member: &Member, shape: &Shape) -> bool {
    member.flattened || shape.flattened
}

/// Name of a member's element: that of its use, of the elements of a flattened list, of its shape, its own.
pub(crate) fn body_name<'a>(name: &'a str, member: &'a Member, shape: &'a Shape) -> &'a str {
    let of_elements = match &shape.kind {
        ShapeKind::List { member: element } if is_flattened(member, shape) => element.location_name.as_deref(),
        _ => None,
    };
    member.location_name.as_deref().or(of_elements).or(shape.location_name.as_deref()).unwrap_or(name)
}
