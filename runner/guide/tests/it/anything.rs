//! Anything at all as input: bytes, mutated guides, deep nesting, huge lines. Never a panic, never out of proportion.

use std::time::{Duration, Instant};

use labs_guide::{Block, Colour, Expectation, Loaded, Rendering, Tree, load};
use proptest::prelude::*;

const MANIFEST: &str = include_str!("../fixture/labs/music/lab.toml");
const TABLES: &str = include_str!("../fixture/labs/music/01-tables.md");
const QUESTIONS: &str = include_str!("../fixture/labs/music/02-questions.md");

/// Loads a chapter and looks at all that was found, as a program with any of our spans would.
fn examine(manifest: &[u8], chapter: &[u8]) -> Loaded {
    let loaded = load(&Tree::from_entries([("l/lab.toml", manifest), ("l/01-tables.md", chapter)]));
    for diagnostic in loaded.diagnostics.iter().take(50) {
        let (start, end) = (diagnostic.span.start, diagnostic.span.end);
        assert!(start <= end && end <= diagnostic.source.text.len(), "{diagnostic:?}");
        assert!(diagnostic.source.text.get(start..end).is_some(), "a span cuts a character: {diagnostic:?}");
        assert_eq!(diagnostic.render(Rendering::Plain).lines().count(), 1);
        let _ = diagnostic.render(Rendering::Graphical { colour: Colour::Never, width: 80 });
    }
    for chapter in loaded.labs.iter().flat_map(|lab| &lab.chapters) {
        for block in chapter.blocks() {
            let spans = match block {
                Block::Step(step) => vec![&step.span, &step.code.span, &step.id.span],
                Block::File(file) => vec![&file.span, &file.path.span],
                Block::Exercise(exercise) => vec![&exercise.span, &exercise.starter.span],
            };
            assert!(spans.iter().all(|span| chapter.source.text.get((*span).clone()).is_some()), "{block:?}");
        }
    }
    loaded
}

/// Pieces that make random text look like a guide.
fn fragment() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "# T\n",
        "## A {#a minutes=3}\n",
        "```console {step=a}\n",
        "```sql {exercise=e points=2}\n",
        "```output {json subset}\n",
        "```output {exercise=e rows}\n",
        "```check {exercise=e}\n",
        "```sql {check=e}\n",
        "```json {file=a.json}\n",
        "```quiz {exercise=q}\n",
        "```\n",
        "~~~\n",
        "$ aws x\n",
        "> y\n",
        "? 254\n",
        "$ a \\\n",
        "{\"a\": 1}\n",
        "row-count = 3\n",
        "- [ ] x\n",
        "{{id}}",
        "capture=\"id:.A\"",
        "needs=\"#a\"",
        "<details><summary>Hint 1</summary>\n\n",
        "</details>\n",
        "<!--",
        "-->",
        "> ",
        "- ",
        "   ",
        "\t",
        "\n",
        "\r\n",
        "{",
        "}",
        "\"",
        "\\",
        "`",
        "é",
        "\u{0}",
        "\u{feff}",
        "đường ống",
        "|a|b|\n|-|-|\n",
        "[^1]: ",
        ": x\n",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "[ -~]{0,12}"]
}

/// A valid guide after a few cuts, insertions and replacements.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let guide = prop::sample::select(vec![TABLES, QUESTIONS]);
    let edit = (any::<prop::sample::Index>(), 0_usize..40, fragment());
    (guide, prop::collection::vec(edit, 1..6)).prop_map(|(guide, edits)| {
        let mut bytes = guide.as_bytes().to_vec();
        for (at, cut, insert) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, insert.into_bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_give_findings_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = examine(MANIFEST.as_bytes(), &bytes);
        let _ = examine(&bytes, TABLES.as_bytes());
    }

    #[test]
    fn text_gives_findings_and_never_a_panic(text in any::<String>()) {
        let _ = examine(text.as_bytes(), text.as_bytes());
    }

    #[test]
    fn guide_like_text_gives_findings_and_never_a_panic(parts in prop::collection::vec(fragment(), 0..60)) {
        let _ = examine(MANIFEST.as_bytes(), parts.concat().as_bytes());
    }

    #[test]
    fn mutated_guides_give_findings_and_never_a_panic(bytes in mutated()) {
        let _ = examine(MANIFEST.as_bytes(), &bytes);
    }

    #[test]
    fn mutated_manifests_give_findings_and_never_a_panic(at in 0..MANIFEST.len(), cut in 0_usize..20, insert in "[ -~\n]{0,8}") {
        let mut bytes = MANIFEST.as_bytes().to_vec();
        bytes.splice(at..(at + cut).min(MANIFEST.len()), insert.into_bytes());
        let _ = examine(&bytes, TABLES.as_bytes());
    }

    #[test]
    fn line_ends_of_another_system_change_no_finding(parts in prop::collection::vec(fragment(), 0..40)) {
        // A carriage return alone, and backslashes before a line end, mean something else in Markdown.
        let unix = parts.concat().replace('\r', "");
        let places = |text: &str| -> Vec<String> {
            let loaded = examine(MANIFEST.as_bytes(), text.as_bytes());
            loaded.diagnostics.iter().map(|d| format!("{} {}", d.source.start(&d.span), d.code)).collect()
        };
        prop_assert_eq!(places(&unix), places(&unix.replace('\n', "\r\n")));
    }

    #[test]
    fn what_an_author_quotes_comes_back_as_written(value in "[^\r\n`]{1,30}") {
        prop_assume!(!value.trim().is_empty());
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        let guide = format!("# T\n```sql {{exercise=a}}\nx\n```\n```check {{exercise=a say=\"{quoted}\"}}\nrow-count = 1\n```\n");
        let loaded = examine(MANIFEST.as_bytes(), guide.as_bytes());
        let said = loaded.labs[0].chapters[0].exercise("a").and_then(|e| e.checks[0].say.clone());
        prop_assert_eq!(said, Some(value));
    }
}

/// What a guide means, without any place.
fn meaning(loaded: &Loaded) -> Vec<String> {
    let outputs = |list: &[Expectation]| -> Vec<String> {
        list.iter().map(|e| format!("{:?} {:?} {:?}", e.matcher, e.expected.value, e.redact.len())).collect()
    };
    let blocks = loaded.labs.iter().flat_map(|lab| &lab.chapters).flat_map(|chapter| chapter.blocks());
    let shape = |block: &Block| match block {
        Block::File(file) => format!("{:?} {:?}", file.path.value, file.content),
        Block::Step(step) => {
            let commands: Vec<_> =
                step.commands.iter().map(|c| (&c.text, c.status, c.expected.as_ref().map(|e| &e.value))).collect();
            format!("{} {:?} {commands:?} {:?}", step.id.value, step.code.value, outputs(&step.expectations))
        }
        Block::Exercise(exercise) => {
            let hints: Vec<&str> = exercise.hints.iter().map(|hint| hint.value.as_str()).collect();
            let choices: Vec<&str> = exercise.choices.iter().map(|choice| choice.value.as_str()).collect();
            let (id, starter, checks) = (&exercise.id.value, &exercise.starter.value, exercise.checks.len());
            format!("{id} {starter:?} {checks} {hints:?} {choices:?} {:?}", outputs(&exercise.expectations))
        }
    };
    blocks.map(shape).collect()
}

/// The text inside a quote or a list item.
fn inside(container: char, text: &str) -> String {
    let line = |(number, line): (usize, &str)| match (container, number) {
        ('>', _) => format!("> {line}"),
        (_, 0) => format!("- {line}"),
        _ => format!("  {line}"),
    };
    text.split_inclusive('\n').enumerate().map(line).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn quotes_and_lists_around_a_guide_change_nothing(containers in prop::collection::vec(prop::sample::select(vec!['>', '-']), 0..6)) {
        let wrapped = |text: &str| containers.iter().fold(text.to_owned(), |text, container| inside(*container, &text));
        let load_both = |tables: &str, questions: &str| {
            load(&Tree::from_entries([
                ("l/lab.toml", MANIFEST.as_bytes()),
                ("l/01-tables.md", tables.as_bytes()),
                ("l/02-questions.md", questions.as_bytes()),
            ]))
        };
        let plain = load_both(TABLES, QUESTIONS);
        let nested = load_both(&wrapped(TABLES), &wrapped(QUESTIONS));
        let codes: Vec<String> = nested.diagnostics.iter().map(|d| d.render(Rendering::Plain)).collect();
        prop_assert_eq!(codes, Vec::<String>::new());
        prop_assert_eq!(meaning(&nested), meaning(&plain));
    }

    #[test]
    fn an_info_string_is_read_or_its_fault_is_inside_it(info in "[ -~“é]{0,40}") {
        prop_assume!(!info.contains('`'));
        let guide = format!("# T\n```sql {{{info}}}\nx\n```\n");
        let loaded = examine(MANIFEST.as_bytes(), guide.as_bytes());
        for diagnostic in &loaded.diagnostics {
            prop_assert_eq!(diagnostic.source.start(&diagnostic.span).line, 2, "{:?}", diagnostic);
        }
    }

    #[test]
    fn every_line_of_a_console_is_command_status_or_output(lines in prop::collection::vec("([$>?] )?[a-z0-9]{1,5}", 1..12)) {
        let body = lines.join("\n");
        let guide = format!("# T\n```console {{step=a}}\n$ first\n{body}\n```\n");
        let loaded = examine(MANIFEST.as_bytes(), guide.as_bytes());
        let bad_status = loaded.diagnostics.iter().filter(|d| d.code == "guide::exit-status").count();
        prop_assert_eq!(bad_status, loaded.diagnostics.len());
        let step = loaded.labs[0].chapters[0].step("a").expect("the step");
        let count = |text: &str| text.lines().count();
        let read: usize = step
            .commands
            .iter()
            .map(|c| count(&c.text) + usize::from(c.status != 0) + c.expected.as_ref().map_or(0, |e| count(&e.value)))
            .sum();
        // A status of 0 written out is the one line that leaves no trace.
        let zeros = lines.iter().filter(|line| line.strip_prefix("? ").is_some_and(|n| n.parse::<u8>() == Ok(0))).count();
        let accounted = read + bad_status..=read + bad_status + zeros;
        prop_assert!(accounted.contains(&(lines.len() + 1)), "{:?}", step.commands);
    }
}

/// Twice the text may take a little more than twice the time, never the square of it.
fn assert_in_proportion(name: &str, text: impl Fn(usize) -> String) {
    let time = |repeat: usize| {
        let text = text(repeat);
        assert!(text.len() < 1 << 20, "{name} is over the limit and would not be parsed");
        let begin = Instant::now();
        let _ = load(&Tree::from_entries([("l/lab.toml", MANIFEST.as_bytes()), ("l/01-tables.md", text.as_bytes())]));
        begin.elapsed()
    };
    time(100);
    // The smaller of two runs: another process may have had the machine during one of them.
    let best = |repeat| time(repeat).min(time(repeat));
    let (small, large) = (best(500), best(4_000));
    // Eight times the text: linear is 8, squared is 64. Short times are noise.
    assert!(large < Duration::from_millis(150) || large < small * 30, "{name}: {small:?} became {large:?}");
}

/// A text that grows with its number.
type Grow = fn(usize) -> String;

#[test]
fn time_is_in_proportion_to_the_text() {
    let cases: Vec<(&str, Grow)> = vec![
        ("quotes", |n| "> ".repeat(n) + "```console {step=a}\n"),
        ("lists", |n| "- ".repeat(n) + "x\n"),
        ("a huge line", |n| "x".repeat(n * 50)),
        ("a huge info string", |n| format!("```sql {{{}\nx\n```\n", "a=b ".repeat(n))),
        ("open braces", |n| format!("# T\n```sql {{step=a}}\n{}\n```\n", "{".repeat(n))),
        ("pairs of braces", |n| format!("# T\n```sql {{step=a}}\n{}\n```\n", "{{a} ".repeat(n))),
        ("pastes", |n| format!("# T\n```sql {{step=a}}\n{}\n```\n", "{{a}} ".repeat(n))),
        ("headings", |n| "## A\n".repeat(n)),
        ("headings with braces", |n| "## A {#a b c d}\n".repeat(n)),
        ("steps", |n| (0..n).map(|i| format!("```sql {{step=a{i}}}\nx\n```\n")).collect()),
        ("outputs", |n| "# T\n```sql {step=a}\nx\n```\n".to_owned() + &"```output {lines}\nx\n```\n".repeat(n)),
        ("commands", |n| format!("# T\n```console {{step=a}}\n{}```\n", "$ x\n> y\nz\n\n".repeat(n))),
        ("blank lines", |n| format!("# T\n```console {{step=a}}\n$ x\n{}```\n", "\n".repeat(n))),
        ("hints", |n| {
            "# T\n```sql {exercise=a}\nx\n```\n".to_owned()
                + &"\n<details><summary>Hint 1</summary>\n\nx\n\n</details>\n".repeat(n)
        }),
        ("open details", |n| "<details>".repeat(n)),
        ("open tags", |n| "<div>\n".to_owned() + &"<".repeat(n)),
        ("open comments", |n| "<div>\n".to_owned() + &"<!--".repeat(n)),
        ("unknown attributes", |n| {
            format!("```sql {{step=a {}}}\nx\n```\n", (0..n).map(|i| format!("b{i} ")).collect::<String>())
        }),
        ("choices", |n| {
            format!(
                "# T\n```quiz {{exercise=a}}\nx\n{}```\n",
                (0..n).map(|i| format!("- [ ] {i}\n")).collect::<String>()
            )
        }),
        ("requirements", |n| {
            format!(
                "# T\n```sql {{exercise=a}}\nx\n```\n```check {{exercise=a}}\n{}```\n",
                (0..n).map(|i| format!("k{i} = 1\n")).collect::<String>()
            )
        }),
        ("needs", |n| format!("# T\n```sql {{step=a needs=\"{}\"}}\nx\n```\n", "#b ".repeat(n))),
        ("unknown needs", |n| (0..n).map(|i| format!("```sql {{step=a{i} needs=#b{i}}}\nx\n```\n")).collect()),
        ("unknown exercises", |n| {
            (0..n).map(|i| format!("```sql {{exercise=a{i}}}\nx\n```\n```output {{exercise=b{i}}}\nx\n```\n")).collect()
        }),
        ("undefined pastes", |n| {
            (0..n).map(|i| format!("```sql {{step=a{i} capture=c{i}}}\n{{{{d{i}}}}}\n```\n")).collect()
        }),
        ("deep TOML", |n| {
            format!("# T\n```sql {{exercise=a}}\nx\n```\n```check {{exercise=a}}\na = {}\n```\n", "[".repeat(n))
        }),
        ("json", |n| format!("# T\n```json {{file=a.json}}\n{}\n```\n", "[".repeat(n))),
        ("json pastes", |n| format!("# T\n```json {{file=a.json}}\n[{}0]\n```\n", "{{a}}, ".repeat(n))),
    ];
    for (name, text) in cases {
        assert_in_proportion(name, text);
    }
}
