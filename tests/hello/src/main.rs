//! The least that a function can be, on the runtime that all of ours use and built as they are. It is
//! never deployed: the benchmark of the start measures the others against it.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

/// One thread, as the real ones have.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let hello = |_: LambdaEvent<Value>| async { Ok::<_, std::convert::Infallible>(json!({"statusCode": 200})) };
    lambda_runtime::run(service_fn(hello)).await
}
