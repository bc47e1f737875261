//! `JUnit`: one XML file in the form that continuous integration reads; written when the run is over.
//!
//! A chapter is a suite, a step a case with file and line. A step that failed is a failure, one that was blocked an error,
//! one that was skipped is skipped. Durations stand here. Prerequisites are left out unless they failed.

use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

use super::reporter::Reporter;
use super::wording::{self, Check};
use crate::event::{Event, Role, StepReport};
use crate::tally::Tally;
use crate::verdict::{Blocker, Failure, Skip, StepVerdict};

/// Writes a JUnit report at the end of a run.
#[derive(Debug, Default)]
pub struct JUnit {
    check: Check,
    suites: Vec<TestSuite>,
    suite: Option<TestSuite>,
    suite_time: Duration,
}

impl Reporter for JUnit {
    fn report(&mut self, event: &Event, out: &mut dyn Write) -> io::Result<()> {
        match event {
            Event::ChapterStarted { lab, chapter, .. } => {
                self.suite = Some(TestSuite::new(format!("{lab}/{chapter}")));
                self.suite_time = Duration::ZERO;
            }
            Event::StepFinished(report) => self.step(report),
            Event::ChapterFinished { tally, .. } => self.chapter(*tally),
            Event::RunFinished(_) => return self.write(out),
            Event::RunStarted { .. }
            | Event::LabStarted { .. }
            | Event::LabFinished { .. }
            | Event::StepStarted { .. } => {}
        }
        Ok(())
    }
}

impl JUnit {
    /// A report with another command for reruns: `labs --labs mine check` where `labs check` would find other labs.
    #[must_use]
    pub fn rerun_by(mut self, command: impl Into<String>) -> Self {
        self.check = Check::by(command);
        self
    }

    fn step(&mut self, report: &StepReport) {
        self.suite_time += report.duration;
        if report.role == Role::Prerequisite && !matches!(report.verdict, StepVerdict::Failed { .. }) {
            return;
        }
        let mut case = TestCase::new(report.step.id.as_str(), status(report, &self.check));
        case.set_classname(format!("{}/{}", report.step.lab, report.step.chapter));
        case.set_time(report.duration);
        case.extra.insert(XmlString::new("file"), XmlString::new(report.place.path.to_string_lossy()));
        case.extra.insert(XmlString::new("line"), XmlString::new(report.place.line.to_string()));
        if let Some(suite) = &mut self.suite {
            suite.add_test_case(case);
        }
    }

    fn chapter(&mut self, tally: Tally) {
        if let Some(mut suite) = self.suite.take() {
            suite.set_time(self.suite_time);
            for (name, count) in [("exercises-not-started", tally.not_started), ("steps-not-run", tally.not_run)] {
                if count > 0 {
                    suite.add_property(Property::new(name, count.to_string()));
                }
            }
            self.suites.push(suite);
        }
    }

    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut report = Report::new("labs");
        report.set_time(self.suites.iter().filter_map(|suite| suite.time).sum());
        report.add_test_suites(std::mem::take(&mut self.suites));
        let mut text = Vec::new();
        report.serialize(&mut text).map_err(io::Error::other)?;
        out.write_all(&text)
    }
}

fn status(report: &StepReport, check: &Check) -> TestCaseStatus {
    match &report.verdict {
        StepVerdict::Passed => TestCaseStatus::success(),
        StepVerdict::Failed { failure } => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(failure_type(failure)).set_message(format!(
                "{} {}",
                report.step,
                wording::failure(failure)
            ));
            let mut description = wording::asked(report);
            description.extend(wording::details(report, failure).iter().map(|detail| detail.text().to_owned()));
            description.push(format!("Run just this step again: {}", check.step(&report.step)));
            status.set_description(description.join("\n"));
            status
        }
        StepVerdict::Blocked { by } => {
            let kind = match by {
                Blocker::Step { .. } => "blocked",
                Blocker::World { .. } => "cannot-run",
                Blocker::Crash { .. } => "crashed",
            };
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type(kind).set_message(format!("{} {}", report.step, wording::blocker(by)));
            status
        }
        StepVerdict::Skipped { skip } => {
            let kind = match skip {
                Skip::Language { .. } => "language",
                Skip::Matcher { .. } => "matcher",
                Skip::Needs { .. } => "needs",
            };
            let mut status = TestCaseStatus::skipped();
            status.set_type(kind).set_message(wording::skip(skip));
            status
        }
    }
}

fn failure_type(failure: &Failure) -> &'static str {
    match failure {
        Failure::Status { .. } => "status",
        Failure::TimedOut { .. } => "timeout",
        Failure::Limit { .. } => "limit",
        Failure::Crashed { .. } => "crashed",
        Failure::Mismatch { .. } => "mismatch",
        Failure::Requirement { .. } => "requirement",
        Failure::Capture { .. } => "capture",
    }
}
