//! Reading a folder: what is taken, and what is refused.

use std::fs;
use std::path::Path;

use labs_guide::{FILE_LIMIT, Tree, TreeError};

fn names(tree: &Tree) -> Vec<&str> {
    tree.iter().map(|(name, _)| name).collect()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(folder.path().join("labs/a/data")).expect("folders");
    fs::write(folder.path().join("labs/a/lab.toml"), "x").expect("a file");
    fs::write(folder.path().join("labs/a/data/b.json"), "{}").expect("a file");
    fs::write(folder.path().join("secret"), "s").expect("a file");
    folder
}

#[test]
fn files_are_named_relative_to_the_folder_and_hidden_ones_left_out() {
    let folder = folder();
    let labs = folder.path().join("labs");
    fs::write(labs.join(".DS_Store"), "x").expect("a file");
    fs::create_dir(labs.join(".git")).expect("a folder");
    fs::write(labs.join(".git/x"), "x").expect("a file");
    let tree = Tree::read(&labs).expect("a tree");
    assert_eq!(names(&tree), ["a/data/b.json", "a/lab.toml"]);
    assert_eq!(tree.get("a/lab.toml").map(|content| content.to_vec()), Some(b"x".to_vec()));
    assert_eq!(tree.shown("a/lab.toml"), labs.join("a/lab.toml"));
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let folder = folder();
    for path in ["nothing", "secret"] {
        let error = Tree::read(&folder.path().join(path)).expect_err(path);
        assert!(matches!(error, TreeError::NotAFolder { .. }), "{error}");
    }
}

#[test]
fn a_file_over_the_limit_is_refused() {
    let folder = folder();
    let path = folder.path().join("labs/a/data/large");
    fs::File::create(&path).and_then(|file| file.set_len(FILE_LIMIT + 1)).expect("a sparse file");
    let error = Tree::read(&folder.path().join("labs")).expect_err("too large");
    assert!(error.to_string().ends_with("is larger than 16 MiB, the most that a file of a lab may be"), "{error}");
}

#[test]
fn entries_keep_their_bytes() {
    let tree = Tree::from_entries([("b", b"2".as_slice()), ("a", b"\xff")]);
    assert_eq!(names(&tree), ["a", "b"]);
    assert_eq!(tree.shown("a"), Path::new("labs/a"));
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_within_the_folder_is_its_file() {
        let folder = folder();
        symlink("lab.toml", folder.path().join("labs/a/copy")).expect("a link");
        let tree = Tree::read(&folder.path().join("labs")).expect("a tree");
        assert_eq!(tree.get("a/copy").map(|content| content.to_vec()), Some(b"x".to_vec()));
    }

    #[test]
    fn links_out_to_folders_and_to_nothing_are_refused() {
        for target in ["../../secret", "/etc/passwd", "..", "data", "nothing", "loop"] {
            let folder = folder();
            symlink(target, folder.path().join("labs/a/loop")).expect("a link");
            let error = Tree::read(&folder.path().join("labs")).expect_err(target);
            assert!(matches!(error, TreeError::Link { .. }), "{target}: {error}");
        }
    }

    #[test]
    fn a_linked_labs_folder_is_read_like_any_other() {
        let folder = folder();
        symlink("labs", folder.path().join("link")).expect("a link");
        let tree = Tree::read(&folder.path().join("link")).expect("a tree");
        assert_eq!(names(&tree), ["a/data/b.json", "a/lab.toml"]);
    }

    #[test]
    fn a_name_that_is_not_utf_8_is_refused() {
        let folder = folder();
        fs::write(folder.path().join("labs").join(OsStr::from_bytes(b"\xff")), "").expect("a file");
        let error = Tree::read(&folder.path().join("labs")).expect_err("a name");
        assert!(matches!(error, TreeError::NameEncoding { .. }), "{error}");
    }

    #[test]
    fn a_pipe_or_socket_is_refused() {
        let folder = folder();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("labs/s")).expect("a socket");
        let error = Tree::read(&folder.path().join("labs")).expect_err("a socket");
        assert!(matches!(error, TreeError::Special { .. }), "{error}");
    }
}
