//! Any text at all becomes a page or a list of faults.

use std::path::Path;

use labs_guide::Source;
use proptest::prelude::*;

use super::*;

/// A page of any text, drawn with the model that the guide's own parser makes of it.
fn draw(text: &str) -> Document {
    let source = Source { path: "labs/a/01-a.md".into(), text: text.into() };
    let (chapter, _) = labs_guide::parse_chapter("01-a", &source);
    let page = PageText {
        text,
        shown: Path::new("labs/a/01-a.md"),
        source: Path::new("labs/a/01-a.md"),
        target: Path::new("labs/a/01-a.html"),
        chapter: Some(&chapter),
    };
    render(page, &Site::default())
}

/// The first tag that does not close what is open, or what stays open at the end.
fn imbalance(html: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let end = tag.find('>')?;
        let name = tag[..end].split(' ').next()?;
        match name.strip_prefix('/') {
            Some(closed) if open.last() == Some(&closed) => {
                open.pop();
            }
            Some(_) => return Some(format!("</{name}> in {open:?}")),
            None if matches!(name, "br" | "hr" | "img") => {}
            None => open.push(name),
        }
        rest = &tag[end..];
    }
    open.pop().map(|name| format!("<{name}> stays open"))
}

/// Pieces that open, close, nest and collide.
const PIECES: [&str; 32] = [
    "\n",
    "\n\n",
    "text ",
    "# A {#a minutes=1}\n",
    "## B\n",
    "- ",
    "  ",
    "> ",
    "1. ",
    "`c` ",
    "*",
    "**",
    "[x](y) ",
    "![i](j.png) ",
    "<details>",
    "</details>",
    "<summary>S</summary>",
    "<kbd>",
    "</kbd>",
    "<b>",
    "[^n] ",
    "\n[^n]: note\n",
    "| a | b |\n| - | - |\n| 1 | 2 |\n",
    "```console {step=s}\n$ ls\n```\n",
    "```output {lines}\nx\n```\n",
    "```sql {exercise=e}\n____\n```\n",
    "```output {exercise=e rows}\nx\n```\n",
    "<details><summary>Hint 1</summary>\n\nh\n\n</details>\n",
    "```text {file=f}\nx\n```\n",
    "~~~\n",
    "é\r\n",
    "<!-- c",
];

proptest! {
    #[test]
    fn any_text_becomes_balanced_html_without_a_script(picked in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = picked.into_iter().map(|at| PIECES[at]).collect();
        let document = draw(&text);
        // Raw HTML that is refused stops the build before anybody sees the page.
        let is_refused = |fault: &ContentFault| {
            matches!(
                fault.problem,
                Problem::RawHtml { .. } | Problem::HtmlUnclosed { .. } | Problem::HtmlUnopened { .. }
            )
        };
        if !document.faults.iter().any(is_refused) {
            prop_assert_eq!(imbalance(&document.body), None, "{}", document.body);
        }
        prop_assert!(!document.body.contains("<b>"));
    }
}

#[test]
fn headings_without_an_id_get_one_of_their_own() {
    let ids: Vec<_> = draw("## Một hai!\n\n## Một hai\n\n## ?\n\n## B {#mot}\n")
        .headings
        .into_iter()
        .map(|heading| heading.id)
        .collect();
    assert_eq!(ids, ["một-hai", "một-hai-2", "section", "mot"]);
}
