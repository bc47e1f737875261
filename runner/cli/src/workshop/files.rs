//! The files that a lab brings: its `data/` folder and what its generators make, and what is wrong
//! with the generators that it names.

use labs_guide::{Diagnostic, Lab, Severity};

/// A lab's files cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct FilesError(#[from] labs_data::UnknownGenerator);

/// Path and content of every file that the lab's virtual folder starts with.
pub(crate) fn lab_files(lab: &Lab) -> Result<Vec<(String, Vec<u8>)>, FilesError> {
    let mut files: Vec<(String, Vec<u8>)> =
        lab.files.iter().map(|(path, content)| (path.clone(), content.to_vec())).collect();
    for set in &lab.manifest.data {
        let generator = labs_data::find(&set.generator.value)?;
        let made = (generator.generate)(lab.manifest.seed);
        files.extend(made.into_iter().map(|file| (format!("{}/{}", set.into, file.path), file.content)));
    }
    Ok(files)
}

/// A diagnostic for each generator that the lab names and that does not exist.
pub(crate) fn unknown_generators(lab: &Lab) -> Vec<Diagnostic> {
    let unknown = lab.manifest.data.iter().filter_map(|set| {
        let error = labs_data::find(&set.generator.value).err()?;
        let near = labs_guide::nearest(&error.name, error.known.iter().copied());
        Some(Diagnostic {
            code: "data::unknown-generator",
            severity: Severity::Error,
            message: error.to_string(),
            rule: "a data set is made by one of the generators of `runner/data`",
            help: near.map(|name| format!("did you mean `{name}`?")),
            source: lab.source.clone(),
            span: set.generator.span.clone(),
            labels: Vec::new(),
        })
    });
    unknown.collect()
}
