//! Which state of the page a session calls for.

use app::Deps;
use app::sessions::hosted::Hosted;
use checkout::{
    Decline, FieldError, Form, FormValues, LineItem, Locale, Merchant, Money, Page, SavedCard, Saving, State,
};
use domain::ids::MethodId;
use domain::mandate::ConsentText;
use domain::method::SavedMethod;
use domain::payment::{Approved, Attempt};
use domain::session::{Completed, SavePolicy, Session, Status};
use domain::{Timestamp, merchant};
use http::StatusCode;
use jiff::SignedDuration;

use super::decline::for_payer;
use super::reply;
use crate::v1::{away_url, back_url};
use crate::{Reply, Request};

/// How long after the payment the page takes its payer back by itself.
const FORWARDS: SignedDuration = SignedDuration::from_secs(60);

/// What the form shows besides the session.
#[derive(Debug, Default)]
pub struct Shown {
    /// What was typed before.
    pub values: FormValues,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// The saved methods to choose among, the one to begin with first.
    pub saved: Vec<SavedMethod>,
    /// What was chosen among them, if the form was posted.
    pub posted: Option<Choice>,
}

/// What was chosen in a form that was posted.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The saved method; `None` for another card.
    pub method: Option<MethodId>,
    /// Whether the payer wants that saved.
    pub save: bool,
}

/// The page of a session.
#[must_use]
pub fn show(session: &Session, merchant: &merchant::Merchant, shown: Shown, request: &Request, deps: &Deps) -> Reply {
    let now = deps.clock.now();
    let state = state(session, shown, request, now);
    let status = match &state {
        State::Form(form) if request.is_post() && !form.errors.is_empty() => StatusCode::UNPROCESSABLE_ENTITY,
        State::Form(form) if request.is_post() && form.declined.is_some() => StatusCode::PAYMENT_REQUIRED,
        State::Failed { declined: Some(_), .. } => StatusCode::PAYMENT_REQUIRED,
        _ => StatusCode::OK,
    };
    reply(status, checkout::render(&page(session, merchant, state, request)))
}

/// The page of a link that opens nothing.
#[must_use]
pub fn show_not_found(request: &Request) -> Reply {
    let locale = Locale::negotiate(None, request.header("accept-language"));
    reply(StatusCode::NOT_FOUND, checkout::render_not_found(locale))
}

fn page(session: &Session, merchant: &merchant::Merchant, state: State, request: &Request) -> Page {
    let base = session.base();
    let terms = &base.terms;
    let money = |minor: u64| Money {
        minor: i64::try_from(minor).unwrap_or(i64::MAX),
        currency: terms.money.currency.code().to_owned(),
        decimals: terms.money.currency.decimals(),
    };
    let line = |line: &domain::line_items::LineItem| LineItem {
        description: line.description.as_str().to_owned(),
        amount: money(line.amount.minor()),
        quantity: line.quantity,
        image: line.image.clone(),
    };
    let wanted = terms.locale.as_ref().map(domain::text::LocaleTag::as_str);
    Page {
        locale: Locale::negotiate(wanted, request.header("accept-language")),
        merchant: Merchant {
            name: merchant.name.as_str().to_owned(),
            colour: merchant.colour.clone(),
            logo: merchant.logo.clone(),
            support_email: merchant.support_email.clone(),
            support_url: merchant.support_url.clone(),
            livemode: base.owner.livemode,
        },
        total: money(terms.money.amount.minor()),
        line_items: terms.line_items.lines().iter().map(line).collect(),
        description: terms.description.as_ref().map(|text| text.as_str().to_owned()),
        cancel_url: away_url(session),
        encrypted: request.base_url.starts_with("https://"),
        expires_at: matches!(session, Session::Open(_)).then_some(terms.expires_at),
        state,
    }
}

fn state(session: &Session, shown: Shown, request: &Request, now: Timestamp) -> State {
    let return_url = back_url(session);
    match session {
        Session::Open(_) if session.status(now) == Status::Expired => State::Expired { return_url },
        Session::Open(open) if open.base.owner.livemode => State::Unavailable,
        Session::Open(_) => State::Form(form(session, shown, request)),
        Session::Paying(paying) => match &paying.attempt {
            Attempt::AwaitingAction(payment) => State::BankCheck { url: payment.state.url.clone() },
            Attempt::Processing(_) | Attempt::Unresolved(_) => State::Processing,
        },
        Session::Completed(Completed { payment: Some(approved), at, .. }) => {
            let just_now = now.duration_since(*at) < FORWARDS;
            let forward = just_now && return_url.is_some();
            match approved {
                Approved::Held(held) if held.state.captures.is_empty() => State::Reserved { return_url, forward },
                // What was let go is not for the payer to do anything about.
                Approved::Released(_) => State::Cancelled { return_url: away_url(session).or(return_url) },
                Approved::Held(_) | Approved::Captured(_) | Approved::Verified(_) if just_now => {
                    State::Done { return_url, forward }
                }
                Approved::Held(_) | Approved::Captured(_) | Approved::Verified(_) => State::AlreadyPaid { return_url },
            }
        }
        Session::Completed(_) => {
            // The reason is for whoever has just tried, and was not sent back to correct a field.
            let tried = request.is_post() && shown.errors.is_empty();
            let declined = last_decline(session).filter(|_| tried);
            State::Failed { declined, return_url: away_url(session).or(return_url) }
        }
        Session::Expired(_) => State::Expired { return_url },
        Session::Cancelled(_) => State::Cancelled { return_url: away_url(session).or(return_url) },
    }
}

/// What the page says of the mandate that its payer agrees to by paying; `None` when there is none.
///
/// `shown` is the language that the page was shown in, as its form says; without it, it is the one in which it
/// would be shown.
#[must_use]
pub fn consent(hosted: &Hosted, shown: Option<&str>, request: &Request) -> Option<ConsentText> {
    let terms = &hosted.session.base().terms;
    terms.mandate()?;
    let wanted = shown.or(terms.locale.as_ref().map(domain::text::LocaleTag::as_str));
    let locale = Locale::negotiate(wanted, request.header("accept-language"));
    let text = checkout::consent_text(locale, hosted.merchant.name.as_str(), terms.is_verification());
    Some(ConsentText { text, locale: locale.tag().to_owned() })
}

/// The form for the next attempt; after a decline it says so, in the payer's words.
fn form(session: &Session, shown: Shown, request: &Request) -> Form {
    let base = session.base();
    Form {
        action: request.path.clone(),
        attempt: base.failed_count().to_string(),
        email: base.terms.email.clone(),
        ask_email: false,
        values: shown.values,
        declined: last_decline(session).filter(|_| shown.errors.is_empty()),
        errors: shown.errors,
        // The first of them, unless the payer has chosen.
        chosen: match shown.posted {
            Some(choice) => choice.method,
            None => shown.saved.first().map(|method| method.id),
        }
        .filter(|chosen| shown.saved.iter().any(|method| method.id == *chosen))
        .map(|chosen| chosen.to_string()),
        saving: match base.terms.save {
            SavePolicy::Never => Saving::Never,
            SavePolicy::Always => Saving::Always,
            SavePolicy::Prompt => Saving::Ask(shown.posted.is_some_and(|choice| choice.save)),
        },
        consent: base.terms.mandate().is_some(),
        saved: shown.saved.iter().map(saved_card).collect(),
    }
}

fn saved_card(method: &SavedMethod) -> SavedCard {
    let card = &method.card;
    SavedCard {
        id: method.id.to_string(),
        brand: card.brand.as_str().to_owned(),
        last4: card.last4.as_str().to_owned(),
        expiry: format!("{:02} / {:02}", card.expiry.month, card.expiry.year.checked_rem(100).unwrap_or_default()),
    }
}

/// Why the latest attempt that failed did, in the payer's words.
fn last_decline(session: &Session) -> Option<Decline> {
    session.base().failed.last().map(|payment| for_payer(payment.state.decline))
}
