//! Reads one file of the glossary. A term with a wrong field is reported and left out; the rest is read.

use labs_guide::{Diagnostic, Source, Span, is_id};
use toml::de::{DeTable, DeValue};

use super::fields::{FIELDS, FieldSpec, Need, PARTS_OF_SPEECH, TOPIC_FIELDS};
use super::finding::Finding;
use super::term::{Status, Term, Topic};

/// Reads the topic `id`.
pub(super) fn parse(id: &str, source: &Source, findings: &mut Vec<Diagnostic>) -> Option<Topic> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if !errors.is_empty() {
        findings.extend(errors.iter().map(|error| {
            let message = error.message().replace('\n', ", ");
            Finding::Toml { message }.at(source, error.span().unwrap_or(0..0))
        }));
        return None;
    }
    let mut top = Reader { table: table.get_ref(), specs: TOPIC_FIELDS, span: 0..0, source, findings };
    if let Some((value, span)) = top.get("format") {
        let found = value.as_integer().map_or_else(|| "?".to_owned(), |number| number.as_str().to_owned());
        if found != "1" {
            top.report(&Finding::NewerFormat { found }, span);
            return None;
        }
    }
    top.judge_names();
    let title = top.read("title", text)?;
    let mut terms = Vec::new();
    if let Some((value, span)) = top.get("term") {
        let Some(tables) = value.as_array() else {
            top.report(&Finding::FieldValue { name: "term", form: "tables `[[term]]`" }, span);
            return None;
        };
        for item in tables.iter() {
            let Some(table) = item.get_ref().as_table() else {
                let finding = Finding::FieldValue { name: "term", form: "tables `[[term]]`" };
                findings.push(finding.at(source, item.span()));
                continue;
            };
            let mut reader = Reader { table, specs: FIELDS, span: item.span(), source, findings };
            terms.extend(term(&mut reader));
        }
    }
    Some(Topic { id: id.to_owned(), title, terms, source: source.clone() })
}

fn term(reader: &mut Reader<'_, '_>) -> Option<Term> {
    reader.judge_names();
    // Every field is read before any is missed, so that all faults of a term are told at once.
    let id = reader.read("id", |value| text(value).filter(|id| is_id(id)));
    let en = reader.read("en", text);
    let vi = reader.read("vi", text);
    let part_of_speech =
        reader.read("part-of-speech", |value| text(value).filter(|word| PARTS_OF_SPEECH.contains(&word.as_str())));
    let keep_english = reader.read("keep-english", DeValue::as_bool);
    let gloss = reader.read("gloss", text);
    let avoid = reader.read("avoid", texts).unwrap_or_default();
    let definition_en = reader.read("definition-en", text);
    let definition_vi = reader.read("definition-vi", text);
    let note = reader.read("note", text);
    let status = reader.read("status", |value| {
        [Status::Attested, Status::Proposed].into_iter().find(|status| value.as_str() == Some(status.name()))
    });
    let evidence = reader.read("evidence", text);
    Some(Term {
        id: id?,
        en: en?,
        vi: vi?,
        part_of_speech: part_of_speech?,
        keep_english: keep_english?,
        gloss,
        avoid,
        definition_en: definition_en?,
        definition_vi: definition_vi?,
        note,
        status: status?,
        evidence: evidence?,
        span: reader.span.clone(),
    })
}

/// A table with what it may hold and where its faults go.
struct Reader<'a, 'f> {
    table: &'a DeTable<'a>,
    specs: &'static [FieldSpec],
    span: Span,
    source: &'f Source,
    findings: &'f mut Vec<Diagnostic>,
}

impl<'a> Reader<'a, '_> {
    fn get(&self, name: &str) -> Option<(&'a DeValue<'a>, Span)> {
        self.table.get(name).map(|value| (value.get_ref(), value.span()))
    }

    fn report(&mut self, finding: &Finding, span: Span) {
        self.findings.push(finding.at(self.source, span));
    }

    fn judge_names(&mut self) {
        for (name, _) in self.table.iter() {
            if !self.specs.iter().any(|spec| spec.name == name.get_ref().as_ref()) {
                let finding =
                    Finding::UnknownField { name: name.get_ref().to_string(), known: Finding::known(self.specs) };
                self.report(&finding, name.span());
            }
        }
        for spec in self.specs.iter().filter(|spec| spec.need == Need::Required) {
            if self.table.get(spec.name).is_none() {
                self.report(&Finding::MissingField { name: spec.name, form: spec.form }, self.span.clone());
            }
        }
    }

    fn read<T>(&mut self, name: &'static str, read: impl Fn(&DeValue<'a>) -> Option<T>) -> Option<T> {
        let (value, span) = self.get(name)?;
        let read = read(value);
        if read.is_none() {
            let form = self.specs.iter().find(|spec| spec.name == name).map_or("", |spec| spec.form);
            self.report(&Finding::FieldValue { name, form }, span);
        }
        read
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty() && text.trim() == *text).map(str::to_owned)
}

fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| text(item.get_ref())).collect()
}
