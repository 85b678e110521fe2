//! Several items at once, or none. Twice the price and three times the time of single writes, so
//! only for what must not come apart.

use app::Trouble;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

use super::{CONFLICT_TRIES, Table};
use crate::expressions::Expression;
use crate::trouble::{not_built, throttled, trouble, unavailable};
use crate::values::Item;

const FOUND: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What came of a transaction.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Transacted {
    /// All is written.
    Done,
    /// Nothing is written, because of these conditions, in the order of the writes.
    Refused(Vec<Checked>),
}

/// One condition of a transaction that was refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Checked {
    /// It was not what stood in the way.
    Held,
    /// It did not hold; this was there, if anything.
    Failed(Option<Item>),
}

impl Table {
    /// Writes all of this or nothing.
    pub(crate) async fn transact(&self, writes: Vec<TransactWriteItem>) -> Result<Transacted, Trouble> {
        for _ in 0..CONFLICT_TRIES {
            let sent = self.client.transact_write_items().set_transact_items(Some(writes.clone())).send();
            let Err(error) = Box::pin(sent).await else { return Ok(Transacted::Done) };
            let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error()
            else {
                return Err(trouble(&error));
            };
            if let Some(checked) = refused(cancelled)? {
                return Ok(Transacted::Refused(checked));
            }
        }
        Err(throttled())
    }

    /// Nothing but the name, for the builders below.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// The conditions that did not hold; `None` when only another transaction was in the way, which
/// will be gone in a moment.
fn refused(cancelled: &TransactionCanceledException) -> Result<Option<Vec<Checked>>, Trouble> {
    let reasons = cancelled.cancellation_reasons();
    let code = |reason: &CancellationReason| reason.code().unwrap_or("None").to_owned();
    if reasons.iter().any(|reason| code(reason) == "ConditionalCheckFailed") {
        let checked = |reason: &CancellationReason| match code(reason).as_str() {
            "ConditionalCheckFailed" => Checked::Failed(reason.item.clone()),
            _ => Checked::Held,
        };
        return Ok(Some(reasons.iter().map(checked).collect()));
    }
    let other = reasons.iter().map(code).find(|code| !matches!(code.as_str(), "None" | "TransactionConflict"));
    match other.as_deref() {
        None => Ok(None),
        Some("ThrottlingError" | "ProvisionedThroughputExceeded") => Err(throttled()),
        Some(code) => Err(unavailable(code)),
    }
}

/// A whole item as part of a transaction.
pub(crate) fn put_of(table: &str, item: Item, when: &Expression) -> Result<TransactWriteItem, Trouble> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .set_condition_expression(when.condition())
        .set_expression_attribute_names(when.request_names())
        .set_expression_attribute_values(when.request_values())
        .return_values_on_condition_check_failure(FOUND);
    Ok(TransactWriteItem::builder().put(put.build().map_err(not_built)?).build())
}

/// A change in place as part of a transaction.
pub(crate) fn update_of(table: &str, key: Item, change: &Expression) -> Result<TransactWriteItem, Trouble> {
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(key))
        .update_expression(change.update())
        .set_condition_expression(change.condition())
        .set_expression_attribute_names(change.request_names())
        .set_expression_attribute_values(change.request_values())
        .return_values_on_condition_check_failure(FOUND);
    Ok(TransactWriteItem::builder().update(update.build().map_err(not_built)?).build())
}

/// A removal as part of a transaction.
pub(crate) fn delete_of(table: &str, key: Item, when: &Expression) -> Result<TransactWriteItem, Trouble> {
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(key))
        .set_condition_expression(when.condition())
        .set_expression_attribute_names(when.request_names())
        .set_expression_attribute_values(when.request_values())
        .return_values_on_condition_check_failure(FOUND);
    Ok(TransactWriteItem::builder().delete(delete.build().map_err(not_built)?).build())
}

/// A condition on an item that the transaction leaves as it is.
pub(crate) fn check_of(table: &str, key: Item, when: &Expression) -> Result<TransactWriteItem, Trouble> {
    let check = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(key))
        .set_condition_expression(when.condition())
        .set_expression_attribute_names(when.request_names())
        .set_expression_attribute_values(when.request_values())
        .return_values_on_condition_check_failure(FOUND);
    Ok(TransactWriteItem::builder().condition_check(check.build().map_err(not_built)?).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cancelled(codes: &[&str]) -> TransactionCanceledException {
        let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
        TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build()
    }

    #[test]
    fn a_cancelled_transaction_says_why() {
        // Another transaction is in the way: the same may be tried again.
        assert_eq!(refused(&cancelled(&["None", "TransactionConflict"])), Ok(None));
        // A condition that does not hold comes before all else, in its place.
        let codes = ["TransactionConflict", "ConditionalCheckFailed", "None"];
        let checked = vec![Checked::Held, Checked::Failed(None), Checked::Held];
        assert_eq!(refused(&cancelled(&codes)), Ok(Some(checked)));
        for code in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
            assert_eq!(refused(&cancelled(&["None", code])), Err(throttled()));
        }
        assert_eq!(refused(&cancelled(&["ValidationError"])), Err(unavailable("ValidationError")));
    }
}
