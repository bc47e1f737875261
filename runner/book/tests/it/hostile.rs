//! Text that looks like markup, directives or paths stays text, and nothing outside the sources gets into a book.

use crate::fixture::Fixture;

#[test]
fn markup_and_directives_in_text_and_code_are_text() {
    let prose = Fixture::new()
        .chapter(
            "# Songs {#songs}\n\n{{#include /etc/passwd}} and {{{content}}} and `</code><script>`.\n\n\
             ```console {step=one}\n$ echo '</code></pre><script>alert(1)</script>'\n{{#include /etc/passwd}} &amp;\n```\n\n\
             ```\n</pre><script>alert(2)</script>\n\n\n{{#title x}}\n```\n",
        )
        .built()
        .prose();
    assert!(
        prose.contains(
            "<p>{{#include /etc/passwd}} and {{{content}}} and <code>&lt;/code&gt;&lt;script&gt;</code>.</p>"
        ),
        "{prose}"
    );
    assert!(prose.contains("&lt;/code&gt;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{prose}");
    assert!(prose.contains("<span class=\"printed\">{{#include /etc/passwd}} &amp;amp;</span>"), "{prose}");
    assert!(prose.contains("&lt;/pre&gt;&lt;script&gt;alert(2)&lt;/script&gt;\n\n\n{{#title x}}"), "{prose}");
    assert!(!prose.contains("<script"), "{prose}");
}

#[test]
fn titles_are_text_wherever_they_stand() {
    let built = Fixture::new()
        .lab("music/lab.toml", "format = 1\ntitle = \"[a](b) <b>&\\\"`c`\"\nsummary = \"<script>s</script>\"\n")
        .chapter("# `<i>` ](x) *y* {#songs}\n\nText.\n")
        .built();
    let page = built.chapter();
    assert!(page.contains("<a href=\"index.html\">[a](b) &lt;b&gt;&amp;\"`c`</a>"), "{page}");
    assert!(page.contains("<h1 id=\"songs\"><code>&lt;i&gt;</code> ](x) <em>y</em></h1>"), "{page}");
    assert!(page.contains("aria-current=\"page\">&lt;i&gt; ](x) y</a>"), "{page}");
    let lab = built.page("labs/music/index.html");
    assert!(lab.contains("&lt;script&gt;s&lt;/script&gt;") && !lab.contains("<script>s"), "{lab}");
}

#[test]
fn pictures_come_from_the_lab_and_from_nowhere_else() {
    for (link, reason) in [
        ("../../../../etc/passwd.png", "its path leaves the folder of its lab or of book/src"),
        ("https://tracker.test/pixel.png", "it comes from outside"),
        ("data:image/png;base64,AAAA", "it comes from outside"),
        ("data/key.svg", "its name does not end in .png"),
        ("data/none.png", "there is no such file"),
    ] {
        let message = Fixture::new().chapter(&format!("# Songs {{#songs}}\n\n![x]({link})\n")).message();
        assert!(
            message.starts_with(&format!("labs/music/01-songs.md:3: the image `{link}` cannot be shown: {reason}")),
            "{message}"
        );
    }
}

#[test]
fn only_files_that_a_page_shows_are_published() {
    let built = Fixture::new()
        .lab("music/data/shown.png", "png")
        .lab("music/data/unused.png", "png")
        .lab("music/solutions/answer.sql", "secret")
        .chapter("# Songs {#songs}\n\n![x](data/shown.png)\n")
        .built();
    let names: Vec<_> = built.files().into_keys().map(|path| path.display().to_string()).collect();
    let kept: Vec<_> =
        names.iter().filter(|name| !name.starts_with("theme/") && !name.starts_with("favicon")).collect();
    assert_eq!(
        kept,
        [
            ".labs-book",
            "extra.html",
            "index.html",
            "labs/index.html",
            "labs/music/01-songs.html",
            "labs/music/data/shown.png",
            "labs/music/index.html"
        ]
    );
    let message = Fixture::new()
        .lab("music/solutions/answer.sql", "secret")
        .chapter("# Songs {#songs}\n\n[x](solutions/answer.sql)\n")
        .message();
    assert!(message.contains("solutions and wrong answers are not published"), "{message}");
}
