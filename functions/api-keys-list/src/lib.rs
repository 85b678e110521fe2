//! Lists every API key that a merchant has had, without the keys themselves.
//!
//! Who: whoever may invoke this function; no route leads here. Takes: `merchant`. Answers: the keys,
//! oldest first, with the moment at which one was revoked · `not_found` · a field's own code.

use api::operator::{self, ApiKeyList, Boxed, merchant_of};
use api::{Code, Deps, Grant, Operator, Problem, refusals};
use app::merchants::keys;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "api-keys-list",
    grants: &[Grant::TableGet, Grant::TableQuery, Grant::TableBatchGet],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let merchant = operator::read(payload, merchant_of)?;
    let found = keys::list(merchant, deps).await.map_err(refusals::trouble)?;
    let found = found.ok_or_else(|| Problem::because(Code::NotFound, "There is no such merchant."))?;
    Ok(operator::answer(&ApiKeyList::of(&found)))
}
