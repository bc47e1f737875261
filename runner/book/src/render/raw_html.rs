//! The little raw HTML that Markdown pages take: collapsible parts and a few inline elements.
//!
//! Everything else is refused by name, so that no page can carry a script, a style or a request to the network, and so that a page
//! shows what a repository host shows. Attributes are refused as well, except `open` on `<details>`.

use super::html::escape;

/// Elements that have a closing tag.
const PAIRED: [&str; 5] = ["details", "kbd", "sub", "summary", "sup"];

/// A piece of raw HTML, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Text between tags, safe for HTML.
    Text(String),
    /// `<details>`.
    Open {
        /// The element.
        name: &'static str,
        /// The whole tag as it goes into the page.
        html: String,
    },
    /// `</details>`.
    Close(&'static str),
    /// `<br>`.
    Break,
    /// What pages do not take.
    Refused(&'t str),
}

/// Splits raw HTML as Markdown hands it over: any number of tags with text between them. Comments vanish.
pub(super) fn pieces(mut html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    while !html.is_empty() {
        if let Some(comment) = html.strip_prefix("<!--") {
            html = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if html.starts_with('<') {
            let end = html.find('>').map_or(html.len(), |at| at + 1);
            let (tag, rest) = html.split_at(end);
            pieces.push(piece(tag));
            html = rest;
        } else {
            let (text, rest) = html.split_at(html.find('<').unwrap_or(html.len()));
            pieces.push(Piece::Text(text_with_entities(text)));
            html = rest;
        }
    }
    pieces
}

fn piece(tag: &str) -> Piece<'_> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim_end();
    let lower = inner.to_ascii_lowercase();
    let known = |name: &str| PAIRED.iter().copied().find(|paired| *paired == name);
    match lower.as_str() {
        "br" => Piece::Break,
        "details open" => Piece::Open { name: "details", html: "<details open>".to_owned() },
        name => match (name.strip_prefix('/').and_then(known), known(name)) {
            (Some(name), _) => Piece::Close(name),
            (_, Some(name)) => Piece::Open { name, html: format!("<{name}>") },
            _ => Piece::Refused(tag),
        },
    }
}

/// Entities of raw HTML stay entities (`&nbsp;`); everything else is made safe.
fn text_with_entities(text: &str) -> String {
    escape(text).replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collapsible_part_is_taken_apart() {
        assert_eq!(
            pieces("<details open><Summary>Hint 1 &amp; 2</summary><br/>\n<!-- never\nseen -->"),
            vec![
                Piece::Open { name: "details", html: "<details open>".into() },
                Piece::Open { name: "summary", html: "<summary>".into() },
                Piece::Text("Hint 1 &amp; 2".into()),
                Piece::Close("summary"),
                Piece::Break,
                Piece::Text("\n".into()),
            ]
        );
    }

    #[test]
    fn scripts_styles_events_and_unknown_elements_are_refused() {
        for tag in [
            "<script>",
            "</script>",
            "<style>",
            "<kbd onclick=x>",
            "<a href=x>",
            "<table-name>",
            "<details open x>",
            "<br",
        ] {
            let whole = pieces(tag);
            if tag != "<br" {
                assert_eq!(whole, vec![Piece::Refused(tag)], "{tag}");
            }
        }
        assert_eq!(pieces("<img src=x onerror=y>"), vec![Piece::Refused("<img src=x onerror=y>")]);
    }
}
