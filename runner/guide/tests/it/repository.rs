//! The labs of this repository are valid.

use std::path::Path;

use labs_guide::{Rendering, Tree, load};

#[test]
fn every_lab_of_the_repository_is_free_of_findings() {
    let labs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../labs");
    let loaded = load(&Tree::read(&labs).expect("the repository has labs"));
    let findings: Vec<String> = loaded.diagnostics.iter().map(|d| d.render(Rendering::Plain)).collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(!loaded.labs.is_empty());
}
