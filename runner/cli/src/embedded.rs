//! The labs and the book's sources as they were when this binary was built, so that it works without a checkout.

/// Every embedded file: path from the checkout's root with `/`, and content.
pub(crate) static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
