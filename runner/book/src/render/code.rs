//! Boxes of code: plain fences, and the parts that steps, outputs, files and exercises share.

use super::console;
use super::highlight::highlight;
use super::html::escape;

/// Code that scrolls inside its own box. `name` tells a reader who cannot see it what the box is; `html` is safe already.
pub(super) fn code_box(class: &str, name: &str, html: &str) -> String {
    format!("<pre class=\"{class}\" role=\"group\" aria-label=\"{}\"><code>{html}</code></pre>", escape(name))
}

/// A copy button, hidden until the page's script shows it, because without scripts it could do nothing.
pub(super) fn copy_button(what: &str) -> String {
    format!("<button class=\"copy\" type=\"button\" hidden>Copy<span class=\"sr\"> {}</span></button>", escape(what))
}

/// The language of an info string: its first word, before attributes in braces or after a comma.
pub(super) fn language(info: &str) -> &str {
    info.split([' ', '\t', ',', '{']).next().unwrap_or_default()
}

/// What a language is called on the page.
pub(super) fn language_label(language: &str) -> String {
    let known = match language {
        "" | "text" | "output" => "Text",
        "console" => "Console",
        "csv" => "CSV",
        "http" => "HTTP",
        "json" => "JSON",
        "markdown" => "Markdown",
        "python" => "Python",
        "quiz" => "Quiz",
        "sh" | "bash" | "shell" => "Shell",
        "sql" => "SQL",
        "toml" => "TOML",
        "yaml" => "YAML",
        other => return escape(other),
    };
    known.to_owned()
}

/// A fence that is neither executed nor graded.
pub(super) fn plain(info: &str, text: &str) -> String {
    let language = language(info);
    let name = format!("{} example", language_label(language));
    let text = text.trim_end_matches('\n');
    let drawn = if language == "console" { console::of_text(text) } else { highlight(language, text) };
    let body = code_box("code", &name, &drawn);
    let button = if matches!(language, "" | "text" | "output") { String::new() } else { copy_button("this example") };
    format!("<div class=\"sample copyable\">{button}{body}</div>")
}
