//! Starts a function's process.

use std::future::Future;
use std::pin::Pin;

use app::{Deps, Grant, Trouble};
use domain::Timestamp;
use lambda_runtime::Diagnostic;

use crate::adapters::SystemRandomness;
use crate::config::Config;
use crate::{Exit, Outlets, root_secret};

/// What runs until the process ends.
type Serving = Pin<Box<dyn Future<Output = Result<(), lambda_runtime::Error>>>>;

/// Starts the log, reads the environment, makes the clients, fetches the root secret while the
/// table is being reached, and serves until told to stop. One thread is enough: a function serves
/// one request at a time.
pub(crate) fn start(grants: &'static [Grant], outlets: Outlets, serve: impl FnOnce(Deps) -> Serving) -> Exit {
    crate::telemetry::start();
    if !outlets.suffice_for(grants) {
        tracing::error!("the function cannot start: its `main` does not name what it sends by");
        return Exit::FAILURE;
    }
    let config = match Config::from_env(grants) {
        Ok(config) => config,
        Err(incomplete) => {
            tracing::error!(%incomplete, "the function cannot start");
            return Exit::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "the function cannot start");
            return Exit::FAILURE;
        }
    };
    let served = runtime.block_on(async {
        let sdk = crate::sdk::load(&config, grants).await?;
        let table = crate::wiring::table(&config, &sdk);
        let secrets = || aws_sdk_secretsmanager::Client::new(&sdk);
        let keyring = root_secret::keyring(config.root_secret.as_ref(), secrets, &SystemRandomness);
        let (keyring, ()) = futures::join!(keyring, crate::warm::connection(grants, &table.0));
        let keyring = keyring.inspect_err(|trouble| {
            tracing::error!(%trouble, "without its root secret the function cannot start");
        })?;
        let deps = crate::wiring::on_aws(config, outlets, &sdk, table, keyring)?;
        serve(deps).await
    });
    match served {
        Ok(()) => Exit::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function stopped");
            Exit::FAILURE
        }
    }
}

/// How many milliseconds have gone by, for the log.
pub(crate) fn since(began: Timestamp, deps: &Deps) -> u64 {
    u64::try_from(deps.clock.now().duration_since(began).as_millis()).unwrap_or_default()
}

/// How the runtime reports a failure: its kind is stable, so that alarms can name it.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
pub(crate) fn diagnostic(trouble: Trouble) -> Diagnostic {
    let kind = match &trouble {
        Trouble::Throttled(_) => "Throttled",
        Trouble::Unavailable { .. } => "Unavailable",
        Trouble::Corrupt { .. } => "Corrupt",
        Trouble::Contended => "Contended",
    };
    Diagnostic { error_type: kind.to_owned(), error_message: trouble.to_string() }
}
