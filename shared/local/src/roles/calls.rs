//! Calls to the table, as IAM sees them: a transaction is each of its writes.

use std::sync::Arc;

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use serde_json::{Map, Value};

use super::Roles;
use crate::system::{SANDBOX_TABLE, TABLE};

/// Stands in the client, before anything is sent. It reads the request as it goes over the wire,
/// so no operation of the SDK can be forgotten here.
#[derive(Debug)]
pub(crate) struct Calls(pub(crate) Arc<Roles>);

impl Intercept for Calls {
    fn name(&self) -> &'static str {
        "Grants"
    }

    fn read_after_serialization(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default())?;
        for (action, resource) in actions(operation, &body) {
            self.0.ask(&action, &resource)?;
        }
        Ok(())
    }
}

/// What IAM would be asked for.
fn actions(operation: &str, request: &Value) -> Vec<(String, String)> {
    match operation {
        "TransactWriteItems" => each(request, "TransactItems")
            .iter()
            .flat_map(|(kind, write)| {
                // `Put` is the action `PutItem`, and `ConditionCheck` is `ConditionCheckItem`.
                vec![(action(&format!("{kind}Item")), resource(write))]
            })
            .collect(),
        "TransactGetItems" => {
            each(request, "TransactItems").iter().map(|(_, read)| (action("GetItem"), resource(read))).collect()
        }
        "BatchGetItem" | "BatchWriteItem" => {
            let tables = request.get("RequestItems").and_then(Value::as_object).map(Map::keys);
            tables.into_iter().flatten().map(|table| (action(operation), named(table))).collect()
        }
        _ => vec![(action(operation), resource(request))],
    }
}

/// The parts of a transaction, with what they are.
fn each(request: &Value, field: &str) -> Vec<(String, Value)> {
    let parts = request.get(field).and_then(Value::as_array);
    let parts = parts.into_iter().flatten().filter_map(Value::as_object).flatten();
    parts.map(|(kind, part)| (kind.clone(), part.clone())).collect()
}

fn action(operation: &str) -> String {
    format!("dynamodb:{operation}")
}

fn resource(call: &Value) -> String {
    let text = |field: &str| call.get(field).and_then(Value::as_str).unwrap_or_default();
    match text("IndexName") {
        "" => named(text("TableName")),
        index => format!("{}/index/{index}", named(text("TableName"))),
    }
}

/// The table as the template names it.
fn named(table: &str) -> String {
    match table {
        TABLE => "Table".to_owned(),
        SANDBOX_TABLE => "SandboxTable".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    fn asked(operation: &str, request: &Value) -> Vec<String> {
        let all = actions(operation, request);
        all.into_iter().map(|(action, resource)| format!("{action} {resource}")).collect()
    }

    #[test]
    fn a_transaction_is_its_parts_and_a_batch_is_itself() {
        let write = |kind: &str| json!({ kind: {"TableName": TABLE} });
        let parts = ["Put", "Update", "Delete", "ConditionCheck"].map(write);
        let wanted = ["PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"];
        assert_eq!(
            asked("TransactWriteItems", &json!({"TransactItems": parts})),
            wanted.map(|action| format!("dynamodb:{action} Table"))
        );
        let read = json!({"TransactItems": [{"Get": {"TableName": SANDBOX_TABLE}}]});
        assert_eq!(asked("TransactGetItems", &read), ["dynamodb:GetItem SandboxTable"]);
        let batch = json!({"RequestItems": {TABLE: [], "other": []}});
        let wanted = ["dynamodb:BatchWriteItem Table", "dynamodb:BatchWriteItem other"];
        assert_eq!(
            asked("BatchWriteItem", &batch).into_iter().collect::<BTreeSet<_>>(),
            wanted.map(str::to_owned).into()
        );
    }

    #[test]
    fn an_index_is_a_resource_of_its_own() {
        assert_eq!(asked("Query", &json!({"TableName": TABLE})), ["dynamodb:Query Table"]);
        let request = json!({"TableName": TABLE, "IndexName": "due"});
        assert_eq!(asked("Query", &request), ["dynamodb:Query Table/index/due"]);
    }
}
