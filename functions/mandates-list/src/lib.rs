//! `GET /v1/mandates`: lists the mandates of a customer, whatever became of them, newest first.
//!
//! Who: a secret key. Filter: `customer`, which must be given. Answers: 200 a page · 400 a parameter cannot be so.

use api::pagination::Paging;
use api::query::Query;
use api::refusals::trouble;
use api::v1::of_customer;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::ports::MandateQuery;
use app::views::mandate_view;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "mandates-list",
    routes: &[Route::get("/v1/mandates")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableBatchGet, Grant::OwnerQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &["limit", "cursor", "customer"])?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let customer = of_customer(&query)?;
    let wanted = MandateQuery { owner: caller.owner(), customer, limit: paging.limit, after: paging.after.clone() };
    let page = deps.mandates.list(wanted).await.map_err(trouble)?;
    let shown = page.items.iter().map(mandate_view).collect();
    Ok(Reply::ok(&paging.list(shown, page.next.as_deref(), deps)))
}
