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

#[cfg(test)]
mod tests {
    use labs_guide::Tree;

    use super::*;

    fn lab(generator: &str) -> Lab {
        let manifest = format!(
            "format = 1\ntitle = \"Demo\"\nsummary = \"A lab for a test.\"\nseed = 7\n\n[[data]]\ngenerator = \"{generator}\"\ninto = \"data/made\"\n"
        );
        let files =
            [("demo/lab.toml", manifest.as_bytes()), ("demo/01-a.md", b"# A {#a}\n"), ("demo/data/own.txt", b"own")];
        labs_guide::load(&Tree::from_entries(files)).labs.remove(0)
    }

    #[test]
    fn a_lab_brings_its_own_files_and_those_of_its_generators() {
        let lab = lab("music-catalogue");
        let files = lab_files(&lab).unwrap();
        assert!(files.contains(&("data/own.txt".to_owned(), b"own".to_vec())), "{:?}", files.first());
        let made = (labs_data::find("music-catalogue").unwrap().generate)(7);
        assert!(!made.is_empty());
        for file in made {
            assert!(files.contains(&(format!("data/made/{}", file.path), file.content)), "{}", file.path);
        }
        assert!(unknown_generators(&lab).is_empty());
    }

    #[test]
    fn an_unknown_generator_is_told_with_its_place_and_the_near_one() {
        let lab = lab("music-catalog");
        assert!(lab_files(&lab).unwrap_err().to_string().contains("music-catalog"));
        let found = unknown_generators(&lab);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].code, found[0].severity), ("data::unknown-generator", Severity::Error));
        assert_eq!(found[0].help.as_deref(), Some("did you mean `music-catalogue`?"));
        assert_eq!(found[0].span, lab.manifest.data[0].generator.span);
    }
}
