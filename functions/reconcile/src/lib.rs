//! Compares our books with the processor's: what is held, captured and refunded of every payment.
//!
//! Who: whoever may invoke this function; no route leads here. Changes nothing. Takes: `merchant`;
//! `created_after`, `created_before` and `cursor` if you like. Answers: how much was compared, each difference
//! with its session, payment and both figures, and `next_cursor` while there is more · `not_found` · a field's
//! own code.

use api::operator::{self, Boxed, ReconcileAnswer, reconcile_wish};
use api::{Code, Deps, Grant, Operator, Problem, refusals};
use app::ledger::reconcile;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "reconcile",
    grants: &[Grant::TableGet, Grant::TableBatchGet, Grant::ListQuery, Grant::SandboxGet],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let command = operator::read(payload, reconcile_wish)?;
    let merchant = deps.merchants.merchant(command.owner.merchant).await.map_err(refusals::trouble)?;
    merchant.ok_or_else(|| Problem::because(Code::NotFound, "There is no such merchant."))?;
    let came = reconcile::run(command, deps).await.map_err(refusals::trouble)?;
    Ok(operator::answer(&ReconcileAnswer::of(came)))
}
