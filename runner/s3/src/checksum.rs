//! The checksums that clients may ask for: five algorithms, over whole objects or over the checksums of their parts.
//!
//! A multipart object's checksum is FULL_OBJECT, as if it had come in one piece (the parts' CRCs combine to it without reading
//! anything again), or COMPOSITE, the checksum of the parts' checksums with the number of parts behind it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use crc_fast::CrcAlgorithm;
use labs_world::{Document, Map};
use serde::{Deserialize, Serialize};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

/// An algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    /// CRC-32 of Ethernet and zip.
    Crc32,
    /// CRC-32C (Castagnoli).
    Crc32c,
    /// What S3 computes when nobody asks for anything.
    #[default]
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// What a checksum was made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChecksumType {
    /// All bytes of the object.
    FullObject,
    /// The checksums of its parts.
    Composite,
}

/// The checksum of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checksum {
    pub(crate) algorithm: Algorithm,
    pub(crate) kind: ChecksumType,
    /// Base64, with `-N` behind it for a composite one.
    pub(crate) value: String,
}

impl Algorithm {
    /// All of them: name, member, and the algorithm.
    pub(crate) const ALL: &'static [(&'static str, &'static str, Self)] = &[
        ("CRC32", "ChecksumCRC32", Self::Crc32),
        ("CRC32C", "ChecksumCRC32C", Self::Crc32c),
        ("CRC64NVME", "ChecksumCRC64NVME", Self::Crc64Nvme),
        ("SHA1", "ChecksumSHA1", Self::Sha1),
        ("SHA256", "ChecksumSHA256", Self::Sha256),
    ];

    /// The name as AWS spells it: `CRC64NVME`.
    pub(crate) fn name(self) -> &'static str {
        self.row().0
    }

    /// The member of structures that carries a value: `ChecksumCRC64NVME`.
    pub(crate) fn member(self) -> &'static str {
        self.row().1
    }

    /// The algorithm of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|row| row.0 == name).map(|row| row.2)
    }

    fn row(self) -> (&'static str, &'static str, Self) {
        let found = Self::ALL.iter().find(|row| row.2 == self);
        found.copied().unwrap_or(("CRC64NVME", "ChecksumCRC64NVME", Self::Crc64Nvme))
    }

    /// Number of bytes of a value.
    pub(crate) fn length(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The type of a multipart object's checksum when none is asked for.
    pub(crate) fn default_type(self) -> ChecksumType {
        match self {
            Self::Crc64Nvme => ChecksumType::FullObject,
            _ => ChecksumType::Composite,
        }
    }

    /// Whether multipart objects can have a checksum of this type.
    pub(crate) fn allows(self, kind: ChecksumType) -> bool {
        !matches!(
            (self, kind),
            (Self::Crc64Nvme, ChecksumType::Composite) | (Self::Sha1 | Self::Sha256, ChecksumType::FullObject)
        )
    }

    fn crc(self) -> Option<CrcAlgorithm> {
        match self {
            Self::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
            Self::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
            Self::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
            Self::Sha1 | Self::Sha256 => None,
        }
    }
}

impl ChecksumType {
    /// The name as AWS spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FullObject => "FULL_OBJECT",
            Self::Composite => "COMPOSITE",
        }
    }

    /// The type of that name.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        [Self::FullObject, Self::Composite].into_iter().find(|kind| kind.name() == name)
    }
}

impl Checksum {
    /// The checksum of an object that came in one piece.
    pub(crate) fn full(algorithm: Algorithm, value: &[u8]) -> Self {
        Self { algorithm, kind: ChecksumType::FullObject, value: encoded(value) }
    }

    /// The checksum of an object whose parts have these checksums and sizes.
    pub(crate) fn of_parts(algorithm: Algorithm, kind: ChecksumType, parts: &[(&[u8], u64)]) -> Self {
        let value = match (kind, algorithm.crc()) {
            (ChecksumType::FullObject, Some(crc)) => {
                let combined = parts.iter().fold(None, |sum, (value, size)| {
                    let value = number(value);
                    Some(sum.map_or(value, |sum| crc_fast::checksum_combine(crc, sum, value, *size)))
                });
                encoded(tail(combined.unwrap_or(0), algorithm.length()).as_slice())
            }
            _ => {
                let mut hasher = Hasher::new(algorithm);
                parts.iter().for_each(|(value, _)| hasher.update(value));
                format!("{}-{}", encoded(&hasher.finish()), parts.len())
            }
        };
        Self { algorithm, kind, value }
    }

    /// Puts the value and its type among a reply's members.
    pub(crate) fn tell(&self, reply: &mut Map) {
        reply.insert(self.algorithm.member().to_owned(), self.value.clone().into());
        reply.insert("ChecksumType".to_owned(), self.kind.name().into());
    }
}

/// Puts the value of a part's checksum among the members of a structure.
pub(crate) fn tell_part(algorithm: Algorithm, value: &[u8], members: &mut Map) {
    members.insert(algorithm.member().to_owned(), Document::from(encoded(value)));
}

/// The base64 of a checksum.
pub(crate) fn encoded(value: &[u8]) -> String {
    BASE64_STANDARD.encode(value)
}

/// The bytes of a checksum of `length` bytes that came as base64.
pub(crate) fn decoded(text: &str, length: usize) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok().filter(|bytes| bytes.len() == length)
}

/// The number whose big-endian bytes these are.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// The last `length` big-endian bytes of a number.
fn tail(number: u64, length: usize) -> Vec<u8> {
    number.to_be_bytes().into_iter().skip(8_usize.saturating_sub(length)).collect()
}

/// A checksum in the making.
pub(crate) struct Hasher {
    algorithm: Algorithm,
    state: State,
}

enum State {
    Crc(Box<crc_fast::Digest>),
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Hasher {
    /// A hasher that has seen nothing.
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let state = match (algorithm, algorithm.crc()) {
            (_, Some(crc)) => State::Crc(Box::new(crc_fast::Digest::new(crc))),
            (Algorithm::Sha1, None) => State::Sha1(Sha1::new()),
            (_, None) => State::Sha256(Sha256::new()),
        };
        Self { algorithm, state }
    }

    /// Takes the next bytes.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Crc(digest) => digest.update(bytes),
            State::Sha1(digest) => digest.update(bytes),
            State::Sha256(digest) => digest.update(bytes),
        }
    }

    /// The checksum.
    pub(crate) fn finish(self) -> Vec<u8> {
        match self.state {
            State::Crc(digest) => tail(digest.finalize(), self.algorithm.length()),
            State::Sha1(digest) => digest.finalize().to_vec(),
            State::Sha256(digest) => digest.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(algorithm);
        hasher.update(bytes);
        hasher.finish()
    }

    /// Check values of the CRC catalogue and of FIPS 180.
    #[test]
    fn the_algorithms_are_the_standard_ones() {
        let shown =
            |algorithm| of(algorithm, b"123456789").iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(shown(Algorithm::Crc32), "cbf43926");
        assert_eq!(shown(Algorithm::Crc32c), "e3069283");
        assert_eq!(shown(Algorithm::Crc64Nvme), "ae8b14860a799888");
        assert_eq!(shown(Algorithm::Sha1), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
        assert_eq!(shown(Algorithm::Sha256), "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
    }

    proptest! {
        #[test]
        fn the_crcs_of_parts_combine_to_that_of_the_whole(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..6)) {
            for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
                let sums: Vec<_> = parts.iter().map(|part| (of(algorithm, part), part.len() as u64)).collect();
                let sums: Vec<_> = sums.iter().map(|(sum, size)| (sum.as_slice(), *size)).collect();
                let combined = Checksum::of_parts(algorithm, ChecksumType::FullObject, &sums);
                prop_assert_eq!(combined, Checksum::full(algorithm, &of(algorithm, &parts.concat())));
            }
        }
    }

    #[test]
    fn a_composite_checksum_is_that_of_the_checksums_and_says_how_many() {
        let (one, two) = (of(Algorithm::Sha256, b"a"), of(Algorithm::Sha256, b"b"));
        let composite = Checksum::of_parts(Algorithm::Sha256, ChecksumType::Composite, &[(&one, 1), (&two, 1)]);
        assert_eq!(composite.value, format!("{}-2", encoded(&of(Algorithm::Sha256, &[one, two].concat()))));
    }
}
