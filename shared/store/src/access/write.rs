//! One item under a condition.

use app::Trouble;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};

use super::{CONFLICT_TRIES, Table};
use crate::expressions::Expression;
use crate::trouble::{is_conflict, throttled, trouble};
use crate::values::{Item, corrupt};

const FOUND: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What came of a conditional write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome<T> {
    /// It is written.
    Written(T),
    /// The condition did not hold; this was there, if anything.
    Refused(Option<Item>),
}

impl Table {
    /// Writes a whole item if the condition holds.
    pub(crate) async fn put(&self, item: Item, when: &Expression) -> Result<Outcome<()>, Trouble> {
        for _ in 0..CONFLICT_TRIES {
            let sent = self
                .client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(item.clone()))
                .set_condition_expression(when.condition())
                .set_expression_attribute_names(when.request_names())
                .set_expression_attribute_values(when.request_values())
                .return_values_on_condition_check_failure(FOUND)
                .send();
            match Box::pin(sent).await {
                Ok(_) => return Ok(Outcome::Written(())),
                Err(error) => {
                    if let Some(PutItemError::ConditionalCheckFailedException(refused)) = error.as_service_error() {
                        return Ok(Outcome::Refused(refused.item.clone()));
                    }
                    patience(&error)?;
                }
            }
        }
        Err(throttled())
    }

    /// Changes an item in place if the condition holds, and gives it back as it is then.
    pub(crate) async fn update(&self, key: Item, change: &Expression) -> Result<Outcome<Item>, Trouble> {
        for _ in 0..CONFLICT_TRIES {
            let sent = self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .update_expression(change.update())
                .set_condition_expression(change.condition())
                .set_expression_attribute_names(change.request_names())
                .set_expression_attribute_values(change.request_values())
                .return_values(ReturnValue::AllNew)
                .return_values_on_condition_check_failure(FOUND)
                .send();
            match Box::pin(sent).await {
                Ok(answer) => {
                    let item = answer.attributes.ok_or_else(|| corrupt("answer", "no attributes"))?;
                    return Ok(Outcome::Written(item));
                }
                Err(error) => {
                    if let Some(UpdateItemError::ConditionalCheckFailedException(refused)) = error.as_service_error() {
                        return Ok(Outcome::Refused(refused.item.clone()));
                    }
                    patience(&error)?;
                }
            }
        }
        Err(throttled())
    }

    /// Removes an item; says whether it was there.
    pub(crate) async fn delete(&self, key: Item) -> Result<bool, Trouble> {
        for _ in 0..CONFLICT_TRIES {
            let sent = self
                .client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .return_values(ReturnValue::AllOld)
                .send();
            match Box::pin(sent).await {
                Ok(answer) => return Ok(answer.attributes.is_some()),
                Err(error) => patience(&error)?,
            }
        }
        Err(throttled())
    }
}

/// A write that met a transaction on the same item may be tried again; nothing else may.
fn patience<E: ProvideErrorMetadata>(error: &SdkError<E>) -> Result<(), Trouble> {
    if is_conflict(error) { Ok(()) } else { Err(trouble(error)) }
}
