//! Registers a webhook endpoint. Its secret is derived from its id, so it is nowhere stored, and
//! a repeat of the request within a day is shown it again.

use domain::Timestamp;
use domain::endpoint::{Endpoint, EndpointStatus};
use domain::event::Filter;
use domain::ids::EndpointId;
use domain::merchant::Owner;
use domain::operations::RequestHash;
use jiff::SignedDuration;

use crate::access::RequestMeta;
use crate::ports::Registered;
use crate::sessions::{Answered, Failure};
use crate::{Deps, Trouble};

/// The path that idempotency keys of this use case are scoped to.
const PATH: &str = "/v1/webhook_endpoints";
/// How long a repeat is shown the secret again.
const SHOWN_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// A request to register an endpoint.
#[derive(Debug, Clone)]
pub struct Register {
    /// Whose.
    pub owner: Owner,
    /// Where.
    pub url: String,
    /// What it wants to hear.
    pub filters: Vec<Filter>,
    /// For the merchant's eyes.
    pub description: Option<String>,
    /// Whether an object's next event waits for the one before it.
    pub ordered: bool,
    /// Of the body.
    pub request: RequestHash,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why nothing is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The key was used for another request.
    KeyReused,
    /// The merchant has as many as it may have.
    LimitReached,
    /// The URL may not be reached.
    Url(domain::Invalid),
}

/// What came of the request.
#[derive(Debug, Clone)]
pub enum Registration {
    /// An endpoint, and its secret while it may be shown.
    Shown(Box<Shown>),
    /// An endpoint that the same request made, and that has been removed since.
    Removed(EndpointId),
}

/// An endpoint, and its secret while it may be shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The secret's bytes.
    pub secret: Option<[u8; 32]>,
}

/// Registers the endpoint.
///
/// # Errors
/// Why it is not registered.
pub async fn run(command: Register, deps: &Deps) -> Result<Answered<Registration>, Failure<Refusal>> {
    let now = deps.clock.now();
    let endpoint = endpoint(&command, now, deps);
    let id = endpoint.id;
    if let Err(why) = deps.sender.vet(&endpoint.url, endpoint.owner.livemode).await {
        // What was registered before is a repeat, wherever its name leads today.
        let known = deps.endpoints.registered(endpoint.owner, id).await?;
        known.ok_or(Failure::Refused(Refusal::Url(why)))?;
    }
    let other = |request: RequestHash| request != command.request;
    match deps.endpoints.register(&endpoint, command.request, true).await? {
        Registered::Done => {
            let secret = Some(deps.keyring.webhook_secret(id, endpoint.generation));
            Ok(Answered::fresh(Registration::Shown(Box::new(Shown { endpoint, secret }))))
        }
        Registered::LimitReached => Err(Failure::Refused(Refusal::LimitReached)),
        Registered::Existed(_, request) | Registered::Removed(request) if other(request) => {
            Err(Failure::Refused(Refusal::KeyReused))
        }
        Registered::Removed(_) => Ok(Answered::replayed(Registration::Removed(id))),
        Registered::Existed(endpoint, _) => {
            let fresh = now.duration_since(endpoint.created_at) < SHOWN_AGAIN;
            let secret = fresh.then(|| deps.keyring.webhook_secret(id, endpoint.generation));
            Ok(Answered::replayed(Registration::Shown(Box::new(Shown { endpoint: *endpoint, secret }))))
        }
    }
}

/// Whether the key of this request registered an endpoint of another body. For a request that cannot
/// be read: its key says more of what went wrong than its fields.
///
/// # Errors
/// When the table cannot be read.
pub async fn is_key_reused(
    owner: Owner,
    meta: &RequestMeta,
    request: RequestHash,
    deps: &Deps,
) -> Result<bool, Trouble> {
    let Some(key) = meta.idempotency_key.as_deref() else { return Ok(false) };
    let id = EndpointId::from_bits(deps.keyring.object(owner, PATH, key));
    Ok(match deps.endpoints.registered(owner, id).await? {
        Some(Registered::Existed(_, earlier) | Registered::Removed(earlier)) => earlier != request,
        Some(Registered::Done | Registered::LimitReached) | None => false,
    })
}

fn endpoint(command: &Register, now: Timestamp, deps: &Deps) -> Endpoint {
    let bits = match command.meta.idempotency_key.as_deref() {
        Some(key) => deps.keyring.object(command.owner, PATH, key),
        None => deps.randomness.bits(),
    };
    Endpoint {
        id: EndpointId::from_bits(bits),
        owner: command.owner,
        url: command.url.clone(),
        filters: command.filters.clone(),
        description: command.description.clone(),
        ordered: command.ordered,
        generation: 1,
        status: EndpointStatus::Enabled,
        last_success_at: None,
        failing_since: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}
