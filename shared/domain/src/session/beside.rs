//! What is written together with a session's step, because it must not come apart from it: the card
//! that a payment saved, and whatever else comes of a session's end.
//!
//! Guaranteed by whoever persists a step: all of it is written, or nothing, and each object is as it was
//! seen. A step without companions stays the one write that it is.

use crate::Timestamp;
use crate::customer::Customer;
use crate::event::{Emitted, EventType, Subject};
use crate::ids::CustomerId;
use crate::method::SavedMethod;

use super::Step;

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
    /// A customer that changes with it.
    Customer(Box<Customer>),
}

impl Beside {
    /// This payment method is saved.
    #[must_use]
    pub fn saved(method: SavedMethod) -> Self {
        let events = vec![Emitted { kind: EventType::MethodSaved, subject: Subject::Itself }];
        Self { object: Companion::Method(Box::new(method)), seen: None, events }
    }
}

impl Step {
    /// The customer whose method this step saves.
    #[must_use]
    pub fn saves_for(&self) -> Option<CustomerId> {
        self.beside.iter().find_map(|beside| match &beside.object {
            Companion::Method(method) => Some(method.customer),
            Companion::Customer(_) => None,
        })
    }

    /// The same step for this customer, as it was just read: the first method that a customer saves becomes
    /// its default.
    #[must_use]
    pub fn with_default_of(mut self, customer: Customer, now: Timestamp) -> Self {
        let saved = self.beside.iter().find_map(|beside| match &beside.object {
            Companion::Method(method) if method.customer == customer.id => Some(method.id),
            Companion::Method(_) | Companion::Customer(_) => None,
        });
        if let (Some(method), None, false) = (saved, customer.default_method, customer.is_deleted()) {
            self.beside.push(Beside::updated(customer.version, customer.with_default(Some(method), now)));
        }
        self
    }
}

impl Beside {
    /// This payment method cannot be used any more, from this version on.
    #[must_use]
    pub fn detached(seen: u32, method: SavedMethod) -> Self {
        let events = vec![Emitted { kind: EventType::MethodDetached, subject: Subject::Itself }];
        Self { object: Companion::Method(Box::new(method)), seen: Some(seen), events }
    }

    /// This customer changes, from this version on.
    #[must_use]
    pub fn updated(seen: u32, customer: Customer) -> Self {
        let events = vec![Emitted { kind: EventType::CustomerUpdated, subject: Subject::Itself }];
        Self { object: Companion::Customer(Box::new(customer)), seen: Some(seen), events }
    }
}
