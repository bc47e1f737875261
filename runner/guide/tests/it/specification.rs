//! The specification page: its examples are parsed, its tables are those of the code.

use labs_guide::vocabulary::{
    ATTRIBUTES, CHECKS, DATA_FIELDS, FieldSpec, LAB_FIELDS, LANGUAGES, MATCHERS, Presence, REDACTIONS, Role,
    SCHEMA_KEYWORDS,
};
use labs_guide::{Diagnostic, RULES, Rendering, Tree, load};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

const PAGE: &str = include_str!("../../../../book/src/guide-format.md");
const MANIFEST: &str = "format = 1\ntitle = \"T\"\nsummary = \"S.\"\n";

/// A fence of the page.
struct Example {
    info: String,
    body: String,
}

impl Example {
    /// The value of `name=` in the info string, which the book takes for further words of no meaning.
    fn word(&self, name: &str) -> Option<&str> {
        self.info.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    fn is(&self, language: &str) -> bool {
        self.info.split_whitespace().next() == Some(language)
    }

    fn chapter(&self) -> &str {
        self.word("chapter").unwrap_or("01-example")
    }
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open = None;
    for event in Parser::new(PAGE) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                open = Some(Example { info: info.to_string(), body: String::new() });
            }
            Event::Text(text) => {
                if let Some(example) = &mut open {
                    example.body.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => examples.extend(open.take()),
            _ => {}
        }
    }
    examples
}

/// The findings of an example, with the chapter that it says it stands with.
fn findings(example: &Example, all: &[Example]) -> Vec<Diagnostic> {
    let path = |example: &Example| format!("l/{}.md", example.chapter());
    let mut files = vec![("l/lab.toml".to_owned(), MANIFEST.to_owned()), (path(example), example.body.clone())];
    if let Some(with) = example.word("with") {
        let companion = all.iter().find(|other| other.word("chapter") == Some(with)).expect("a chapter of the page");
        files.push((path(companion), companion.body.clone()));
    }
    load(&Tree::from_entries(files.iter().map(|(path, text)| (path.as_str(), text.as_bytes())))).diagnostics
}

#[test]
fn right_examples_are_free_of_findings() {
    let all = examples();
    let right: Vec<&Example> = all.iter().filter(|e| e.is("markdown") && e.word("wrong").is_none()).collect();
    for example in &right {
        let found: Vec<String> = findings(example, &all).iter().map(|d| d.render(Rendering::Plain)).collect();
        assert!(found.is_empty(), "{}\n{}", example.body, found.join("\n"));
    }
    assert!(right.len() >= 14, "only {} examples were found", right.len());
}

#[test]
fn wrong_examples_give_exactly_the_finding_that_they_name() {
    let all = examples();
    let wrong: Vec<&Example> = all.iter().filter(|e| e.word("wrong").is_some()).collect();
    for example in &wrong {
        let found: Vec<&str> = findings(example, &all).iter().map(|d| d.code).collect();
        assert_eq!(found, [example.word("wrong").expect("a code")], "{}", example.body);
    }
    assert!(wrong.len() >= 10, "only {} examples were found", wrong.len());
}

#[test]
fn the_manifest_of_the_page_is_valid() {
    let all = examples();
    let manifest = all.iter().find(|example| example.info == "toml manifest").expect("a lab.toml");
    let files = [("l/lab.toml", manifest.body.as_bytes()), ("l/01-c.md", b"# T\n".as_slice())];
    let loaded = load(&Tree::from_entries(files));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    assert!(LAB_FIELDS.iter().all(|field| manifest.body.contains(field.name)), "the example shows every field");
}

#[test]
fn the_page_itself_is_a_valid_chapter() {
    let files = [("l/lab.toml", MANIFEST.as_bytes()), ("l/01-c.md", PAGE.as_bytes())];
    let found: Vec<String> =
        load(&Tree::from_entries(files)).diagnostics.iter().map(|d| d.render(Rendering::Plain)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A Markdown table; bars inside cells are escaped.
fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rule: Vec<String> = head.iter().map(|_| "---".to_owned()).collect();
    let mut table = line(&head) + &line(&rule);
    rows.into_iter().for_each(|row| table.push_str(&line(&row)));
    table
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn fields(fields: &[FieldSpec]) -> String {
    let presence = |field: &FieldSpec| match field.presence {
        Presence::Required => "yes",
        Presence::Optional => "no",
    };
    table(
        &["field", "required", "value", "meaning"],
        fields.iter().map(|f| vec![code(f.name), presence(f).into(), f.form.into(), f.help.into()]),
    )
}

/// The reference tables as the code knows them.
fn tables() -> Vec<(&'static str, String)> {
    let role = |role: Role| match role {
        Role::Executable(_) => "step, exercise, free check",
        Role::Question => "exercise",
        Role::File => "file",
        Role::Output => "output",
        Role::Check => "check",
        other => panic!("unknown role {other:?}"),
    };
    let on = |a: &labs_guide::vocabulary::Attribute| a.on.iter().map(|k| k.name()).collect::<Vec<_>>().join(", ");
    vec![
        ("LAB_FIELDS", fields(LAB_FIELDS)),
        ("DATA_FIELDS", fields(DATA_FIELDS)),
        (
            "LANGUAGES",
            table(
                &["language", "its block is", "body"],
                LANGUAGES.iter().map(|l| vec![code(l.name), role(l.role).into(), l.help.into()]),
            ),
        ),
        (
            "ATTRIBUTES",
            table(
                &["attribute", "on", "meaning"],
                ATTRIBUTES.iter().map(|a| vec![code(&a.notation()), on(a), a.help.into()]),
            ),
        ),
        ("MATCHERS", table(&["matcher", "holds when"], MATCHERS.iter().map(|m| vec![code(m.notation), m.help.into()]))),
        (
            "REDACTIONS",
            table(
                &["redaction", "recognises", "replacement"],
                REDACTIONS.iter().map(|r| vec![code(r.name), r.recognises.into(), code(r.replacement)]),
            ),
        ),
        (
            "CHECKS",
            table(
                &["requirement", "value", "holds when"],
                CHECKS.iter().map(|c| vec![code(c.name), c.form.notation().into(), c.help.into()]),
            ),
        ),
        (
            "SCHEMA_KEYWORDS",
            table(&["keyword", "value"], SCHEMA_KEYWORDS.iter().map(|k| vec![code(k.name), k.form.notation().into()])),
        ),
        ("RULES", table(&["code", "rule"], RULES.iter().map(|r| vec![code(r.code), r.text.into()]))),
    ]
}

#[test]
fn the_tables_of_the_page_are_those_of_the_code() {
    for (name, table) in tables() {
        assert!(PAGE.contains(&table), "the table {name} of the page is not this one:\n{table}");
    }
}
