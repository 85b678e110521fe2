//! `GET /checkout/{token}`: the hosted page of a session, in whatever state it is.
//!
//! Who: whoever has the token, which is the payer's. A payer who comes back from the bank's check
//! is shown what came of it: the processor is asked here, and nothing is charged by asking.
//! Answers: 200 the page · 404 a page that knows no such link.

use api::page::{self, Shown};
use api::refusals::trouble;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route};
use app::payments::resolve;
use app::sessions::hosted;
use domain::payment::Attempt;
use domain::session::Session;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "checkout-page",
    routes: &[Route::get("/checkout/{token}")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableBatchGet,
        Grant::TablePut,
        Grant::OwnerQuery,
        Grant::SandboxGet,
        Grant::SandboxPut,
        Grant::SandboxUpdate,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let Some(hosted) = hosted::open(request.param("token"), deps).await.map_err(trouble)? else {
        return Ok(page::show_not_found(request));
    };
    let session = back_from_bank(hosted.session, deps).await?;
    let saved = hosted::offered(&session, deps).await.map_err(trouble)?;
    Ok(page::show(&session, &hosted.merchant, Shown { saved, ..Shown::default() }, request, deps))
}

async fn back_from_bank(session: Session, deps: &Deps) -> Result<Session, Problem> {
    match session {
        Session::Paying(paying) if matches!(paying.attempt, Attempt::AwaitingAction(_)) => {
            let asked = resolve::ask(paying, deps).await.map_err(trouble)?;
            Ok(asked.session)
        }
        other => Ok(other),
    }
}
