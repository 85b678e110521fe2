//! What whoever runs the service calls by hand, by invoking a function: no route leads here, only
//! the permission to invoke it.
//!
//! The manners are those of the API: one JSON object in, its fields read by the same reader, all
//! that is wrong told at once, and a refusal is a problem with the same stable codes. It is an
//! answer, so that whoever called can read it; only what broke on our side is a failure.

mod api_key;
mod merchant;
mod reconcile;

use std::future::Future;
use std::pin::Pin;

use app::{Deps, Grant};
use domain::ids::RequestId;
/// What is said and answered.
pub use serde_json::Value;
use tracing::Instrument as _;

pub use api_key::{ApiKeyList, key_of, key_wish, merchant_of};
pub use merchant::{MerchantAnswer, merchant_change, merchant_draft};
pub use reconcile::{ReconcileAnswer, reconcile_wish};

use crate::problem::ProblemView;
use crate::{Problem, body};

/// What comes of a call, on the heap.
pub type Boxed<'a> = Pin<Box<dyn Future<Output = Result<Value, Problem>> + Send + 'a>>;

/// A function that the operator invokes.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// Its name: folder, package, function.
    pub name: &'static str,
    /// What it may touch.
    pub grants: &'static [Grant],
    /// What it does.
    pub handle: for<'a> fn(&'a Value, &'a Deps) -> Boxed<'a>,
}

/// Does what is asked, and logs one line, which holds nothing of the payload or the answer.
///
/// # Errors
/// What broke on our side. A refusal of the payload is no error but an answer.
pub async fn process(operator: &Operator, payload: &Value, deps: &Deps) -> Result<Value, ProblemView> {
    let id = RequestId::from_bits(deps.randomness.bits()).to_string();
    let span = app::work_span!("operator", request_id = %id, function = operator.name);
    let began = deps.clock.now();
    let came = (operator.handle)(payload, deps).instrument(span.clone()).await;
    let took = deps.clock.now().duration_since(began).as_millis();
    let duration_ms = i64::try_from(took).unwrap_or(i64::MAX);
    let Err(problem) = came else {
        span.in_scope(|| tracing::info!(duration_ms, "done"));
        return came.map_err(|problem| problem.view(&id, &deps.settings.errors_url));
    };
    let (code, status) = (problem.code().as_str(), problem.status());
    let view = problem.view(&id, &deps.settings.errors_url);
    if status.is_server_error() {
        span.in_scope(|| tracing::error!(code, duration_ms, "failed"));
        return Err(view);
    }
    span.in_scope(|| tracing::info!(code, duration_ms, "refused"));
    Ok(answer(&view))
}

/// Reads a payload field by field.
///
/// # Errors
/// Every field that cannot be so.
pub fn read<T>(
    payload: &Value,
    reader: impl FnOnce(&mut crate::fields::Fields<'_>) -> Option<T>,
) -> Result<T, Problem> {
    body::read(payload, reader)
}

/// A view as it is answered.
pub fn answer<T: serde::Serialize>(view: &T) -> Value {
    // Views are plain structs of texts and numbers, which always are JSON.
    serde_json::to_value(view).unwrap_or_default()
}
