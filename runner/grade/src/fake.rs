//! A fake workshop for tests: labs written as Markdown, answers scripted by command, one fluent builder.
//!
//! ```ignore
//! let run = Fake::new().chapter("dynamodb/01-tables", "# Tables…").answer("aws dynamodb list-tables", prints("{}")).run();
//! ```

use std::collections::HashMap;
use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use labs_guide::{Chapter, Lab, Language, Tree, load, select};
use labs_world::meter::{Bill, Meter, Quantity};
use labs_world::{BoxFuture, DEFAULT_START, trail};

use crate::report::Reporter;
use crate::{
    Cancel, CannotRun, Event, Evidence, Interruption, Plan, RunOptions, Session, Stopwatch, Summary, Work, Workshop,
    plan, run,
};

/// What the workshop does on a command.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a handful of scripted answers a test")]
pub(crate) enum Answer {
    Evidence(Evidence),
    /// Never comes back, but waits.
    Hang,
    /// Stops by itself when the step's time is over.
    Stop,
    /// Succeeds after this long, without ever waiting.
    Spin(Duration),
    Panic(&'static str),
    /// Asks for the end of the run and waits.
    Cancel,
}

/// Success with this on standard output.
pub(crate) fn prints(stdout: impl Into<Vec<u8>>) -> Answer {
    Answer::Evidence(Evidence { stdout: stdout.into(), status: Some(0), ..Evidence::default() })
}

/// Failure with this status and this on standard error.
pub(crate) fn fails(status: i32, stderr: &str) -> Answer {
    Answer::Evidence(Evidence { stderr: stderr.into(), status: Some(status), ..Evidence::default() })
}

/// Failure of a call with an AWS error code.
pub(crate) fn refuses(operation: &str, code: &str, message: &str) -> Answer {
    let event = trail::Event {
        time: DEFAULT_START,
        service: "dynamodb".into(),
        operation: operation.into(),
        request_id: String::new(),
        error_code: Some(code.into()),
        trouble: None,
    };
    let stderr = format!("\nAn error occurred ({code}) when calling the {operation} operation: {message}\n");
    Answer::Evidence(Evidence { stderr: stderr.into(), status: Some(254), events: vec![event], ..Evidence::default() })
}

/// A command that a limit has stopped.
pub(crate) fn limited(what: &str, allowed: &str) -> Answer {
    let limit = Interruption::Limit { what: what.into(), allowed: allowed.into() };
    Answer::Evidence(Evidence::interrupted(limit))
}

/// The builder.
#[derive(Clone)]
pub(crate) struct Fake {
    files: Vec<(String, String)>,
    answers: HashMap<String, Answer>,
    selection: Vec<String>,
    languages: Vec<Language>,
    closed: HashMap<String, (String, String)>,
    pub(crate) options: RunOptions,
}

impl Fake {
    pub(crate) fn new() -> Self {
        Self {
            files: Vec::new(),
            answers: HashMap::new(),
            selection: Vec::new(),
            languages: vec![Language::Console, Language::Sql],
            closed: HashMap::new(),
            options: RunOptions { stopwatch: Stopwatch::stopped(), ..RunOptions::default() },
        }
    }

    /// Adds a chapter by `lab/chapter`; the lab's manifest comes with its first chapter.
    pub(crate) fn chapter(mut self, id: &str, text: &str) -> Self {
        let (lab, _) = id.split_once('/').unwrap();
        let manifest = format!("{lab}/lab.toml");
        if !self.files.iter().any(|(path, _)| *path == manifest) {
            let toml = format!("format = 1\ntitle = \"About {lab}\"\nsummary = \"A lab for a test.\"\n");
            self.files.push((manifest, toml));
        }
        self.files.push((format!("{id}.md"), text.to_owned()));
        self
    }

    /// Scripts the answer to a command; commands without one succeed and print nothing.
    pub(crate) fn answer(mut self, command: &str, answer: Answer) -> Self {
        self.answers.insert(command.to_owned(), answer);
        self
    }

    /// Selects, as on the command line.
    pub(crate) fn select(mut self, text: &str) -> Self {
        self.selection.push(text.to_owned());
        self
    }

    /// Makes the world of a chapter impossible to open.
    pub(crate) fn closed(mut self, chapter: &str, cause: &str, remedy: &str) -> Self {
        self.closed.insert(chapter.to_owned(), (cause.to_owned(), remedy.to_owned()));
        self
    }

    pub(crate) fn jobs(mut self, jobs: usize) -> Self {
        self.options.jobs = NonZeroUsize::new(jobs).unwrap();
        self
    }

    pub(crate) fn options(mut self, change: impl FnOnce(&mut RunOptions)) -> Self {
        change(&mut self.options);
        self
    }

    pub(crate) fn labs(&self) -> Vec<Lab> {
        let files = self.files.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
        let loaded = load(&Tree::from_entries(files));
        assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
        loaded.labs
    }

    pub(crate) fn plan(&self) -> Plan {
        let labs = self.labs();
        let texts: Vec<&str> = self.selection.iter().map(String::as_str).collect();
        plan(&labs, &select(&labs, &texts).unwrap())
    }

    /// Runs everything to its end.
    pub(crate) fn run(&self) -> Ran {
        let mut events = Vec::new();
        let summary = self.run_with(|event| {
            events.push(event.clone());
            Ok(())
        });
        Ran { events, summary: summary.unwrap() }
    }

    pub(crate) fn run_with(&self, report: impl FnMut(&Event) -> io::Result<()>) -> io::Result<Summary> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_time().build().unwrap();
        let workshop = FakeWorkshop { fake: self.clone() };
        let plan = self.plan();
        let done = runtime.block_on(run(plan, Arc::new(workshop), self.options.clone(), report));
        runtime.shutdown_background();
        done
    }
}

/// A finished run.
pub(crate) struct Ran {
    pub(crate) events: Vec<Event>,
    pub(crate) summary: Summary,
}

impl Ran {
    /// What a reporter makes of it.
    pub(crate) fn report(&self, mut reporter: impl Reporter) -> String {
        let mut out = Vec::new();
        for event in &self.events {
            reporter.report(event, &mut out).unwrap();
        }
        String::from_utf8(out).unwrap()
    }

    /// Each finished step with one word or more for its verdict.
    pub(crate) fn verdicts(&self) -> Vec<String> {
        let finished = self.events.iter().filter_map(|event| match event {
            Event::StepFinished(report) => Some(report),
            _ => None,
        });
        finished
            .map(|report| {
                let verdict = serde_json::to_value(&report.verdict).unwrap();
                let detail = match &verdict["is"] {
                    is if is == "failed" => format!(" {}", verdict["failure"]["kind"].as_str().unwrap()),
                    is if is == "skipped" => format!(" {}", verdict["skip"]["reason"].as_str().unwrap()),
                    is if is == "blocked" => format!(" {}", verdict["by"]["step"].as_str().unwrap_or("world")),
                    _ => String::new(),
                };
                format!("{} {}{detail}", report.step, verdict["is"].as_str().unwrap())
            })
            .collect()
    }
}

struct FakeWorkshop {
    fake: Fake,
}

impl Workshop for FakeWorkshop {
    fn languages(&self) -> &[Language] {
        &self.fake.languages
    }

    fn open<'a>(&'a self, lab: &'a Lab, chapter: &'a Chapter) -> BoxFuture<'a, Result<Box<dyn Session>, CannotRun>> {
        Box::pin(async move {
            match self.fake.closed.get(&format!("{}/{}", lab.id, chapter.id)) {
                Some((cause, _)) if cause == "panic" => panic!("no world today"),
                Some((cause, remedy)) => Err(CannotRun::new(cause.clone(), remedy.clone())),
                None => {
                    let session = FakeSession {
                        answers: self.fake.answers.clone(),
                        cancel: self.fake.options.cancel.clone(),
                        files: Vec::new(),
                        meter: Meter::default(),
                    };
                    Ok(Box::new(session) as Box<dyn Session>)
                }
            }
        })
    }
}

struct FakeSession {
    answers: HashMap<String, Answer>,
    cancel: Cancel,
    files: Vec<String>,
    meter: Meter,
}

impl Session for FakeSession {
    fn run<'a>(&'a mut self, work: Work<'a>) -> BoxFuture<'a, Evidence> {
        Box::pin(async move {
            self.meter.record("dynamodb", "WriteRequestUnits", Quantity::whole(1));
            if work.code == "ls" {
                let stdout = self.files.join("\n").into_bytes();
                return Evidence { stdout, status: Some(0), ..Evidence::default() };
            }
            if let Some(text) = work.code.strip_prefix("echo ") {
                return Evidence { stdout: text.into(), status: Some(0), ..Evidence::default() };
            }
            match self.answers.get(work.code) {
                None => Evidence { status: Some(0), ..Evidence::default() },
                Some(Answer::Evidence(evidence)) => evidence.clone(),
                Some(Answer::Hang) => std::future::pending().await,
                Some(Answer::Stop) => {
                    tokio::time::sleep(work.timeout).await;
                    Evidence::interrupted(Interruption::TimedOut { after: work.timeout })
                }
                Some(Answer::Spin(time)) => {
                    std::thread::sleep(*time);
                    Evidence { status: Some(0), ..Evidence::default() }
                }
                Some(Answer::Panic(message)) => panic!("{message}"),
                Some(Answer::Cancel) => {
                    self.cancel.cancel();
                    std::future::pending().await
                }
            }
        })
    }

    fn write_file<'a>(&'a mut self, path: &'a str, content: &'a str) -> BoxFuture<'a, Result<(), CannotRun>> {
        Box::pin(async move {
            if path == "full.json" {
                return Err(CannotRun::new("the disk is full", "make room on it"));
            }
            self.files.push(format!("{path}: {}", content.trim()));
            Ok(())
        })
    }

    fn read_file<'a>(&'a mut self, path: &'a str) -> BoxFuture<'a, Result<Option<Vec<u8>>, CannotRun>> {
        Box::pin(async move {
            if path == "broken.txt" {
                return Err(CannotRun::new("the folder is gone", "make it again"));
            }
            let file = self.files.iter().find_map(|file| file.strip_prefix(&format!("{path}: ")));
            Ok(file.map(|content| format!("{content}\n").into_bytes()))
        })
    }

    fn bill(&self) -> Bill {
        self.meter.bill(DEFAULT_START)
    }
}
