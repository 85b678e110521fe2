//! A function behind a rule: it is told that time has passed, and nothing else.

use std::sync::Arc;

use app::work::{Job, Report};
use app::{Deps, Trouble};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use tracing::Instrument as _;

use crate::Exit;
use crate::start::{diagnostic, start};

/// Runs the function until its process ends.
#[must_use]
pub fn run(job: Job) -> Exit {
    start(job.grants, move |deps| {
        let deps = Arc::new(deps);
        let handler = service_fn(move |_: LambdaEvent<EventBridgeEvent>| {
            let deps = Arc::clone(&deps);
            async move { process(&job, &deps).await.map(|_| ()).map_err(diagnostic) }
        });
        Box::pin(lambda_runtime::run(handler))
    })
}

/// Does what is due.
///
/// # Errors
/// When it cannot be found out what is due; the rule ticks again in a minute.
pub async fn process(job: &Job, deps: &Deps) -> Result<Report, Trouble> {
    let span = tracing::info_span!("job", function = job.name);
    let report = (job.run)(deps).instrument(span.clone()).await?;
    if report != Report::default() {
        let Report { due, changed, failed } = report;
        span.in_scope(|| tracing::info!(due, changed, failed, "swept"));
    }
    Ok(report)
}
