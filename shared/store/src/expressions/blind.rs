//! What every blind write of a session has in common: it says in an expression what
//! [`domain::session::Base`] does when it is stepped, and notes who caused it.

use app::Trouble;
use domain::Timestamp;
use domain::event::{Emitted, EventType, Subject};
use domain::merchant::Owner;
use domain::operations::{Keyed, Operations};

use super::Expression;
use crate::item::{Told, operations};
use crate::values::{moment, number, text, to_item};
use crate::{codec, keys};

/// The one event of every blind write: something of the session itself.
pub(super) fn itself(kind: EventType) -> Vec<Emitted> {
    vec![Emitted { kind, subject: Subject::Itself }]
}

impl Expression {
    /// For this owner's session only, if an owner is named.
    pub(super) fn owned_by(self, owner: Option<Owner>) -> Self {
        match owner {
            Some(owner) => self.and_when("m = :m").value(":m", text(keys::owner(owner))),
            None => self,
        }
    }

    /// One revision and one version on.
    pub(super) fn stepped(self, now: Timestamp) -> Self {
        self.noted(now).set("v = v + :one").set("ua = :now").value(":now", moment(now))
    }

    /// One revision on, which nobody outside sees.
    pub(super) fn noted(self, now: Timestamp) -> Self {
        self.set("rv = rv + :one")
            .set("ct = list_append(ct, :ct)")
            .value(":one", number(1_u8))
            .value(":ct", aws_sdk_dynamodb::types::AttributeValue::L(vec![moment(now)]))
    }

    /// With a keyed operation that is new, if there is a key, and fits.
    pub(super) fn keyed(self, keyed: Option<Keyed>, effect: char) -> Self {
        let Some(Keyed { key, request }) = keyed else { return self };
        self.and_when("attribute_not_exists(o.#k)")
            .and_when("size(o) < :full")
            .set("o.#k = :k")
            .name("#k", codec::short(key.0))
            .value(":full", number(i64::try_from(Operations::MAX).unwrap_or(i64::MAX)))
            .value(":k", text(operations::entry(effect, request)))
    }

    /// With what the stream is to tell, in place of what the last write told.
    pub(super) fn told(self, told: &Told) -> Result<Self, Trouble> {
        let mut written = to_item(Told::WHAT, told)?;
        let mut next = self;
        for (name, placeholder) in [("ev", ":ev"), ("op", ":op"), ("rq", ":rq"), ("ik", ":ik")] {
            next = match written.remove(name) {
                Some(value) => next.set(&format!("{name} = {placeholder}")).value(placeholder, value),
                None => next.remove(name),
            };
        }
        Ok(next)
    }
}
