//! Mandates: a customer's agreement that the merchant may charge a saved payment method later.
//!
//! | state | fields only it has | commands it understands |
//! |---|---|---|
//! | [`Standing::PendingAuthorisation`] | – | activate, fail: with the end of its session only |
//! | [`Standing::Active`] | what was agreed to | revoke |
//! | [`Standing::Revoked`] | that, when and why | – |
//! | [`Standing::Failed`] | when | – |
//!
//! A pending mandate is all its session's: it follows from the session alone ([`Mandate::pending`]), nothing
//! else changes it, and so whoever ends the session need not read it. Guaranteed by that, and by both being
//! written together: a session that has ended has no pending mandate. Source: decision 0031.

use crate::Timestamp;
use crate::codes::codes;
use crate::ids::{CustomerId, MandateId, MethodId, SessionId};
use crate::merchant::Owner;
use crate::session::Base;

codes! {
    /// What a mandate lets the merchant do.
    pub enum MandateKind {
        /// Charge when it is due, as the two have agreed.
        OnDemand = "on_demand",
    }
}

codes! {
    /// Where a mandate is.
    pub enum MandateStatus {
        /// The payer has not agreed yet.
        PendingAuthorisation = "pending_authorisation",
        /// The merchant may charge.
        Active = "active",
        /// It was withdrawn, for good.
        Revoked = "revoked",
        /// Its session ended without success.
        Failed = "failed",
    }
}

codes! {
    /// Why a mandate was revoked.
    pub enum RevocationReason {
        /// The customer was deleted.
        CustomerDeleted = "customer_deleted",
        /// Its payment method was detached.
        MethodDetached = "payment_method_detached",
        /// The merchant revoked it.
        RequestedByMerchant = "requested_by_merchant",
    }
}

/// What a payer was shown, word for word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentText {
    /// The words.
    pub text: String,
    /// Their language, BCP 47.
    pub locale: String,
}

/// That the payer agreed, and to which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What the hosted page showed; `None` when the merchant has asked on a page of its own.
    pub shown: Option<ConsentText>,
    /// When the payer submitted it.
    pub given_at: Timestamp,
}

/// What was agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// What may be charged.
    pub method: MethodId,
    /// By which words.
    pub consent: Consent,
    /// Since when.
    pub at: Timestamp,
}

/// Where a mandate is, with what only is so there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The payer has not agreed yet.
    PendingAuthorisation,
    /// The merchant may charge.
    Active(Agreed),
    /// The merchant may not charge any more, for good.
    Revoked {
        /// What was agreed to.
        agreed: Agreed,
        /// Since when it is not.
        at: Timestamp,
        /// Why.
        why: RevocationReason,
    },
    /// Nothing was agreed to.
    Failed {
        /// When its session ended.
        at: Timestamp,
    },
}

/// A mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Which.
    pub id: MandateId,
    /// Of which merchant and mode.
    pub owner: Owner,
    /// Whose agreement it is.
    pub customer: CustomerId,
    /// The session that it came of.
    pub session: SessionId,
    /// What it lets the merchant do.
    pub kind: MandateKind,
    /// Where it is.
    pub standing: Standing,
    /// 1, 2, 3 … one for each change.
    pub version: u32,
    /// When created, with its session.
    pub created_at: Timestamp,
    /// When last changed.
    pub updated_at: Timestamp,
    /// When each version was made, oldest first.
    pub changes: Vec<Timestamp>,
}

/// What becomes of a revocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revoking {
    /// It is revoked.
    Now(Box<Mandate>),
    /// It was already.
    Already(Box<Mandate>),
}

/// Why a mandate cannot be revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevokeRefusal {
    /// Its session is active: to cancel that is to end both.
    Pending,
    /// It never came about.
    Failed,
}

impl Mandate {
    /// The version in which a mandate is pending, and in no other.
    pub const PENDING: u32 = 1;

    /// The mandate of a session that is active; `None` when the session makes none.
    #[must_use]
    pub fn pending(session: &Base) -> Option<Self> {
        let terms = &session.terms;
        let (id, customer) = (terms.mandate()?, terms.customer?);
        let at = session.created_at;
        Some(Self {
            id,
            owner: session.owner,
            customer,
            session: terms.id,
            kind: MandateKind::OnDemand,
            standing: Standing::PendingAuthorisation,
            version: Self::PENDING,
            created_at: at,
            updated_at: at,
            changes: vec![at],
        })
    }

    /// The payer has agreed, and the session succeeded.
    #[must_use]
    pub(crate) fn activated(self, agreed: Agreed, now: Timestamp) -> Self {
        self.stepped(Standing::Active(agreed), now)
    }

    /// The payer has agreed, to charge a method that has gone meanwhile: there is nothing to charge.
    #[must_use]
    pub(crate) fn revoked_at_once(self, agreed: Agreed, now: Timestamp) -> Self {
        self.stepped(Standing::Revoked { agreed, at: now, why: RevocationReason::MethodDetached }, now)
    }

    /// The session ended without success.
    #[must_use]
    pub(crate) fn failed(self, now: Timestamp) -> Self {
        self.stepped(Standing::Failed { at: now }, now)
    }

    /// Takes the agreement back, for good.
    ///
    /// # Errors
    /// Why it cannot be: there is no agreement.
    pub fn revoke(self, why: RevocationReason, now: Timestamp) -> Result<Revoking, RevokeRefusal> {
        match self.standing.clone() {
            Standing::PendingAuthorisation => Err(RevokeRefusal::Pending),
            Standing::Failed { .. } => Err(RevokeRefusal::Failed),
            Standing::Revoked { .. } => Ok(Revoking::Already(Box::new(self))),
            Standing::Active(agreed) => {
                let standing = Standing::Revoked { agreed, at: now, why };
                Ok(Revoking::Now(Box::new(self.stepped(standing, now))))
            }
        }
    }

    /// Where it is.
    #[must_use]
    pub const fn status(&self) -> MandateStatus {
        match &self.standing {
            Standing::PendingAuthorisation => MandateStatus::PendingAuthorisation,
            Standing::Active(_) => MandateStatus::Active,
            Standing::Revoked { .. } => MandateStatus::Revoked,
            Standing::Failed { .. } => MandateStatus::Failed,
        }
    }

    /// Whether the merchant may charge under it.
    #[must_use]
    pub const fn is_chargeable(&self) -> bool {
        matches!(self.standing, Standing::Active(_))
    }

    /// What was agreed to, also when it was taken back since.
    #[must_use]
    pub const fn agreed(&self) -> Option<&Agreed> {
        match &self.standing {
            Standing::Active(agreed) | Standing::Revoked { agreed, .. } => Some(agreed),
            Standing::PendingAuthorisation | Standing::Failed { .. } => None,
        }
    }

    /// Whether it lets this method be charged.
    #[must_use]
    pub fn charges(&self, method: MethodId) -> bool {
        matches!(&self.standing, Standing::Active(agreed) if agreed.method == method)
    }

    /// One version on, standing so.
    fn stepped(self, standing: Standing, now: Timestamp) -> Self {
        let mut changes = self.changes;
        changes.push(now);
        Self { standing, version: self.version.saturating_add(1), updated_at: now, changes, ..self }
    }
}
