//! `$default`: whatever no other route takes.
//!
//! Who: anybody. Answers: 204 to a browser that asks whether it may call a path that is open to
//! publishable keys · 405 with `Allow` where the path exists with another method · else 404, both as
//! problems like every other refusal.

use api::{Boxed, Code, Deps, Endpoint, Method, Problem, Reply, Request, Route, openapi};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "fallback",
    routes: &[Route { method: Method::Get, path: "$default" }],
    grants: &[],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

#[expect(clippy::unused_async, reason = "every endpoint is called the same way")]
async fn handle(request: &Request, _: &Deps) -> Result<Reply, Problem> {
    let methods = openapi::methods_of(&request.path);
    if methods.is_empty() {
        return Err(Problem::because(Code::NotFound, "There is nothing at this path; see /openapi.json."));
    }
    let allow = methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ");
    if request.method == "OPTIONS" && openapi::is_open_to_browsers(&request.path) {
        return Ok(Reply::preflight(&allow));
    }
    Err(Problem::because(Code::MethodNotAllowed, format!("This path takes {allow}.")).allow(allow))
}
