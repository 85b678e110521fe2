//! Pays a session: claims its lock, asks the processor, writes down what it said.
//!
//! Two writes and one call between them. Guaranteed:
//! - the claim stores the attempt, whose id is the processor's key, before the call is made;
//! - an answer that never comes leaves the payment `unknown`, never failed and never tried again
//!   under another key;
//! - a repeat of the request resumes the attempt it began, with the same processor key;
//! - whoever dies between the writes is found by a follow-up a minute later.

use domain::Timestamp;
use domain::card::CardSummary;
use domain::ids::{MethodId, PaymentId, SessionId};
use domain::mandate::ConsentText;
use domain::merchant::Owner;
use domain::method::SavedMethod;
use domain::operations::{Effect, Keyed, Seen};
use domain::payment::{Attempt, AttemptNumber, Outcome, Reference};
use domain::session::{Paying, Session, Status, Submission, SubmitRefusal, Submitted, Submitting, TakeOver};

use super::{Answered, Failure, TRIES, note, settle};
use crate::access::RequestMeta;
use crate::ports::{
    Authorise, CardDetails, Cause, ChargedTo, Claim, Consistency, MetEnd, Published, Scenario, Written,
};
use crate::{Deps, Trouble, methods, trace};

/// A request to pay.
#[derive(Debug)]
pub struct Pay {
    /// Which session.
    pub session: SessionId,
    /// Whose it must be.
    pub owner: Owner,
    /// In which world.
    pub livemode: bool,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What with.
    pub with: PayWith,
    /// What the payer was shown of the mandate that they agree to, where the hosted page showed it.
    pub consent: Option<ConsentText>,
    /// A forced outcome, in test mode.
    pub scenario: Option<Scenario>,
    /// Where pages of this service are reached.
    pub base_url: String,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// What a payer pays with.
#[derive(Debug)]
pub enum PayWith {
    /// A card.
    Card {
        /// As it was typed.
        card: CardDetails,
        /// Whether the payer wants it saved.
        save: bool,
    },
    /// A saved method.
    Saved(MethodId),
    /// The saved method that the session names.
    Named,
}

/// Why nothing is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayRefusal {
    /// There is no such session.
    NotFound,
    /// The card is not a published test number, or the mode is live.
    RealCardData,
    /// The key was used for another request.
    KeyReused,
    /// The same request is still running.
    KeyInProgress {
        /// When to ask again.
        retry_after_seconds: u64,
    },
    /// Another attempt is under way.
    PaymentInProgress,
    /// The session has ended.
    SessionEnded {
        /// How.
        status: Status,
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The session remembers as many keyed operations as it can.
    TooManyOperations,
    /// Nothing was said to pay with, and the session names nothing.
    NothingToPayWith,
    /// The session's customer has no such payment method.
    MethodNotFound,
    /// The payment method may not be used any more.
    MethodDetached,
    /// The payer wants the card saved, and the session saves none.
    SavingNotOffered,
}

/// A session after an attempt, and which attempt it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    /// The session as it stands.
    pub session: Session,
    /// The attempt.
    pub attempt: AttemptNumber,
}

/// Pays the session.
///
/// # Errors
/// Why nothing is paid.
pub async fn run(command: Pay, deps: &Deps) -> Result<Answered<Attempted>, Failure<PayRefusal>> {
    trace::session(command.session);
    let means = match means(&command, deps).await {
        Ok(means) => means,
        Err(failure) => return or_repeated(failure, &command, deps).await,
    };
    let cause = command.meta.cause(deps.randomness.as_ref());
    for _ in 0..TRIES {
        let now = deps.clock.now();
        let submission = means.submission(&command);
        let claim = Claim {
            session: command.session,
            owner: Some(command.owner),
            submission: submission.clone(),
            now,
            cause: cause.clone(),
        };
        match deps.sessions.claim(claim).await? {
            Written::Done(session) => return ask(*session, &command, &means, &cause, deps).await.map(Answered::fresh),
            Written::Missing => return Err(Failure::Refused(PayRefusal::NotFound)),
            Written::Lost(found) => match explain(*found, submission, now) {
                Explained::Refused(refusal) => return refuse(refusal, &command, deps).await,
                Explained::Repeat(session, effect) => {
                    if let Some(answer) = repeat(*session, effect, &command, &means, &cause, deps).await? {
                        return Ok(answer);
                    }
                }
                Explained::FreeByNow => {}
            },
        }
    }
    Err(Trouble::Contended.into())
}

/// What is charged, looked up.
enum Means<'a> {
    Given { card: &'a CardDetails, kept: CardSummary, save: bool },
    Saved { method: SavedMethod, token: Reference },
}

impl Means<'_> {
    fn submission(&self, command: &Pay) -> Submission {
        let (card, source) = match self {
            Self::Given { kept, save, .. } => (kept.clone(), Submitting::Given { save: *save }),
            Self::Saved { method, .. } => {
                (method.card.clone(), Submitting::Saved { method: method.id, customer: method.customer })
            }
        };
        Submission { keyed: command.keyed, card, source, consent: command.consent.clone().map(Box::new) }
    }
}

/// Looks up what is charged. A card costs no read, a saved method one.
async fn means<'a>(command: &'a Pay, deps: &Deps) -> Result<Means<'a>, Failure<PayRefusal>> {
    let id = match &command.with {
        PayWith::Card { card, save } => {
            if command.livemode || deps.sandbox.publishes(&card.number) == Published::No {
                return Err(Failure::Refused(PayRefusal::RealCardData));
            }
            let fingerprint = deps.keyring.fingerprint(command.owner, &card.number);
            let kept = card.summary(deps.sandbox.country(&card.number), fingerprint);
            return Ok(Means::Given { card, kept, save: *save });
        }
        PayWith::Saved(id) => *id,
        PayWith::Named => {
            let session = deps.sessions.get(command.session, Some(command.owner), Consistency::Eventual).await?;
            let session = session.ok_or(Failure::Refused(PayRefusal::NotFound))?;
            session.base().terms.method.ok_or(Failure::Refused(PayRefusal::NothingToPayWith))?
        }
    };
    let Some(method) = methods::one(id, command.owner, deps).await? else {
        return Err(Failure::Refused(PayRefusal::MethodNotFound));
    };
    match method.token().cloned() {
        Some(token) => Ok(Means::Saved { method, token }),
        None => Err(Failure::Refused(PayRefusal::MethodDetached)),
    }
}

/// A refusal for what is so today, unless the same request began an attempt before: its method may have been
/// detached since.
async fn or_repeated(
    failure: Failure<PayRefusal>,
    command: &Pay,
    deps: &Deps,
) -> Result<Answered<Attempted>, Failure<PayRefusal>> {
    if let Failure::Refused(PayRefusal::MethodDetached | PayRefusal::MethodNotFound) = failure
        && let Some(before) = repeated(command.session, command.owner, command.keyed, deps).await?
    {
        return Ok(Answered::replayed(before));
    }
    Err(failure)
}

/// Why a claim was lost, as the domain sees what was found.
enum Explained {
    Refused(SubmitRefusal),
    Repeat(Box<Session>, Effect),
    FreeByNow,
}

fn explain(found: Session, submission: Submission, now: Timestamp) -> Explained {
    match found.submit(submission, now) {
        Err(refusal) => Explained::Refused(refusal),
        Ok(Submitted::Repeat(session, effect)) => Explained::Repeat(Box::new(session), effect),
        Ok(Submitted::Started(_)) => Explained::FreeByNow,
    }
}

async fn refuse<T>(refusal: SubmitRefusal, command: &Pay, deps: &Deps) -> Result<T, Failure<PayRefusal>> {
    let refusal = match refusal {
        SubmitRefusal::KeyReused => PayRefusal::KeyReused,
        SubmitRefusal::PaymentInProgress => PayRefusal::PaymentInProgress,
        SubmitRefusal::TooManyOperations => PayRefusal::TooManyOperations,
        SubmitRefusal::SavingNotOffered => PayRefusal::SavingNotOffered,
        SubmitRefusal::MethodOfAnother => PayRefusal::MethodNotFound,
        SubmitRefusal::SessionEnded(status) => match note(command.session, command.keyed, MetEnd::Refused, deps).await?
        {
            true => PayRefusal::SessionEnded { status, repeat: false },
            false => PayRefusal::KeyReused,
        },
    };
    Err(Failure::Refused(refusal))
}

/// The same request was here before. `None` when a rival moved and it must be looked at again.
async fn repeat(
    session: Session,
    effect: Effect,
    command: &Pay,
    means: &Means<'_>,
    cause: &Cause,
    deps: &Deps,
) -> Result<Option<Answered<Attempted>>, Failure<PayRefusal>> {
    let Effect::Attempt(attempt) = effect else {
        let status = session.status(deps.clock.now());
        return Err(Failure::Refused(PayRefusal::SessionEnded { status, repeat: true }));
    };
    let running = matches!(&session, Session::Paying(paying) if paying.attempt.number() == attempt);
    let Session::Paying(paying) = session.clone() else {
        return Ok(Some(Answered::replayed(Attempted { session, attempt })));
    };
    if !running {
        return Ok(Some(Answered::replayed(Attempted { session, attempt })));
    }
    let now = deps.clock.now();
    match paying.take_over(now) {
        TakeOver::BeyondProcessing => Ok(Some(Answered::replayed(Attempted { session, attempt }))),
        TakeOver::StillRunning { until } => {
            // Most are done long before their lease is over.
            let left = until.duration_since(now).as_secs().clamp(1, 3);
            let retry_after_seconds = u64::try_from(left).unwrap_or(1);
            Err(Failure::Refused(PayRefusal::KeyInProgress { retry_after_seconds }))
        }
        TakeOver::Ours(step) => match deps.sessions.apply(*step, cause.clone()).await? {
            Written::Done(session) => {
                ask_again(*session, command, means, cause, deps).await.map(|a| Some(Answered::fresh(a)))
            }
            Written::Lost(_) => Ok(None),
            Written::Missing => Err(settle::gone(command.session).into()),
        },
    }
}

/// Asks the processor under the key of an attempt that somebody else began and left. That this call
/// was not taken says nothing of theirs, which may have charged: nobody knows, until it is asked.
async fn ask_again(
    session: Session,
    command: &Pay,
    means: &Means<'_>,
    cause: &Cause,
    deps: &Deps,
) -> Result<Attempted, Failure<PayRefusal>> {
    let (paying, attempt) = locked(session)?;
    let outcome = match authorise(&paying, command, means, deps).await {
        Outcome::NotSent => Outcome::Unknown,
        said @ (Outcome::Captured { .. }
        | Outcome::Authorised { .. }
        | Outcome::Verified { .. }
        | Outcome::Action { .. }
        | Outcome::Declined { .. }
        | Outcome::Unknown) => said,
    };
    let session = settle::run(paying, outcome, cause, deps).await?;
    Ok(Attempted { session, attempt })
}

fn locked(session: Session) -> Result<(Paying, AttemptNumber), Trouble> {
    let Session::Paying(paying) = session else {
        return Err(Trouble::Corrupt { what: "session", why: "claimed, and not locked".into() });
    };
    let attempt = paying.attempt.number();
    trace::payment(PaymentId { session: paying.base.terms.id, number: attempt });
    Ok((paying, attempt))
}

/// What a repeat of this keyed request is answered, if it was here before and began an attempt.
/// For a request that cannot be read any more, because time has passed: its card has expired.
///
/// # Errors
/// When the table cannot be read.
pub async fn repeated(
    session: SessionId,
    owner: Owner,
    keyed: Option<Keyed>,
    deps: &Deps,
) -> Result<Option<Attempted>, Trouble> {
    if keyed.is_none() {
        return Ok(None);
    }
    let Some(session) = deps.sessions.get(session, Some(owner), Consistency::Strong).await? else { return Ok(None) };
    Ok(match session.base().operations.seen(keyed) {
        Seen::Before(Effect::Attempt(attempt)) => Some(Attempted { session, attempt }),
        Seen::Before(
            Effect::Done
            | Effect::SessionEnded
            | Effect::Ordered
            | Effect::OrderRefused(_)
            | Effect::OrderDeclined(_)
            | Effect::Refunded(..),
        )
        | Seen::Never
        | Seen::OtherBody => None,
    })
}

/// Asks the processor under the attempt's key, and writes down what it says.
async fn ask(
    session: Session,
    command: &Pay,
    means: &Means<'_>,
    cause: &Cause,
    deps: &Deps,
) -> Result<Attempted, Failure<PayRefusal>> {
    let (paying, attempt) = locked(session)?;
    let outcome = authorise(&paying, command, means, deps).await;
    let session = settle::run(paying, outcome, cause, deps).await?;
    Ok(Attempted { session, attempt })
}

async fn authorise(paying: &Paying, command: &Pay, means: &Means<'_>, deps: &Deps) -> Outcome {
    debug_assert!(matches!(paying.attempt, Attempt::Processing(_)), "only a claimed attempt is asked for");
    let order = Authorise {
        payment: PaymentId { session: command.session, number: paying.attempt.number() },
        money: paying.base.terms.money,
        capture: paying.base.terms.capture_method,
        from: match means {
            Means::Given { card, .. } => {
                ChargedTo::Card { card, keep: paying.base.terms.saves(paying.attempt.source()) }
            }
            Means::Saved { method, token } => ChargedTo::Kept { token, card: &method.card },
        },
        base_url: &command.base_url,
        scenario: command.scenario,
    };
    deps.sandbox.authorise(order).await
}
