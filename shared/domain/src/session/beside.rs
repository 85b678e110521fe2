//! What is written together with a session's step, because it must not come apart from it: the card
//! that a payment saved, the mandate that it makes, and whatever else comes of a session's end.
//!
//! Guaranteed by whoever persists a step: all of it is written, or nothing, and each object is as it was
//! seen. A step without companions stays the one write that it is.

use crate::Timestamp;
use crate::customer::Customer;
use crate::event::{Emitted, EventType, Subject};
use crate::ids::{CustomerId, MethodId};
use crate::mandate::Mandate;
use crate::method::SavedMethod;
use crate::payment::{Approved, Source};

use super::{Session, Step};

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
    /// A mandate that it makes, or ends.
    Mandate(Box<Mandate>),
}

impl Step {
    /// The customer whose method this step saves, or who agrees to a mandate by it.
    #[must_use]
    pub fn saves_for(&self) -> Option<CustomerId> {
        self.beside.iter().find_map(|beside| match &beside.object {
            Companion::Method(method) => Some(method.customer),
            Companion::Mandate(mandate) if mandate.is_chargeable() => Some(mandate.customer),
            Companion::Mandate(_) | Companion::Customer(_) => None,
        })
    }

    /// The method that a mandate is made for by this step, if it was saved before.
    #[must_use]
    pub fn agrees_to_charge(&self) -> Option<MethodId> {
        if self.saved().is_some() {
            return None;
        }
        self.beside.iter().find_map(|beside| match &beside.object {
            Companion::Mandate(mandate) if mandate.is_chargeable() => mandate.agreed().map(|agreed| agreed.method),
            Companion::Mandate(_) | Companion::Method(_) | Companion::Customer(_) => None,
        })
    }

    /// The same step for this customer, as it was just read. The first method that a customer saves becomes
    /// its default. Whoever was deleted meanwhile saves nothing and agrees to nothing.
    #[must_use]
    pub fn for_customer(mut self, customer: Customer, now: Timestamp) -> Self {
        if customer.is_deleted() {
            return self.without_saving(now);
        }
        if let (Some(method), None) = (self.saved(), customer.default_method) {
            self.beside.push(Beside::updated(customer.version, customer.with_default(Some(method), now)));
        }
        self
    }

    /// The same step for the method that its mandate charges, as it was just read: it may be charged without
    /// its customer now. One that was detached meanwhile takes the mandate with it.
    #[must_use]
    pub fn for_method(mut self, method: SavedMethod, now: Timestamp) -> Self {
        if !method.is_attached() {
            return self.revoking_at_once(now);
        }
        let seen = method.version;
        self.beside.extend(method.in_series(now).map(|method| Beside::method_updated(seen, method)));
        self
    }

    /// The same step, whose mandate is taken back as it is made.
    fn revoking_at_once(mut self, now: Timestamp) -> Self {
        let pending = Mandate::pending(self.next.base());
        for beside in &mut self.beside {
            let Companion::Mandate(mandate) = &beside.object else { continue };
            if let (Some(pending), Some(agreed)) = (pending.clone(), mandate.agreed().cloned()) {
                let revoked = pending.revoked_at_once(agreed, now);
                *beside = Beside::pending_no_more(revoked, vec![told(EventType::MandateRevoked)]);
            }
        }
        self
    }

    /// The method that it saves.
    fn saved(&self) -> Option<MethodId> {
        self.beside.iter().find_map(|beside| match &beside.object {
            Companion::Method(method) => Some(method.id),
            Companion::Customer(_) | Companion::Mandate(_) => None,
        })
    }

    /// The same step for a customer who has gone.
    fn without_saving(mut self, now: Timestamp) -> Self {
        if self.saved().is_some()
            && let Session::Completed(completed) = &mut self.next
            && let Some(payment) = &mut completed.payment
        {
            payment.forget_method();
        }
        let mandate = Mandate::pending(self.next.base());
        self.beside = mandate.map(|mandate| Beside::mandate_failed(mandate.failed(now))).into_iter().collect();
        self
    }
}

impl Approved {
    /// Whatever it was paid with, it is no saved method.
    const fn forget_method(&mut self) {
        let source = match self {
            Self::Held(payment) => &mut payment.source,
            Self::Captured(payment) => &mut payment.source,
            Self::Released(payment) => &mut payment.source,
            Self::Verified(payment) => &mut payment.source,
        };
        *source = Source::Given { save: false };
    }
}

const fn told(kind: EventType) -> Emitted {
    Emitted { kind, subject: Subject::Itself }
}

impl Beside {
    /// This payment method is saved.
    #[must_use]
    pub fn saved(method: SavedMethod) -> Self {
        let events = vec![told(EventType::MethodSaved)];
        Self { object: Companion::Method(Box::new(method)), seen: None, events }
    }

    /// This payment method changes, from this version on.
    #[must_use]
    pub fn method_updated(seen: u32, method: SavedMethod) -> Self {
        let events = vec![told(EventType::MethodUpdated)];
        Self { object: Companion::Method(Box::new(method)), seen: Some(seen), events }
    }

    /// This payment method cannot be used any more, from this version on.
    #[must_use]
    pub fn detached(seen: u32, method: SavedMethod) -> Self {
        let events = vec![told(EventType::MethodDetached)];
        Self { object: Companion::Method(Box::new(method)), seen: Some(seen), events }
    }

    /// This customer changes, from this version on.
    #[must_use]
    pub fn updated(seen: u32, customer: Customer) -> Self {
        let events = vec![told(EventType::CustomerUpdated)];
        Self { object: Companion::Customer(Box::new(customer)), seen: Some(seen), events }
    }

    /// This mandate comes to be, and waits for its payer.
    #[must_use]
    pub fn mandate_created(mandate: Mandate) -> Self {
        let events = vec![told(EventType::MandateCreated)];
        Self { object: Companion::Mandate(Box::new(mandate)), seen: None, events }
    }

    /// The payer agrees to this mandate, which was pending.
    pub(super) fn mandate_active(mandate: Mandate) -> Self {
        Self::pending_no_more(mandate, vec![told(EventType::MandateActive)])
    }

    /// Nothing came of this mandate, which was pending.
    pub(super) fn mandate_failed(mandate: Mandate) -> Self {
        Self::pending_no_more(mandate, vec![told(EventType::MandateFailed)])
    }

    /// This mandate is taken back, from this version on.
    #[must_use]
    pub fn mandate_revoked(seen: u32, mandate: Mandate) -> Self {
        let events = vec![told(EventType::MandateRevoked)];
        Self { object: Companion::Mandate(Box::new(mandate)), seen: Some(seen), events }
    }

    fn pending_no_more(mandate: Mandate, events: Vec<Emitted>) -> Self {
        Self { object: Companion::Mandate(Box::new(mandate)), seen: Some(Mandate::PENDING), events }
    }
}
