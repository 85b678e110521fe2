//! `POST /checkout/{token}`: the payer submits the form of the hosted page.
//!
//! Who: whoever has the token. The form names the attempt it was made for, so a double click, a
//! reload or the back button submits nothing twice. Answers: 303 to the page, or to the bank's
//! check · 402 declined: the form again with what to do, or the end when no attempt is left · 422 the
//! form again, with what is wrong · 404 a page that knows no such link.

use api::page::{self, Choice, Posted, Shown, read_form};
use api::refusals::{self, trouble};
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route, idempotency};
use app::sessions::hosted::{self, Hosted};
use app::sessions::pay::{self, Pay, PayRefusal, PayWith};
use app::sessions::{Answered, Failure};
use checkout::{Field, FieldError, FormValues};
use domain::mandate::ConsentText;
use domain::payment::Attempt;
use domain::session::{Completed, Session};

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "checkout-submit",
    routes: &[Route::post("/checkout/{token}")],
    grants: &[
        Grant::RootSecret,
        Grant::TableGet,
        Grant::TableBatchGet,
        Grant::TablePut,
        Grant::TableUpdate,
        Grant::OwnerQuery,
        Grant::SandboxGet,
        Grant::SandboxPut,
    ],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let Some(hosted) = hosted::open(request.param("token"), deps).await.map_err(trouble)? else {
        return Ok(page::show_not_found(request));
    };
    let Posted { with, chosen, save, consent, attempt, values } = read_form(request, deps.clock.now())?;
    let typed = Typed { values, choice: Choice { method: chosen, save } };
    match with {
        Err(errors) => again(&hosted, typed, errors, request, deps).await,
        Ok(with) => {
            let consent = page::consent(&hosted, consent.as_deref(), request);
            Box::pin(submit(&hosted, with, consent, &attempt, typed, request, deps)).await
        }
    }
}

/// What the form shows again.
struct Typed {
    values: FormValues,
    choice: Choice,
}

async fn submit(
    hosted: &Hosted,
    with: PayWith,
    consent: Option<ConsentText>,
    attempt: &str,
    typed: Typed,
    request: &Request,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let base = hosted.session.base();
    let command = Pay {
        session: base.terms.id,
        owner: base.owner,
        livemode: base.owner.livemode,
        keyed: Some(hosted.attempt_key(attempt, &request.body, deps)),
        with,
        consent,
        scenario: None,
        base_url: request.base_url.clone(),
        meta: idempotency::meta(request)?,
    };
    match pay::run(command, deps).await {
        Ok(Answered { value, .. }) => after(&value.session, hosted, typed, request, deps).await,
        Err(Failure::Refused(PayRefusal::RealCardData)) => {
            let error = FieldError { field: Field::Number, problem: checkout::Problem::NotATestNumber };
            again(hosted, typed, vec![error], request, deps).await
        }
        Err(Failure::Refused(PayRefusal::NotFound)) => Ok(page::show_not_found(request)),
        // Another attempt, or this one by a double click; a card that was detached while the page was open: the
        // page shows where it is.
        Err(Failure::Refused(
            PayRefusal::KeyReused
            | PayRefusal::KeyInProgress { .. }
            | PayRefusal::PaymentInProgress
            | PayRefusal::SessionEnded { .. }
            | PayRefusal::TooManyOperations
            | PayRefusal::NothingToPayWith
            | PayRefusal::MethodNotFound
            | PayRefusal::MethodDetached
            | PayRefusal::SavingNotOffered,
        )) => Ok(Reply::see_other(&request.path)),
        Err(failure @ Failure::Trouble(_)) => Err(refusals::failure(refusals::pay)(failure)),
    }
}

/// On to the bank, on to the page, or what follows a decline: the form again, or the end.
async fn after(
    session: &Session,
    hosted: &Hosted,
    typed: Typed,
    request: &Request,
    deps: &Deps,
) -> Result<Reply, Problem> {
    Ok(match session {
        Session::Open(_) | Session::Completed(Completed { payment: None, .. }) => {
            let shown = shown(session, typed, Vec::new(), deps).await?;
            page::show(session, &hosted.merchant, shown, request, deps)
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
    })
}

async fn again(
    hosted: &Hosted,
    typed: Typed,
    errors: Vec<FieldError>,
    request: &Request,
    deps: &Deps,
) -> Result<Reply, Problem> {
    let shown = shown(&hosted.session, typed, errors, deps).await?;
    Ok(page::show(&hosted.session, &hosted.merchant, shown, request, deps))
}

async fn shown(session: &Session, typed: Typed, errors: Vec<FieldError>, deps: &Deps) -> Result<Shown, Problem> {
    let saved = hosted::offered(session, deps).await.map_err(trouble)?;
    Ok(Shown { values: typed.values, errors, saved, posted: Some(typed.choice) })
}
