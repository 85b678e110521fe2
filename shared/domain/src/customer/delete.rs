//! The merchant deletes a customer: what is known of them goes, what they paid stays.

use super::{Customer, CustomerStep, Standing};
use crate::Timestamp;
use crate::event::EventType;

/// What becomes of a deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deleting {
    /// They go.
    Now(Box<CustomerStep>),
    /// They are gone.
    Already(Box<Customer>),
}

impl Customer {
    /// Deletes them, for good. The merchant's own id of them is free again.
    #[must_use]
    pub fn delete(self, now: Timestamp) -> Deleting {
        if self.is_deleted() {
            return Deleting::Already(Box::new(self));
        }
        let mut step = self.stepped(Standing::Deleted, EventType::CustomerDeleted, now);
        // What it names is detached with them.
        step.next.default_method = None;
        Deleting::Now(Box::new(step))
    }

    /// As they may still be told of when they have been deleted: that they were there, and when.
    #[must_use]
    pub fn without_details(self) -> Self {
        let standing = match self.standing {
            Standing::Known(_) => Standing::Known(Box::default()),
            Standing::Deleted => Standing::Deleted,
        };
        Self { standing, ..self }
    }
}
