//! `Path`: where in an item something is, placeholders filled in.

use std::fmt;

/// What follows the first name of a path. Indexes come before names, and both have their natural order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// An element of a list.
    Index(usize),
    /// An entry of a map.
    Name(String),
}

/// An attribute, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// The attribute.
    pub(crate) head: String,
    /// The way from there to the part.
    pub(crate) steps: Vec<Step>,
}

/// How two paths of one expression stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Neither leads through the other.
    Apart,
    /// One leads through the other, or they are the same.
    Overlap,
    /// They take one attribute for a list and for a map.
    Conflict,
}

impl Path {
    /// How this path and `other` stand to each other.
    pub(super) fn relation(&self, other: &Self) -> Relation {
        if self.head != other.head {
            return Relation::Apart;
        }
        match self.steps.iter().zip(&other.steps).find(|(one, two)| one != two) {
            None => Relation::Overlap,
            Some((Step::Index(_), Step::Name(_)) | (Step::Name(_), Step::Index(_))) => Relation::Conflict,
            Some(_) => Relation::Apart,
        }
    }
}

impl fmt::Display for Path {
    /// `[a, b, [7]]`, as the service shows paths.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.head)?;
        for step in &self.steps {
            match step {
                Step::Index(index) => write!(f, ", [{index}]")?,
                Step::Name(name) => write!(f, ", {name}")?,
            }
        }
        f.write_str("]")
    }
}
