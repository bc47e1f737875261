//! The same sources give the same bytes, under names that change with their content and with nothing else.

use std::collections::BTreeSet;

use crate::fixture::Fixture;

#[test]
fn two_builds_give_the_same_bytes() {
    let fixture = Fixture::new();
    assert_eq!(fixture.built().files(), fixture.built().files());
}

#[test]
fn a_changed_style_gets_a_new_name_and_nothing_else_is_renamed() {
    let names = |fixture: &Fixture| -> BTreeSet<String> {
        fixture.built().files().keys().map(|path| path.display().to_string()).collect()
    };
    let before = names(&Fixture::new());
    let after = names(&Fixture::new().book("theme/book.css", "body { margin: 0 }"));
    let gone: Vec<_> = before.difference(&after).collect();
    let fresh: Vec<_> = after.difference(&before).collect();
    assert!(gone.len() == 1 && fresh.len() == 1, "{gone:?} {fresh:?}");
    for name in [gone[0], fresh[0]] {
        assert!(name.starts_with("theme/book-") && name.ends_with(".css"), "{name}");
    }
}
