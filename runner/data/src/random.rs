//! A seeded source of choices. ChaCha20 is specified, so a seed means the same data on every platform and release.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Choices that follow from a seed.
pub(crate) struct Random(ChaCha20Rng);

impl Random {
    /// The choices of `seed`.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// A number in `low..=high`; `low` when the range is empty. The bias of the remainder is below 2^-32 for the small
    /// ranges used here.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        let width = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.0.next_u64().checked_rem(width).unwrap_or(0))
    }

    /// Removes one element and returns it; `None` when there is none.
    pub(crate) fn take<T>(&mut self, from: &mut Vec<T>) -> Option<T> {
        let last = u64::try_from(from.len()).ok()?.checked_sub(1)?;
        let index = usize::try_from(self.between(0, last)).ok()?;
        Some(from.swap_remove(index))
    }

    /// Whether something happens that has `percent` chances in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_stays_in_its_range_and_reaches_both_ends() {
        let mut random = Random::seeded(1);
        let drawn: Vec<u64> = (0..200).map(|_| random.between(3, 5)).collect();
        assert!(drawn.iter().all(|n| (3..=5).contains(n)));
        assert!([3, 4, 5].iter().all(|n| drawn.contains(n)));
    }

    #[test]
    fn take_empties_a_list_and_then_gives_nothing() {
        let (mut random, mut list) = (Random::seeded(1), vec!["a", "b"]);
        let mut taken = vec![random.take(&mut list).unwrap(), random.take(&mut list).unwrap()];
        taken.sort_unstable();
        assert_eq!((taken, random.take(&mut list)), (vec!["a", "b"], None));
    }
}
