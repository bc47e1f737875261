//! The rules for the names of general purpose buckets.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use crate::error::Refusal;

const PREFIXES: &[&str] = &["xn--", "sthree-", "amzn-s3-demo-"];
const SUFFIXES: &[&str] = &["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"];

/// Refuses what cannot be a bucket's name.
pub(crate) fn check(name: &str) -> Result<(), Refusal> {
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let bytes = name.as_bytes();
    let in_form = (3..=63).contains(&bytes.len())
        && alphanumeric(bytes.first())
        && alphanumeric(bytes.last())
        && bytes.iter().all(|byte| alphanumeric(Some(byte)) || matches!(byte, b'.' | b'-'))
        && !name.contains("..")
        && !is_address(name)
        && !PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if in_form { Ok(()) } else { Err(Refusal::InvalidBucketName { bucket: name.to_owned() }) }
}

/// Whether the name looks like an IPv4 address.
fn is_address(name: &str) -> bool {
    let parts: Vec<_> = name.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_s3s_rules() {
        for name in ["abc", "my.bucket-1", "1.2.3", "1.2.3.x4", &"a".repeat(63)] {
            assert!(check(name).is_ok(), "{name}");
        }
        let long = "a".repeat(64);
        for name in [
            "",
            "ab",
            &long,
            "Abc",
            "a_b",
            "-ab",
            "ab-",
            "a..b",
            ".ab",
            "192.168.5.4",
            "xn--abc",
            "sthree-abc",
            "abc-s3alias",
            "a/b",
            "a b",
            "dữ-liệu",
            "../..",
        ] {
            assert!(matches!(check(name), Err(Refusal::InvalidBucketName { .. })), "{name}");
        }
    }
}
