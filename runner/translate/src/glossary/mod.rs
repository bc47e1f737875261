//! The glossary: one TOML file a topic in `translations/glossary/`, its terms in the order of the English.
//!
//! `term.rs` is the model, `fields.rs` the one table of what an author may write, `parse.rs` reads with the place of every
//! word, `rules.rs` judges, `vietnamese.rs` knows the script. [`load`] is the way in.

mod fields;
mod finding;
mod load;
mod parse;
mod rules;
mod term;
mod vietnamese;

pub use fields::{FIELDS, FieldSpec, Need};
pub use load::{Loaded, load};
pub use term::{Glossary, Status, Term, Topic};
