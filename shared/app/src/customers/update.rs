//! Changes what is known of a customer.
//!
//! Guaranteed: a method becomes the default only while it is attached, and theirs: it is looked at first, and the
//! write depends on it staying so.

use domain::Invalid;
use domain::customer::{Customer, CustomerChange, CustomerRefusal, CustomerStep, CustomerUpdating};
use domain::ids::{CustomerId, MethodId};
use domain::merchant::Owner;
use domain::operations::Keyed;

use super::to_write;
use crate::access::RequestMeta;
use crate::ports::{Cause, Consistency, CustomerOperation, CustomerWrite, CustomerWritten, KeyedEffect, Remembered};
use crate::sessions::{Answered, Failure, TRIES};
use crate::{Deps, Trouble, methods, trace};

/// A request to change a customer.
#[derive(Debug, Clone)]
pub struct Update {
    /// Which customer.
    pub customer: CustomerId,
    /// Whose it must be.
    pub owner: Owner,
    /// The idempotency key, if there is one.
    pub keyed: Option<Keyed>,
    /// What is to change.
    pub change: CustomerChange,
    /// What the request says of itself.
    pub meta: RequestMeta,
}

/// Why nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such customer.
    NotFound,
    /// They were deleted.
    Deleted,
    /// The key was used for another request.
    KeyReused,
    /// Another customer has the merchant's own id.
    ExternalIdTaken {
        /// Whether the same keyed request met that before.
        repeat: bool,
    },
    /// These fields cannot be so.
    Fields(Vec<(&'static str, Invalid)>),
}

/// Changes the customer.
///
/// # Errors
/// Why they stay as they are.
pub async fn run(command: Update, deps: &Deps) -> Result<Answered<Customer>, Failure<Refusal>> {
    trace::customer(command.customer);
    let cause = command.meta.cause(deps.randomness.as_ref());
    let read = deps.customers.get(command.customer, command.owner, Consistency::Strong).await?;
    let mut customer = read.ok_or(Failure::Refused(Refusal::NotFound))?;
    for _ in 0..TRIES {
        match once(customer, &command, &cause, deps).await? {
            Tried::Answered(answer) => return answer.map_err(Failure::Refused),
            Tried::Lost(found) => customer = *found,
        }
    }
    Err(Trouble::Contended.into())
}

/// What came of one try.
enum Tried {
    /// This is the answer.
    Answered(Result<Answered<Customer>, Refusal>),
    /// Somebody else was faster; this is how the customer stands now.
    Lost(Box<Customer>),
}

async fn once(customer: Customer, command: &Update, cause: &Cause, deps: &Deps) -> Result<Tried, Trouble> {
    let now = deps.clock.now();
    let key = command.keyed.map(|keyed| Remembered { keyed, now });
    let step = match customer.clone().update(command.change.clone(), now) {
        Err(refusal) => return refused(refusal, customer, command, deps).await.map(Tried::Answered),
        Ok(CustomerUpdating::Already(_)) => {
            let Some(key) = key else { return Ok(Tried::Answered(Ok(Answered::fresh(customer)))) };
            let noted = deps.customers.note(&customer, key, KeyedEffect::Done, cause.clone()).await?;
            return Ok(tried(noted, customer, command));
        }
        Ok(CustomerUpdating::Now(step)) => *step,
    };
    let relies_on = match newly_default(&customer, &step) {
        None => None,
        Some(method) => match usable(method, &customer, deps).await? {
            Ok(version) => Some((method, version)),
            Err(invalid) => {
                let refusal = CustomerRefusal::Fields(vec![("/default_payment_method", invalid)]);
                return refused(refusal, customer, command, deps).await.map(Tried::Answered);
            }
        },
    };
    let write = CustomerWrite { relies_on, ..to_write(step, deps) };
    let written = deps.customers.apply(write, key, cause.clone()).await?;
    match (written, key) {
        (CustomerWritten::ExternalIdTaken, Some(key)) => {
            // A repeat is refused as well, though the other customer may have gone by then.
            let noted = deps.customers.note(&customer, key, KeyedEffect::ExternalIdTaken, cause.clone()).await?;
            Ok(match noted {
                CustomerWritten::Done(_) => Tried::Answered(Err(Refusal::ExternalIdTaken { repeat: false })),
                met @ (CustomerWritten::Lost(_)
                | CustomerWritten::Seen(..)
                | CustomerWritten::MethodChanged
                | CustomerWritten::ExternalIdTaken
                | CustomerWritten::Missing) => tried(met, customer, command),
            })
        }
        (written, _) => Ok(tried(written, customer, command)),
    }
}

/// The method that a step makes the default, if it does.
fn newly_default(before: &Customer, step: &CustomerStep) -> Option<MethodId> {
    step.next.default_method.filter(|method| before.default_method != Some(*method))
}

/// The version at which the customer may be charged by this method, or why they may not.
async fn usable(id: MethodId, customer: &Customer, deps: &Deps) -> Result<Result<u32, Invalid>, Trouble> {
    let found = methods::one(id, customer.owner, deps).await?;
    Ok(match found.filter(|method| method.customer == customer.id) {
        None => Err(Invalid::new("not_found", "This customer has no such payment method.")),
        Some(method) if method.is_attached() => Ok(method.version),
        Some(_) => {
            let detail = "This payment method is detached, for good; ask the customer for another.";
            Err(Invalid::new("payment_method_detached", detail))
        }
    })
}

/// What a write came to, of a customer that was read so.
fn tried(written: CustomerWritten, read: Customer, command: &Update) -> Tried {
    Tried::Answered(match written {
        CustomerWritten::Done(customer) => Ok(Answered::fresh(*customer)),
        CustomerWritten::Lost(found) => return Tried::Lost(found),
        // It is looked at once more, and refused if it is detached.
        CustomerWritten::MethodChanged => return Tried::Lost(Box::new(read)),
        CustomerWritten::Seen(earlier, found) => repeated(earlier, found.map_or(read, |found| *found), command),
        CustomerWritten::ExternalIdTaken => Err(Refusal::ExternalIdTaken { repeat: false }),
        CustomerWritten::Missing => Err(Refusal::NotFound),
    })
}

/// The answer to a request whose key was here before.
fn repeated(earlier: CustomerOperation, customer: Customer, command: &Update) -> Result<Answered<Customer>, Refusal> {
    let same = command.keyed.is_some_and(|keyed| keyed.request == earlier.request);
    match earlier.effect {
        _ if !same => Err(Refusal::KeyReused),
        KeyedEffect::Done => Ok(Answered::replayed(customer)),
        KeyedEffect::ExternalIdTaken => Err(Refusal::ExternalIdTaken { repeat: true }),
    }
}

/// A refusal for what is so today, unless the key was here before.
async fn refused(
    refusal: CustomerRefusal,
    customer: Customer,
    command: &Update,
    deps: &Deps,
) -> Result<Result<Answered<Customer>, Refusal>, Trouble> {
    if let Some(keyed) = command.keyed
        && let Some(earlier) = deps.customers.seen(command.customer, keyed.key).await?
    {
        return Ok(repeated(earlier, customer, command));
    }
    Ok(Err(match refusal {
        CustomerRefusal::Deleted => Refusal::Deleted,
        CustomerRefusal::Fields(fields) => Refusal::Fields(fields),
    }))
}

/// Whether this key was used for another change of this customer. For a request that cannot be read: its
/// key says more of what went wrong than its fields.
///
/// # Errors
/// When the table cannot be read.
pub async fn is_key_reused(customer: CustomerId, keyed: Option<Keyed>, deps: &Deps) -> Result<bool, Trouble> {
    let Some(keyed) = keyed else { return Ok(false) };
    let earlier = deps.customers.seen(customer, keyed.key).await?;
    Ok(earlier.is_some_and(|earlier| earlier.request != keyed.request))
}
