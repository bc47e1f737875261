//! The glossary's page: complete without a script, in both languages.

use crate::fixture::Fixture;

const TERMS: &str = r#"
[[term]]
id = "bucket"
en = "bucket"
vi = "bucket"
part-of-speech = "noun"
keep-english = true
gloss = "thùng chứa"
avoid = ["<thùng>"]
definition-en = "Holds objects."
definition-vi = "Chứa đối tượng."
note = "Everywhere."
status = "attested"
evidence = "A workshop."

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

#[test]
fn the_page_has_every_term_in_both_languages_with_the_language_marked() {
    let built = Fixture::new().glossary(TERMS).built();
    let page = built.page("glossary.html");
    for part in [
        "<h2 id=\"topic-tables\">Tables &amp; keys",
        "<tr id=\"term-sort-key\" data-en=\"sort key\" data-vi=\"khóa sắp xếp\" data-status=\"proposed\">",
        "<strong lang=\"vi\">khóa sắp xếp</strong>\n<p>Sắp thứ tự các mục.</p>",
        "<strong lang=\"en\">bucket</strong> <span class=\"term-mark\">kept</span>",
        "<p class=\"term-gloss\" lang=\"vi\">thùng chứa</p>",
        "not <s lang=\"vi\">&lt;thùng&gt;</s>",
        "<p>Orders items.</p>",
        "A workshop.",
        "Everywhere.",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert_eq!(page.matches("<tr id=\"term-").count(), 2);
}

#[test]
fn every_page_leads_to_the_glossary_and_without_one_none_does() {
    let built = Fixture::new().glossary(TERMS).built();
    assert!(built.page("labs/music/01-songs.html").contains("href=\"../../glossary.html\""));
    let built = Fixture::new().built();
    assert!(!built.page("index.html").contains("glossary.html"));
}
