//! What somebody means on the command line, resolved against loaded labs.

use labs_guide::{Lab, Tree, load, select};

fn labs() -> Vec<Lab> {
    let manifest = b"format = 1\ntitle = \"T\"\nsummary = \"S\"\n".as_slice();
    let tables = "# T\n\n## Create {#create}\n\nText.\n\n```console {step=create}\n$ x\n```\n\n```output {lines}\ny\n```\n\n## List {#list}\n\n\
                  ```console {step=list}\n$ x\n```\n\n```sql {exercise=count}\nx\n```\n\n## Empty {#empty}\n\nText.\n";
    let other = "# T\n\n```console {step=create}\n$ x\n```\n";
    let entries = [
        ("dynamodb/lab.toml", manifest),
        ("dynamodb/01-tables.md", tables.as_bytes()),
        ("dynamodb/02-items.md", other.as_bytes()),
        ("mlflow/lab.toml", manifest),
        ("mlflow/01-runs.md", other.as_bytes()),
    ];
    let loaded = load(&Tree::from_entries(entries));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    loaded.labs
}

fn chosen(texts: &[&str]) -> String {
    match select(&labs(), texts) {
        Ok(selection) => selection.addresses().iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Err(error) => format!("error: {error}"),
    }
}

const TABLES: &str = "dynamodb/01-tables#create dynamodb/01-tables#list dynamodb/01-tables#count";

#[test]
fn nothing_written_means_everything_in_reading_order() {
    assert_eq!(chosen(&[]), format!("{TABLES} dynamodb/02-items#create mlflow/01-runs#create"));
}

#[test]
fn labs_chapters_and_items_are_selected_by_address() {
    assert_eq!(chosen(&["dynamodb"]), format!("{TABLES} dynamodb/02-items#create"));
    assert_eq!(chosen(&["dynamodb/01-tables"]), TABLES);
    assert_eq!(chosen(&["dynamodb/01-tables/"]), TABLES);
    assert_eq!(chosen(&["01-tables"]), TABLES);
    assert_eq!(chosen(&["01-tables#list"]), "dynamodb/01-tables#list");
    assert_eq!(chosen(&["#list"]), "dynamodb/01-tables#list");
    assert_eq!(chosen(&["dynamodb/01-tables#count"]), "dynamodb/01-tables#count");
}

#[test]
fn several_texts_are_joined_in_reading_order_without_doubles() {
    let found = chosen(&["mlflow", "#list", "dynamodb/01-tables#list"]);
    assert_eq!(found, "dynamodb/01-tables#list mlflow/01-runs#create");
}

#[test]
fn files_and_lines_are_selected_by_path() {
    for path in [
        "labs/dynamodb/01-tables.md",
        "./labs/dynamodb/01-tables.md",
        "dynamodb/01-tables.md",
        "01-tables.md",
        "/x/labs/dynamodb/01-tables.md",
    ] {
        assert_eq!(chosen(&[path]), TABLES, "{path}");
    }
    for (line, expected) in
        [(3, "#create"), (5, "#create"), (8, "#create"), (12, "#create"), (18, "#list"), (22, "#count")]
    {
        assert_eq!(chosen(&[&format!("01-tables.md:{line}")]), format!("dynamodb/01-tables{expected}"), "{line}");
    }
    assert_eq!(chosen(&["01-tables.md:15"]), "dynamodb/01-tables#list dynamodb/01-tables#count");
}

#[test]
fn what_does_not_exist_is_answered_with_the_near_miss_and_the_choices() {
    let cases = [
        ("dynamo-db", "there is no lab `dynamo-db`: did you mean `dynamodb`? There is: `dynamodb`, `mlflow`"),
        (
            "dynamodb/01-table",
            "there is no chapter `dynamodb/01-table`: did you mean `dynamodb/01-tables`? There is: `dynamodb/01-tables`, `dynamodb/02-items`",
        ),
        (
            "01-tables.md:1",
            "line 1 of `01-tables.md` belongs to no step or exercise; name the line of a step, or the file alone",
        ),
        (
            "01-tables.md:26",
            "line 26 of `01-tables.md` belongs to no step or exercise; name the line of a step, or the file alone",
        ),
        (
            "01-tables.md:999",
            "line 999 of `01-tables.md` belongs to no step or exercise; name the line of a step, or the file alone",
        ),
        (
            "#create",
            "`#create` means several: `dynamodb/01-tables#create`, `dynamodb/02-items#create`, `mlflow/01-runs#create`; write one of them in full",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(chosen(&[text]), format!("error: {expected}"));
    }
    assert!(chosen(&["dynamodb/02"]).contains("did you mean `dynamodb/02-items`?"));
    assert!(!chosen(&["dynamodb/03-stuff"]).contains("did you mean"), "the lab's name counts for nothing");
    assert!(chosen(&["#creat"]).contains("did you mean `dynamodb/01-tables#create`?"));
    assert!(chosen(&["dynamodb/01-tables#nothing"]).starts_with("error: there is no step or exercise"));
    assert!(chosen(&["dynamodb/03-x.md"]).contains("is no chapter of the labs"));
    for text in ["", "a b", "#", "x.md:y", "../x", "a/b/c"] {
        assert!(chosen(&[text]).starts_with("error: "), "{text}");
    }
}
