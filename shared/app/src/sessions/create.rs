//! Creates a session, with its customer and the guard of its reference where it has them.
//!
//! The id is derived from the idempotency key, so a repeat meets its own session in the very
//! write that would have made it. Guaranteed: one session for one key, whoever asks and however
//! often; all of it is written, or nothing.

use domain::customer::{Customer, CustomerChange, CustomerDetails, CustomerRefusal, CustomerUpdating};
use domain::ids::{CustomerId, MethodId, SessionId};
use domain::line_items::LineItems;
use domain::mandate::Mandate;
use domain::merchant::Owner;
use domain::metadata::Metadata;
use domain::method::SavedMethod;
use domain::money::Money;
use domain::operations::RequestHash;
use domain::payment::CaptureMethod;
use domain::session::{
    Address, Beside, CancellationReason, Cancelling, Expiring, MethodType, OnDuplicate, ReportingType, SavePolicy,
    Session, SessionKind, Status, Terms,
};
use domain::text::{Description, LocaleTag, Reference, StatementDescriptor};
use domain::{Invalid, Timestamp};

use super::{Answered, Failure, TRIES};
use crate::access::RequestMeta;
use crate::customers::{known_as, to_write};
use crate::ports::{Consistency, Created, CustomerWrite, Diversion, NewSession, ReferenceGuard};
use crate::{Deps, Trouble, methods, trace};

/// The path that idempotency keys of this use case are scoped to.
const PATH: &str = "/v1/payment_sessions";

/// Who a new session is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CustomerWish {
    /// Nobody in particular.
    #[default]
    Nobody,
    /// Somebody who is there already.
    Existing(CustomerId),
    /// Somebody who is made, or found by the merchant's own id and updated.
    Inline(Box<CustomerDetails>),
}

/// A session to be: all that the merchant said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whether it stands alone.
    pub kind: SessionKind,
    /// What is asked for.
    pub money: Money,
    /// Who is asked.
    pub customer: CustomerWish,
    /// How they may pay.
    pub methods: Vec<MethodType>,
    /// When the money is collected.
    pub capture_method: CaptureMethod,
    /// Whether the payer's method is saved.
    pub save: SavePolicy,
    /// The customer's saved method that it is to be paid with.
    pub method: Option<MethodId>,
    /// Where the payer goes afterwards.
    pub return_url: Option<String>,
    /// Where the payer goes instead.
    pub cancel_url: Option<String>,
    /// The language of the page.
    pub locale: Option<LocaleTag>,
    /// When it ends unpaid.
    pub expires_at: Timestamp,
    /// What is paid for.
    pub line_items: LineItems,
    /// The merchant's reference.
    pub reference: Option<Reference>,
    /// How a second session of the reference is treated.
    pub on_duplicate: OnDuplicate,
    /// For people.
    pub description: Option<Description>,
    /// For the bank statement.
    pub statement_descriptor: Option<StatementDescriptor>,
    /// For reports.
    pub reporting_type: ReportingType,
    /// Where the bill goes.
    pub billing_address: Option<Address>,
    /// Where the things go.
    pub shipping_address: Option<Address>,
    /// How often the payer may try.
    pub max_attempts: u8,
    /// The merchant's own data.
    pub metadata: Metadata,
}

/// A request to create a session.
#[derive(Debug, Clone)]
pub struct Create {
    /// Whose it will be.
    pub owner: Owner,
    /// What the request says of itself.
    pub meta: RequestMeta,
    /// Of its body.
    pub request: RequestHash,
    /// What it asks for.
    pub draft: Draft,
    /// When.
    pub now: Timestamp,
}

/// Why no session is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CreateRefusal {
    /// The key was used for another request.
    KeyReused,
    /// There is no such customer.
    CustomerNotFound,
    /// The customer was deleted.
    CustomerDeleted,
    /// These fields of the customer cannot be so.
    CustomerFields(Vec<(&'static str, Invalid)>),
    /// The customer has no such payment method.
    MethodNotFound,
    /// The payment method may not be used any more.
    MethodDetached,
    /// An open session has the reference.
    ReferenceInUse {
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// The session to be replaced is being paid.
    PaymentInProgress,
}

/// A session that was created, or that stands in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creation {
    /// The session.
    pub session: Session,
    /// Whether it is an open session of the same reference, which was wanted instead.
    pub reused: bool,
}

/// Creates the session.
///
/// # Errors
/// Why there is none.
pub async fn run(mut command: Create, deps: &Deps) -> Result<Answered<Creation>, Failure<CreateRefusal>> {
    let key = command.meta.idempotency_key.as_deref();
    let id = SessionId::from_bits(match key {
        Some(key) => deps.keyring.object(command.owner, PATH, key),
        None => deps.randomness.bits(),
    });
    trace::session(id);
    for _ in 0..TRIES {
        match once(&command, id, deps).await {
            Ok(Some(answer)) => return Ok(answer),
            // Somebody was faster, so what comes now comes after them.
            Ok(None) => command.now = deps.clock.now(),
            Err(failure) => return or_repeated(failure, &command, deps).await,
        }
    }
    Err(Trouble::Contended.into())
}

/// A refusal for what is so today, unless the same request was granted before.
async fn or_repeated(
    failure: Failure<CreateRefusal>,
    command: &Create,
    deps: &Deps,
) -> Result<Answered<Creation>, Failure<CreateRefusal>> {
    match failure {
        Failure::Refused(
            CreateRefusal::CustomerNotFound
            | CreateRefusal::CustomerDeleted
            | CreateRefusal::CustomerFields(_)
            | CreateRefusal::MethodNotFound
            | CreateRefusal::MethodDetached
            | CreateRefusal::PaymentInProgress,
        ) => match earlier(command.owner, &command.meta, command.request, deps).await? {
            Earlier::Nothing => Err(failure),
            Earlier::Same(session) => Ok(Answered::replayed(Creation { session: *session, reused: false })),
            Earlier::Other => Err(Failure::Refused(CreateRefusal::KeyReused)),
        },
        Failure::Refused(CreateRefusal::KeyReused | CreateRefusal::ReferenceInUse { .. }) | Failure::Trouble(_) => {
            Err(failure)
        }
    }
}

/// One try; `None` when somebody else was faster with the customer or the reference.
async fn once(
    command: &Create,
    id: SessionId,
    deps: &Deps,
) -> Result<Option<Answered<Creation>>, Failure<CreateRefusal>> {
    let method = named_method(command, deps).await?;
    let customer = customer(command, method.as_ref(), id, deps).await?;
    // Somebody else's method is none of this customer's.
    if method.is_some_and(|method| customer.as_ref().map(|(id, _)| *id) != Some(method.customer)) {
        return Err(Failure::Refused(CreateRefusal::MethodNotFound));
    }
    let guard = match reference(command, id, deps).await? {
        Guarding::Nothing => None,
        Guarding::Guard(guard) => Some(guard),
        Guarding::Open(open) => return duplicate(command, id, *open, deps).await,
        Guarding::Own => None,
    };
    let customer_id = customer.as_ref().map(|(id, _)| *id);
    let terms = terms(&command.draft, id, customer_id);
    let (session, events) = Session::create(command.owner, terms, command.request, command.now);
    let new = NewSession {
        session: session.clone(),
        events,
        cause: command.meta.cause(deps.randomness.as_ref()),
        mandate: Mandate::pending(session.base()).map(Beside::mandate_created),
        customer: customer.and_then(|(_, new)| new),
        guard,
    };
    let created = deps.sessions.create(new).await?;
    answered(created, || Ok(Creation { session, reused: false }), command, deps).await
}

/// What lies under the id after the write: ours, or what an earlier request with the key made.
async fn answered(
    created: Created,
    ours: impl FnOnce() -> Result<Creation, CreateRefusal>,
    command: &Create,
    deps: &Deps,
) -> Result<Option<Answered<Creation>>, Failure<CreateRefusal>> {
    match created {
        Created::Done => ours().map(|ours| Some(Answered::fresh(ours))).map_err(Failure::Refused),
        Created::Existed(found) if found.base().creation == command.request => {
            Ok(Some(Answered::replayed(Creation { session: *found, reused: false })))
        }
        Created::Existed(_) => Err(Failure::Refused(CreateRefusal::KeyReused)),
        Created::Diverted(before) => diverted(command, before, deps).await.map(Some),
        Created::Raced => Ok(None),
    }
}

/// The same key was here before, and came to something else than a session of its own.
async fn diverted(
    command: &Create,
    before: Diversion,
    deps: &Deps,
) -> Result<Answered<Creation>, Failure<CreateRefusal>> {
    if before.request != command.request {
        return Err(Failure::Refused(CreateRefusal::KeyReused));
    }
    let Some(instead) = before.instead else {
        return Err(Failure::Refused(CreateRefusal::ReferenceInUse { repeat: true }));
    };
    let found = deps.sessions.get(instead, Some(command.owner), Consistency::Strong).await?;
    let session = found.ok_or(Trouble::Corrupt { what: "diversion", why: "its session is gone".into() })?;
    Ok(Answered::replayed(Creation { session, reused: true }))
}

/// An open session has the reference and stays: it is answered, or the request is refused. With
/// a key, that is remembered, so that a repeat gets the same answer when the other has ended.
async fn duplicate(
    command: &Create,
    id: SessionId,
    open: Session,
    deps: &Deps,
) -> Result<Option<Answered<Creation>>, Failure<CreateRefusal>> {
    let reuse = command.draft.on_duplicate == OnDuplicate::Reuse;
    let instead = reuse.then_some(open.base().terms.id);
    let ours = || match reuse {
        true => Ok(Creation { session: open, reused: true }),
        false => Err(CreateRefusal::ReferenceInUse { repeat: false }),
    };
    let noted = match command.meta.idempotency_key {
        None => Created::Done,
        Some(_) => {
            let diversion = Diversion { request: command.request, instead };
            deps.sessions.divert_create(id, command.owner, diversion).await?
        }
    };
    answered(noted, ours, command, deps).await
}

/// What a request's key has made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing, or there is no key.
    Nothing,
    /// This session: it is the same request.
    Same(Box<Session>),
    /// A session, for another request.
    Other,
}

/// What the key of this request has made before. For a request that cannot be read any more, because
/// time has passed and its `expires_at` has come too near; or that never could.
///
/// # Errors
/// When the table cannot be read.
pub async fn earlier(owner: Owner, meta: &RequestMeta, request: RequestHash, deps: &Deps) -> Result<Earlier, Trouble> {
    let Some(key) = meta.idempotency_key.as_deref() else { return Ok(Earlier::Nothing) };
    let id = SessionId::from_bits(deps.keyring.object(owner, PATH, key));
    Ok(match deps.sessions.get(id, Some(owner), Consistency::Strong).await? {
        None => Earlier::Nothing,
        Some(session) if session.base().creation == request => Earlier::Same(Box::new(session)),
        Some(_) => Earlier::Other,
    })
}

/// The saved method that the session is to be paid with, if one is named.
async fn named_method(command: &Create, deps: &Deps) -> Result<Option<SavedMethod>, Failure<CreateRefusal>> {
    let Some(id) = command.draft.method else { return Ok(None) };
    match methods::one(id, command.owner, deps).await? {
        None => Err(Failure::Refused(CreateRefusal::MethodNotFound)),
        Some(method) if method.is_attached() => Ok(Some(method)),
        Some(_) => Err(Failure::Refused(CreateRefusal::MethodDetached)),
    }
}

/// The session's customer, and how it is made or changed along with the session. Whoever has a method saved,
/// or pays with a saved one, is a customer.
async fn customer(
    command: &Create,
    method: Option<&SavedMethod>,
    session: SessionId,
    deps: &Deps,
) -> Result<Option<(CustomerId, Option<CustomerWrite>)>, Failure<CreateRefusal>> {
    let details = match &command.draft.customer {
        CustomerWish::Nobody => match (method, command.draft.save) {
            (Some(method), _) => return Ok(Some((method.customer, None))),
            (None, SavePolicy::Never) => return Ok(None),
            (None, SavePolicy::Always | SavePolicy::Prompt) => CustomerDetails::default(),
        },
        CustomerWish::Existing(id) => return existing(*id, command.owner, deps).await.map(|id| Some((id, None))),
        CustomerWish::Inline(details) => details.as_ref().clone(),
    };
    let known = match &details.external_customer_id {
        Some(external) => known_as(command.owner, external, deps).await?,
        None => None,
    };
    let Some(known) = known else {
        let id = deps.keyring.customer_of(session);
        let step = Customer::create(id, command.owner, details, None, command.now);
        return Ok(Some((id, Some(to_write(step, deps)))));
    };
    let id = known.id;
    match known.update(CustomerChange::saying(details), command.now) {
        Ok(CustomerUpdating::Now(step)) => Ok(Some((id, Some(to_write(*step, deps))))),
        Ok(CustomerUpdating::Already(_)) => Ok(Some((id, None))),
        Err(CustomerRefusal::Deleted) => Err(Failure::Refused(CreateRefusal::CustomerDeleted)),
        Err(CustomerRefusal::Fields(fields)) => Err(Failure::Refused(CreateRefusal::CustomerFields(fields))),
    }
}

async fn existing(id: CustomerId, owner: Owner, deps: &Deps) -> Result<CustomerId, Failure<CreateRefusal>> {
    match deps.customers.get(id, owner, Consistency::Strong).await? {
        None => Err(Failure::Refused(CreateRefusal::CustomerNotFound)),
        Some(customer) if customer.is_deleted() => Err(Failure::Refused(CreateRefusal::CustomerDeleted)),
        Some(_) => Ok(id),
    }
}

/// What a reference asks for.
enum Guarding {
    /// Nothing to guard.
    Nothing,
    /// The repeat of a request whose own session is there: the write will meet it.
    Own,
    /// This guard.
    Guard(ReferenceGuard),
    /// An open session has it, and stays.
    Open(Box<Session>),
}

async fn reference(command: &Create, id: SessionId, deps: &Deps) -> Result<Guarding, Failure<CreateRefusal>> {
    let draft = &command.draft;
    let Some(reference) = draft.reference.clone().filter(|_| draft.on_duplicate != OnDuplicate::Allow) else {
        return Ok(Guarding::Nothing);
    };
    let seen = deps.sessions.guard_of(command.owner, &reference).await?;
    if seen == Some(id) {
        return Ok(Guarding::Own);
    }
    let held = holder(command, seen, deps).await?;
    let open = match held {
        // By our clock its time is over. By another it may not be: it ends in the same write.
        Some(overdue @ Session::Open(_)) if !is_open(&overdue, command) => {
            let replaces = match overdue.expire(command.now) {
                Expiring::Now(step) => Some(Box::new(step)),
                Expiring::NotYet(_) | Expiring::Locked(_) | Expiring::Ended(_) => None,
            };
            return Ok(Guarding::Guard(ReferenceGuard { reference, seen, replaces }));
        }
        Some(open) if is_open(&open, command) => Some(open),
        Some(_) | None => {
            let others = deps.sessions.of_reference(command.owner, &reference).await?;
            others.into_iter().find(|session| is_open(session, command))
        }
    };
    match open {
        None => Ok(Guarding::Guard(ReferenceGuard { reference, seen, replaces: None })),
        Some(own) if own.base().terms.id == id => Ok(Guarding::Own),
        Some(open) if draft.on_duplicate != OnDuplicate::Replace => Ok(Guarding::Open(Box::new(open))),
        Some(open) => match open.cancel(None, Some(CancellationReason::Replaced), command.now) {
            Ok(Cancelling::Now(step)) => {
                Ok(Guarding::Guard(ReferenceGuard { reference, seen, replaces: Some(Box::new(step)) }))
            }
            Ok(Cancelling::Already { .. }) => Ok(Guarding::Guard(ReferenceGuard { reference, seen, replaces: None })),
            Ok(Cancelling::AskProcessor(_)) | Err(_) => Err(Failure::Refused(CreateRefusal::PaymentInProgress)),
        },
    }
}

/// The session that guards the reference, whether or not it has ended.
async fn holder(command: &Create, guard: Option<SessionId>, deps: &Deps) -> Result<Option<Session>, Trouble> {
    match guard {
        Some(guard) => deps.sessions.get(guard, Some(command.owner), Consistency::Strong).await,
        None => Ok(None),
    }
}

fn is_open(session: &Session, command: &Create) -> bool {
    session.status(command.now) == Status::Active
}

fn terms(draft: &Draft, id: SessionId, customer: Option<CustomerId>) -> Terms {
    let draft = draft.clone();
    let email = match &draft.customer {
        CustomerWish::Inline(details) => details.email.as_ref().map(|email| email.as_str().to_owned()),
        CustomerWish::Nobody | CustomerWish::Existing(_) => None,
    };
    Terms {
        id,
        kind: draft.kind,
        money: draft.money,
        customer,
        email,
        methods: draft.methods,
        capture_method: draft.capture_method,
        save: draft.save,
        method: draft.method,
        return_url: draft.return_url,
        cancel_url: draft.cancel_url,
        locale: draft.locale,
        expires_at: draft.expires_at,
        line_items: draft.line_items,
        reference: draft.reference,
        on_duplicate: draft.on_duplicate,
        description: draft.description,
        statement_descriptor: draft.statement_descriptor,
        reporting_type: draft.reporting_type,
        billing_address: draft.billing_address,
        shipping_address: draft.shipping_address,
        max_attempts: draft.max_attempts,
        metadata: draft.metadata,
    }
}
