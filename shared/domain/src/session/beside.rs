//! What is written together with a session's step, because it must not come apart from it: the card
//! that a payment saved, and whatever else comes of a session's end.
//!
//! Guaranteed by whoever persists a step: all of it is written, or nothing, and each object is as it was
//! seen. A step without companions stays the one write that it is.

use crate::event::{Emitted, EventType, Subject};
use crate::method::SavedMethod;

/// Another object that is written with a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// As it will stand.
    pub object: Companion,
    /// The revision that stood there when it was read; `None` when nothing may be there yet.
    pub seen: Option<u32>,
    /// What merchants hear of it, in this order.
    pub events: Vec<Emitted>,
}

/// Which kind of object it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Companion {
    /// A payment method that is saved.
    Method(Box<SavedMethod>),
}

impl Beside {
    /// This payment method is saved.
    #[must_use]
    pub fn saved(method: SavedMethod) -> Self {
        let events = vec![Emitted { kind: EventType::MethodSaved, subject: Subject::Itself }];
        Self { object: Companion::Method(Box::new(method)), seen: None, events }
    }
}
