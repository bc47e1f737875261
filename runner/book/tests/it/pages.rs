//! What stands on a page: each part with its complete Markdown and its complete HTML.

use crate::fixture::Fixture;

fn prose(text: &str) -> String {
    Fixture::new().chapter(&format!("# Songs {{#songs}}\n\n{text}\n")).built().prose()
}

#[test]
fn a_console_step_with_its_output() {
    assert_eq!(
        prose(
            "```console {step=put}\n$ aws dynamodb put-item \\\n>   --table-name Music\n? 254\nsaid\n```\n\n\
             ```output {json subset}\n{\"N\": 1}\n```"
        ),
        r##"<article class="step" id="put" aria-label="Step 1: put">
<div class="copyable">
<p class="bar"><span class="bar-kind">Step 1</span> <a class="unit-id" href="#put">put</a><span class="bar-end"><span class="lang">Console</span><button class="copy" type="button" hidden="">Copy<span class="sr"> the commands of step 1</span></button></span></p>
<pre class="code" role="group" aria-label="Commands of step 1"><code><span class="command"><span class="prompt">$ </span>aws dynamodb put-item \</span>
<span class="command"><span class="prompt">&gt; </span>  <span class="hl-o">--table-name</span> Music</span>
<span class="status">ends with exit status 254</span>
<span class="printed">said</span></code></pre>
</div>
<div class="expect">
<p class="expect-label"><span class="expect-what">Expected output</span> <span class="expect-how">part of it: at least these members</span></p>
<pre class="expect-code" role="group" aria-label="Expected output of put"><code>{<span class="hl-k">"N"</span>: <span class="hl-n">1</span>}</code></pre>
</div>
</article>"##
    );
}

#[test]
fn a_heading_with_minutes_shows_no_braces_and_anchors_a_step_of_its_name() {
    assert_eq!(
        prose("## Count `orders` {#count minutes=4}\n\n```sql {step=count}\nSELECT 1\n```"),
        r##"<div class="heading">
<h2 id="count">Count <code>orders</code> <a class="anchor" href="#count" aria-label="Link to this section: Count orders">#</a></h2>
<p class="minutes">4 min</p>
</div>

<article class="step" aria-label="Step 1: count">
<div class="copyable">
<p class="bar"><span class="bar-kind">Step 1</span> <a class="unit-id" href="#count">count</a><span class="bar-end"><span class="lang">SQL</span><button class="copy" type="button" hidden="">Copy<span class="sr"> the code of step 1</span></button></span></p>
<pre class="code" role="group" aria-label="Code of step 1"><code><span class="hl-o">SELECT</span> <span class="hl-n">1</span></code></pre>
</div>
</article>"##
    );
}

#[test]
fn a_given_file_has_its_name() {
    assert_eq!(
        prose("```json {file=in/key.json}\n{\"A\": null}\n```"),
        r##"<figure class="file copyable"><figcaption class="bar"><span class="bar-kind">File</span> <code class="file-name">in/key.json</code><span class="bar-end"><button class="copy" type="button" hidden="">Copy<span class="sr"> the file in/key.json</span></button></span></figcaption>
<pre class="code" role="group" aria-label="Content of the file in/key.json"><code>{<span class="hl-k">"A"</span>: <span class="hl-o">null</span>}</code></pre>
</figure>"##
    );
}

#[test]
fn an_exercise_holds_its_outputs_checks_and_hints() {
    assert_eq!(
        prose(
            "Write it.\n\n```sql {exercise=count points=1}\nSELECT ____\n```\n\n\
             ```output {exercise=count rows unordered}\nnorth 3\n```\n\n\
             ```check {exercise=count points=2 say=\"Look again.\"}\nrow-count = 3\n```\n\n\
             <details><summary>Hint 1</summary>\n\nWhich *clause*?\n\n</details>\n\nAfter."
        ),
        r##"<p>Write it.</p>

<section class="exercise" id="count" aria-label="Exercise count">
<div class="copyable">
<p class="bar"><span class="bar-kind">Exercise</span> <span class="unit-id">count</span> <span class="points">3 points</span><span class="bar-end"><span class="lang">SQL</span><button class="copy" type="button" hidden="">Copy<span class="sr"> the starter of this exercise</span></button></span></p>
<pre class="code" role="group" aria-label="Starter of count"><code><span class="hl-o">SELECT</span> ____</code></pre>
</div>
<div class="expect">
<p class="expect-label"><span class="expect-what">Expected output</span> <span class="expect-how">these rows, in any order</span></p>
<pre class="expect-code" role="group" aria-label="Expected output of count"><code>north 3</code></pre>
</div>
<div class="check">
<p class="expect-label"><span class="expect-what">Check</span> <span class="points">2 points</span></p>
<ul class="matchers">
<li><code>row-count = 3</code></li>
</ul>
<p class="note">Look again.</p>
</div>
<details><summary>Hint 1</summary>
<p>Which <em>clause</em>?</p>

</details>
</section>
<p>After.</p>"##
    );
}

#[test]
fn a_quiz_shows_its_choices() {
    assert_eq!(
        prose("```quiz {exercise=which}\nWhich one?\n\n- [ ] A & B\n- [ ] C\n```"),
        r##"<section class="exercise" id="which" aria-label="Exercise which">
<div class="copyable">
<p class="bar"><span class="bar-kind">Exercise</span> <span class="unit-id">which</span> <span class="bar-end"><span class="lang">Quiz</span></span></p>
<div class="quiz">
<p>Which one?</p>
<ul class="choices">
<li>A &amp; B</li>
<li>C</li>
</ul>
</div>
</div>
</section>"##
    );
}

#[test]
fn plain_markdown_needs_no_style_attribute_and_no_check_box() {
    assert_eq!(
        prose(
            "> [!NOTE]\n> Mind[^a] it.\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n- [x] done\n- <kbd>Ctrl</kbd>\n\n\
             1. ```console {not=read}\n   $ ls\n   x\n   ```\n   after\n\n[^a]: A note."
        ),
        r##"<div class="callout callout-note">
<p class="callout-title">Note</p>
<p>Mind<sup id="note-ref-a"><a href="#note-a" aria-label="Footnote 1">1</a></sup> it.</p>

</div>

<div class="table" role="group" aria-label="Table">
<table>
<thead>
<tr><th scope="col">a</th><th scope="col" class="right">b</th></tr>
</thead>
<tbody>
<tr><td>1</td><td class="right">2</td></tr>
</tbody>
</table>
</div>

<ul>
<li><span class="task" role="img" aria-label="done">☑</span> done</li>

<li><kbd>Ctrl</kbd></li>

</ul>

<ol>
<li>
<div class="sample copyable"><button class="copy" type="button" hidden="">Copy<span class="sr"> this example</span></button>
<pre class="code" role="group" aria-label="Console example"><code><span class="command"><span class="prompt">$ </span>ls</span>
<span class="printed">x</span></code></pre>
</div>

after</li>

</ol>

<section class="footnotes" aria-label="Footnotes">
<ol>
<li id="note-a">
<p>A note.</p>
 <a href="#note-ref-a" aria-label="Back to the text">↩</a></li>
</ol>
</section>"##
    );
}

#[test]
fn every_way_to_compare_is_named() {
    for (info, body, label) in [
        ("lines", "a", "exactly this"),
        ("lines", "a [..] b", "[..] and ... stand for any text"),
        ("lines", "...", "[..] and ... stand for any text"),
        ("lines", "", "none at all"),
        ("contains", "a", "contains these lines, in this order"),
        ("regex", "a+", "each line is a pattern"),
        ("json", "{}", "this JSON, members in any order"),
        ("json subset", "{}", "part of it: at least these members"),
        ("json schema", "{}", "JSON that fits this schema"),
        ("rows", "a", "these rows; in this order if the query has one"),
        ("rows ordered", "a", "these rows, in this order"),
        ("rows unordered", "a", "these rows, in any order"),
    ] {
        let html = prose(&format!("```sql {{step=one}}\nSELECT 1\n```\n\n```output {{{info}}}\n{body}\n```"));
        let expected =
            format!("<span class=\"expect-what\">Expected output</span> <span class=\"expect-how\">{label}</span>");
        assert!(html.contains(&expected), "{info}: {html}");
    }
    let html = prose("```console {step=one}\n$ aws x\n```\n\n```output {error=NoSuch}\nGone\n```");
    assert!(
        html.contains(
            "<div class=\"expect expect-error\">\n<p class=\"expect-label\"><span class=\"expect-what\">Expected error</span> \
             <span class=\"expect-how\">NoSuch</span></p>"
        ),
        "{html}"
    );
}

#[test]
fn a_chapter_stands_in_the_frame_of_its_book() {
    let page = Fixture::new()
        .lab("music/02-more.md", "# More {#more}\n\nText.\n")
        .chapter("# Songs {#songs minutes=1}\n\n## One {#one minutes=2}\n\n## Two {#two}\n\n[on](02-more.md)\n")
        .built()
        .chapter();
    let (_, body) = page.split_once("</header>\n").expect("the bar on top");
    assert_eq!(
        body,
        r##"<div class="frame"><nav class="contents" id="book-contents" aria-label="Contents" tabindex="-1"><a class="contents-close" href="#book-main">Close contents</a>
<ul>
<li><a href="../../index.html">Start</a></li>
</ul>
<p class="contents-part">Labs</p>
<ul>
<li><a href="../index.html">All labs</a></li>
<li><a href="index.html">Music</a>
<ul>
<li><a href="01-songs.html" aria-current="page">Songs</a></li>
<li><a href="02-more.html">More</a></li>
</ul>
</li>
</ul>
<p class="contents-part">More</p>
<ul>
<li><a href="../../extra.html">Extra</a></li>
</ul>
</nav><main class="page" id="book-main" tabindex="-1"><header class="page-head">
<p class="crumb"><a href="index.html">Music</a> <span>chapter 1 of 2</span></p>
<h1 id="songs">Songs</h1>
<ul class="facts">
<li>3 minutes</li>
</ul>
</header><details class="sections"><summary>On this page</summary><nav aria-label="On this page">
<ol>
<li><a href="#one">One</a> <span class="minutes">2 min</span></li>
<li><a href="#two">Two</a></li>
</ol>
</nav></details>
<div class="prose">
<div class="heading">
<h2 id="one">One <a class="anchor" href="#one" aria-label="Link to this section: One">#</a></h2>
<p class="minutes">2 min</p>
</div>

<div class="heading">
<h2 id="two">Two <a class="anchor" href="#two" aria-label="Link to this section: Two">#</a></h2>
</div>

<p><a href="02-more.html">on</a></p>

</div>
<nav class="pager" aria-label="Previous and next page"><a class="prev" rel="prev" href="index.html"><span class="pager-word">Previous</span> Music</a><a class="next" rel="next" href="02-more.html"><span class="pager-word">Next</span> More</a></nav></main></div>

<p class="sr" id="book-live" role="status" aria-live="polite"></p>
</body>
</html>
"##
    );
}

#[test]
fn the_report_counts_what_was_built() {
    let built = Fixture::new().chapter("# Songs {#songs}\n\n```console {step=a}\n$ ls\n```\n").built();
    let size: usize =
        built.files().iter().filter(|(path, _)| !path.ends_with(".labs-book")).map(|(_, text)| text.len()).sum();
    assert_eq!((built.report.pages, built.report.steps, built.report.exercises), (5, 1, 0));
    assert_eq!(built.report.bytes, size as u64);
}

#[test]
fn the_real_book_and_the_real_labs_build() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let book = labs_guide::Tree::read(&root.join("book")).unwrap();
    let lab_files = labs_guide::Tree::read(&root.join("labs")).unwrap();
    let labs = labs_guide::load(&lab_files).labs;
    let translations = labs_guide::Tree::read(&root.join("translations")).unwrap();
    let glossary = labs_translate::glossary::load(&translations).glossary;
    let folder = tempfile::tempdir().unwrap();
    let destination = folder.path().join("out");
    let request = labs_book::BookRequest {
        book: &book,
        lab_files: &lab_files,
        labs: &labs,
        glossary: &glossary,
        destination: &destination,
    };
    let report = labs_book::build(request).unwrap_or_else(|error| panic!("{error}"));
    assert!(report.steps >= 12, "{report:?}");
}
