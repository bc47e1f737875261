//! The content type that a file's name suggests, as the AWS CLI takes it from Python's table.

/// Endings and types. Compressed files have the type of what is compressed.
const TYPES: &[(&str, &str)] = &[
    ("avi", "video/x-msvideo"),
    ("bin", "application/octet-stream"),
    ("bmp", "image/bmp"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("exe", "application/octet-stream"),
    ("gif", "image/gif"),
    ("h5", "application/x-hdf5"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("ico", "image/vnd.microsoft.icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("m3u8", "application/vnd.apple.mpegurl"),
    ("mjs", "text/javascript"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("pl", "text/plain"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("ps", "application/postscript"),
    ("py", "text/x-python"),
    ("sh", "application/x-sh"),
    ("sql", "application/sql"),
    ("svg", "image/svg+xml"),
    ("tar", "application/x-tar"),
    ("tgz", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("tsv", "text/tab-separated-values"),
    ("txt", "text/plain"),
    ("wasm", "application/wasm"),
    ("wav", "audio/x-wav"),
    ("webm", "video/webm"),
    ("xls", "application/vnd.ms-excel"),
    ("xml", "text/xml"),
    ("zip", "application/zip"),
];

/// Endings of compressions, which stand behind the ending that counts.
const COMPRESSIONS: &[&str] = &["gz", "bz2", "xz", "br", "Z"];

/// The type that a name suggests; `None` when it suggests nothing.
pub(super) fn guess(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (rest, mut ending) = name.rsplit_once('.').filter(|(rest, _)| !rest.is_empty())?;
    if COMPRESSIONS.contains(&ending) {
        ending = rest.rsplit_once('.').filter(|(rest, _)| !rest.is_empty())?.1;
    }
    let ending = ending.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == ending).map(|(_, content_type)| *content_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_suggests_a_type() {
        assert_eq!(guess("data/a.csv"), Some("text/csv"));
        assert_eq!(guess("a.CSV.gz"), Some("text/csv"));
        assert_eq!(guess("a.json"), Some("application/json"));
        for unknown in ["a", "a.parquet", "a.gz", ".csv", "a.csv/b"] {
            assert_eq!(guess(unknown), None, "{unknown}");
        }
    }
}
