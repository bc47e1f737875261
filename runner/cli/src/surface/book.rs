//! The book on its port: built once into a temporary folder at the first request, so that starting the server costs nothing.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::trouble::Trouble;

/// Builds the book into a folder.
pub(crate) type Build = Arc<dyn Fn(&Path) -> Result<(), Trouble> + Send + Sync>;

#[derive(Clone)]
struct Pages {
    build: Build,
    /// Filled by the first build that succeeds; a failed one is tried again, because its author may have mended it.
    folder: Arc<OnceCell<TempDir>>,
}

/// Serves the pages that `build` makes.
pub(crate) fn router(build: Build) -> Router {
    // `get` answers HEAD too, and every other method with 405.
    Router::new().fallback_service(get(page).with_state(Pages { build, folder: Arc::default() }))
}

async fn page(State(pages): State<Pages>, request: Request) -> Response {
    let folder = match pages.folder().await {
        Ok(folder) => folder,
        Err(trouble) => {
            let words = format!("The book cannot be built: {trouble}\n");
            return (StatusCode::INTERNAL_SERVER_ERROR, words).into_response();
        }
    };
    let path = request.uri().path();
    let Some(file) = inside(folder, path) else {
        return no_such_page();
    };
    // A folder's page has relative links, which need the slash at the end.
    if file.is_dir() && !path.ends_with('/') {
        return Redirect::permanent(&format!("{path}/")).into_response();
    }
    let file = if file.is_dir() { file.join("index.html") } else { file };
    match tokio::fs::read(&file).await {
        Ok(content) => ([(header::CONTENT_TYPE, content_type(&file))], content).into_response(),
        Err(_) => no_such_page(),
    }
}

/// A page of its own, because a reader came here by a link and wants to go on.
fn no_such_page() -> Response {
    const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>No such page</title>\
        <h1>There is no such page</h1><p><a href=\"/\">The book begins here.</a></p></html>\n";
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response()
}

impl Pages {
    /// The folder with the pages; the first caller builds it.
    async fn folder(&self) -> Result<&Path, Trouble> {
        let build = Arc::clone(&self.build);
        let made = self.folder.get_or_try_init(|| async move {
            let work = tokio::task::spawn_blocking(move || {
                let unwritable = |reason| Trouble::File { action: "write", path: std::env::temp_dir(), reason };
                let folder = tempfile::tempdir().map_err(unwritable)?;
                build(folder.path()).map(|()| folder)
            });
            work.await.map_err(|stopped| Trouble::Runtime(std::io::Error::other(stopped)))?
        });
        made.await.map(TempDir::path)
    }
}

/// The file of a request path, if it stays inside `folder`. Only plain names are taken; an escape or a dot name is none.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let plain = |part: Component<'_>| matches!(part, Component::Normal(name) if name.to_str().is_some_and(|name| !name.starts_with('.')));
    (relative.components().all(plain) && !path.contains('%')).then(|| folder.join(relative))
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_path_stays_inside_its_folder() {
        let folder = Path::new("/site");
        assert_eq!(inside(folder, "/labs/a.html"), Some(PathBuf::from("/site/labs/a.html")));
        for escape in ["/../etc/passwd", "/a/../../b", "/%2e%2e/x", "/.git/config", "//etc/passwd/.."] {
            assert_eq!(inside(folder, escape), None, "{escape}");
        }
    }
}
