//! `book.toml`: the few things that a book says of itself, and mdBook's configuration made from them.
//!
//! mdBook would take commands, preprocessors and renderers from its own file and from the environment. Ours takes a title, a sentence
//! and a language; everything that decides how pages are made is fixed here.

use std::path::PathBuf;

use mdbook::config::Config;
use serde::Deserialize;

use crate::error::BookError;

/// Styles and scripts of every page, in the order in which pages load them.
pub(crate) const STYLES: &str = "theme/book.css";
/// Applies the reader's colours before the first paint; the others act on a finished page.
pub(crate) const SCRIPTS: [&str; 3] = ["theme/scheme.js", "theme/book.js", "theme/glossary.js"];

/// `book.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BookToml {
    book: BookTable,
}

/// `[book]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BookTable {
    title: String,
    description: String,
    #[serde(default = "english")]
    language: String,
}

fn english() -> String {
    "en".to_owned()
}

/// Reads `book.toml`; `shown` is its path for messages.
pub(crate) fn read(text: &str, shown: PathBuf) -> Result<Config, BookError> {
    let book: BookToml = toml::from_str(text)
        .map_err(|error| BookError::Config { path: shown.clone(), problem: error.to_string().trim_end().to_owned() })?;
    let fixed = fixed().map_err(|error| BookError::MdBook { problem: format!("{error:#}"), logged: Vec::new() })?;
    let mut config = fixed;
    config.book.title = Some(book.book.title);
    config.book.description = Some(book.book.description);
    config.book.language = Some(book.book.language);
    Ok(config)
}

/// Everything that a book cannot choose. mdBook's default preprocessors are off, so `{{#include …}}` in a guide is text.
fn fixed() -> Result<Config, mdbook::errors::Error> {
    let mut config = Config::default();
    config.build.build_dir = PathBuf::from(crate::staging::BUILT);
    config.build.create_missing = false;
    config.build.use_default_preprocessors = false;
    config.set("output.html.smart-punctuation", false)?;
    config.set("output.html.hash-files", true)?;
    config.set("output.html.input-404", "")?;
    config.set("output.html.print.enable", false)?;
    // There is no search to set: mdBook is compiled without its own, whose index drops Vietnamese letters.
    config.set("output.html.additional-css", [STYLES])?;
    config.set("output.html.additional-js", SCRIPTS)?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        match read(text, "book/book.toml".into()) {
            Err(BookError::Config { problem, .. }) => problem,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_book_says_its_title_its_sentence_and_its_language() {
        let config = read("[book]\ntitle = \"T\"\ndescription = \"D\"\nlanguage = \"vi\"\n", "b".into()).unwrap();
        assert_eq!(config.book.title.as_deref(), Some("T"));
        assert_eq!(config.book.language.as_deref(), Some("vi"));
        assert!(!config.build.use_default_preprocessors);
    }

    #[test]
    fn commands_and_unknown_keys_are_refused() {
        let book = "[book]\ntitle = \"T\"\ndescription = \"D\"\n";
        assert!(problem(&format!("{book}[preprocessor.x]\ncommand = \"rm\"\n")).contains("preprocessor"));
        assert!(problem(&format!("{book}src = \"/etc\"\n")).contains("src"));
        assert!(problem("[book]\ndescription = \"D\"\n").contains("title"));
    }
}
