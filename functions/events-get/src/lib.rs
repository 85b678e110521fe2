//! `GET /v1/events/{id}`: retrieves an event, for 30 days.
//!
//! Who: a secret key. Answers: 200 the event, as its webhook carries it · 404 unknown, another
//! merchant's, of the other mode, or older than that.

use api::query::Query;
use api::refusals::trouble;
use api::{Boxed, Code, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::events::list;
use domain::ids::EventId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "events-get",
    routes: &[Route::get("/v1/events/{id}")],
    grants: &[Grant::RootSecret, Grant::TableGet],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let id = request.id("id", EventId::parse)?;
    Query::read(request, &[])?;
    let event = list::one(id, caller.owner(), deps).await.map_err(trouble)?;
    event.map(|event| Reply::ok(&event)).ok_or_else(|| Problem::new(Code::NotFound))
}
