//! Revokes an API key for good.
//!
//! Who: whoever may invoke this function; no route leads here. A function that has seen the key
//! within the last minute takes it until that minute is over. A second call changes nothing.
//! Takes: `key_id`, never the key itself. Answers: the key's record with `revoked_at` ·
//! `not_found` · a field's own code.

use api::operator::{self, Boxed, key_of};
use api::{Code, Deps, Grant, Operator, Problem, refusals};
use app::merchants::keys;
use app::views::ApiKeyView;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "api-keys-revoke",
    grants: &[Grant::TableUpdate],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let id = operator::read(payload, key_of)?;
    let revoked = keys::revoke(id, deps).await.map_err(refusals::trouble)?;
    let revoked = revoked.ok_or_else(|| Problem::because(Code::NotFound, "There is no such key."))?;
    Ok(operator::answer(&ApiKeyView::of(&revoked)))
}
