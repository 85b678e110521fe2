//! Makes another API key for a merchant.
//!
//! Who: whoever may invoke this function; no route leads here. The key is in this one answer and
//! nowhere else; each call makes another. Takes: `merchant`, `livemode`, `kind`: `secret` or
//! `publishable`. Answers: the key and its `key_id` · `not_found` · `invalid_fields` or a field's
//! own code.

use api::operator::{self, Boxed, key_wish};
use api::{Code, Deps, Grant, Operator, Problem, refusals};
use app::merchants::keys;
use app::views::ApiKeyView;

/// What this function does, and what it may touch.
pub const OPERATOR: Operator = Operator {
    name: "api-keys-create",
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut],
    handle: |payload, deps| -> Boxed<'_> { Box::pin(handle(payload, deps)) },
};

async fn handle(payload: &operator::Value, deps: &Deps) -> Result<operator::Value, Problem> {
    let stands_for = operator::read(payload, key_wish)?;
    let key = keys::create(stands_for, deps).await.map_err(refusals::trouble)?;
    let key = key.ok_or_else(|| Problem::because(Code::NotFound, "There is no such merchant."))?;
    Ok(operator::answer(&ApiKeyView::shown(&key)))
}
