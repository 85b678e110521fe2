//! A function that the operator invokes: JSON in, JSON out.

use std::sync::Arc;

use api::Operator;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;

use crate::start::start;
use crate::{Exit, Outlets};

/// Runs the function until its process ends.
#[must_use]
pub fn run(operator: Operator) -> Exit {
    start(operator.grants, Outlets::NONE, move |deps| {
        let deps = Arc::new(deps);
        let handler = service_fn(move |event: LambdaEvent<Value>| {
            let deps = Arc::clone(&deps);
            async move {
                let came = api::operator::process(&operator, &event.payload, &deps).await;
                // Told as a failure of the function, which its errors are counted by.
                came.map_err(|view| Diagnostic { error_type: view.code, error_message: view.detail })
            }
        });
        Box::pin(lambda_runtime::run(handler))
    })
}
