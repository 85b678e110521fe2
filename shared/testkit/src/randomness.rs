//! Chance that comes out the same in every run.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use app::ports::Randomness;

/// The jitter that changes no delay.
const MIDDLE: u32 = 500;

/// Draws 1, 2, 3 …, stirred so that the numbers spread like chance over shards. Never the same
/// number twice, and never the same operation twice.
#[derive(Debug)]
pub struct NumberedRandomness {
    drawn: AtomicU64,
    permille: AtomicU32,
}

impl NumberedRandomness {
    /// Begins after this many draws, so that a second process of a test draws other numbers.
    #[must_use]
    pub const fn starting_at(drawn: u64) -> Self {
        Self { drawn: AtomicU64::new(drawn), permille: AtomicU32::new(MIDDLE) }
    }

    /// Spreads delays by this, 0 … 1000, from now on. 500, which changes none, is the default.
    pub fn set_permille(&self, permille: u32) {
        self.permille.store(permille, Ordering::SeqCst);
    }

    /// How many numbers have been drawn.
    #[must_use]
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::SeqCst)
    }
}

impl Default for NumberedRandomness {
    fn default() -> Self {
        Self::starting_at(0)
    }
}

impl Randomness for NumberedRandomness {
    fn bits(&self) -> u128 {
        let number = self.drawn.fetch_add(1, Ordering::SeqCst).wrapping_add(1);
        (u128::from(stirred(number)) << 64) | u128::from(number)
    }

    fn permille(&self) -> u32 {
        self.permille.load(Ordering::SeqCst)
    }
}

/// The finaliser of `SplitMix64`: another number for each number, with every bit stirred.
fn stirred(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_number_and_no_operation_comes_twice() {
        let randomness = NumberedRandomness::default();
        let bits: BTreeSet<_> = (0..1_000).map(|_| randomness.bits()).collect();
        let operations: BTreeSet<_> = (0..1_000).map(|_| randomness.operation()).collect();
        assert_eq!((bits.len(), operations.len()), (1_000, 1_000));
        assert_eq!(randomness.permille(), 500);
        assert_eq!(NumberedRandomness::default().bits(), NumberedRandomness::default().bits());
    }
}
