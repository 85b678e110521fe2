//! `GET /health`: says that the API answers. It touches nothing, so it says nothing of the table.
//!
//! Who: anybody. Answers: 200.

use api::{Boxed, Deps, Endpoint, Problem, Reply, Request, Route};
use app::views::HealthView;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "health",
    routes: &[Route::get("/health")],
    grants: &[],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

#[expect(clippy::unused_async, reason = "every endpoint is called the same way")]
async fn handle(_: &Request, _: &Deps) -> Result<Reply, Problem> {
    Ok(Reply::ok(&HealthView::ok()))
}
