//! `GET` and `POST /sandbox/bank/{challenge}`: the simulated bank, where payers with the sandbox's
//! 3-D Secure cards confirm a payment or refuse it. Test mode only; no money moves.
//!
//! Who: whoever has the challenge, which the payer was sent to. A decision is final. Answers: 200
//! the bank's page · 303 back to the session's page · 404 a page that knows no such link.

use api::page;
use api::refusals::trouble;
use api::{Boxed, Deps, Endpoint, Grant, Problem, Reply, Request, Route};
use app::payments::notified;
use app::ports::BankCheck;
use app::sessions::hosted::{self, Hosted};
use checkout::bank::BankPage;
use checkout::{Locale, Money};
use domain::ids::PaymentId;

/// What this function does, where, and what it may touch.
pub const ENDPOINT: Endpoint = Endpoint {
    name: "sandbox-bank",
    routes: &[Route::get("/sandbox/bank/{challenge}"), Route::post("/sandbox/bank/{challenge}")],
    grants: &[Grant::RootSecret, Grant::TableGet, Grant::TablePut, Grant::SandboxGet, Grant::SandboxUpdate],
    handle: |request, deps| -> Boxed<'_> { Box::pin(handle(request, deps)) },
};

async fn handle(request: &Request, deps: &Deps) -> Result<Reply, Problem> {
    let Some(payment) = deps.keyring.open_challenge(request.param("challenge")) else {
        return Ok(page::show_not_found(request));
    };
    let back = format!("/checkout/{}", deps.keyring.checkout_token(payment.session));
    if request.is_post() {
        return decide(payment, request, &back, deps).await;
    }
    let check = deps.bank.look(payment).await.map_err(trouble)?;
    let hosted = hosted::of_session(payment.session, deps).await.map_err(trouble)?;
    match (check, hosted) {
        (Some(check), Some(hosted)) => Ok(page::bank(&bank_page(check, &hosted, request))),
        // It is decided already, or called off: the session's page knows.
        (None, Some(_)) => Ok(Reply::see_other(&back)),
        (_, None) => Ok(page::show_not_found(request)),
    }
}

async fn decide(payment: PaymentId, request: &Request, back: &str, deps: &Deps) -> Result<Reply, Problem> {
    match page::decision(request) {
        Some(approve) => deps.bank.decide(payment, approve).await.map_err(trouble)?,
        None => return Ok(Reply::see_other(&request.path)),
    }
    // A bank tells its decision at once, whether or not its customer finds the way back.
    notified::run(payment, deps).await.map_err(trouble)?;
    Ok(Reply::see_other(back))
}

fn bank_page(check: BankCheck, hosted: &Hosted, request: &Request) -> BankPage {
    let wanted = hosted.session.base().terms.locale.as_ref().map(domain::text::LocaleTag::as_str);
    BankPage {
        locale: Locale::negotiate(wanted, request.header("accept-language")),
        merchant_name: hosted.merchant.name.as_str().to_owned(),
        amount: Money {
            minor: i64::try_from(check.money.amount.minor()).unwrap_or(i64::MAX),
            currency: check.money.currency.code().to_owned(),
            decimals: check.money.currency.decimals(),
        },
        action: request.path.clone(),
        last4: check.last4,
    }
}
