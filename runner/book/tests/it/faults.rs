//! Every fault fails the build with the file, the line, and what to do.

use crate::fixture::Fixture;
use labs_book::BookError;

#[test]
fn a_broken_link_names_its_line_and_the_near_miss() {
    assert_eq!(
        Fixture::new().chapter("# Songs {#songs}\n\nSee\n[this](01-song.md).\n").message(),
        "labs/music/01-songs.md:4: the link `01-song.md` leads to labs/music/01-song.md, which is not part of the book; \
         did you mean `labs/music/01-songs.md`?"
    );
}

#[test]
fn a_missing_fragment_names_its_line_and_the_near_miss() {
    assert_eq!(
        Fixture::new().chapter("# Songs {#songs}\n\n[a](#nowhere) [b](../../book/src/extra.md#prt)\n").message(),
        "labs/music/01-songs.md:3: the link `#nowhere` leads to `#nowhere`, which labs/music/01-songs.html does not have\n\
         labs/music/01-songs.md:3: the link `../../book/src/extra.md#prt` leads to `#prt`, which extra.html does not have; \
         did you mean `part`?"
    );
}

#[test]
fn links_may_lead_to_https_and_to_no_other_scheme() {
    let built = Fixture::new().chapter("# Songs {#songs}\n\n<https://docs.test/a> [b](https://docs.test/b)\n").built();
    let outside: Vec<_> = built.report.outside_links.iter().map(String::as_str).collect();
    assert_eq!(outside, ["https://docs.test/a", "https://docs.test/b"]);
    assert_eq!(
        Fixture::new().chapter("# Songs {#songs}\n\n[a](http://docs.test)\n").message(),
        "labs/music/01-songs.md:3: the link `http://docs.test` is neither a page nor https://; other schemes are not allowed \
         in the book"
    );
}

#[test]
fn a_page_has_one_title() {
    assert_eq!(
        Fixture::new().book("src/extra.md", "## Part {#part}\n").book("src/index.md", "# A\n\n# B\n").message(),
        "labs/src/extra.md:1: the page has no title; it begins with a level-1 heading, like `# How it works {#how-it-works}`\n\
         labs/src/index.md:3: a page has one level-1 heading, its title; make this one `##`"
    );
}

#[test]
fn an_id_that_stands_twice_names_its_line() {
    assert_eq!(
        Fixture::new().book("src/extra.md", "# Extra {#extra}\n\n## A {#a}\n\n## Again {#a}\n").message(),
        "labs/src/extra.md:3: the id `a` stands twice on the page extra.html; rename one, so that a link can lead to either"
    );
}

#[test]
fn an_id_of_the_frame_cannot_be_taken() {
    let message = Fixture::new().chapter("# Songs {#songs}\n\n## A {#book-main}\n\n## B {#b}\n").message();
    assert!(message.starts_with("labs/music/01-songs.md:3: the id `book-main` stands twice"), "{message}");
}

#[test]
fn all_faults_of_all_files_come_at_once_in_order() {
    let message = Fixture::new()
        .book("src/SUMMARY.md", "- [Start](index.md)\n- [Out](../README.md)\n\n# Labs\n")
        .book("src/index.md", "# Start\n\n<iframe>\n\n[a](b.md)\n")
        .message();
    let lines: Vec<_> = message.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(
        lines,
        ["labs/src/SUMMARY.md:2", "labs/src/extra.md", "labs/src/index.md:3", "labs/src/index.md:5"],
        "{message}"
    );
}

#[test]
fn raw_html_is_refused_by_name() {
    assert_eq!(
        Fixture::new().chapter("# Songs {#songs}\n\nUse <table-name> here.\n").message(),
        "labs/music/01-songs.md:3: `<table-name>` is raw HTML, which pages do not take except <details>, <summary>, <kbd>, \
         <sub>, <sup>, <br> and comments; write Markdown, or put it in backticks"
    );
}

#[test]
fn raw_html_that_is_left_open_names_where_it_begins() {
    let message = |text: &str| Fixture::new().chapter(&format!("# Songs {{#songs}}\n\n{text}\n")).message();
    assert_eq!(
        message("- <details><summary>A</summary>\n\n  text\n\nafter"),
        "labs/music/01-songs.md:3: `<details>` is opened here and not closed in the same list item, quotation, paragraph or page"
    );
    assert_eq!(message("a</kbd>"), "labs/music/01-songs.md:3: `</kbd>` closes nothing here");
}

#[test]
fn a_warning_of_mdbook_fails_the_build() {
    // A folder where mdBook looks for a file: it warns and goes on with its own.
    let error = Fixture::new().book("theme/head.hbs/file", "").build().err().unwrap();
    match error {
        BookError::Logged { logged } => {
            assert_eq!(logged.len(), 1);
            assert_eq!(logged[0].level, "WARN");
            assert!(logged[0].message.contains("head.hbs"), "{logged:?}");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn an_error_of_mdbook_comes_with_its_causes() {
    let message = Fixture::new().book("theme/index.hbs", "{{#if x}}").message();
    assert!(message.starts_with("mdBook could not render the book: Rendering failed: "), "{message}");
}

#[test]
fn a_theme_that_breaks_the_policy_fails_the_build() {
    let page = std::fs::read_to_string(crate::fixture::theme("index.hbs")).unwrap();
    for (piece, what) in [
        ("<script>alert(1)</script>", "an inline <script>"),
        ("<p style=\"color: red\">", "an attribute style=\"color: red\" on <p>"),
        ("<p onclick=\"x\">", "an attribute onclick=\"x\" on <p>"),
        ("<link rel=\"stylesheet\" href=\"https://cdn.test/a.css\">", "`https://cdn.test/a.css` from outside"),
        ("<iframe></iframe>", "an element <iframe>"),
    ] {
        let message =
            Fixture::new().book("theme/index.hbs", &page.replace("</body>", &format!("{piece}</body>"))).message();
        assert!(
            message.contains(&format!("has {what}, which the book's Content-Security-Policy forbids")),
            "{message}"
        );
    }
}

#[test]
fn missing_and_unreadable_sources_are_named() {
    assert!(Fixture::new().without("book.toml").message().starts_with("labs/book.toml: this file is missing"));
    assert!(
        Fixture::new().without("theme/index.hbs").message().starts_with("labs/theme/index.hbs: this file is missing")
    );
    assert!(
        Fixture::new().without("src/SUMMARY.md").message().starts_with("labs/src/SUMMARY.md: this file is missing")
    );
}
