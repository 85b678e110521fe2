//! Creates a customer.
//!
//! The id is derived from the idempotency key, so a repeat meets its own customer in the very write that
//! would have made it. Guaranteed: one customer for one key, and one for each of the merchant's own ids.

use domain::customer::{Customer, CustomerDetails};
use domain::ids::CustomerId;
use domain::merchant::Owner;
use domain::operations::RequestHash;

use super::to_write;
use crate::access::RequestMeta;
use crate::ports::CustomerCreated;
use crate::sessions::{Answered, Failure};
use crate::{Deps, Trouble, trace};

/// The path that idempotency keys of this use case are scoped to.
const PATH: &str = "/v1/customers";

/// A request to create a customer.
#[derive(Debug, Clone)]
pub struct Create {
    /// Whose it will be.
    pub owner: Owner,
    /// What is said of it.
    pub details: CustomerDetails,
    /// Of the body.
    pub request: RequestHash,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why no customer is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The key was used for another request.
    KeyReused,
    /// Another customer has the merchant's own id.
    ExternalIdTaken {
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
}

/// Creates the customer.
///
/// # Errors
/// Why there is none.
pub async fn run(command: Create, deps: &Deps) -> Result<Answered<Customer>, Failure<Refusal>> {
    let Create { owner, details, request, meta } = command;
    let id = match meta.idempotency_key.as_deref() {
        Some(key) => keyed(owner, key, deps),
        None => CustomerId::from_bits(deps.randomness.bits()),
    };
    trace::customer(id);
    let step = Customer::create(id, owner, details, Some(request), deps.clock.now());
    let ours = step.next.clone();
    let created = deps.customers.create(to_write(step, deps), meta.cause(deps.randomness.as_ref())).await?;
    let created = match created {
        // A repeat is refused as well, though the other customer may have gone by then.
        CustomerCreated::ExternalIdTaken if meta.idempotency_key.is_some() => {
            let lying = deps.customers.refuse_create(id, owner, request).await?;
            lying.unwrap_or(CustomerCreated::ExternalIdTaken)
        }
        met @ (CustomerCreated::Done
        | CustomerCreated::Existed(_)
        | CustomerCreated::Refused(_)
        | CustomerCreated::ExternalIdTaken) => met,
    };
    match created {
        CustomerCreated::Done => Ok(Answered::fresh(ours)),
        CustomerCreated::Existed(found) if found.creation == Some(request) => Ok(Answered::replayed(*found)),
        CustomerCreated::Refused(earlier) if earlier == request => {
            Err(Failure::Refused(Refusal::ExternalIdTaken { repeat: true }))
        }
        CustomerCreated::Existed(_) | CustomerCreated::Refused(_) => Err(Failure::Refused(Refusal::KeyReused)),
        CustomerCreated::ExternalIdTaken => Err(Failure::Refused(Refusal::ExternalIdTaken { repeat: false })),
    }
}

/// Whether the key of this request was used for another body. For a request that cannot be read: its key
/// says more of what went wrong than its fields.
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
    Ok(match deps.customers.created(keyed(owner, key, deps), owner).await? {
        Some(CustomerCreated::Existed(found)) => found.creation != Some(request),
        Some(CustomerCreated::Refused(earlier)) => earlier != request,
        Some(CustomerCreated::Done | CustomerCreated::ExternalIdTaken) | None => false,
    })
}

fn keyed(owner: Owner, key: &str, deps: &Deps) -> CustomerId {
    CustomerId::from_bits(deps.keyring.object(owner, PATH, key))
}
