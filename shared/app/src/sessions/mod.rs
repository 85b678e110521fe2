//! What may be done with sessions, one verb per file.

pub mod cancel;
pub mod create;
pub mod expire;
pub mod hosted;
pub mod list;
pub mod pay;
pub(crate) mod settle;
pub mod update;

use crate::Trouble;

/// How often a use case tries again after losing a race, before it asks the client to.
pub(crate) const TRIES: u8 = 8;

/// Why a use case gives no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure<R> {
    /// It refuses, which is a proper answer.
    Refused(R),
    /// Something it stands on failed.
    Trouble(Trouble),
}

impl<R> From<Trouble> for Failure<R> {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// A result, and whether it is that of an earlier request with the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<T> {
    /// As it stands now.
    pub value: T,
    /// Whether nothing was done again.
    pub replayed: bool,
}

impl<T> Answered<T> {
    pub(crate) const fn fresh(value: T) -> Self {
        Self { value, replayed: false }
    }

    pub(crate) const fn replayed(value: T) -> Self {
        Self { value, replayed: true }
    }
}
