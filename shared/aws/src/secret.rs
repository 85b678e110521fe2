//! A secret, in Secrets Manager.
//!
//! Guaranteed: its text goes to the caller and nowhere else; an error holds no part of it.

use std::time::Duration;

use app::Trouble;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Config;
use aws_sdk_secretsmanager::config::timeout::TimeoutConfig;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata as _;

use crate::failure::kind;

/// How long one try may take. Three of them, with the waits between, fit into the ten seconds that
/// a function has to start.
const TRY: Duration = Duration::from_millis(2_500);

/// Reads the text of a secret. The client tries again what is worth it.
///
/// # Errors
/// When it cannot be read, with the code that the service gave.
pub async fn secret_text(client: &Client, arn: &str) -> Result<String, Trouble> {
    let patience = TimeoutConfig::builder().operation_attempt_timeout(TRY).build();
    let call = client.get_secret_value().secret_id(arn).customize();
    let sent = call.config_override(Config::builder().timeout_config(patience)).send();
    match Box::pin(sent).await {
        Ok(answer) => answer.secret_string.ok_or_else(|| unavailable("it has no text")),
        Err(error) => match error.code() {
            Some(code) => Err(unavailable(&format!("{}: {code}", kind(&error)))),
            None => Err(unavailable(kind(&error))),
        },
    }
}

fn unavailable(why: &str) -> Trouble {
    Trouble::Unavailable { what: "secret store", why: why.to_owned() }
}
