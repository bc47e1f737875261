//! Malformed guides by hand: input, and every finding with its place. What is not listed must not be found.

use std::collections::BTreeSet;

use labs_guide::{RULES, Tree, load};

/// Findings as `line:column code` without the prefix that all codes have.
fn findings(files: &[(&str, &[u8])]) -> Vec<(String, String)> {
    let loaded = load(&Tree::from_entries(files.iter().copied()));
    loaded
        .diagnostics
        .iter()
        .map(|d| {
            let place = d.source.start(&d.span);
            let code = d.code.strip_prefix("guide::").unwrap_or(d.code);
            (d.source.path.display().to_string(), format!("{place} {code}"))
        })
        .collect()
}

const MANIFEST: &str = "format = 1\ntitle = \"T\"\nsummary = \"S.\"\n";
const GENERATED: &str = "format = 1\ntitle = \"T\"\nsummary = \"S.\"\n[[data]]\ngenerator = \"music-catalogue\"\n";

/// A whole chapter and its findings, separated by commas.
const CHAPTERS: &[(&str, &str)] = &[
    // Titles and headings.
    ("", "1:1 missing-title"),
    ("Text only.\n", "1:1 missing-title"),
    ("## A {#a}\n", "1:1 missing-title"),
    ("Text.\n\n## A {#a}\n\n# T\n", "3:1 before-title"),
    ("```console {step=a}\n$ x\n```\n\n# T\n", "1:1 before-title"),
    ("# T\n\n# U\n", "3:1 several-titles"),
    ("# T\n\nU\n===\n", "3:1 several-titles"),
    ("# T\n\n##  {#a}\n", "3:1 empty-heading"),
    ("#\n", "1:1 empty-heading"),
    ("# T\n\n## A\n", "3:1 heading-id"),
    ("# T\n\nA\n---\n", "3:1 heading-id"),
    ("# T\n\n## A {#a\n", "3:1 heading-id"),
    ("# T\n\n## A {#a} b\n", "3:1 heading-id"),
    ("# T\n\n###### A {minutes=2}\n", "3:1 heading-id"),
    ("# T\n\n> - ## A\n", "3:5 heading-id"),
    ("# T\n\n## A {#A}\n", "3:8 id"),
    ("# T\n\n## A {#}\n", "3:1 heading-id"),
    ("# T\n\n## A {# minutes=1}\n", "3:8 id"),
    ("# T {#đầu}\n", "1:7 id"),
    ("# T\n\n## A {#a}\n\n## B {#a}\n", "5:8 duplicate-id"),
    ("# T\n\n## A {#a #b}\n", "3:10 unknown-attribute"),
    ("# T\n\n## A {#a .wide}\n", "3:10 unknown-attribute"),
    ("# T\n\n## A {#a minute=4}\n", "3:10 unknown-attribute"),
    ("# T\n\n## A {#a minutes=4 minutes=5}\n", "3:20 duplicate-attribute"),
    ("# T\n\n## A {#a minutes}\n", "3:10 attribute-value"),
    ("# T\n\n## A {#a minutes=x}\n", "3:10 minutes"),
    ("# T\n\n## A {#a minutes=0}\n", "3:10 minutes"),
    ("# T\n\n## A {#a minutes=241}\n", "3:10 minutes"),
    ("# T\n\n## A {#a minutes=+4}\n", "3:10 minutes"),
    ("# T\n\n## A {#a minutes=4.5}\n", "3:10 minutes"),
    // Fences and info strings.
    ("# T\n```\nx\n", "2:1 unterminated-fence"),
    ("# T\n~~~~ sh\nx\n~~~\n", "2:1 unterminated-fence"),
    ("# T\n\n> ```\n> x\n\ny\n", "3:3 unterminated-fence"),
    ("# T\n```console {step=a}\n$ x\n``\n", "2:1 unterminated-fence"),
    ("# T\n```console{step=a}\n$ x\n```\n", "2:11 info-string"),
    ("# T\n``` {step=a}\n$ x\n```\n", "2:5 info-string"),
    ("# T\n```console x {step=a}\n$ x\n```\n", "2:4 info-string"),
    ("# T\n```console {step=a\n$ x\n```\n", "2:12 info-string"),
    ("# T\n```console step=a}\n$ x\n```\n", "2:18 info-string"),
    ("# T\n```console {step=a} now\n$ x\n```\n", "2:21 info-string"),
    ("# T\n```console {step=\"a}\n$ x\n```\n", "2:18 info-string"),
    ("# T\n```console {step=“a”}\n$ x\n```\n", "2:18 info-string"),
    ("# T\n```console {step = a}\n$ x\n```\n", "2:18 info-string"),
    ("# T\n```console {step=a, timeout=5s}\n$ x\n```\n", "2:19 info-string"),
    ("# T\n```console {.a}\n$ x\n```\n", "2:13 info-string"),
    ("# T\n```console {1step=a}\n$ x\n```\n", "2:13 info-string"),
    ("# T\n```console {step=a\"b\"}\n$ x\n```\n", "2:19 info-string"),
    ("# T\nđ\n\n- ```console {đ}\n  $ x\n  ```\n", "4:15 info-string"),
    ("# T\n```rust {.numberLines}\nx\n```\n", "2:10 info-string"),
    ("# T\n```output\nx\n```\n", "2:4 bare-block"),
    ("# T\n```check\nrow-count = 1\n```\n", "2:4 bare-block"),
    ("# T\n```quiz\nx\n```\n", "2:4 bare-block"),
    ("# T\n```bash {step=a}\nx\n```\n", "2:4 unknown-language"),
    ("# T\n```Console {step=a}\n$ x\n```\n", "2:4 unknown-language"),
    ("# T\n```console,editable {step=a}\n$ x\n```\n", "2:4 unknown-language"),
    // Attributes.
    ("# T\n```console {}\n$ x\n```\n", "2:4 missing-attribute"),
    ("# T\n```console {timeout=5s}\n$ x\n```\n", "2:4 missing-attribute"),
    ("# T\n```json {}\n{}\n```\n", "2:4 missing-attribute"),
    ("# T\n```check {points=1}\nrow-count = 1\n```\n", "2:4 missing-attribute"),
    ("# T\n```quiz {points=1}\nx\n```\n", "2:4 missing-attribute"),
    ("# T\n```console {setp=a}\n$ x\n```\n", "2:13 unknown-attribute"),
    ("# T\n```console {step=a exercise=b}\n$ x\n```\n", "2:20 conflicting-attributes"),
    ("# T\n```console {step=a need=\"#b\"}\n$ x\n```\n", "2:20 unknown-attribute"),
    ("# T\n```console {step=a points=1}\n$ x\n```\n", "2:20 unknown-attribute"),
    ("# T\n```console {step=a Timeout=5s bg}\n$ x\n```\n", "2:20 unknown-attribute, 2:31 unknown-attribute"),
    ("# T\n```json {file=a.json step=b}\n{}\n```\n", "2:22 unknown-attribute"),
    ("# T\n```console {step=a timeout=5s timeout=6s}\n$ x\n```\n", "2:31 duplicate-attribute"),
    ("# T\n```console {step=a step=b}\n$ x\n```\n", "2:20 duplicate-attribute"),
    ("# T\n```console {step}\n$ x\n```\n", "2:13 attribute-value"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json=1}\n{}\n```\n", "5:12 attribute-value"),
    ("# T\n```console {step=a literal=yes}\n$ x\n```\n", "2:20 attribute-value"),
    ("# T\n```console {step=}\n$ x\n```\n", "2:18 id"),
    ("# T\n```console {step=\"\"}\n$ x\n```\n", "2:18 id"),
    ("# T\n```console {step=put_one}\n$ x\n```\n", "2:18 id"),
    ("# T\n```console {step=\"put one\"}\n$ x\n```\n", "2:18 id"),
    ("# T\n```console {step=bước}\n$ x\n```\n", "2:18 id"),
    ("# T\n```console {step=a}\n$ x\n```\n```console {step=a}\n$ x\n```\n", "5:18 duplicate-id"),
    ("# T\n```console {step=a}\n$ x\n```\n```sql {exercise=a}\nx\n```\n", "5:18 duplicate-id"),
    ("# T\n```console {step=a timeout=5}\n$ x\n```\n", "2:28 duration"),
    ("# T\n```console {step=a timeout=1h}\n$ x\n```\n", "2:28 duration"),
    ("# T\n```console {step=a timeout=0s}\n$ x\n```\n", "2:28 duration"),
    ("# T\n```console {step=a timeout=601s}\n$ x\n```\n", "2:28 duration"),
    ("# T\n```console {step=a timeout=99999999999999999999s}\n$ x\n```\n", "2:28 duration"),
    // Needs.
    ("# T\n```console {step=a needs=b}\n$ x\n```\n", "2:26 address"),
    ("# T\n```console {step=a needs=\"\"}\n$ x\n```\n", "2:26 address"),
    ("# T\n```console {step=a needs=\"#A b/c\"}\n$ x\n```\n", "2:27 address, 2:30 address"),
    ("# T\n```console {step=a needs=\"#nothing\"}\n$ x\n```\n", "2:27 unknown-need"),
    ("# T\n```console {step=a needs=other/01-c#a}\n$ x\n```\n", "2:26 unknown-need"),
    ("# T\n```sql {exercise=e}\nx\n```\n```console {step=a needs=#e}\n$ x\n```\n", "5:26 unknown-need"),
    ("# T\n```console {step=a needs=#a}\n$ x\n```\n", "2:26 later-need"),
    ("# T\n```console {step=a needs=#b}\n$ x\n```\n```console {step=b}\n$ x\n```\n", "2:26 later-need"),
    // Captures and pastes.
    ("# T\n```console {step=a capture=\"\"}\n$ x\n```\n", "2:28 capture"),
    ("# T\n```console {step=a capture=Id:.A}\n$ x\n```\n", "2:28 capture"),
    ("# T\n```console {step=a capture=id:A}\n$ x\n```\n", "2:28 capture"),
    ("# T\n```console {step=a capture=id:}\n$ x\n```\n", "2:28 capture"),
    ("# T\n```console {step=a capture=\"a:.A b:.B[x]\"}\n$ x\n```\n", "2:34 capture"),
    ("# T\n```console {step=a capture=a:[+1]}\n$ x\n```\n", "2:28 capture"),
    ("# T\n```console {step=a capture=\"v v\"}\n$ x\n```\n", "2:31 duplicate-capture"),
    ("# T\n```console {step=a}\n$ x {{id}}\n```\n", "3:5 undefined-paste"),
    ("# T\n```console {step=a capture=id}\n$ x {{id}}\n```\n", "3:5 undefined-paste"),
    (
        "# T\n```console {step=a capture=id}\n$ x\n```\n```sql {step=b}\n{{id}} {{ID}} {{ id }} {{ other }}\n```\n",
        "6:15 undefined-paste",
    ),
    ("# T\n\n> ```json {file=a.json}\n> {\n>   \"a\": \"{{id}}\"\n> }\n> ```\n", "5:11 undefined-paste"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {lines}\n{{x}}\n```\n", "6:1 undefined-paste"),
    ("# T\n```sql {exercise=a}\n{{x}}\n```\n", "3:1 undefined-paste"),
    ("# T\n```console {step=a capture=id}\n$ x\n```\n```output {lines}\n{{id}}\n```\n", "6:1 undefined-paste"),
    // Files.
    ("# T\n```text {file=/etc/passwd}\nx\n```\n", "2:15 file-path"),
    ("# T\n```text {file=../x}\nx\n```\n", "2:15 file-path"),
    ("# T\n```text {file=a/../../x}\nx\n```\n", "2:15 file-path"),
    ("# T\n```text {file=\"\"}\nx\n```\n", "2:15 file-path"),
    ("# T\n```text {file=C:\\x}\nx\n```\n", "2:15 file-path"),
    ("# T\n```json {file=a.json}\n{ \"a\": 1,\n}\n```\n", "4:1 json-body"),
    ("# T\n```json {file=a.json}\n```\n", "2:4 json-body"),
    ("# T\n```json {file=a.json literal}\n{\"a\": {{x}}}\n```\n", "3:8 json-body"),
    // Outputs.
    ("# T\n```output {lines}\nx\n```\n", "2:4 output-without-step"),
    ("# T\n```console {step=a}\n$ x\n```\n## A {#a}\n```output {lines}\nx\n```\n", "6:4 output-without-step"),
    (
        "# T\n```console {step=a}\n$ x\n```\n```text {file=x}\n```\n```output {lines}\nx\n```\n",
        "7:4 output-without-step",
    ),
    ("# T\n```sql {exercise=a}\nx\n```\n```output {rows}\nx\n```\n", "5:4 output-without-step"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json rows}\n{}\n```\n", "5:4 matcher"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {subset}\n{}\n```\n", "5:4 matcher"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {rows ordered unordered}\nx\n```\n", "5:4 matcher"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json error=A}\n{}\n```\n", "5:4 matcher"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {error=}\n```\n", "5:18 error-code"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {error=\"Not Found\"}\n```\n", "5:18 error-code"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {redact=\"id uuid\"}\n```\n", "5:23 unknown-redaction"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {redact=\"\"}\n```\n", "5:19 unknown-redaction"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json subset}\n{ ... }\n```\n", "6:3 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json}\n```\n", "5:4 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json}\n{}\n[1]\n{]\n```\n", "8:2 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n{}\n{}\n```\n", "7:1 json-body"),
    ("# T\n```json {file=a.json}\n{}\n{}\n```\n", "4:1 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json}\n1e999\n```\n", "6:5 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json subset}\n\"\\ud800\"\n```\n", "6:8 json-body"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {contains}\n\n```\n", "5:4 empty-block"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {conatins}\nx\n```\n", "5:12 unknown-attribute"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {lines tolerance=1}\nx\n```\n", "5:18 matcher-word"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json types}\n1\n```\n", "5:17 matcher-word"),
    ("# T\n```sql {step=a}\nx\n```\n```output {rows file=x}\nx\n```\n", "5:17 matcher-word"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {error=A file=x}\nx\n```\n", "5:20 matcher-word"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {file=../x}\nx\n```\n", "5:17 file-path"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json tolerance=-1}\n1\n```\n", "5:27 tolerance"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json tolerance=1e3}\n1\n```\n", "5:27 tolerance"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {rows}\nx\n```\n", "5:4 sql-only"),
    ("# T\n```console {exercise=a}\n$ x\n```\n```output {exercise=a rows}\nx\n```\n", "5:4 sql-only"),
    ("# T\n```sql {step=a}\nx\n```\n```output {rows}\na  b\n1\n```\n", "7:1 table"),
    ("# T\n```sql {step=a}\nx\n```\n```output {rows}\na  b\n1  'x\n```\n", "7:4 table"),
    ("# T\n```sql {step=a}\nx\n```\n```output {rows types}\na  b\n```\n", "6:1 table"),
    ("# T\n> ```sql {step=a}\n> x\n> ```\n>\n> ```output {rows}\n> a\n> [..]\n> ```\n", "8:3 table"),
    ("# T\n```sql {step=a}\nx\n```\n```output {rows types}\na  b\nbigit  decimal(3,1)\n```\n", "7:1 column-type"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {regex}\n\\d+\n(x\n```\n", "7:1 regex"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n{\"a\": {}}\n```\n", "6:2 json-schema"),
    (
        "# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n{\"properties\": {\"type\": {\"type\": \"x\"}}}\n```\n",
        "6:26 json-schema",
    ),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n{\"minimum\": \"1\"}\n```\n", "6:2 json-schema"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n{\"pattern\": \"(\"}\n```\n", "6:2 json-schema"),
    ("# T\n```console {step=a}\n$ x\n```\n```output {json schema}\n[]\n```\n", "5:4 json-schema"),
    ("# T\n```console {step=a database=b}\n$ x\n```\n", "2:20 sql-only"),
    ("# T\n```sql {step=a database=B-c}\nx\n```\n", "2:25 database"),
    ("# T\n```sql {exercise=a database=\"\"}\nx\n```\n", "2:29 database"),
    // Checks of steps.
    ("# T\n```check {step=a}\nrequests-max = 1\n```\n", "2:16 unknown-step"),
    ("# T\n```console {step=a}\n$ x\n```\n```check {step=a points=2}\nrequests-max = 1\n```\n", "5:18 step-points"),
    ("# T\n```console {step=a}\n$ x\n```\n```check {step=a}\nrow-count = 1\n```\n", "5:4 sql-only"),
    ("# T\n```console {exercise=a}\n$ x\n```\n```check {exercise=a}\ncolumns = [\"a\"]\n```\n", "5:4 sql-only"),
    (
        "# T\n```console {step=a}\n$ x\n```\n```check {step=a exercise=b}\nrequests-max = 1\n```\n",
        "5:11 conflicting-attributes",
    ),
    // Consoles.
    ("# T\n```console {step=a}\n```\n", "2:4 empty-block"),
    ("# T\n```sql {step=a}\n\n```\n", "2:4 empty-block"),
    ("# T\n```console {step=a}\naws x\n\ny\n$ z\n```\n", "3:1 console-prompt"),
    ("# T\n```console {step=a}\n$aws x\n```\n", "3:1 console-prompt"),
    ("# T\n- ```console {step=a}\n  > x\n  ```\n", "3:3 console-prompt"),
    ("# T\n```console {step=a}\n$ \n$ x\n```\n", "3:1 empty-block"),
    ("# T\n```console {step=a}\n$ aws \\\n  x\n```\n", "3:7 console-continuation"),
    ("# T\n```console {step=a}\n$ aws\n? x\n```\n", "4:1 exit-status"),
    ("# T\n```console {step=a}\n$ aws\n? 256\n```\n", "4:1 exit-status"),
    // Exercises, checks, quizzes, hints.
    ("# T\n```sql {exercise=a points=x}\nx\n```\n", "2:27 points"),
    ("# T\n```sql {exercise=a points=101}\nx\n```\n", "2:27 points"),
    ("# T\n```sql {exercise=a points=2}\nx\n```\n", "2:27 points-without-output"),
    ("# T\n```sql {exercise=a}\n```\n", "2:4 empty-block"),
    ("# T\n```output {exercise=a lines}\nx\n```\n```sql {exercise=a}\nx\n```\n", "2:21 unknown-exercise"),
    ("# T\n```sql {exercise=ab}\nx\n```\n```check {exercise=abc}\nrow-count = 1\n```\n", "5:20 unknown-exercise"),
    ("# T\n```sql {check=a}\nx\n```\n```output {rows}\nx\n```\n", "2:15 unknown-exercise"),
    ("# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a}\n```\n", "5:4 empty-block"),
    ("# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a}\nrow-count =\n```\n", "6:12 toml-syntax"),
    ("# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a}\nrow_count = 1\n```\n", "6:1 unknown-check"),
    (
        "# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a}\nrow-count = -1\ncolumns = []\n```\n",
        "6:13 check-value, 7:11 check-value",
    ),
    (
        "# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a}\nbytes-scanned-max = \"1 megabyte\"\n```\n",
        "6:21 check-value",
    ),
    ("# T\n```sql {exercise=a}\nx\n```\n```check {exercise=a say=\" \"}\nrow-count = 1\n```\n", "5:26 attribute-value"),
    ("# T\n```quiz {exercise=a}\n- [ ] x\n- [ ] y\n```\n", "2:4 quiz-choices"),
    ("# T\n```quiz {exercise=a}\nWhat?\n\n- [ ] x\n```\n", "2:4 quiz-choices"),
    (
        "# T\n```quiz {exercise=a}\nWhat?\n\n- [x] x\n- [ ] x\n- [ ]\n```\n",
        "5:1 quiz-choices, 6:1 quiz-choices, 7:1 quiz-choices",
    ),
    ("# T\n```quiz {step=a}\nWhat?\n```\n", "2:4 missing-attribute"),
    ("# T\n\n<details><summary>Hint 1</summary>\n\nx\n\n</details>\n", "3:1 hint-without-exercise"),
    ("# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint 2</summary>\n\nx\n\n</details>\n", "6:1 hint-order"),
    ("# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint</summary>\n\nx\n\n</details>\n", "6:1 hint-order"),
    ("# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint 1</summary>\n\n</details>\n", "6:1 empty-hint"),
    ("# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint 1</summary>\n\nx\n\n## A {#a}\n", "6:1 unclosed-hint"),
    ("# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint 1</summary>\n\nx\n", "6:1 unclosed-hint"),
    (
        "# T\n```sql {exercise=a}\nx\n```\n\n<details><summary>Hint 1</summary>\n\nx\n\n```sql {step=b}\nx\n```\n\n</details>\n",
        "10:4 block-in-hint",
    ),
    // Several errors of one file, and line ends of another system.
    (
        "# T\r\n\r\n## A\r\n\r\n```console {step=A tmeout=5s}\r\nx\r\n```\r\n\r\n```output\r\n```\r\n",
        "3:1 heading-id, 5:18 id, 5:20 unknown-attribute, 6:1 console-prompt, 9:4 bare-block",
    ),
    ("# T\n\nBảng điều khiển ```x``` và\n\n1. ```sql {stpe=một}\n   x\n   ```\n", "5:12 unknown-attribute"),
];

/// A `lab.toml` and its findings.
const MANIFESTS: &[(&str, &str)] = &[
    ("", "1:1 missing-field, 1:1 missing-field, 1:1 missing-field"),
    ("format = 1\ntitle = \"T\"\n", "1:1 missing-field"),
    ("format = 1\ntitle = T\nsummary = \"S\"\n", "2:9 toml-syntax"),
    ("format = 2\nnew = 1\n", "1:10 newer-format"),
    ("format = 0\ntitle = \"T\"\nsummary = \"S\"\n", "1:10 field-value"),
    ("format = \"1\"\ntitle = \"T\"\nsummary = \"S\"\n", "1:10 field-value"),
    ("format = 1\ntitel = \"T\"\nsummary = \"S\"\n", "1:1 missing-field, 2:1 unknown-field"),
    ("format = 1\ntitle = 5\nsummary = \"\"\n", "2:9 field-value, 3:11 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\nseed = -1\n", "4:8 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\nclock = \"noon\"\n", "4:9 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\nclock = 2026-01-05\n", "4:9 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\nstep-timeout = 10\n", "4:16 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\nstep-timeout = \"1h\"\n", "4:16 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\ndata = 1\n", "4:8 field-value"),
    ("format = 1\ntitle = \"T\"\nsummary = \"S\"\n[[data]]\n", "4:1 missing-field"),
    (
        "format = 1\ntitle = \"T\"\nsummary = \"S\"\n[[data]]\ngenerator = \"g\"\ninto = \"../x\"\nsize = 1\n",
        "6:8 field-value, 7:1 unknown-field",
    ),
    ("format = 1\nformat = 1\ntitle = \"T\"\nsummary = \"S\"\n", "2:1 toml-syntax"),
];

/// A tree and its findings with their files.
type Entries = &'static [(&'static str, &'static [u8])];
const TREES: &[(Entries, &[&str])] = &[
    (&[("notes.txt", b"")], &["labs/notes.txt 1:1 stray-entry"]),
    (&[("README.md", b"")], &[]),
    (&[("a/01-c.md", b"# T\n")], &["labs/a/lab.toml 1:1 missing-manifest"]),
    (&[("a/lab.toml", MANIFEST.as_bytes())], &["labs/a/lab.toml 1:1 no-chapters"]),
    (&[("A_b/lab.toml", MANIFEST.as_bytes()), ("A_b/01-c.md", b"# T\n")], &["labs/A_b 1:1 lab-id"]),
    (
        &[("a/lab.toml", MANIFEST.as_bytes()), ("a/1-c.md", b"# T\n"), ("a/01-C.md", b""), ("a/01-.md", b"")],
        &["labs/a/01-.md 1:1 chapter-name", "labs/a/01-C.md 1:1 chapter-name", "labs/a/1-c.md 1:1 chapter-name"],
    ),
    (
        &[("a/lab.toml", MANIFEST.as_bytes()), ("a/01-c.md", b"# T\n"), ("a/01-d.md", b"# T\n")],
        &["labs/a/01-d.md 1:1 chapter-number"],
    ),
    (
        &[
            ("a/lab.toml", MANIFEST.as_bytes()),
            ("a/01-c.md", b"# T\n"),
            ("a/solution/x", b""),
            ("a/solution/y", b""),
            ("a/Lab.toml", b""),
            ("a/data/x", b"\xff"),
            ("a/wrong/x", b""),
        ],
        &["labs/a/Lab.toml 1:1 stray-entry", "labs/a/solution/x 1:1 stray-entry"],
    ),
    (&[("a/lab.toml", MANIFEST.as_bytes()), ("a/01-c.md", b"# T\n\xc3\xa9\xff\n")], &["labs/a/01-c.md 2:2 encoding"]),
    (&[("a/lab.toml", b"\xef\xbb\xbfformat = 1"), ("a/01-c.md", b"# T\n")], &["labs/a/lab.toml 1:1 encoding"]),
    (
        &[("a/lab.toml", b"format = 3\n"), ("a/01-c.md", b"```new {x}\n```\n"), ("a/new/x", b"")],
        &["labs/a/lab.toml 1:10 newer-format"],
    ),
    (
        &[
            ("a/lab.toml", MANIFEST.as_bytes()),
            ("a/01-c.md", b"# T\n```sql {step=s needs=b/01-c#s}\nx\n```\n"),
            ("b/lab.toml", MANIFEST.as_bytes()),
            ("b/01-c.md", b"# T\n```sql {step=r needs=a/01-c#s}\nx\n```\n```sql {step=s}\nx\n```\n"),
        ],
        &["labs/a/01-c.md 2:22 cyclic-need"],
    ),
    (
        &[
            ("a/lab.toml", MANIFEST.as_bytes()),
            ("a/01-c.md", b"# T\n```sql {step=s needs=02-d#r}\nx\n```\n"),
            ("a/02-d.md", b"# T\n```sql {step=r needs=01-c#s}\nx\n```\n"),
        ],
        &["labs/a/01-c.md 2:22 later-need"],
    ),
    // The world of a chapter has the data of its own lab only, whether it lies in a folder or is generated. What the needed
    // step captures is there all the same, so the paste is no second finding.
    (
        &[
            ("a/lab.toml", MANIFEST.as_bytes()),
            ("a/01-c.md", b"# T\n```sql {step=s capture=id}\nx\n```\n```sql {step=t needs=#s}\nx\n```\n"),
            ("a/data/x", b"x"),
            ("b/lab.toml", MANIFEST.as_bytes()),
            ("b/01-c.md", b"# T\n```sql {step=r needs=\"c/01-c#s a/01-c#s\"}\n{{id}}\n```\n"),
            ("c/lab.toml", GENERATED.as_bytes()),
            ("c/01-c.md", b"# T\n```sql {step=s needs=d/01-c#s}\nx\n```\n"),
            ("d/lab.toml", MANIFEST.as_bytes()),
            ("d/01-c.md", b"# T\n```sql {step=s}\nx\n```\n"),
        ],
        &["labs/b/01-c.md 2:23 other-data", "labs/b/01-c.md 2:32 other-data"],
    ),
];

#[test]
fn each_malformed_chapter_gives_exactly_its_findings() {
    let mut wrong = Vec::new();
    for (text, expected) in CHAPTERS {
        let files = [("l/lab.toml", MANIFEST.as_bytes()), ("l/01-c.md", text.as_bytes())];
        let found: Vec<String> = findings(&files).into_iter().map(|(_, finding)| finding).collect();
        if found.join(", ") != *expected {
            wrong.push(format!("{text:?}\n  expected {expected}\n  found    {}", found.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_path_is_taken_as_reports_show_it() {
    let text = "# T\n```console {step=a capture=\"b:.[\\\"a-b\\\"][1] c:. d:.é[\\\"a.b\\\"]\"}\n$ x\n```\n";
    let files = [("l/lab.toml", MANIFEST.as_bytes()), ("l/01-c.md", text.as_bytes())];
    assert_eq!(findings(&files), []);
    let loaded = load(&Tree::from_entries(files));
    let step = loaded.labs[0].chapters[0].step("a").expect("the step");
    let shown: Vec<String> = step.captures.iter().filter_map(|c| Some(c.path.as_ref()?.to_string())).collect();
    assert_eq!(shown, [r#".["a-b"][1]"#, ".", r#".é["a.b"]"#]);
}

#[test]
fn a_json_file_may_hold_what_no_output_can_be_compared_with() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    let found = |text: &str| findings(&[("l/lab.toml", MANIFEST.as_bytes()), ("l/01-c.md", text.as_bytes())]);
    for body in ["[1e999, \"\\ud800\"]", &deep] {
        assert_eq!(found(&format!("# T\n```json {{file=a.json}}\n{body}\n```\n")), []);
        let codes: Vec<String> =
            found(&format!("# T\n```console {{step=a}}\n$ x\n```\n```output {{json}}\n{body}\n```\n"))
                .into_iter()
                .filter_map(|(_, finding)| finding.split(' ').next_back().map(str::to_owned))
                .collect();
        assert_eq!(codes, ["json-body"]);
    }
}

#[test]
fn each_malformed_manifest_gives_exactly_its_findings() {
    let mut wrong = Vec::new();
    for (text, expected) in MANIFESTS {
        let files = [("l/lab.toml", text.as_bytes()), ("l/01-c.md", b"# T\n".as_slice())];
        let found: Vec<String> = findings(&files).into_iter().map(|(_, finding)| finding).collect();
        if found.join(", ") != *expected {
            wrong.push(format!("{text:?}\n  expected {expected}\n  found    {}", found.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_malformed_tree_gives_exactly_its_findings() {
    for (files, expected) in TREES {
        let found: Vec<String> =
            findings(files).into_iter().map(|(path, finding)| format!("{path} {finding}")).collect();
        assert_eq!(found, *expected);
    }
}

#[test]
fn a_chapter_that_is_too_large_is_refused() {
    let large = vec![b'x'; (1 << 20) + 1];
    let found = findings(&[("l/lab.toml", MANIFEST.as_bytes()), ("l/01-c.md", &large)]);
    assert_eq!(found, [("labs/l/01-c.md".to_owned(), "1:1 too-large".to_owned())]);
}

#[test]
fn every_rule_is_broken_by_some_case() {
    let mut broken: BTreeSet<&str> = BTreeSet::from(["too-large"]);
    let listed = CHAPTERS.iter().chain(MANIFESTS).flat_map(|(_, expected)| expected.split(", "));
    let in_trees = TREES.iter().flat_map(|(_, expected)| expected.iter().copied());
    broken.extend(listed.chain(in_trees).filter_map(|finding| finding.rsplit(' ').next()));
    let rules: BTreeSet<&str> = RULES.iter().filter_map(|rule| rule.code.strip_prefix("guide::")).collect();
    assert_eq!(broken, rules);
    assert!(CHAPTERS.len() + MANIFESTS.len() + TREES.len() >= 100);
}
