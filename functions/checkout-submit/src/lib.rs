//! `POST /checkout/{token}`: the payer submits the form of the hosted page.
//!
//! Who: whoever has the token. The form names the attempt it was made for, so a double click, a
//! reload or the back button submits nothing twice. Answers: 303 to the page, or to the bank's
//! check · 402 declined: the form again with what to do, or the end when no attempt is left · 422 the
//! form again, with what is wrong · 404 a page that knows no such link.

use api::page::{self, Posted, Shown, read_form};
use api::refusals::{self, trouble};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, idempotency};
use app::ports::CardDetails;
use app::sessions::hosted::{self, Hosted};
use app::sessions::pay::{self, Pay, PayRefusal};
use app::sessions::{Answered, Failure};
use checkout::{Field, FieldError, FormValues};
use domain::payment::Attempt;
use domain::session::{Completed, Session};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "checkout-submit",
    routes: &[Route::post("/checkout/{token}")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut, Grant::TableUpdate, Grant::SandboxPut],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let Some(hosted) = hosted::open(request.param("token"), deps).await.map_err(trouble)? else {
        return Ok(page::show_not_found(request));
    };
    let Posted { card, attempt, values } = read_form(request, deps.clock.now())?;
    match card {
        Err(errors) => Ok(again(&hosted, values, errors, request, deps)),
        Ok(card) => submit(&hosted, card, &attempt, values, request, deps).await,
    }
}

async fn submit(
    hosted: &Hosted,
    card: CardDetails,
    attempt: &str,
    values: FormValues,
    request: &Request,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let command = Pay {
        session: hosted.session.base().terms.id,
        owner: None,
        livemode: hosted.session.base().owner.livemode,
        keyed: Some(hosted.attempt_key(attempt, &request.body, deps)),
        card,
        scenario: None,
        base_url: request.base_url.clone(),
        meta: idempotency::meta(request)?,
    };
    match pay::run(command, deps).await {
        Ok(Answered { value, .. }) => Ok(after(&value.session, hosted, values, request, deps)),
        Err(Failure::Refused(PayRefusal::RealCardData)) => {
            let error = FieldError { field: Field::Number, problem: checkout::Problem::NotATestNumber };
            Ok(again(hosted, values, vec![error], request, deps))
        }
        Err(Failure::Refused(PayRefusal::NotFound)) => Ok(page::show_not_found(request)),
        // Another attempt, or this one by a double click: the page shows where it is.
        Err(Failure::Refused(
            PayRefusal::KeyReused
            | PayRefusal::KeyInProgress { .. }
            | PayRefusal::PaymentInProgress
            | PayRefusal::SessionEnded { .. }
            | PayRefusal::TooManyOperations,
        )) => Ok(Reply::see_other(&request.path)),
        Err(failure @ Failure::Trouble(_)) => Err(refusals::failure(refusals::pay)(failure)),
    }
}

/// On to the bank, on to the page, or what follows a decline: the form again, or the end.
fn after(session: &Session, hosted: &Hosted, values: FormValues, request: &Request, deps: &Deps) -> Reply {
    match session {
        Session::Open(_) | Session::Completed(Completed { payment: None, .. }) => {
            page::show(session, &hosted.merchant, Shown { values, errors: Vec::new() }, request, deps)
        }
        Session::Paying(paying) => match &paying.attempt {
            // A bank elsewhere is reached by the page's link: the form may only lead to this site.
            Attempt::AwaitingAction(payment) if payment.state.url.starts_with(&request.base_url) => {
                Reply::see_other(&payment.state.url)
            }
            Attempt::AwaitingAction(_) | Attempt::Processing(_) | Attempt::Unresolved(_) => {
                Reply::see_other(&request.path)
            }
        },
        Session::Completed(_) | Session::Expired(_) | Session::Cancelled(_) => Reply::see_other(&request.path),
    }
}

fn again(hosted: &Hosted, values: FormValues, errors: Vec<FieldError>, request: &Request, deps: &Deps) -> Reply {
    page::show(&hosted.session, &hosted.merchant, Shown { values, errors }, request, deps)
}
