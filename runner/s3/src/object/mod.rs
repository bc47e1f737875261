//! Objects: what is remembered of them, the trees that hold them, and their bytes as streams.

mod bytes;
mod catalog;
mod properties;
mod record;
mod storage_class;

pub(crate) use bytes::open;
pub(crate) use catalog::{any, clear, find, remove, require, save, scan};
pub(crate) use properties::Properties;
pub(crate) use record::{Object, Part, Piece, check_key, hexadecimal, quoted};
pub(crate) use storage_class::StorageClass;
