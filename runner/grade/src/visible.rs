//! Showing bytes and text that may hold anything: control characters, invisible characters, other encodings.
//!
//! Nothing that a step prints may move the cursor, change colours or hide a difference. What is changed here is changed
//! for the eye only; matchers compare the original.

/// The text of at most the first `limit` bytes, invalid UTF-8 replaced.
pub(crate) fn beginning(bytes: &[u8], limit: usize) -> String {
    let kept = bytes.get(..limit).unwrap_or(bytes);
    let mut text = String::from_utf8_lossy(kept).into_owned();
    // A character that the limit cuts in two is dropped, not shown as damaged.
    if kept.len() < bytes.len() && std::str::from_utf8(kept).is_err_and(|error| error.error_len().is_none()) {
        text.pop();
    }
    text
}
