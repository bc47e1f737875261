//! The table of generators and how one is found by its name.

use crate::{bike_rides, cost_and_usage, music_catalogue};

/// One generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFile {
    /// Relative path with `/`: `songs/001.json`.
    pub path: String,
    /// The content.
    pub content: Vec<u8>,
}

/// A named source of files.
#[derive(Debug, Clone, Copy)]
pub struct Generator {
    /// The name in `lab.toml`: `music-catalogue`.
    pub name: &'static str,
    /// What it makes, in one sentence.
    pub summary: &'static str,
    /// Makes the files that belong to a seed.
    pub generate: fn(seed: u64) -> Vec<DataFile>,
}

/// Every generator.
static GENERATORS: &[Generator] = &[
    Generator {
        name: "bike-rides",
        summary: "A quarter of rides of a city's bikes: CSV in csv/, the same rides in Parquet in parquet/, and stations.csv.",
        generate: bike_rides::generate,
    },
    Generator {
        name: "cost-and-usage",
        summary: "A cost and usage report of three months of a small company, in Parquet, one folder a month.",
        generate: cost_and_usage::generate,
    },
    Generator {
        name: "music-catalogue",
        summary: "Songs of six bands as DynamoDB items, one JSON file a song, in songs/.",
        generate: music_catalogue::generate,
    },
];

/// There is no generator of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no data generator `{name}`; there are: {}", known.join(", "))]
pub struct UnknownGenerator {
    /// What was asked for.
    pub name: String,
    /// What there is.
    pub known: Vec<&'static str>,
}

/// Every generator, in the order in which they are shown.
#[must_use]
pub fn generators() -> &'static [Generator] {
    GENERATORS
}

/// The generator called `name`.
///
/// # Errors
/// [`UnknownGenerator`] lists those that there are.
pub fn find(name: &str) -> Result<&'static Generator, UnknownGenerator> {
    GENERATORS.iter().find(|generator| generator.name == name).ok_or_else(|| UnknownGenerator {
        name: name.to_owned(),
        known: GENERATORS.iter().map(|generator| generator.name).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_the_same_bytes_and_another_seed_others() {
        for generator in generators() {
            assert_eq!((generator.generate)(7), (generator.generate)(7), "{}", generator.name);
            assert_ne!((generator.generate)(7), (generator.generate)(8), "{}", generator.name);
        }
    }

    #[test]
    fn an_unknown_generator_is_refused_with_the_known_ones() {
        let error = find("music").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no data generator `music`; there are: bike-rides, cost-and-usage, music-catalogue"
        );
    }

    #[test]
    fn every_path_stays_inside_its_folder() {
        for generator in generators() {
            for file in (generator.generate)(0) {
                assert!(!file.path.starts_with('/') && !file.path.contains(".."), "{}", file.path);
            }
        }
    }
}
