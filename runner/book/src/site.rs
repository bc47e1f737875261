//! Where every page and file of the book comes from and where it goes: the map that links are resolved with.
//!
//! Markdown is written for any host that shows a repository, so a link is a path between the folders `book/src` and `labs`. The map
//! turns it into a path between pages of the book and refuses what has no page. Rendering asks it; nothing here reads a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use labs_guide::{Lab, nearest};

use crate::error::{ImageFault, Problem};

/// Folder of front matter pages, as links in repositories name it.
const FRONT: &str = "book/src";
/// Folder of labs, in the repository and in the book alike.
pub(crate) const LABS: &str = "labs";
/// Folders of a lab that no page may hand out.
const PRIVATE: [&str; 2] = ["solutions", "wrong"];
/// Endings of images. SVG is missing on purpose: opened alone it is a document that can run scripts.
const IMAGES: [&str; 6] = ["avif", "gif", "jpeg", "jpg", "png", "webp"];
/// Endings of other files that a page may offer.
const DOWNLOADS: [&str; 9] = ["csv", "json", "jsonl", "py", "sql", "toml", "txt", "yaml", "yml"];

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A fragment of the same page, without `#`.
    Here(String),
    /// Another page: its path in the book (`labs/dynamodb/01-tables.html`) and the fragment with `#`, or nothing.
    Page(PathBuf, String),
    /// A file that is copied into the book, by its path there.
    File(PathBuf),
    /// An address outside, beginning with `https://`.
    Outside(String),
}

/// All pages and files by their paths in a repository.
#[derive(Debug, Default)]
pub(crate) struct Site {
    /// `labs/dynamodb/01-tables.md` → `labs/dynamodb/01-tables.html`; folders with a generated page count.
    pages: BTreeMap<PathBuf, PathBuf>,
    /// Every file of the sources by the same kind of path.
    files: BTreeSet<PathBuf>,
}

impl Site {
    /// `front` and `lab_files` are paths relative to `book/src` and `labs`.
    pub(crate) fn new<'p>(
        front: impl Iterator<Item = &'p Path>,
        lab_files: impl Iterator<Item = &'p Path>,
        labs: &[Lab],
    ) -> Self {
        let mut site = Self::default();
        for path in front {
            let source = Path::new(FRONT).join(path);
            if path.extension().is_some_and(|extension| extension == "md") {
                site.pages.insert(source.clone(), path.with_extension("html"));
            }
            site.files.insert(source);
        }
        site.files.extend(lab_files.map(|path| Path::new(LABS).join(path)));
        site.pages.insert(PathBuf::from(LABS), Path::new(LABS).join("index.html"));
        for lab in labs {
            let folder = Path::new(LABS).join(&lab.id);
            for chapter in &lab.chapters {
                let page = folder.join(format!("{}.md", chapter.id));
                site.pages.insert(page.clone(), page.with_extension("html"));
            }
            site.pages.insert(folder.clone(), folder.join("index.html"));
        }
        site
    }

    /// What a link written in `from` (a path in the repository) leads to.
    pub(crate) fn link(&self, from: &Path, link: &str) -> Result<Target, Problem> {
        if let Some(fragment) = link.strip_prefix('#') {
            return Ok(Target::Here(fragment.to_owned()));
        }
        if link.starts_with("https://") {
            return Ok(Target::Outside(link.to_owned()));
        }
        if has_scheme(link) {
            return Err(Problem::LinkScheme { link: link.to_owned() });
        }
        let (path, fragment) = match link.find('#') {
            Some(at) => link.split_at(at),
            None => (link, ""),
        };
        let leaves = || Problem::LinkLeaves { link: link.to_owned() };
        let target = walk(from, path).ok_or_else(leaves)?;
        if !target.starts_with(FRONT) && !target.starts_with(LABS) {
            return Err(leaves());
        }
        if let Some(page) = self.pages.get(&target) {
            return Ok(Target::Page(page.clone(), fragment.to_owned()));
        }
        if is_private(&target) {
            return Err(Problem::LinkPrivate { link: link.to_owned(), target: target.display().to_string() });
        }
        if self.files.contains(&target) && (ends_with(&target, &DOWNLOADS) || ends_with(&target, &IMAGES)) {
            return Ok(Target::File(published(&target)));
        }
        let wanted = target.display().to_string();
        let pages: Vec<String> = self.pages.keys().map(|page| page.display().to_string()).collect();
        let near = nearest(&wanted, pages.iter().map(String::as_str)).map(str::to_owned);
        Err(Problem::LinkMissing { link: link.to_owned(), target: wanted, near })
    }

    /// Path in the book of an image shown by `from`.
    pub(crate) fn image(&self, from: &Path, link: &str) -> Result<PathBuf, Problem> {
        let fault = |reason| Problem::Image { link: link.to_owned(), reason };
        if has_scheme(link) {
            return Err(fault(ImageFault::Outside));
        }
        let target = walk(from, link).ok_or_else(|| fault(ImageFault::Leaves))?;
        let home: PathBuf = match from.starts_with(LABS) {
            true => from.components().take(2).collect(),
            false => PathBuf::from(FRONT),
        };
        if !target.starts_with(home) || is_private(&target) {
            return Err(fault(ImageFault::Leaves));
        }
        if !ends_with(&target, &IMAGES) {
            return Err(fault(ImageFault::Kind));
        }
        if !self.files.contains(&target) {
            return Err(fault(ImageFault::Missing));
        }
        Ok(published(&target))
    }
}

/// Path in the book of a file that is copied as it is.
fn published(source: &Path) -> PathBuf {
    source.strip_prefix(FRONT).unwrap_or(source).to_path_buf()
}

/// `//host` counts: it takes the page's scheme and leaves the site.
fn has_scheme(link: &str) -> bool {
    let name = link.split(['/', '#', '?']).next().unwrap_or_default();
    name.contains(':') || link.starts_with("//")
}

/// Follows a relative link from a file's folder; `None` when it is absolute or climbs above the root.
fn walk(from: &Path, link: &str) -> Option<PathBuf> {
    let mut place = from.parent().unwrap_or(Path::new("")).to_path_buf();
    for part in Path::new(link).components() {
        match part {
            Component::Normal(name) => place.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !place.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(place)
}

fn is_private(path: &Path) -> bool {
    path.starts_with(LABS)
        && path.components().nth(2).is_some_and(|part| PRIVATE.iter().any(|name| part.as_os_str() == *name))
}

fn ends_with(path: &Path, endings: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| endings.contains(&extension.to_ascii_lowercase().as_str()))
}

/// The link from one page of the book to a page or file of it, both as paths in the book.
pub(crate) fn relative(from: &Path, to: &Path) -> String {
    let from: Vec<_> = from.parent().map(|folder| folder.components().collect()).unwrap_or_default();
    let to: Vec<_> = to.components().collect();
    let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to.iter().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let mut site = Site::new(
            ["index.md", "supported.md", "data.csv"].iter().map(Path::new),
            ["music/01-tables.md", "music/pictures/key.png", "music/pictures/key.svg", "music/solutions/a.sql"]
                .iter()
                .map(Path::new),
            &[],
        );
        site.pages.insert("labs/music/01-tables.md".into(), "labs/music/01-tables.html".into());
        site.pages.insert("labs/music".into(), "labs/music/index.html".into());
        site
    }

    fn from_lab(link: &str) -> Result<Target, Problem> {
        site().link(Path::new("labs/music/01-tables.md"), link)
    }

    #[test]
    fn a_link_between_repository_folders_becomes_a_link_between_pages() {
        assert_eq!(
            from_lab("../../book/src/supported.md#query").unwrap(),
            Target::Page("supported.html".into(), "#query".into())
        );
        assert_eq!(from_lab("./").unwrap(), Target::Page("labs/music/index.html".into(), String::new()));
        assert_eq!(from_lab("../../labs/").unwrap(), Target::Page("labs/index.html".into(), String::new()));
        assert_eq!(from_lab("#here").unwrap(), Target::Here("here".into()));
        assert_eq!(from_lab("https://x.test/a:b").unwrap(), Target::Outside("https://x.test/a:b".into()));
        assert_eq!(from_lab("../../book/src/data.csv").unwrap(), Target::File("data.csv".into()));
    }

    #[test]
    fn what_has_no_page_is_refused_by_its_kind() {
        for link in ["../../../etc/passwd", "/etc/passwd", "../../Cargo.toml", "../../book/book.toml"] {
            assert!(matches!(from_lab(link), Err(Problem::LinkLeaves { .. })), "{link}");
        }
        for link in ["javascript:alert(1)", "http://x.test", "//x.test/a", "mailto:a@x.test", "data:text/html,x"] {
            assert!(matches!(from_lab(link), Err(Problem::LinkScheme { .. })), "{link}");
        }
        assert!(matches!(from_lab("solutions/a.sql"), Err(Problem::LinkPrivate { .. })));
        assert!(matches!(from_lab("pictures/key.svg"), Err(Problem::LinkMissing { .. })));
        assert_eq!(
            from_lab("01-table.md"),
            Err(Problem::LinkMissing {
                link: "01-table.md".into(),
                target: "labs/music/01-table.md".into(),
                near: Some("labs/music/01-tables.md".into()),
            })
        );
    }

    #[test]
    fn an_image_comes_from_its_own_lab_or_not_at_all() {
        let image = |link: &str| site().image(Path::new("labs/music/01-tables.md"), link);
        assert_eq!(image("pictures/key.png").unwrap(), PathBuf::from("labs/music/pictures/key.png"));
        for (link, reason) in [
            ("https://x.test/a.png", ImageFault::Outside),
            ("//x.test/a.png", ImageFault::Outside),
            ("data:image/png;base64,AA", ImageFault::Outside),
            ("../../../../etc/passwd.png", ImageFault::Leaves),
            ("../other/a.png", ImageFault::Leaves),
            ("/a.png", ImageFault::Leaves),
            ("solutions/a.png", ImageFault::Leaves),
            ("pictures/key.svg", ImageFault::Kind),
            ("pictures/none.png", ImageFault::Missing),
        ] {
            assert_eq!(image(link), Err(Problem::Image { link: link.into(), reason }), "{link}");
        }
    }

    #[test]
    fn a_relative_link_climbs_no_further_than_it_must() {
        let link = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(link("labs/music/01.html", "labs/music/02.html"), "02.html");
        assert_eq!(link("labs/music/01.html", "labs/index.html"), "../index.html");
        assert_eq!(link("labs/music/01.html", "index.html"), "../../index.html");
        assert_eq!(link("index.html", "labs/music/01.html"), "labs/music/01.html");
    }
}
