//! A processor says that something happened to a refund: a reason to ask, like a notification of a payment.
//!
//! Guaranteed: what is written follows the processor's word as it is now, however often and in whatever order
//! it is told; a refund that succeeded fails when the payer's bank has sent it back.

use domain::ids::RefundId;

use super::settle;
use crate::access::nobody;
use crate::ports::{Consistency, FoundRefund};
use crate::{Deps, Trouble, trace};

/// Looks at what the processor says of a refund now.
///
/// # Errors
/// When the table cannot be read or written, or the processor does not answer; the notification must come
/// again then.
pub async fn run(refund: RefundId, deps: &Deps) -> Result<(), Trouble> {
    trace::payment(refund.payment);
    let Some(session) = deps.sessions.get(refund.payment.session, None, Consistency::Strong).await? else {
        return Ok(());
    };
    let away = |_| Trouble::Unavailable { what: "processor", why: "it does not answer".into() };
    match deps.sandbox.fetch_refund(refund).await.map_err(away)? {
        FoundRefund::Outcome(outcome) => {
            settle::run(session, refund, outcome, &nobody(deps.randomness.as_ref()), deps).await.map(|_| ())
        }
        FoundRefund::NeverSeen => Ok(()),
    }
}
