//! The merchant changes a session that is still active.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::{Base, Open, Paying, Session, Shows, Status, Step, itself};
use crate::event::EventType;
use crate::line_items::{LineItem, LineItems};
use crate::operations::{Effect, Keyed, Seen};
use crate::text::Description;
use crate::{Invalid, Timestamp};

/// How many revisions a session may have and still be updated. Each is remembered in its item,
/// which must stay small enough that the outcome of a payment can always be written.
pub const REVISIONS_MAX: u32 = 1_000;

/// What is to change; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Merged key by key; an empty value removes its key.
    pub metadata: Option<BTreeMap<String, String>>,
    /// `Some(None)` removes it.
    pub description: Option<Option<Description>>,
    /// Replace all lines.
    pub line_items: Option<Vec<LineItem>>,
    /// `Some(None)` removes it.
    pub return_url: Option<Option<String>>,
    /// Nearer, or later within the limit of a day after the creation.
    pub expires_at: Option<Timestamp>,
}

/// Why a session cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateRefusal {
    /// The key was used for another request.
    KeyReused,
    /// It has ended.
    SessionEnded {
        /// How.
        status: Status,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// These fields cannot be so.
    Fields(Vec<(&'static str, Invalid)>),
    /// The session remembers as many changes or keyed operations as it can.
    TooManyOperations,
}

/// What becomes of an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Updating {
    /// It changes.
    Now(Step),
    /// Nothing changes.
    Already {
        /// As it stands.
        session: Session,
        /// Whether the same keyed request was here before.
        repeat: bool,
    },
}

impl Session {
    /// Changes the session.
    ///
    /// # Errors
    /// Why it stays as it is.
    pub fn update(self, keyed: Option<Keyed>, change: Change, now: Timestamp) -> Result<Updating, UpdateRefusal> {
        let status = self.status(now);
        match self.base().operations.seen(keyed) {
            Seen::OtherBody => return Err(UpdateRefusal::KeyReused),
            Seen::Before(Effect::SessionEnded) => return Err(UpdateRefusal::SessionEnded { status, repeat: true }),
            Seen::Before(
                Effect::Done
                | Effect::Attempt(_)
                | Effect::Ordered
                | Effect::OrderRefused(_)
                | Effect::OrderDeclined(_)
                | Effect::Refunded(..),
            ) => {
                return Ok(Updating::Already { session: self, repeat: true });
            }
            Seen::Never => {}
        }
        if status != Status::Active {
            return Err(UpdateRefusal::SessionEnded { status, repeat: false });
        }
        let worn_out = self.base().revision >= REVISIONS_MAX;
        if worn_out || (keyed.is_some() && self.base().operations.is_full_for_updates()) {
            return Err(UpdateRefusal::TooManyOperations);
        }
        let from = self.base().revision;
        let before = self.base().terms.clone();
        let next = match self {
            Self::Open(Open { base }) => Self::Open(Open { base: base.changed(change, now)? }),
            Self::Paying(Paying { base, attempt }) => {
                Self::Paying(Paying { base: base.changed(change, now)?, attempt })
            }
            Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_) => {
                return Err(UpdateRefusal::SessionEnded { status, repeat: false });
            }
        };
        if next.base().terms == before && keyed.is_none() {
            return Ok(Updating::Already { session: next, repeat: false });
        }
        // What changes nothing that anybody sees is noted with its key, and no event tells of it.
        let shows = if next.base().terms == before { Shows::Inside } else { Shows::Session };
        let next = next.stepped(keyed, shows, now);
        let events = if shows == Shows::Session { vec![itself(EventType::SessionUpdated)] } else { Vec::new() };
        Ok(Updating::Now(Step::alone(from, next, events)))
    }

    fn stepped(self, keyed: Option<Keyed>, shows: Shows, now: Timestamp) -> Self {
        let step = |base: Base| {
            let mut base = base.stepped(shows, now);
            base.operations.note(keyed, Effect::Done);
            base
        };
        match self {
            Self::Open(Open { base }) => Self::Open(Open { base: step(base) }),
            Self::Paying(Paying { base, attempt }) => Self::Paying(Paying { base: step(base), attempt }),
            ended @ (Self::Completed(_) | Self::Expired(_) | Self::Cancelled(_)) => ended,
        }
    }
}

impl Base {
    fn changed(self, change: Change, now: Timestamp) -> Result<Self, UpdateRefusal> {
        let mut base = self;
        let mut wrong = Vec::new();
        if let Some(changes) = change.metadata {
            match base.terms.metadata.merged(changes) {
                Ok(metadata) => base.terms.metadata = metadata,
                Err(invalid) => wrong.push(("/metadata", invalid)),
            }
        }
        if let Some(lines) = change.line_items {
            match LineItems::new(lines, base.terms.money.amount) {
                Ok(lines) => base.terms.line_items = lines,
                Err(invalid) => wrong.push(("/line_items", invalid)),
            }
        }
        if let Some(expires_at) = change.expires_at {
            match within_limit(expires_at, base.created_at, now) {
                Ok(()) => base.terms.expires_at = expires_at,
                Err(invalid) => wrong.push(("/expires_at", invalid)),
            }
        }
        if let Some(description) = change.description {
            base.terms.description = description;
        }
        if let Some(return_url) = change.return_url {
            base.terms.return_url = return_url;
        }
        if !wrong.is_empty() {
            return Err(UpdateRefusal::Fields(wrong));
        }
        Ok(base)
    }
}

fn within_limit(expires_at: Timestamp, created_at: Timestamp, now: Timestamp) -> Result<(), Invalid> {
    let limit = created_at.checked_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX);
    if expires_at <= now {
        return Err(Invalid::new(
            "invalid_expiry",
            "The new end must be in the future; to end the session now, cancel it.",
        ));
    }
    if expires_at > limit {
        return Err(Invalid::new("invalid_expiry", "A session ends at most 86,400 seconds after it was created."));
    }
    Ok(())
}
