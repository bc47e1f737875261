//! Ids and randomness of a world: seeded for graded runs, from the system for `labs serve`.
//!
//! Every id that AWS would make up (request ids, table ids) and every random number that a step can see comes from here,
//! so that two runs with one seed are the same byte for byte.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

/// A source of ids and random bytes.
#[derive(Debug)]
pub struct Ids(Mutex<ChaCha20Rng>);

/// Where a sequence stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IdsState {
    seed: [u8; 32],
    /// In words of 32 bits from the start of the sequence.
    position: u128,
}

impl Ids {
    /// The sequence that belongs to `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))
    }

    /// A sequence that nobody can foresee.
    ///
    /// # Errors
    /// When the system has no source of randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)?;
        Ok(Self(Mutex::new(ChaCha20Rng::from_seed(seed))))
    }

    /// Where the sequence stands, for checkpoints.
    pub(crate) fn state(&self) -> IdsState {
        let generator = self.generator();
        IdsState { seed: generator.get_seed(), position: generator.get_word_pos() }
    }

    /// The sequence that stands where another one stood.
    pub(crate) fn at(state: &IdsState) -> Self {
        let mut generator = ChaCha20Rng::from_seed(state.seed);
        generator.set_word_pos(state.position);
        Self(Mutex::new(generator))
    }

    /// 64 random bits.
    #[must_use]
    pub fn bits(&self) -> u64 {
        self.generator().next_u64()
    }

    /// A version 4 UUID in lower case: `0f0c5a3e-…`, as TableId and most AWS ids have it.
    #[must_use]
    pub fn uuid(&self) -> String {
        let high = (self.bits() & !0xf000) | 0x4000;
        let low = (self.bits() & !(0b11 << 62)) | (0b10 << 62);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }

    /// `length` characters of `0-9A-Z`; DynamoDB's request ids are 52 of them.
    #[must_use]
    pub fn alphanumeric(&self, length: usize) -> String {
        (0..length)
            .map(|_| {
                let digit = u32::try_from(self.bits() % 36).unwrap_or(0);
                char::from_digit(digit, 36).unwrap_or('0').to_ascii_uppercase()
            })
            .collect()
    }

    fn generator(&self) -> MutexGuard<'_, ChaCha20Rng> {
        // The generator cannot be left half-stepped by a panic elsewhere, so a poisoned lock is still good.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_one_sequence() {
        let (a, b) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!((a.uuid(), a.alphanumeric(52)), (b.uuid(), b.alphanumeric(52)));
        assert_ne!(a.uuid(), Ids::seeded(8).uuid());
    }

    #[test]
    fn a_sequence_goes_on_from_its_state() {
        for steps in [0, 1, 7, 8, 15, 16, 17, 100] {
            let ids = Ids::seeded(7);
            for _ in 0..steps {
                let _spent = ids.bits();
            }
            let again = Ids::at(&ids.state());
            assert_eq!(
                (0..40).map(|_| ids.bits()).collect::<Vec<_>>(),
                (0..40).map(|_| again.bits()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_uuid_has_the_form_of_version_4() {
        let uuid = Ids::seeded(1).uuid();
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4", "{uuid}");
        assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    }

    #[test]
    fn request_ids_are_upper_case_letters_and_digits() {
        let id = Ids::random().unwrap().alphanumeric(52);
        assert_eq!(id.len(), 52);
        assert!(id.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase()), "{id}");
    }
}
