//! Changes a merchant: how its page looks, and what becomes of money that comes late.
//!
//! Who: whoever may invoke this function; no route leads here. What is left out stays; null takes away what may be
//! absent. A second call changes nothing. Takes: `merchant`, and `name`, `colour`, `logo`, `support_email`,
//! `support_url`, `late_payments`. Answers: the merchant · `not_found` · a field's own code.

use api::operator::{self, Boxed, merchant_change};
use api::{Code, Deps, Grant, Operator, Problem, refusals};
use app::merchants::update;
use app::views::MerchantView;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "merchants-update",
    grants: &[Grant::TableUpdate],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let (id, change) = operator::read(payload, merchant_change)?;
    let changed = update::run(id, &change, deps).await.map_err(refusals::trouble)?;
    let changed = changed.ok_or_else(|| Problem::because(Code::NotFound, "There is no such merchant."))?;
    Ok(operator::answer(&MerchantView::of(&changed)))
}
