//! Text made safe for HTML, and HTML made safe for mdBook.

/// Text as HTML text or as the value of a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            // A carriage return ends a line in Markdown; browsers would turn it into a line feed.
            '\r' => {}
            '\0' => html.push('\u{fffd}'),
            other => html.push(other),
        }
    }
    html
}

/// A page's HTML as one line. mdBook reads it as one HTML block of Markdown, and such a block ends at a blank line; a character
/// reference stands for the same line feed without ending anything.
pub(crate) fn one_line(html: &str) -> String {
    html.replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_can_leave_its_element() {
        assert_eq!(escape("</code><script>\"'&amp;\r\n\0"), "&lt;/code&gt;&lt;script&gt;&quot;'&amp;amp;\n\u{fffd}");
    }

    #[test]
    fn no_line_end_survives() {
        assert_eq!(one_line("<pre>a\n\nb</pre>"), "<pre>a&#10;&#10;b</pre>");
    }
}
