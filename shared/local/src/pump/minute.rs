//! The minute: runs every job.

use app::Deps;
use app::work::{Job, Report};

/// Runs the jobs one after the other. One that fails is logged: what is due stays due.
pub(crate) async fn run(jobs: &[Job], deps: &Deps) -> Vec<(&'static str, Report)> {
    let mut reports = Vec::new();
    for job in jobs {
        match boot::schedule::process(job, deps).await {
            Ok(report) => reports.push((job.name, report)),
            Err(trouble) => tracing::error!(function = job.name, %trouble, "a job failed and runs again in a minute"),
        }
    }
    reports
}
