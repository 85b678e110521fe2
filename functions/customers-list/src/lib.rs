//! `GET /v1/customers`: lists customers, newest first.
//!
//! Who: a secret key. Filters: `email`, `external_customer_id`, `created_after`, `created_before`. Whoever
//! was deleted is not listed. Answers: 200 a page · 400 a parameter cannot be so.

use api::pagination::Paging;
use api::query::Query;
use api::refusals::trouble;
use api::v1::customer_filters;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, auth};
use app::customers::list;
use app::ports::CustomerQuery;
use app::views::customer_reply;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "customers-list",
    routes: &[Route::get("/v1/customers")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TableBatchGet, Grant::ListQuery, Grant::OwnerQuery],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

/// The parameters of this list.
const KNOWN: [&str; 6] = ["limit", "cursor", "email", "external_customer_id", "created_after", "created_before"];

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let caller = auth::secret(request, deps).await?;
    let query = Query::read(request, &KNOWN)?;
    let paging = Paging::read(request, &query, caller.owner(), deps)?;
    let (external, filter) = customer_filters(&query)?;
    let wanted = CustomerQuery { owner: caller.owner(), filter, limit: paging.limit, after: paging.after.clone() };
    let page = list::page(external, wanted, deps).await.map_err(trouble)?;
    let data = page.items.iter().map(customer_reply).collect();
    Ok(Reply::ok(&paging.list(data, page.next.as_deref(), deps)))
}
