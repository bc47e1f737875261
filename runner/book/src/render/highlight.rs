//! Colour for code, made when the book is built: no script, nothing to load.
//!
//! This is a reading aid, not a parser: it knows strings, comments, numbers, words and options of the few languages that guides use,
//! and leaves everything else plain. It never changes, adds or drops a character of the text.

use super::html::escape;

/// What the colouring needs to know of a language.
struct Grammar {
    quotes: &'static str,
    comment: &'static str,
    words: &'static [&'static str],
    features: &'static [Feature],
}

/// What only some languages have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Feature {
    /// `--table-name` after a blank.
    Options,
    /// A string before a colon is a member's name.
    Keys,
    /// Digits at the start of a word.
    Numbers,
}

const JSON: Grammar = Grammar {
    quotes: "\"",
    comment: "\u{0}",
    words: &["true", "false", "null"],
    features: &[Feature::Keys, Feature::Numbers],
};
const CONSOLE: Grammar = Grammar {
    quotes: "'\"",
    comment: "#",
    words: &["do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "while"],
    features: &[Feature::Options],
};
const SQL: Grammar = Grammar {
    quotes: "'",
    comment: "--",
    words: &[
        "ALL",
        "ALTER",
        "AND",
        "AS",
        "ASC",
        "BETWEEN",
        "BY",
        "CASE",
        "CAST",
        "CREATE",
        "CROSS",
        "DELETE",
        "DESC",
        "DISTINCT",
        "DROP",
        "ELSE",
        "END",
        "EXISTS",
        "EXTERNAL",
        "FROM",
        "FULL",
        "GROUP",
        "HAVING",
        "IN",
        "INNER",
        "INSERT",
        "INTO",
        "IS",
        "JOIN",
        "LEFT",
        "LIKE",
        "LIMIT",
        "LOCATION",
        "NOT",
        "NULL",
        "ON",
        "OR",
        "ORDER",
        "OUTER",
        "OVER",
        "PARTITION",
        "PARTITIONED",
        "RIGHT",
        "ROW",
        "SELECT",
        "SET",
        "STORED",
        "TABLE",
        "THEN",
        "UNION",
        "UNNEST",
        "UPDATE",
        "VALUES",
        "WHEN",
        "WHERE",
        "WITH",
    ],
    features: &[Feature::Numbers],
};
const PYTHON: Grammar = Grammar {
    quotes: "'\"",
    comment: "#",
    words: &[
        "and", "as", "def", "elif", "else", "except", "False", "for", "from", "if", "import", "in", "is", "lambda",
        "None", "not", "or", "print", "raise", "return", "True", "try", "while", "with",
    ],
    features: &[Feature::Numbers],
};
const CONFIG: Grammar =
    Grammar { quotes: "'\"", comment: "#", words: &["true", "false"], features: &[Feature::Numbers] };

fn grammar(language: &str) -> Option<&'static Grammar> {
    match language {
        "json" => Some(&JSON),
        "console" | "sh" | "bash" | "shell" => Some(&CONSOLE),
        "sql" => Some(&SQL),
        "python" => Some(&PYTHON),
        "toml" | "yaml" => Some(&CONFIG),
        _ => None,
    }
}

/// The text as HTML, coloured when the language is known.
pub(super) fn highlight(language: &str, text: &str) -> String {
    match grammar(language) {
        Some(grammar) => colour(grammar, text),
        None => escape(text),
    }
}

fn colour(grammar: &Grammar, text: &str) -> String {
    let has = |feature| grammar.features.contains(&feature);
    let mut html = String::with_capacity(text.len() * 2);
    let mut rest = text;
    // True where a word may begin: at the start and after anything that is not part of one.
    let mut fresh = true;
    while let Some(first) = rest.chars().next() {
        let (length, class) = if grammar.quotes.contains(first) {
            let length = quoted(rest, first);
            let key = has(Feature::Keys) && rest.get(length..).is_some_and(|after| after.trim_start().starts_with(':'));
            (length, if key { "k" } else { "s" })
        } else if fresh && rest.starts_with(grammar.comment) {
            (rest.find('\n').unwrap_or(rest.len()), "c")
        } else if fresh && has(Feature::Options) && rest.starts_with("--") {
            (word(rest), "o")
        } else if fresh && (first.is_alphanumeric() || first == '_') {
            let length = word(rest);
            let text = rest.get(..length).unwrap_or_default();
            let class = if first.is_ascii_digit() && has(Feature::Numbers) {
                "n"
            } else if grammar.words.iter().any(|one| *one == text || (one.to_ascii_lowercase() == text)) {
                "o"
            } else {
                ""
            };
            (length, class)
        } else {
            (first.len_utf8(), "")
        };
        // An opening quote without its closing one is only a character.
        let length = if length == 0 { first.len_utf8() } else { length };
        let (piece, after) = rest.split_at(length);
        if class.is_empty() || piece.len() == first.len_utf8() && grammar.quotes.contains(first) {
            html.push_str(&escape(piece));
        } else {
            html.push_str(&format!("<span class=\"hl-{class}\">{}</span>", escape(piece)));
        }
        fresh = piece.chars().last().is_some_and(|last| !last.is_alphanumeric() && last != '_' && last != '-');
        rest = after;
    }
    html
}

/// Length of a string with its quotes, or of the quote alone when nothing closes it in its line.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '\n' => break,
            '\\' if !escaped && quote == '"' => escaped = true,
            _ if character == quote && !escaped => return at + character.len_utf8(),
            _ => escaped = false,
        }
    }
    quote.len_utf8()
}

fn word(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-' && c != '.').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_members_strings_numbers_and_literals_differ() {
        assert_eq!(
            highlight("json", r#"{"N": "7", "a": [1.5, true]}"#),
            "{<span class=\"hl-k\">&quot;N&quot;</span>: <span class=\"hl-s\">&quot;7&quot;</span>, \
             <span class=\"hl-k\">&quot;a&quot;</span>: [<span class=\"hl-n\">1.5</span>, <span class=\"hl-o\">true</span>]}"
        );
    }

    #[test]
    fn options_are_told_from_dashes_inside_words() {
        assert_eq!(
            highlight("console", "aws put-item --key '{' # why"),
            "aws put-item <span class=\"hl-o\">--key</span> <span class=\"hl-s\">'{'</span> <span class=\"hl-c\"># why</span>"
        );
    }

    #[test]
    fn no_character_is_lost_in_any_language() {
        let text = "a\"b 'c\n-- d <script>&amp; \"\\\" é\u{1f600}\" 12x # '\n\n\"";
        for language in ["json", "console", "sql", "python", "toml", "", "brainfuck"] {
            let html = highlight(language, text);
            let plain = scraper::Html::parse_fragment(&html).root_element().text().collect::<String>();
            assert_eq!(plain, text, "{language}");
        }
    }
}
