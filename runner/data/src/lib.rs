//! Seeded generators of the labs' data sets: the same seed gives the same bytes, another seed the same shape.
//!
//! A lab names a generator in its `lab.toml`; the files land in the lab's virtual folder, and `labs data` writes them to a
//! real one. All names and numbers are made up here. A generator knows no engine; it writes plain files.

mod bike_rides;
mod cost_and_usage;
mod generator;
mod music_catalogue;
mod random;
mod table;

pub use generator::{DataFile, Generator, UnknownGenerator, find, generators};
