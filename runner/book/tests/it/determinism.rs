//! The same sources give the same bytes, under names that change with their content and with nothing else.

use crate::fixture::Fixture;

#[test]
fn two_builds_give_the_same_bytes() {
    let fixture = Fixture::new();
    assert_eq!(fixture.built().files(), fixture.built().files());
}

#[test]
fn a_changed_style_gets_a_new_name_and_nothing_else_is_renamed() {
    let names = |fixture: &Fixture| -> Vec<String> {
        fixture.built().files().keys().map(|path| path.display().to_string()).collect()
    };
    let before = names(&Fixture::new());
    let after = names(&Fixture::new().book("theme/book.css", "body { margin: 0 }"));
    let changed: Vec<_> = before.iter().zip(&after).filter(|(one, other)| one != other).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].0.starts_with("theme/book-") && changed[0].0.ends_with(".css"), "{changed:?}");
}
