//! What an author sees: the line for editors, and the picture with the caret.

use labs_guide::{Colour, Diagnostic, Rendering, Tree, load};

const CHAPTER: &str = "# Bảng\r\n\r\n## Tạo bảng {#create minute=4}\r\n\r\n1. Đầu tiên:\r\n\r\n   ```console {step=create need=\"#x\"}\r\n   $ ls\r\n   ```\r\n\r\n```console {step=create}\r\n$ ls\r\n```\r\n";

fn found() -> Vec<Diagnostic> {
    let manifest = "format = 1\ntitle = \"T\"\nsummary = \"S\"\n";
    let entries = [("music/lab.toml", manifest.as_bytes()), ("music/01-tables.md", CHAPTER.as_bytes())];
    load(&Tree::from_entries(entries)).diagnostics
}

#[test]
fn a_plain_finding_is_one_line_with_place_code_and_help() {
    let lines: Vec<String> = found().iter().map(|finding| finding.render(Rendering::Plain)).collect();
    insta::assert_snapshot!(lines.join("\n"), @r##"
    labs/music/01-tables.md:3:22: error[guide::unknown-attribute]: `minute` is not an attribute of a heading (did you mean `minutes`? a heading takes `minutes=<1 to 240>` and `#<id>`)
    labs/music/01-tables.md:7:28: error[guide::unknown-attribute]: `need` is not an attribute of a step (did you mean `needs`? a step takes `step=<id>`, `needs="<address> …"`, `database=<name>`, `capture="<name>:<path> …"`, `timeout=<number><ms|s|m>`, `literal`)
    labs/music/01-tables.md:11:18: error[guide::duplicate-id]: the id `create` is there twice (give one of them another id)
    "##);
}

#[test]
fn a_graphical_finding_shows_the_place_the_rule_and_the_near_miss() {
    let width = 100;
    let shown: String =
        found().iter().map(|f| f.render(Rendering::Graphical { colour: Colour::Never, width })).collect();
    insta::assert_snapshot!(shown, @r##"
    guide::unknown-attribute
    
      × `minute` is not an attribute of a heading
       ╭─[labs/music/01-tables.md:3:22]
     2 │ 
     3 │ ## Tạo bảng {#create minute=4}
       ·                      ^^^^^^^^
     4 │ 
       ╰────
      help: did you mean `minutes`? a heading takes `minutes=<1 to 240>` and `#<id>`
            rule: A block has only the attributes of its kind.
    guide::unknown-attribute
    
      × `need` is not an attribute of a step
       ╭─[labs/music/01-tables.md:7:28]
     6 │ 
     7 │    ```console {step=create need="#x"}
       ·                            ^^^^^^^^^
     8 │    $ ls
       ╰────
      help: did you mean `needs`? a step takes `step=<id>`, `needs="<address> …"`, `database=<name>`,
            `capture="<name>:<path> …"`, `timeout=<number><ms|s|m>`, `literal`
            rule: A block has only the attributes of its kind.
    guide::duplicate-id
    
      × the id `create` is there twice
        ╭─[labs/music/01-tables.md:11:18]
      6 │ 
      7 │    ```console {step=create need="#x"}
        ·                     ^^^┬^^
        ·                        ╰── first used here
      8 │    $ ls
      9 │    ```
     10 │ 
     11 │ ```console {step=create}
        ·                  ^^^^^^
     12 │ $ ls
        ╰────
      help: give one of them another id
            rule: Within a chapter each heading has its own id, and each step and exercise has its
            own.
    "##);
}

#[test]
fn colour_is_written_only_when_asked_for() {
    for finding in found() {
        let shown = |colour| finding.render(Rendering::Graphical { colour, width: 80 });
        assert!(shown(Colour::Ansi).contains('\u{1b}'));
        assert!(!shown(Colour::Never).contains('\u{1b}'));
    }
}

#[test]
fn any_width_and_any_span_can_be_shown() {
    for mut finding in found() {
        for span in [0..0, 5..7, 0..CHAPTER.len(), CHAPTER.len()..CHAPTER.len(), 9999..99999] {
            finding.span = span;
            for width in [0, 1, 29, 80, 10_000] {
                assert!(finding.render(Rendering::Graphical { colour: Colour::Never, width }).contains(finding.code));
            }
            assert_eq!(finding.render(Rendering::Plain).lines().count(), 1);
        }
    }
}

/// The findings of a chapter of its own.
fn found_in(chapter: &str) -> Vec<Diagnostic> {
    let manifest = "format = 1\ntitle = \"T\"\nsummary = \"S\"\n";
    let entries = [("music/lab.toml", manifest.as_bytes()), ("music/01-tables.md", chapter.as_bytes())];
    load(&Tree::from_entries(entries)).diagnostics
}

#[test]
fn nothing_in_a_file_can_steer_the_terminal() {
    let found = found_in("# \u{1b}[31mT\n\n```sql {step=\"\u{1b}[2J\u{9b}x\"}\nx\u{7}\n```\n");
    assert_eq!(found.len(), 1);
    for rendering in [Rendering::Plain, Rendering::Graphical { colour: Colour::Never, width: 80 }] {
        let shown = found[0].render(rendering);
        assert!(shown.contains("guide::id") && !shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    }
}

#[test]
fn huge_lines_and_huge_words_do_not_fill_the_screen() {
    for chapter in [format!("# T\n```sql {{step=\"{}\"}}\nx\n```\n", "A".repeat(500_000)), "x".repeat(500_000)] {
        for finding in found_in(&chapter) {
            for rendering in [Rendering::Plain, Rendering::Graphical { colour: Colour::Ansi, width: 80 }] {
                let shown = finding.render(rendering);
                assert!(shown.len() < 4_000, "{} bytes", shown.len());
            }
        }
    }
}
