//! Makes a merchant with its first four keys: test and live, secret and publishable.
//!
//! Who: whoever may invoke this function; no route leads here. The keys are in this one answer and
//! nowhere else. Takes: `reference`, the operator's own name for the merchant, and `name`, `colour`,
//! `logo`, `support_email`, `support_url`, `late_payments`. Answers: the merchant, `created`, and its `keys`, which
//! are null when a merchant of this reference was there · `invalid_fields` or a field's own code.

use api::operator::{self, Boxed, MerchantAnswer, merchant_draft};
use api::{Deps, Grant, Operator, Problem, refusals};
use app::merchants::create;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "merchants-create",
    grants: &[Grant::RootSecret, Grant::TablePut],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let command = operator::read(payload, merchant_draft)?;
    let created = create::run(command, deps).await.map_err(refusals::trouble)?;
    Ok(operator::answer(&MerchantAnswer::of(&created)))
}
