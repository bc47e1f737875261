//! `Tally` and `Summary`: how many steps ended how.
//!
//! Nothing disappears: what was skipped, blocked or not started is counted, because a run that is green because nothing
//! ran would be a lie.

use labs_world::meter::Bill;
use serde::Serialize;

use crate::Conclusion;
use crate::event::Role;
use crate::verdict::StepVerdict;

/// Numbers of steps by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Wanted steps that passed.
    pub passed: usize,
    /// Steps that failed, wanted or not.
    pub failed: usize,
    /// Wanted steps that were skipped.
    pub skipped: usize,
    /// Wanted steps that were blocked.
    pub blocked: usize,
    /// Wanted steps that a stopped run did not come to.
    pub not_run: usize,
    /// Wanted exercises, none of which this version grades.
    pub not_started: usize,
    /// Steps that ran only as prerequisites and passed.
    pub prerequisites: usize,
}

impl Tally {
    /// Counts one step.
    pub fn count(&mut self, verdict: &StepVerdict, role: Role) {
        match (verdict, role) {
            (StepVerdict::Passed, Role::Wanted) => self.passed += 1,
            (StepVerdict::Passed, Role::Prerequisite) => self.prerequisites += 1,
            (StepVerdict::Failed { .. }, _) => self.failed += 1,
            (StepVerdict::Skipped { .. }, Role::Wanted) => self.skipped += 1,
            (StepVerdict::Blocked { .. }, Role::Wanted) => self.blocked += 1,
            // What was skipped or blocked before a wanted step shows in that step's own verdict where it matters.
            (StepVerdict::Skipped { .. } | StepVerdict::Blocked { .. }, Role::Prerequisite) => {}
        }
    }

    /// Adds another tally.
    pub fn add(&mut self, other: Self) {
        let Self { passed, failed, skipped, blocked, not_run, not_started, prerequisites } = other;
        self.passed += passed;
        self.failed += failed;
        self.skipped += skipped;
        self.blocked += blocked;
        self.not_run += not_run;
        self.not_started += not_started;
        self.prerequisites += prerequisites;
    }

    /// Steps that count, without exercises and passed prerequisites.
    #[must_use]
    pub fn steps(self) -> usize {
        self.passed + self.failed + self.skipped + self.blocked + self.not_run
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// For the exit code.
    pub conclusion: Conclusion,
    /// What became of the steps.
    pub tally: Tally,
    /// What AWS would have charged; absent when no world was opened.
    pub bill: Option<Bill>,
}

/// Adds what another world was charged.
pub(crate) fn add_bill(sum: &mut Option<Bill>, bill: Option<&Bill>) {
    match (sum, bill) {
        (Some(sum), Some(bill)) => sum.add(bill),
        (sum @ None, Some(bill)) => *sum = Some(bill.clone()),
        (_, None) => {}
    }
}
