//! `lab.toml`: what a lab says of itself.

use crate::Spanned;

/// A checked `lab.toml`.
#[derive(Debug, Clone)]
pub struct LabManifest {
    /// Version of the guide format; this build knows 1.
    pub format: u32,
    /// Title on the screen and in the book.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Seed of ids, randomness and data; 0 when absent.
    pub seed: u64,
    /// Where the lab's virtual clock starts, as RFC 3339; the world's default when absent.
    pub clock: Option<Spanned<jiff::Timestamp>>,
    /// Wall-time limit of a step in seconds; 10 when absent.
    pub step_timeout: std::time::Duration,
    /// Generated data sets, written into the lab's virtual folder before its first step.
    pub data: Vec<DataSet>,
}

/// `[[data]]`: one generated data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSet {
    /// Name of a generator of `runner/data`: `music-catalogue`.
    pub generator: Spanned<String>,
    /// Folder inside the virtual folder that receives its files: `data`.
    pub into: String,
}
