//! A minute after each claim: looks whether its claimant died before it wrote the outcome down.
//!
//! The claim itself moves nothing in the index of what is due, which saves two write units for
//! every payment; this message is what finds a crash instead, and the expiry sweep behind it. A refund is gone
//! on with in the same way; and here the simulated processor's news of a refund arrives.

use app::Grant;
use app::payments::resolve;
use app::ports::FollowUp;
use app::refunds::notified;
use app::work::{Boxed, Consumer};
use app::{Deps, Trouble};
use domain::ids::{PaymentId, RefundId};

/// What this function does, and what it may touch.
pub const CONSUMER: Consumer = Consumer {
    name: "payments-follow-up",
    queue: "FollowUpQueue",
    grants: &[
        Grant::TableGet,
        Grant::TablePut,
        Grant::SandboxGet,
        Grant::SandboxPut,
        Grant::SandboxUpdate,
        Grant::FollowUpsSend,
    ],
    handle: |body, deps| -> Boxed<'_, _> { Box::pin(handle(body, deps)) },
};

async fn handle(body: &str, deps: &Deps) -> Result<(), Trouble> {
    let message = FollowUp::read(body)?;
    if let Some(refund) = &message.refund {
        let unreadable = || Trouble::Corrupt { what: "follow-up", why: "its refund id cannot be read".into() };
        return notified::run(RefundId::parse(refund).ok_or_else(unreadable)?, deps).await;
    }
    let payment = PaymentId::parse(&message.payment);
    let unreadable = || Trouble::Corrupt { what: "follow-up", why: "its payment id cannot be read".into() };
    resolve::follow_up(payment.ok_or_else(unreadable)?, deps).await
}
