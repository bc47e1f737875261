//! The checksums that a request can promise.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crc_fast::CrcAlgorithm;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};

/// An algorithm; in the order in which S3 lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Crc32,
    Crc32c,
    Crc64Nvme,
    Sha1,
    Sha256,
    Sha512,
    Md5,
}

impl Algorithm {
    pub(super) const ALL: [Self; 7] =
        [Self::Crc32, Self::Crc32c, Self::Crc64Nvme, Self::Sha1, Self::Sha256, Self::Sha512, Self::Md5];

    /// As the model spells it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            Self::Md5 => "MD5",
        }
    }

    /// The algorithm of a header or trailer: `x-amz-checksum-crc32`.
    pub(super) fn of_header(name: &str) -> Option<Self> {
        let suffix = name.strip_prefix("x-amz-checksum-")?;
        Self::ALL.into_iter().find(|known| known.name().eq_ignore_ascii_case(suffix))
    }

    /// Length of its digests.
    fn len(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
            Self::Md5 => 16,
        }
    }

    /// Whether a text is the base64 of a digest of this algorithm.
    pub(super) fn is_digest(self, text: &str) -> bool {
        STANDARD.decode(text.trim()).is_ok_and(|digest| digest.len() == self.len())
    }
}

/// A calculation that goes on.
pub(super) enum Hasher {
    Crc(Algorithm, Box<crc_fast::Digest>),
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha512(Box<Sha512>),
}

impl Hasher {
    pub(super) fn new(algorithm: Algorithm) -> Self {
        let crc = |kind| Self::Crc(algorithm, Box::new(crc_fast::Digest::new(kind)));
        match algorithm {
            Algorithm::Crc32 => crc(CrcAlgorithm::Crc32IsoHdlc),
            Algorithm::Crc32c => crc(CrcAlgorithm::Crc32Iscsi),
            Algorithm::Crc64Nvme => crc(CrcAlgorithm::Crc64Nvme),
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
            Algorithm::Sha512 => Self::Sha512(Box::default()),
            Algorithm::Md5 => Self::Md5(Md5::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc(_, digest) => digest.update(bytes),
            Self::Md5(digest) => digest.update(bytes),
            Self::Sha1(digest) => digest.update(bytes),
            Self::Sha256(digest) => digest.update(bytes),
            Self::Sha512(digest) => digest.update(bytes),
        }
    }

    /// The digest.
    pub(super) fn finish(self) -> Vec<u8> {
        match self {
            Self::Crc(algorithm, digest) => {
                let bytes = digest.finalize().to_be_bytes();
                bytes.into_iter().skip(bytes.len().saturating_sub(algorithm.len())).collect()
            }
            Self::Md5(digest) => digest.finalize().to_vec(),
            Self::Sha1(digest) => digest.finalize().to_vec(),
            Self::Sha256(digest) => digest.finalize().to_vec(),
            Self::Sha512(digest) => digest.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of CRC32 and SHA256 are those that boto3 1.43.11 sends for the same body; the others are published check
    /// values.
    #[test]
    fn digests_are_those_of_the_clients() {
        let of = |algorithm: Algorithm, body: &[u8]| {
            let mut hasher = Hasher::new(algorithm);
            let (first, second) = body.split_at(body.len() / 2);
            hasher.update(first);
            hasher.update(second);
            STANDARD.encode(hasher.finish())
        };
        assert_eq!(of(Algorithm::Crc32, b"hello"), "NhCmhg==");
        assert_eq!(of(Algorithm::Crc32, b"hello world"), "DUoRhQ==");
        assert_eq!(of(Algorithm::Sha256, b"hello"), "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
        assert_eq!(of(Algorithm::Crc32c, b"123456789"), STANDARD.encode(0xe306_9283_u32.to_be_bytes()));
        assert_eq!(of(Algorithm::Crc64Nvme, b"123456789"), STANDARD.encode(0xae8b_1486_0a79_9888_u64.to_be_bytes()));
        assert_eq!(of(Algorithm::Md5, b""), "1B2M2Y8AsgTpgAmY7PhCfg==");
        assert_eq!(of(Algorithm::Sha1, b"abc"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
        for algorithm in Algorithm::ALL {
            assert!(algorithm.is_digest(&of(algorithm, b"x")));
            assert!(!algorithm.is_digest("AA=="));
            let header = format!("x-amz-checksum-{}", algorithm.name().to_ascii_lowercase());
            assert_eq!(Algorithm::of_header(&header), Some(algorithm));
        }
    }
}
