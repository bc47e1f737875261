//! Reads and judges every file of the glossary.

use labs_guide::{Diagnostic, Source, Tree};

use super::finding::Finding;
use super::term::Glossary;
use super::{parse, rules};

/// Folder of the glossary within `translations/`.
const FOLDER: &str = "glossary/";

/// The glossary with what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// As much as could be read.
    pub glossary: Glossary,
    /// Findings by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the glossary of a `translations/` folder. Whatever is wrong is a diagnostic; nothing is an error.
#[must_use]
pub fn load(translations: &Tree) -> Loaded {
    let mut loaded = Loaded::default();
    for (path, content) in translations.iter() {
        let Some(id) = path.strip_prefix(FOLDER).and_then(|name| name.strip_suffix(".toml")) else { continue };
        let shown = translations.shown(path);
        let Ok(text) = std::str::from_utf8(content) else {
            let source = Source { path: shown, text: String::new().into() };
            loaded.diagnostics.push(Finding::NotUtf8.at(&source, 0..0));
            continue;
        };
        let source = Source { path: shown, text: text.into() };
        loaded.glossary.topics.extend(parse::parse(id, &source, &mut loaded.diagnostics));
    }
    rules::judge(&loaded.glossary.topics, &mut loaded.diagnostics);
    loaded.diagnostics.sort_by(|one, other| {
        (&one.source.path, one.span.start, one.code).cmp(&(&other.source.path, other.span.start, other.code))
    });
    loaded
}

#[cfg(test)]
mod tests {
    use labs_guide::Rendering;

    use super::*;

    const GOOD: &str = r#"
[[term]]
id = "sort-key"
en = "sort key"
vi = "khóa sắp xếp"
part-of-speech = "noun"
keep-english = false
definition-en = "Orders items."
definition-vi = "Sắp thứ tự các mục."
status = "proposed"
evidence = "Ours."
"#;

    fn loaded(terms: &str) -> Loaded {
        let text = format!("format = 1\ntitle = \"Tables\"\n{terms}");
        let files = [("glossary/tables.toml", text.as_bytes()), ("README.md", b"other")];
        load(&Tree::from_entries(files).shown_under("translations"))
    }

    /// What is told of a glossary whose good term is changed.
    fn told(from: &str, to: &str) -> Vec<String> {
        assert!(GOOD.contains(from), "{from}");
        let found = loaded(&GOOD.replace(from, to)).diagnostics;
        found.iter().map(|one| one.render(Rendering::Plain)).collect()
    }

    #[test]
    fn a_good_term_is_read_and_nothing_is_told() {
        let Loaded { glossary, diagnostics } = loaded(GOOD);
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        assert_eq!((glossary.len(), glossary.topics[0].title.as_str()), (1, "Tables"));
        assert_eq!(glossary.topics[0].terms[0].vi, "khóa sắp xếp");
    }

    #[test]
    fn each_fault_of_a_term_is_told_with_its_place_and_rule() {
        for (from, to, code) in [
            ("khóa sắp xếp", "khoá sắp xếp", "glossary::tone-style"),
            ("vi = \"khóa sắp xếp\"", "vi = \"sort key\"", "glossary::not-kept"),
            ("keep-english = false", "keep-english = true", "glossary::kept"),
            ("keep-english = false", "keep-english = \"no\"", "glossary::field-value"),
            ("\"noun\"", "\"word\"", "glossary::field-value"),
            ("id = \"sort-key\"", "id = \"Sort Key\"", "glossary::field-value"),
            ("Sắp thứ tự các mục.", "Orders items.", "glossary::not-vietnamese"),
            ("Orders items.", "Orders items", "glossary::full-stop"),
            ("evidence = \"Ours.\"", "", "glossary::missing-field"),
            ("evidence = \"Ours.\"", "evidence = \"\"", "glossary::field-value"),
            ("evidence", "evidense", "glossary::unknown-field"),
            ("status", "avoid = [\"khóa sắp xếp\"]\nstatus", "glossary::avoided"),
            ("vi = \"khóa sắp xếp\"", "vi = \"kho\u{301}a\"", "glossary::normal-form"),
            ("[[term]]", "[[term]", "glossary::syntax"),
        ] {
            let told = told(from, to);
            assert!(told.iter().any(|line| line.contains(code)), "{to}: {told:#?}");
        }
    }

    #[test]
    fn ids_terms_and_order_are_judged_over_the_file() {
        let second = GOOD.replace("sort key", "partition key");
        let codes: Vec<_> = loaded(&format!("{GOOD}{second}")).diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["glossary::id-twice", "glossary::order"]);
        let codes: Vec<_> = loaded(&format!("{GOOD}{}", GOOD.replace("\"sort-key\"", "\"other\"")))
            .diagnostics
            .iter()
            .map(|one| one.code)
            .collect();
        assert_eq!(codes, ["glossary::term-twice"]);
    }

    #[test]
    fn a_finding_names_file_line_and_what_to_write() {
        assert_eq!(
            told("khóa", "khoá")[0],
            "translations/glossary/tables.toml:4:1: error[glossary::tone-style]: \"khoá\" has its tone mark on the second vowel (write `khóa`)"
        );
    }

    #[test]
    fn a_newer_format_is_refused_before_its_fields() {
        let tree = Tree::from_entries([("glossary/a.toml", b"format = 2\nfuture = 1\n".as_slice())]);
        let codes: Vec<_> = load(&tree).diagnostics.iter().map(|one| one.code).collect();
        assert_eq!(codes, ["glossary::format"]);
    }
}
