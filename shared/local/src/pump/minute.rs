//! The minute: runs every job.

use app::Deps;
use app::work::{Job, Report};

use crate::roles::acting;

/// Runs the jobs one after the other. One that fails has said so: what is due stays due.
pub(crate) async fn run(jobs: &[Job], deps: &Deps) -> Vec<(&'static str, Report)> {
    let mut reports = Vec::new();
    for job in jobs {
        if let Ok(report) = acting(job.name, job.grants, boot::schedule::process(job, deps)).await {
            reports.push((job.name, report));
        }
    }
    reports
}
