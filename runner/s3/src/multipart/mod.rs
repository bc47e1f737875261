//! Multipart uploads: what is remembered of them and of their parts until they are completed or aborted.
//!
//! Uploads stand by their ids in one tree a bucket, parts by the upload's id and their number in another. Completing joins the
//! parts' files into one object by naming them in order; no byte is copied.

mod catalog;
mod upload;

pub(crate) use catalog::{clear, parts, remove, require, save, save_part, uploads};
pub(crate) use upload::{StoredPart, Upload};
