//! Time and chance, which nobody may take from anywhere else.

use domain::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, to the millisecond.
    fn now(&self) -> Timestamp;
}

/// Draws what nobody can guess.
pub trait Randomness: Send + Sync + std::fmt::Debug {
    /// 128 bits from a source fit for secrets.
    fn bits(&self) -> u128;

    /// 0 … 1000, for spreading out what would otherwise happen at once.
    fn permille(&self) -> u32 {
        u32::try_from(self.bits().checked_rem(1001).unwrap_or(500)).unwrap_or(500)
    }

    /// The id of one write, so that a write whose answer was lost knows itself again.
    fn operation(&self) -> u64 {
        u64::try_from(self.bits() >> 64).unwrap_or_default()
    }
}
