//! The least that a function with a table can be, as the SDK's guide writes it, on the runtime that all of ours use
//! and built as they are: a client, and one read before the first request, so that its connection is there. It is
//! never deployed: the benchmark of the start measures the others against it.

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::{Value, json};

/// One thread, as the real ones have.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let client = Client::new(&aws_config::load_defaults(BehaviorVersion::latest()).await);
    #[expect(clippy::disallowed_methods, reason = "it has no composition root to read the environment for it")]
    let table = std::env::var("TABLE_NAME")?;
    let nothing = || AttributeValue::S("hello".to_owned());
    client.get_item().table_name(table).key("pk", nothing()).key("sk", nothing()).send().await?;
    let hello = |_: LambdaEvent<Value>| async { Ok::<_, std::convert::Infallible>(json!({"statusCode": 200})) };
    lambda_runtime::run(service_fn(hello)).await
}
