//! `labs data LAB [DIR]`: writes a lab's data set to a real folder, so that the guide can be followed with real tools.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use labs_guide::Lab;
use tempfile::NamedTempFile;

use crate::cli::DataArgs;
use crate::exit::Exit;
use crate::sources::Sources;
use crate::terminal::{Terminal, counted};
use crate::trouble::Trouble;
use crate::workshop::lab_files;

/// Writes the files that are not there yet; what is there stays as it is.
pub(crate) fn run(args: &DataArgs, terminal: &Terminal, labs: Option<&Path>) -> Result<Exit, Trouble> {
    let guides = Sources::find(labs).load(terminal)?;
    let lab = selected(&guides.labs, &args.lab)?;
    let (mut written, mut same, mut other) = (0_usize, 0_usize, Vec::new());
    let files = lab_files(lab)?;
    for (path, content) in files {
        let path = args.folder.join(&path);
        match write_new(&path, &content)? {
            Wrote::New => written += 1,
            Wrote::Same => same += 1,
            Wrote::Other => other.push(path),
        }
    }
    let mut out = terminal.stdout();
    let mut print = || {
        let place = args.folder.join("data");
        let there = if same == 0 { String::new() } else { format!("; {same} more were there already") };
        writeln!(out, "{} written below {}{there}", counted(written, "file"), place.display())?;
        for path in &other {
            writeln!(out, "{} is not the lab's and stays as it is; move it away to get the lab's", path.display())?;
        }
        out.flush()
    };
    print().map_err(Trouble::Output)?;
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

/// What became of one file.
enum Wrote {
    /// It was not there.
    New,
    /// It was there with the same content.
    Same,
    /// Something else was there.
    Other,
}

/// Writes a file that is whole or not there at all, whatever happens meanwhile.
fn write_new(path: &Path, content: &[u8]) -> Result<Wrote, Trouble> {
    let trouble = |action, reason| Trouble::File { action, path: path.to_owned(), reason };
    match fs::read(path) {
        Ok(there) if there == content => return Ok(Wrote::Same),
        Ok(_) => return Ok(Wrote::Other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(reason) => return Err(trouble("read", reason)),
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|reason| trouble("create the folder of", reason))?;
    let mut file = NamedTempFile::with_prefix_in(".labs-data", folder).map_err(|reason| trouble("write", reason))?;
    file.write_all(content).map_err(|reason| trouble("write", reason))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(Wrote::New),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(Wrote::Other),
        Err(error) => Err(trouble("write", error.error)),
    }
}
