//! The theme keeps what it promises to every reader: colours that can be read, and nothing from outside.

use std::collections::BTreeMap;
use std::fs;

use crate::fixture::{Fixture, theme};

/// `--name: light-dark(#aabbcc, #ddeeff);` → name → (light, dark).
fn colours() -> BTreeMap<String, (String, String)> {
    let css = fs::read_to_string(theme("book.css")).unwrap();
    css.lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), (light.to_owned(), dark.to_owned())))
        })
        .collect()
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_text_colour_can_be_read_on_every_ground_in_light_and_dark() {
    let colours = colours();
    let grounds: Vec<_> = colours.keys().filter(|name| name.starts_with("ground")).collect();
    let texts: Vec<_> = colours
        .keys()
        .filter(|name| !name.starts_with("ground") && !name.starts_with("line") && !name.ends_with("-line"))
        .collect();
    assert!(grounds.len() >= 8 && texts.len() >= 8, "{colours:?}");
    for text in &texts {
        for ground in &grounds {
            let (text_pair, ground_pair) = (&colours[*text], &colours[*ground]);
            for (scheme, text_colour, ground_colour) in
                [("light", &text_pair.0, &ground_pair.0), ("dark", &text_pair.1, &ground_pair.1)]
            {
                let ratio = contrast(text_colour, ground_colour);
                assert!(ratio >= 4.5, "{scheme}: {text} on {ground} has {ratio:.2}, must be 4.5");
            }
        }
    }
}

#[test]
fn nothing_is_loaded_from_outside_and_nothing_is_inline() {
    for file in ["book.css", "book.js", "glossary.js", "scheme.js"] {
        let text = fs::read_to_string(theme(file)).unwrap();
        for word in ["http:", "https:", "url(", "@import", "eval(", "innerHTML", "fetch("] {
            assert!(!text.contains(word), "{file} has {word}");
        }
    }
    let page = Fixture::new().built().chapter();
    let policy = "content=\"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'\"";
    assert!(page.contains(policy), "{page}");
    assert_eq!(page.matches("<script").count(), page.matches("<script src=\"../../theme/").count());
}

#[test]
fn a_page_has_its_landmarks_and_its_language() {
    let page = Fixture::new()
        .book("book.toml", "[book]\ntitle = \"T\"\ndescription = \"D\"\nlanguage = \"vi\"\n")
        .built()
        .chapter();
    for part in [
        "<html lang=\"vi\" dir=\"ltr\">",
        "<a class=\"skip\" href=\"#book-main\">",
        "<nav class=\"contents\" id=\"book-contents\" aria-label=\"Contents\"",
        "<main class=\"page\" id=\"book-main\"",
        "role=\"status\" aria-live=\"polite\"",
        "<title>Songs · T</title>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
}
