//! XML driven by the model: what REST-XML bodies and the answers of query services share.
//!
//! `pull.rs` is the reader below everything: one pass, no document type definitions, no entities but XML's five, bounded
//! depth. `read.rs` makes documents of elements, `write.rs` elements of documents, `names.rs` says what an element is called.

mod names;
mod pull;
mod read;
mod write;

pub(crate) use names::{body_name, is_flattened};
pub(crate) use pull::{Pull, XmlError};
pub(crate) use read::read_structure;
pub(crate) use write::{Writer, write_members, write_value};
