//! A file that the guide gives to its later steps.

use labs_guide::FileBlock;

use super::code::{code_box, copy_button};
use super::highlight::highlight;
use super::html::escape;

/// The file's name and its content.
pub(super) fn render(file: &FileBlock, language: &str) -> String {
    let path = &file.path.value;
    let name = format!("Content of the file {path}");
    format!(
        "<figure class=\"file copyable\"><figcaption class=\"bar\"><span class=\"bar-kind\">File</span> \
         <code class=\"file-name\">{}</code><span class=\"bar-end\">{}</span></figcaption>{}</figure>",
        escape(path),
        copy_button(&format!("the file {path}")),
        code_box("code", &name, &highlight(language, file.content.trim_end_matches('\n'))),
    )
}
