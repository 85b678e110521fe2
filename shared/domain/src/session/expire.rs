//! A session's time runs out.

use super::{Expired, Session, Shows, Step, itself};
use crate::Timestamp;
use crate::event::EventType;

/// What becomes of a sweep that thinks a session is overdue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expiring {
    /// It expires.
    Now(Step),
    /// Its time was moved: it is due later.
    NotYet(Session),
    /// It is being paid; it expires when that comes to nothing.
    Locked(Session),
    /// It has ended already.
    Ended(Session),
}

impl Session {
    /// Expires the session if its time is over and nobody is paying it.
    #[must_use]
    pub fn expire(self, now: Timestamp) -> Expiring {
        match self {
            Self::Open(open) if open.base.is_overdue(now) => {
                let from = open.base.revision;
                let next = Self::Expired(Expired { base: open.base.stepped(Shows::Session, now) });
                Expiring::Now(Step::unsuccessful(from, next, vec![itself(EventType::SessionExpired)], now))
            }
            Self::Open(_) => Expiring::NotYet(self),
            Self::Paying(_) => Expiring::Locked(self),
            Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_) => Expiring::Ended(self),
        }
    }
}
