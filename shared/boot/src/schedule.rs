//! A function behind a rule: it is told that time has passed, and nothing else.

use std::sync::Arc;

use app::ports::{Metric, Sample};
use app::trace::OPERATIONS;
use app::work::{Job, Report};
use app::{Deps, Trouble};
use aws_lambda_events::eventbridge::EventBridgeEvent;
use lambda_runtime::{LambdaEvent, service_fn};
use tracing::Instrument as _;

use crate::start::{diagnostic, since, start};
use crate::{Exit, Outlets};

/// Runs the function, which sends nothing out, until its process ends.
#[must_use]
pub fn run(job: Job) -> Exit {
    run_with(job, Outlets::NONE)
}

/// Runs the function, which sends things out by these, until its process ends.
#[must_use]
pub fn run_with(job: Job, outlets: Outlets) -> Exit {
    start(job.grants, outlets, move |deps| {
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
    let began = deps.clock.now();
    let outcome = (job.run)(deps).instrument(span.clone()).await;
    let duration_ms = since(began, deps);
    span.in_scope(|| match &outcome {
        Ok(report) => log(*report, duration_ms),
        Err(trouble) => tracing::error!(duration_ms, %trouble, "a job failed and runs again in a minute"),
    });
    if let Ok(report) = &outcome {
        deps.metrics.record(&measured(job.name, *report));
    }
    outcome
}

/// A run that found nothing is of interest to operators only, who see by it that it ran.
fn log(report: Report, duration_ms: u64) {
    let Report { due, changed, failed, left, late_seconds } = report;
    if report == Report::default() {
        tracing::info!(target: OPERATIONS, due, duration_ms, "swept");
    } else {
        tracing::info!(due, changed, failed, left, late_seconds, duration_ms, "swept");
    }
}

fn measured(sweep: &'static str, report: Report) -> [Sample; 5] {
    let Report { due, changed, failed, left, late_seconds } = report;
    let count = |metric, count| Sample::of(metric, [sweep], u64::try_from(count).unwrap_or(u64::MAX));
    [
        count(Metric::SweepDue, due),
        count(Metric::SweepChanged, changed),
        count(Metric::SweepFailed, failed),
        count(Metric::SweepLeft, left),
        Sample::of(Metric::SweepLag, [sweep], late_seconds),
    ]
}
