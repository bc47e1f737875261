//! `lab.toml`: what a lab says of itself, read with the place of every wrong field.
//!
//! The fields are those of the vocabulary's tables. A format that is newer than this build's is refused before anything else is
//! judged, because nothing is known of what it may say.

use std::time::Duration;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, Findings};
use crate::parse::{duration, relative_path};
use crate::problem::Problem;
use crate::source::{Source, Span, Spanned};
use crate::vocabulary::{DATA_FIELDS, FieldSpec, LAB_FIELDS, Presence};

/// The newest guide format that this build knows.
pub const FORMAT: u32 = 1;

/// A checked `lab.toml`.
#[derive(Debug, Clone)]
pub struct LabManifest {
    /// Version of the guide format; this build knows 1.
    pub format: u32,
    /// Title on the screen and in the book.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Seed of ids, randomness and data; 0 when absent.
    pub seed: u64,
    /// Where the lab's virtual clock starts, as RFC 3339; the world's default when absent.
    pub clock: Option<Spanned<jiff::Timestamp>>,
    /// Wall-time limit of a step; 10 seconds when absent.
    pub step_timeout: Duration,
    /// Generated data sets, written into the lab's virtual folder before its first step.
    pub data: Vec<DataSet>,
}

/// `[[data]]`: one generated data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// Name of a generator of `runner/data`: `music-catalogue`.
    pub generator: Spanned<String>,
    /// Folder inside the virtual folder that receives its files: `data`.
    pub into: String,
}

/// Reads a `lab.toml`. `None` when it is no TOML or of a newer format; otherwise as complete as could be read.
pub(crate) fn parse(source: &Source) -> (Option<LabManifest>, Vec<Diagnostic>) {
    let mut findings = Findings::new(source);
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        findings.push(Problem::TomlSyntax { message: error.message().replace('\n', ", ") }, span);
    }
    let manifest = match errors.is_empty() {
        true => read(table.get_ref(), &mut findings),
        false => None,
    };
    let mut findings = findings.into_list();
    findings.sort_by_key(|finding| finding.span.start);
    (manifest, findings)
}

fn read(table: &DeTable<'_>, findings: &mut Findings<'_>) -> Option<LabManifest> {
    let fields = Fields { table, specs: LAB_FIELDS, place: "lab.toml", span: 0..0 };
    let format = fields.get("format").and_then(|(value, _)| whole(value));
    if let (Some(found), Some((_, span))) = (format, fields.get("format"))
        && found > u64::from(FORMAT)
    {
        findings.push(Problem::NewerFormat { found, known: FORMAT }, span);
        return None;
    }
    fields.judge_names(findings);
    Some(LabManifest {
        format: fields.read("format", findings, |v| whole(v).filter(|f| *f == u64::from(FORMAT))).map_or(0, |_| FORMAT),
        title: fields.read("title", findings, text).unwrap_or_default(),
        summary: fields.read("summary", findings, text).unwrap_or_default(),
        seed: fields.read("seed", findings, whole).unwrap_or_default(),
        clock: fields
            .read("clock", findings, timestamp)
            .and_then(|value| fields.get("clock").map(|(_, span)| Spanned { value, span })),
        step_timeout: fields
            .read("step-timeout", findings, |value| duration(value.as_str()?))
            .unwrap_or(Duration::from_secs(10)),
        data: data(&fields, findings),
    })
}

fn data(fields: &Fields<'_>, findings: &mut Findings<'_>) -> Vec<DataSet> {
    let Some((value, span)) = fields.get("data") else { return Vec::new() };
    let Some(tables) = value.as_array() else {
        findings.push(Problem::FieldValue { name: "data".to_owned(), form: fields.form("data") }, span);
        return Vec::new();
    };
    let mut sets = Vec::new();
    for item in tables.iter() {
        let Some(table) = item.get_ref().as_table() else {
            let problem = Problem::FieldValue { name: "data".to_owned(), form: fields.form("data") };
            findings.push(problem, item.span());
            continue;
        };
        let fields = Fields { table, specs: DATA_FIELDS, place: "`[[data]]`", span: item.span() };
        fields.judge_names(findings);
        let into = fields.read("into", findings, |v| text(v).filter(|path| relative_path(path).is_ok()));
        if let (Some(value), Some((_, span))) = (fields.read("generator", findings, text), fields.get("generator")) {
            let into = into.unwrap_or_else(|| "data".to_owned());
            sets.push(DataSet { generator: Spanned { value, span }, into });
        }
    }
    sets
}

/// A table with what it may hold.
struct Fields<'a> {
    table: &'a DeTable<'a>,
    specs: &'static [FieldSpec],
    place: &'static str,
    span: Span,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<(&'a DeValue<'a>, Span)> {
        self.table.get(name).map(|value| (value.get_ref(), value.span()))
    }

    fn form(&self, name: &str) -> &'static str {
        self.specs.iter().find(|spec| spec.name == name).map_or("", |spec| spec.form)
    }

    /// Reports fields that do not exist and fields that are missing.
    fn judge_names(&self, findings: &mut Findings<'_>) {
        for (name, _) in self.table.iter() {
            if !self.specs.iter().any(|spec| spec.name == name.get_ref().as_ref()) {
                let name_text = name.get_ref().to_string();
                let problem = Problem::UnknownField { name: name_text, place: self.place, fields: self.specs };
                findings.push(problem, name.span());
            }
        }
        for spec in self.specs.iter().filter(|spec| spec.presence == Presence::Required) {
            if self.table.get(spec.name).is_none() {
                let problem = Problem::MissingField { name: spec.name, place: self.place, form: spec.form };
                findings.push(problem, self.span.clone());
            }
        }
    }

    /// The value of a field, read; one that cannot be read is reported.
    fn read<T>(
        &self,
        name: &'static str,
        findings: &mut Findings<'_>,
        read: impl Fn(&DeValue<'_>) -> Option<T>,
    ) -> Option<T> {
        let (value, span) = self.get(name)?;
        let read = read(value);
        if read.is_none() {
            findings.push(Problem::FieldValue { name: name.to_owned(), form: self.form(name) }, span);
        }
        read
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A time, written as TOML's own or as text.
fn timestamp(value: &DeValue<'_>) -> Option<jiff::Timestamp> {
    let text = value.as_datetime().map(ToString::to_string).or_else(|| value.as_str().map(str::to_owned))?;
    text.parse().ok()
}
