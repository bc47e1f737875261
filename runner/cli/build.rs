//! Embeds the labs, the book's sources and the translations: writes a table of `(path, bytes)` that `src/embedded.rs` includes.
//!
//! Cargo reruns this when a file in one of the folders changes, is added or goes away.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let mut files = Vec::new();
    for folder in ["book", "labs", "translations"] {
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let path = file
            .strip_prefix(&root)?
            .to_str()
            .ok_or("a file name in book/, labs/ or translations/ is not UTF-8")?
            .replace('\\', "/");
        let absolute = file.to_str().ok_or("the path of the checkout is not UTF-8")?;
        writeln!(table, "    ({path:?}, include_bytes!({absolute:?}).as_slice()),")?;
    }
    table.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("embedded.rs"), table)?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            collect(&entry.path(), files)?;
        } else if kind.is_file() {
            println!("cargo::rerun-if-changed={}", entry.path().display());
            files.push(entry.path());
        }
    }
    Ok(())
}
