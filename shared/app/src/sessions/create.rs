//! Creates a session, with its customer and the guard of its reference where it has them.
//!
//! The id is derived from the idempotency key, so a repeat meets its own session in the very
//! write that would have made it. Guaranteed: one session for one key, whoever asks and however
//! often; all of it is written, or nothing.

use domain::Timestamp;
use domain::customer::{Customer, CustomerDetails};
use domain::event::{Emitted, EventType, Subject};
use domain::ids::{CustomerId, SessionId};
use domain::line_items::LineItems;
use domain::merchant::Owner;
use domain::metadata::Metadata;
use domain::money::Money;
use domain::operations::RequestHash;
use domain::session::{
    Address, CancellationReason, Cancelling, MethodType, OnDuplicate, ReportingType, Session, Status, Terms,
};
use domain::text::{Description, LocaleTag, Reference, StatementDescriptor};

use super::{Answered, Failure, TRIES};
use crate::access::RequestMeta;
use crate::ports::{Consistency, Created, Diversion, NewCustomer, NewSession, ReferenceGuard};
use crate::{Deps, Trouble};

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
    Inline(CustomerDetails),
}

/// A session to be: all that the merchant said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What is asked for.
    pub money: Money,
    /// Who is asked.
    pub customer: CustomerWish,
    /// How they may pay.
    pub methods: Vec<MethodType>,
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
pub async fn run(command: Create, deps: &Deps) -> Result<Answered<Creation>, Failure<CreateRefusal>> {
    let key = command.meta.idempotency_key.as_deref();
    let id = SessionId::from_bits(match key {
        Some(key) => deps.keyring.object(command.owner, PATH, key),
        None => deps.randomness.bits(),
    });
    for _ in 0..TRIES {
        if let Some(answer) = once(&command, id, deps).await? {
            return Ok(answer);
        }
    }
    Err(Trouble::Contended.into())
}

/// One try; `None` when somebody else was faster with the customer or the reference.
async fn once(
    command: &Create,
    id: SessionId,
    deps: &Deps,
) -> Result<Option<Answered<Creation>>, Failure<CreateRefusal>> {
    let customer = customer(command, id, deps).await?;
    let guard = match reference(command, id, deps).await? {
        Guarding::Nothing => None,
        Guarding::Guard(guard) => Some(guard),
        Guarding::Open(open) => return duplicate(command, id, *open, deps).await.map(Some),
        Guarding::Own => None,
    };
    let customer_id = customer.as_ref().map(|(id, _)| *id);
    let terms = terms(&command.draft, id, customer_id);
    let (session, events) = Session::create(command.owner, terms, command.request, command.now);
    let new = NewSession {
        session: session.clone(),
        events,
        cause: command.meta.cause(deps.randomness.as_ref()),
        customer: customer.and_then(|(_, new)| new),
        guard,
    };
    match deps.sessions.create(new).await? {
        Created::Done => Ok(Some(Answered::fresh(Creation { session, reused: false }))),
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
) -> Result<Answered<Creation>, Failure<CreateRefusal>> {
    let reuse = command.draft.on_duplicate == OnDuplicate::Reuse;
    let instead = reuse.then_some(open.base().terms.id);
    if command.meta.idempotency_key.is_some() {
        let diversion = Diversion { request: command.request, instead };
        deps.sessions.divert_create(id, command.owner, diversion).await?;
    }
    if reuse {
        return Ok(Answered::fresh(Creation { session: open, reused: true }));
    }
    Err(Failure::Refused(CreateRefusal::ReferenceInUse { repeat: false }))
}

/// The session's customer, and how it is made or changed along with the session.
async fn customer(
    command: &Create,
    session: SessionId,
    deps: &Deps,
) -> Result<Option<(CustomerId, Option<NewCustomer>)>, Failure<CreateRefusal>> {
    let details = match &command.draft.customer {
        CustomerWish::Nobody => return Ok(None),
        CustomerWish::Existing(id) => {
            let found = deps.customers.get(*id, command.owner).await?;
            return found.map(|_| Some((*id, None))).ok_or(Failure::Refused(CreateRefusal::CustomerNotFound));
        }
        CustomerWish::Inline(details) => details.clone(),
    };
    let Some(external) = &details.external_customer_id else {
        let id = deps.keyring.customer_of(session);
        return Ok(Some((id, Some(made(id, command, details)))));
    };
    let id = deps.keyring.customer(command.owner, external);
    let Some(known) = deps.customers.get(id, command.owner).await? else {
        return Ok(Some((id, Some(made(id, command, details)))));
    };
    let updated = known.details.clone().updated_by(details);
    if updated == known.details {
        return Ok(Some((id, None)));
    }
    let seen = Some(known.version);
    let events = vec![Emitted { kind: EventType::CustomerUpdated, subject: Subject::Itself }];
    Ok(Some((id, Some(NewCustomer { customer: known.changed(updated, command.now), seen, events }))))
}

fn made(id: CustomerId, command: &Create, details: CustomerDetails) -> NewCustomer {
    let customer = Customer {
        id,
        owner: command.owner,
        details,
        version: 1,
        created_at: command.now,
        updated_at: command.now,
        changes: vec![command.now],
    };
    let events = vec![Emitted { kind: EventType::CustomerCreated, subject: Subject::Itself }];
    NewCustomer { customer, seen: None, events }
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
    let open = open_of_reference(command, &reference, seen, deps).await?;
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

/// The open session of this reference: the one that guards it, or one that was created beside it.
async fn open_of_reference(
    command: &Create,
    reference: &Reference,
    guard: Option<SessionId>,
    deps: &Deps,
) -> Result<Option<Session>, Trouble> {
    let is_open = |session: &Session| session.status(command.now) == Status::Active;
    if let Some(guard) = guard {
        let found = deps.sessions.get(guard, Some(command.owner), Consistency::Strong).await?;
        if let Some(open) = found.filter(is_open) {
            return Ok(Some(open));
        }
    }
    let others = deps.sessions.of_reference(command.owner, reference).await?;
    Ok(others.into_iter().find(is_open))
}

fn terms(draft: &Draft, id: SessionId, customer: Option<CustomerId>) -> Terms {
    let draft = draft.clone();
    let email = match &draft.customer {
        CustomerWish::Inline(details) => details.email.as_ref().map(|email| email.as_str().to_owned()),
        CustomerWish::Nobody | CustomerWish::Existing(_) => None,
    };
    Terms {
        id,
        money: draft.money,
        customer,
        email,
        methods: draft.methods,
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
