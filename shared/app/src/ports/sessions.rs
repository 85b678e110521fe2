//! Where sessions are kept.

use async_trait::async_trait;
use domain::Timestamp;
use domain::event::Emitted;
use domain::ids::{CustomerId, PaymentId, RequestId, SessionId};
use domain::merchant::Owner;
use domain::operations::{Keyed, OrderRefused, RequestHash};
use domain::session::{
    Beside, CancellationReason, CaptureWish, OrderRefusal, Ordering, PaymentOutcome, RefundWish, Session, Status, Step,
    Submission,
};
use domain::text::Reference;

use super::CustomerWrite;
use crate::Trouble;

/// Who caused a write. Events tell it to the merchant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The id of this write, by which a write whose answer was lost knows itself again.
    pub operation: u64,
    /// The request behind it; `None` for what time or a processor caused.
    pub request: Option<RequestId>,
    /// The idempotency key of that request, as the merchant sent it.
    pub idempotency_key: Option<String>,
}

/// How fresh a read must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consistency {
    /// May be a moment old, at half the price.
    Eventual,
    /// Shows every write that was answered before.
    Strong,
}

/// What came of a conditional write. Losing is an answer, with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It is written, and this is what stands there now.
    Done(Box<Session>),
    /// The condition did not hold; this stood there.
    Lost(Box<Session>),
    /// There is no such object.
    Missing,
}

/// A claim that this session is the only open one of its reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceGuard {
    /// Of which reference.
    pub reference: Reference,
    /// The session that held it when it was read; it must have ended, or be replaced here.
    pub seen: Option<SessionId>,
    /// The step that cancels the session which this one replaces.
    pub replaces: Option<Box<Step>>,
}

/// All that creating a session writes at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The session.
    pub session: Session,
    /// What merchants hear of it.
    pub events: Vec<Emitted>,
    /// Who caused it.
    pub cause: Cause,
    /// The mandate that it makes, if it makes one.
    pub mandate: Option<Beside>,
    /// Its customer, if that is made or changed by it.
    pub customer: Option<CustomerWrite>,
    /// Its reference, if that is guarded.
    pub guard: Option<ReferenceGuard>,
}

/// What a keyed create came to that made no session of its own: an open session of the same
/// reference was answered instead, or the request was refused because of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Diversion {
    /// Of the body.
    pub request: RequestHash,
    /// The session that was answered; `None` when the request was refused.
    pub instead: Option<SessionId>,
}

/// What came of creating a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// It is there.
    Done,
    /// The same key was here before; this is what it made, as it stands now.
    Existed(Box<Session>),
    /// The same key was here before and came to something else than a session of its own.
    Diverted(Diversion),
    /// Somebody else was faster with the customer, the reference or the replaced session.
    Raced,
}

/// Claims the lock of a session for an attempt, without reading it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which session.
    pub session: SessionId,
    /// Whose it must be; `None` when a token that only its payer has names it.
    pub owner: Option<Owner>,
    /// What is submitted.
    pub submission: Submission,
    /// When.
    pub now: Timestamp,
    /// Who caused it.
    pub cause: Cause,
}

/// How a keyed operation met a session that had ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetEnd {
    /// It was refused because of it.
    Refused,
    /// It wanted just that.
    Wanted,
    /// It was refused an order, because of where the money was.
    OrderRefused(OrderRefused),
}

/// What is wanted of money that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderWish {
    /// To collect some or all of it.
    Capture(CaptureWish),
    /// To let go of what is left.
    Void,
}

impl OrderWish {
    /// What the session says to it.
    ///
    /// # Errors
    /// Why it gives no order.
    pub fn put_to(self, session: Session, keyed: Option<Keyed>, now: Timestamp) -> Result<Ordering, OrderRefusal> {
        match self {
            Self::Capture(wish) => session.capture(keyed, wish, now),
            Self::Void => session.void(keyed, now),
        }
    }
}

/// Gives an order about money that is held, without reading it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveOrder {
    /// Of which payment.
    pub payment: PaymentId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is wanted.
    pub wish: OrderWish,
    /// When.
    pub now: Timestamp,
    /// Who caused it.
    pub cause: Cause,
}

/// Gives money back without reading first how much is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiveRefund {
    /// Of which payment.
    pub payment: PaymentId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is wanted.
    pub wish: RefundWish,
    /// When.
    pub now: Timestamp,
    /// Who caused it.
    pub cause: Cause,
}

/// Cancels a session without reading it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// Which session.
    pub session: SessionId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// Why.
    pub reason: Option<CancellationReason>,
    /// When.
    pub now: Timestamp,
    /// Who caused it.
    pub cause: Cause,
}

/// Which sessions a list wants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Of this status, at the moment of asking.
    pub status: Option<Status>,
    /// Of this outcome.
    pub outcome: Option<PaymentOutcome>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Of this reference.
    pub reference: Option<Reference>,
    /// Created at or after this.
    pub created_after: Option<Timestamp>,
    /// Created before this.
    pub created_before: Option<Timestamp>,
    /// With at least one payment.
    pub with_payments: bool,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionQuery {
    /// Whose.
    pub owner: Owner,
    /// Which.
    pub filter: SessionFilter,
    /// How many, 1 to 100.
    pub limit: usize,
    /// After this position, as [`Page::next`] gave it.
    pub after: Option<String>,
    /// The moment that statuses are read at.
    pub now: Timestamp,
}

/// Something that time must do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<T> {
    /// Since when.
    pub at: Timestamp,
    /// What.
    pub what: T,
}

/// One page, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Newest first.
    pub items: Vec<T>,
    /// The position after the last, if there is more.
    pub next: Option<String>,
}

/// The sessions' part of the table.
#[async_trait]
pub trait Sessions: Send + Sync + std::fmt::Debug {
    /// Writes a new session and all that belongs to it, or nothing.
    async fn create(&self, new: NewSession) -> Result<Created, Trouble>;

    /// Notes what the create under this id came to instead, so that a repeat comes to the same.
    /// [`Created::Done`] when it is noted; otherwise what lies there already, which stands.
    async fn divert_create(&self, id: SessionId, owner: Owner, diversion: Diversion) -> Result<Created, Trouble>;

    /// Reads a session; `None` when there is none, or it is another owner's.
    async fn get(&self, id: SessionId, owner: Option<Owner>, read: Consistency) -> Result<Option<Session>, Trouble>;

    /// Starts an attempt if the session is free for it. Agrees with [`Session::submit`].
    async fn claim(&self, claim: Claim) -> Result<Written, Trouble>;

    /// Cancels if the session is free. Agrees with [`Session::cancel`], but for what ends with a session: where it
    /// makes a mandate this is lost, and the step is to be applied.
    async fn cancel(&self, cancel: Cancel) -> Result<Written, Trouble>;

    /// Gives an order if money is held and no other order is under way. Agrees with [`Session::capture`] and
    /// [`Session::void`].
    async fn order(&self, order: GiveOrder) -> Result<Written, Trouble>;

    /// Makes a refund if the payment completed its session and so much is left. Agrees with [`Session::refund`], but
    /// for what an item does not say without being read: then it is lost, and the step is to be applied.
    async fn refund(&self, refund: GiveRefund) -> Result<Written, Trouble>;

    /// Expires if the session is overdue and free. Agrees with [`Session::expire`], but for what ends with a session, as
    /// [`Self::cancel`] does.
    async fn expire(&self, id: SessionId, now: Timestamp, cause: Cause) -> Result<Written, Trouble>;

    /// Writes what a command made of a session, unless it has changed since.
    async fn apply(&self, step: Step, cause: Cause) -> Result<Written, Trouble>;

    /// Notes that a keyed operation met an ended session, so that its repeat does too.
    /// [`Written::Lost`] when the key is known already, there is no room, or the end is not written yet:
    /// then nothing is noted.
    async fn note(&self, id: SessionId, keyed: Keyed, met: MetEnd) -> Result<Written, Trouble>;

    /// The position of a session in any list, to go on after it.
    fn position_of(&self, session: &Session) -> String;

    /// One page of a list.
    async fn list(&self, query: SessionQuery) -> Result<Page<Session>, Trouble>;

    /// The sessions that hold this reference or held it, newest first, at most a hundred.
    async fn of_reference(&self, owner: Owner, reference: &Reference) -> Result<Vec<Session>, Trouble>;

    /// The session that guards this reference, whether or not it has ended.
    async fn guard_of(&self, owner: Owner, reference: &Reference) -> Result<Option<SessionId>, Trouble>;

    /// Sessions whose time is over and that nobody has written down as expired, oldest first.
    async fn overdue(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble>;

    /// Sessions whose attempt is to be asked about, oldest first.
    async fn to_resolve(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble>;

    /// Sessions with an attempt whose outcome nobody knows, whenever it is to be asked about.
    async fn unknown(&self, limit: usize) -> Result<Vec<SessionId>, Trouble>;

    /// Sessions whose hold runs out, or soon will, oldest first.
    async fn holds_due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due<SessionId>>, Trouble>;
}
