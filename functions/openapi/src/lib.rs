//! `GET /openapi.json`: the OpenAPI 3.1 document of this API, made from the code.
//!
//! Who: anybody. Answers: 200.

use api::{Boxed, Deps, Endpoint, Problem, Reply, Request, Route, openapi};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "openapi",
    routes: &[Route::get("/openapi.json")],
    grants: &[],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

#[expect(clippy::unused_async, reason = "every endpoint is called the same way")]
async fn handle(request: &Request, _: &Deps) -> Result<Reply, Problem> {
    let document = openapi::document(&request.base_url);
    Ok(Reply::ok(&document).with("cache-control", "public, max-age=300").with("access-control-allow-origin", "*"))
}
