//! `labs data LAB [DIR]`: writes a lab's data set to a real folder, so that the guide can be followed with real tools.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use labs_guide::Lab;

use crate::cli::DataArgs;
use crate::exit::Exit;
use crate::sources::Sources;
use crate::terminal::Terminal;
use crate::trouble::Trouble;
use crate::workshop::lab_files;

/// Writes the files that are not there yet; what is there stays as it is.
pub(crate) fn run(args: &DataArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let guides = Sources::find(labs).load(terminal)?;
    let lab = selected(&guides.labs, &args.lab)?;
    let (mut written, mut kept) = (0_u32, 0_u32);
    let files = lab_files(lab)?;
    for (path, content) in files {
        match write_new(&args.folder.join(&path), &content)? {
            Wrote::New => written += 1,
            Wrote::Nothing => kept += 1,
        }
    }
    let mut out = terminal.stdout();
    let folder = args.folder.display();
    let note = if kept == 0 { String::new() } else { format!(", {kept} were there already and stay as they are") };
    writeln!(out, "{written} files written to {folder}{note}.").and_then(|()| out.flush()).map_err(Trouble::Output)?;
    Ok(Exit::AllRight)
}

/// The one lab called `id`, with the guide crate's words and near misses when there is none.
fn selected<'a>(labs: &'a [Lab], id: &str) -> Result<&'a Lab, Trouble> {
    match labs.iter().find(|lab| lab.id == id) {
        Some(lab) => Ok(lab),
        None => {
            let _ = labs_guide::select(labs, &[id])?;
            Err(Trouble::NotALab { id: id.to_owned() })
        }
    }
}

enum Wrote {
    New,
    Nothing,
}

fn write_new(path: &Path, content: &[u8]) -> Result<Wrote, Trouble> {
    let trouble = |action, reason| Trouble::File { action, path: path.to_owned(), reason };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|reason| trouble("create the folder of", reason))?;
    }
    let mut file = match fs::OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(Wrote::Nothing),
        Err(reason) => return Err(trouble("write", reason)),
    };
    file.write_all(content).map_err(|reason| trouble("write", reason))?;
    Ok(Wrote::New)
}
