//! The rules that hold for terms, one by one and among each other.

use std::collections::BTreeMap;

use labs_guide::Diagnostic;
use unicode_normalization::is_nfc;

use super::finding::Finding;
use super::term::{Term, Topic};
use super::vietnamese::{is_vietnamese, second_vowel_tone};

/// Judges all topics.
pub(super) fn judge(topics: &[Topic], findings: &mut Vec<Diagnostic>) {
    let mut ids: BTreeMap<&str, &str> = BTreeMap::new();
    for topic in topics {
        let mut report = |finding: Finding, term: &Term| findings.push(finding.at(&topic.source, term.span.clone()));
        let mut words: BTreeMap<(String, &str), &str> = BTreeMap::new();
        let mut before: Option<&Term> = None;
        for term in &topic.terms {
            if let Some(first) = ids.insert(&term.id, &term.en) {
                report(Finding::IdTwice { id: term.id.clone(), first: first.to_owned() }, term);
            }
            if let Some(first) = words.insert((term.en.to_lowercase(), &term.part_of_speech), &term.id) {
                report(Finding::TermTwice { en: term.en.clone(), first: first.to_owned() }, term);
            }
            if let Some(before) = before.filter(|before| before.en.to_lowercase() > term.en.to_lowercase()) {
                report(Finding::Order { en: term.en.clone(), after: before.en.clone() }, term);
            }
            before = Some(term);
            for finding in of_one(term) {
                report(finding, term);
            }
        }
    }
}

fn of_one(term: &Term) -> Vec<Finding> {
    let mut findings = Vec::new();
    let same = term.en.eq_ignore_ascii_case(&term.vi);
    if term.keep_english && !same {
        findings.push(Finding::Kept { en: term.en.clone(), vi: term.vi.clone() });
    }
    if !term.keep_english && same {
        findings.push(Finding::NotKept { en: term.en.clone() });
    }
    if term.avoid.contains(&term.vi) {
        findings.push(Finding::Avoided { vi: term.vi.clone() });
    }
    // What is to be avoided may be written in the other style: it is there to be found.
    let written = [Some(&term.vi), term.gloss.as_ref(), Some(&term.definition_vi)];
    for text in written.into_iter().flatten() {
        if let Some((written, wanted)) = second_vowel_tone(text) {
            findings.push(Finding::ToneStyle { written, wanted });
        }
    }
    let all = [&term.en, &term.vi, &term.definition_en, &term.definition_vi, &term.evidence];
    for text in all.into_iter().chain(&term.gloss).chain(&term.note).chain(&term.avoid) {
        if !is_nfc(text) {
            findings.push(Finding::NotNormal { text: text.clone() });
        }
    }
    if !is_vietnamese(&term.definition_vi) {
        findings.push(Finding::NotVietnamese { name: "definition-vi" });
    }
    if term.gloss.as_ref().is_some_and(|gloss| !is_vietnamese(gloss)) {
        findings.push(Finding::NotVietnamese { name: "gloss" });
    }
    for (name, text) in [("definition-en", &term.definition_en), ("definition-vi", &term.definition_vi)] {
        if !text.ends_with('.') {
            findings.push(Finding::NoFullStop { name });
        }
    }
    findings
}
