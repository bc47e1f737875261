//! `labs book build`: a static site from the guides, or an error that names the place.

use crate::check::chapter;
use crate::project::Project;

#[test]
fn the_book_in_the_binary_builds_without_a_warning() {
    let project = Project::new();
    project.labs(&["book", "build", "--out", "site"]).exits(0).says(&["site/index.html"]).quiet();
    let page = std::fs::read_to_string(project.path().join("site/labs/dynamodb/01-tables-and-items.html")).unwrap();
    for part in ["Kite Weather", "id=\"put-kite\"", "Copy", "min"] {
        assert!(page.contains(part), "no {part:?} in the chapter's page");
    }
    assert!(!page.contains("{step="), "attributes are visible");
    assert_eq!(project.left_behind(), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_broken_link_in_a_chapter_fails_with_its_place() {
    let text = format!("{}\nSee [nothing](02-nothing.md).\n", chapter("2008"));
    let project = Project::new().lab("demo").chapter("demo/01-demo", &text);
    project.labs(&["book", "build", "--out", "site"]).exits(3).complains(&["01-demo", "02-nothing"]);
}

#[test]
fn a_folder_that_holds_other_things_is_not_overwritten() {
    let project = Project::new().file("mine/thesis.txt", "years of work");
    project.labs(&["book", "build", "--out", "mine"]).exits(5).complains(&["mine"]);
    assert!(project.path().join("mine/thesis.txt").exists());
}
