//! `PlanFault`: what is wrong with a guide so that no plan can be made of it.
//!
//! These are the author's to mend, never a verdict on a step. A loaded guide has had most of them checked already; they are
//! checked here again because a plan must not run in circles whatever it is made from.

use labs_guide::Address;

use crate::matcher::ExpectationFault;
use crate::place::{Place, StepAddress};

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanFault {
    /// `needs` names a step that is not there.
    #[error(
        "{place}: `needs` names `{address}`, but there is no such step; write `#id`, `chapter#id` or `lab/chapter#id` of a step that exists"
    )]
    UnknownNeed {
        /// Where it is written.
        place: Place,
        /// What is written.
        address: Address,
    },
    /// A step needs itself, by way of others.
    #[error("{place}: `needs` runs in a circle: {}; take one of these needs away", circle(steps))]
    Circle {
        /// Where the need that closes the circle is written.
        place: Place,
        /// The steps of the circle; the first one is also the last.
        steps: Vec<StepAddress>,
    },
    /// A step needs a step of a lab whose data the chapter's world does not have.
    #[error(
        "{place}: `needs` names `{step}`, whose lab brings data of its own; a step can only need steps of its own lab, or of labs without data"
    )]
    OtherLabsData {
        /// Where it is written.
        place: Place,
        /// The needed step.
        step: StepAddress,
    },
    /// An expectation can never be met.
    #[error("{place}: {fault}")]
    Expectation {
        /// Where it is written.
        place: Place,
        /// Why.
        fault: ExpectationFault,
    },
    /// A redaction that does not exist.
    #[error("{place}: there is no redaction `{name}`; there are {}", known.join(", "))]
    UnknownRedaction {
        /// Where it is written.
        place: Place,
        /// What is written.
        name: String,
        /// The redactions that exist.
        known: Vec<&'static str>,
    },
    /// A capture's path cannot be read.
    #[error("{place}: `{path}` is no path, from its character {} on; write it like `.Table.TableId` or `.Items[0].Artist.S`", at + 1)]
    CapturePath {
        /// Where it is written.
        place: Place,
        /// What is written.
        path: String,
        /// Characters that could be read.
        at: usize,
    },
}

impl PlanFault {
    /// Where it is written.
    #[must_use]
    pub fn place(&self) -> &Place {
        match self {
            Self::UnknownNeed { place, .. }
            | Self::Circle { place, .. }
            | Self::OtherLabsData { place, .. }
            | Self::Expectation { place, .. }
            | Self::UnknownRedaction { place, .. }
            | Self::CapturePath { place, .. } => place,
        }
    }
}

fn circle(steps: &[StepAddress]) -> String {
    let names: Vec<_> = steps.iter().map(StepAddress::to_string).collect();
    names.join(" → ")
}
