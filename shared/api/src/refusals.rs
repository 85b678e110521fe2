//! Every refusal of a use case as a problem, each decided once.

use app::endpoints::register;
use app::mandates::revoke;
use app::payments::order;
use app::refunds::create as refund_create;
use app::sessions::create::CreateRefusal;
use app::sessions::pay::PayRefusal;
use app::sessions::{Failure, cancel, update};
use app::views::PaymentView;
use app::{Trouble, customers};
use domain::mandate::{MandateStatus, RevokeRefusal};
use domain::operations::OrderRefused;
use domain::session::{CancelRefusal, OrderRefusal, RefundRefusal, Session, UpdateRefusal};

use crate::problem::FieldError;
use crate::{Code, Problem};

/// A failure of something this service stands on. What failed goes to the log only.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
pub fn trouble(trouble: Trouble) -> Problem {
    match trouble {
        Trouble::Contended => {
            Problem::because(Code::Conflict, "Others change this object all the time; try again.").retry_after(1)
        }
        Trouble::Throttled(_) | Trouble::Unavailable { .. } => {
            tracing::error!(%trouble, "something this service stands on failed");
            Problem::because(Code::ServiceUnavailable, "Nothing is lost; try again with the same idempotency key.")
                .retry_after(1)
        }
        Trouble::Corrupt { .. } => {
            tracing::error!(%trouble, "something stored cannot be read");
            Problem::because(Code::Internal, "Something broke on our side; the request id leads us to it.")
        }
    }
}

/// Turns a failure into a problem, given how its refusals read.
pub fn failure<R>(explain: impl FnOnce(R) -> Problem) -> impl FnOnce(Failure<R>) -> Problem {
    move |failure| match failure {
        Failure::Refused(refusal) => explain(refusal),
        Failure::Trouble(why) => trouble(why),
    }
}

pub(crate) fn key_reused() -> Problem {
    Problem::because(
        Code::IdempotencyKeyReused,
        "This key was used with another body; use a new key for a new request.",
    )
}

fn too_many_operations() -> Problem {
    Problem::because(Code::LimitReached, "This session has seen as many changes and keyed requests as it can remember.")
}

fn method_not_found() -> Problem {
    Problem::field("/payment_method", &domain::Invalid::new("not_found", "This customer has no such payment method."))
}

fn method_detached() -> Problem {
    let detail = "This payment method is detached, for good; ask the customer for another.";
    Problem::field("/payment_method", &domain::Invalid::new("payment_method_detached", detail))
}

fn payment_in_progress() -> Problem {
    let detail = "A payment is under way and its outcome is not known yet; wait for the webhook, or ask again.";
    Problem::because(Code::PaymentInProgress, detail).retry_after(5)
}

fn ended(status: domain::session::Status, repeat: bool) -> Problem {
    let detail = format!("The session is {status}; an ended session stays as it is. Create a new one.");
    Problem::because(Code::SessionEnded, detail).in_state(status.as_str()).replayed(repeat)
}

/// Why a session is not created.
#[must_use]
pub fn create(refusal: CreateRefusal) -> Problem {
    match refusal {
        CreateRefusal::KeyReused => key_reused(),
        CreateRefusal::CustomerNotFound => {
            Problem::field("/customer", &domain::Invalid::new("not_found", "There is no such customer."))
        }
        CreateRefusal::CustomerDeleted => {
            let detail = "The customer was deleted; name another, or say one inline.";
            Problem::field("/customer", &domain::Invalid::new(Code::CustomerDeleted.as_str(), detail))
        }
        CreateRefusal::CustomerFields(fields) => fields_of("/customer", fields),
        CreateRefusal::MethodNotFound => method_not_found(),
        CreateRefusal::MethodDetached => method_detached(),
        CreateRefusal::ReferenceInUse { repeat } => Problem::because(
            Code::ReferenceInUse,
            "An open session has this external_reference, and on_duplicate_reference is reject.",
        )
        .replayed(repeat),
        CreateRefusal::PaymentInProgress => payment_in_progress(),
    }
}

/// Why a mandate is not revoked.
#[must_use]
pub fn revoke_mandate(refusal: revoke::Refusal) -> Problem {
    let (detail, state) = match refusal {
        revoke::Refusal::NotFound => return Problem::new(Code::NotFound),
        revoke::Refusal::State(RevokeRefusal::Pending) => (
            "Its payer has not agreed yet: cancel its session, and the mandate ends with it.",
            MandateStatus::PendingAuthorisation,
        ),
        revoke::Refusal::State(RevokeRefusal::Failed) => {
            ("Its payer did not agree: its session ended without success.", MandateStatus::Failed)
        }
    };
    Problem::because(Code::MandateNotActive, detail).in_state(state.as_str())
}

/// Why a customer is not created.
#[must_use]
pub fn create_customer(refusal: customers::create::Refusal) -> Problem {
    match refusal {
        customers::create::Refusal::KeyReused => key_reused(),
        customers::create::Refusal::ExternalIdTaken { repeat } => external_id_taken(repeat),
    }
}

/// Why a customer is not changed.
#[must_use]
pub fn update_customer(refusal: customers::update::Refusal) -> Problem {
    match refusal {
        customers::update::Refusal::NotFound => Problem::new(Code::NotFound),
        customers::update::Refusal::Deleted => {
            Problem::because(Code::CustomerDeleted, "Nothing is known of a deleted customer; create another.")
        }
        customers::update::Refusal::KeyReused => key_reused(),
        customers::update::Refusal::ExternalIdTaken { repeat } => external_id_taken(repeat),
        customers::update::Refusal::Fields(fields) => fields_of("", fields),
    }
}

fn external_id_taken(repeat: bool) -> Problem {
    let detail = "Look for the other customer with the filter `external_customer_id`; change that one, or its id.";
    Problem::because(Code::ExternalCustomerIdTaken, detail).at("/external_customer_id").replayed(repeat)
}

fn fields_of(at: &str, fields: Vec<(&str, domain::Invalid)>) -> Problem {
    let error = |(param, invalid): (&str, domain::Invalid)| FieldError {
        param: format!("{at}{param}"),
        code: invalid.code.to_owned(),
        detail: invalid.detail,
    };
    Problem::fields(fields.into_iter().map(error).collect())
}

/// Why a session is not paid.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of an explainer")]
pub fn pay(refusal: PayRefusal) -> Problem {
    match refusal {
        PayRefusal::NotFound => Problem::new(Code::NotFound),
        PayRefusal::RealCardData => Problem::because(
            Code::RealCardDataRefused,
            "Only published test numbers such as 4242 4242 4242 4242 are taken, and only in test mode.",
        )
        .at("/payment_method_data/card/number"),
        PayRefusal::KeyReused => key_reused(),
        PayRefusal::KeyInProgress { retry_after_seconds } => {
            let detail = "The first request with this key is still running; ask again with the same key.";
            Problem::because(Code::IdempotencyInProgress, detail).retry_after(retry_after_seconds)
        }
        PayRefusal::PaymentInProgress => payment_in_progress(),
        PayRefusal::SessionEnded { status, repeat } => ended(status, repeat),
        PayRefusal::TooManyOperations => too_many_operations(),
        PayRefusal::NothingToPayWith => Problem::field(
            "/payment_method_data",
            &domain::Invalid::new("required", "This field is required, or payment_method: the session names none."),
        ),
        PayRefusal::MethodNotFound => method_not_found(),
        PayRefusal::MethodDetached => method_detached(),
        PayRefusal::SavingNotOffered => Problem::field(
            "/save",
            &domain::Invalid::new("contradiction", "The session's save_payment_method is never."),
        ),
    }
}

/// Why a session is not cancelled.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of an explainer")]
pub fn cancel(refusal: cancel::Refusal) -> Problem {
    match refusal {
        cancel::Refusal::NotFound => Problem::new(Code::NotFound),
        cancel::Refusal::State(CancelRefusal::KeyReused) => key_reused(),
        cancel::Refusal::State(CancelRefusal::PaymentInProgress) => payment_in_progress(),
        cancel::Refusal::State(CancelRefusal::SessionEnded { status, repeat }) => ended(status, repeat),
        cancel::Refusal::State(CancelRefusal::TooManyOperations) => too_many_operations(),
    }
}

/// Why a session is not changed.
#[must_use]
pub fn update(refusal: update::Refusal) -> Problem {
    match refusal {
        update::Refusal::NotFound => Problem::new(Code::NotFound),
        update::Refusal::State(UpdateRefusal::KeyReused) => key_reused(),
        update::Refusal::State(UpdateRefusal::SessionEnded { status, repeat }) => ended(status, repeat),
        update::Refusal::State(UpdateRefusal::TooManyOperations) => too_many_operations(),
        update::Refusal::State(UpdateRefusal::Fields(fields)) => fields_of("", fields),
    }
}

/// Why an endpoint is not registered.
#[must_use]
pub fn register(refusal: register::Refusal) -> Problem {
    match refusal {
        register::Refusal::KeyReused => key_reused(),
        register::Refusal::LimitReached => {
            Problem::because(Code::LimitReached, "A merchant has at most 16 webhook endpoints in one mode.")
        }
        register::Refusal::Url(invalid) => Problem::field("/url", &invalid),
    }
}

/// Why nothing is captured or let go, beside the payment as it stands.
#[must_use]
pub fn order(refusal: order::Refusal, view: impl Fn(&Session) -> Option<PaymentView>) -> Problem {
    let showing = |problem: Problem, session: &Session| match view(session) {
        Some(payment) => problem.showing(&payment),
        None => problem,
    };
    match refusal {
        order::Refusal::NotFound => Problem::new(Code::NotFound),
        order::Refusal::State(OrderRefusal::KeyReused, _) => key_reused(),
        order::Refusal::State(OrderRefusal::TooMany, session) => {
            let detail = "A payment has at most 20 captures, and a session remembers at most 64 keyed requests.";
            showing(Problem::because(Code::LimitReached, detail), &session)
        }
        order::Refusal::State(OrderRefusal::Busy, session) => {
            let detail = "Another capture or void of this payment is under way; look again when it is done.";
            showing(Problem::because(Code::Conflict, detail).retry_after(1), &session)
        }
        order::Refusal::State(OrderRefusal::State { why, repeat }, session) => {
            showing(Problem::because(code_of(why), sentence(why)).replayed(repeat), &session)
        }
        order::Refusal::KeyInProgress { retry_after_seconds } => {
            let detail = "The first request with this key is still running; ask again with the same key.";
            Problem::because(Code::IdempotencyInProgress, detail).retry_after(retry_after_seconds)
        }
        order::Refusal::Declined { code, session, repeat } => {
            let problem = Problem::because(Code::PaymentDeclined, format!("{} Nothing has moved.", code.message()));
            showing(problem.declined(code).replayed(repeat), &session)
        }
        order::Refusal::NotTaken => {
            let detail = "The processor did not take the request and nothing has moved; try again.";
            Problem::because(Code::ProcessorUnavailable, detail).retry_after(1)
        }
    }
}

/// Why nothing is given back, beside the payment as it stands.
#[must_use]
pub fn refund(refusal: refund_create::Refusal, view: impl Fn(&Session) -> Option<PaymentView>) -> Problem {
    let showing = |problem: Problem, session: &Session| match view(session) {
        Some(payment) => problem.showing(&payment),
        None => problem,
    };
    match refusal {
        refund_create::Refusal::NotFound | refund_create::Refusal::State(RefundRefusal::NotFound, _) => {
            Problem::new(Code::NotFound)
        }
        refund_create::Refusal::State(RefundRefusal::KeyReused, _) => key_reused(),
        refund_create::Refusal::State(RefundRefusal::PaymentInProgress, _) => payment_in_progress(),
        refund_create::Refusal::State(RefundRefusal::TooMany, session) => {
            let detail = "A payment has at most 20 refunds, and a session remembers at most 64 keyed requests. \
                          Give back what is left outside of this service, or in fewer and larger refunds next time.";
            showing(Problem::because(Code::LimitReached, detail), &session)
        }
        refund_create::Refusal::State(RefundRefusal::State { why, repeat }, session) => {
            showing(Problem::because(code_of(why), sentence(why)).replayed(repeat), &session)
        }
        refund_create::Refusal::KeyInProgress { retry_after_seconds } => {
            let detail = "The first request with this key is still running; ask again with the same key.";
            Problem::because(Code::IdempotencyInProgress, detail).retry_after(retry_after_seconds)
        }
    }
}

const fn code_of(why: OrderRefused) -> Code {
    match why {
        OrderRefused::AmountExceedsCapturable => Code::AmountExceedsCapturable,
        OrderRefused::AuthorisationExpired => Code::AuthorisationExpired,
        OrderRefused::AlreadyVoided => Code::AlreadyVoided,
        OrderRefused::NothingLeft => Code::NothingLeft,
        OrderRefused::NotAuthorised => Code::NotAuthorised,
        OrderRefused::AmountExceedsRefundable => Code::AmountExceedsRefundable,
        OrderRefused::VoidInstead => Code::VoidInstead,
    }
}

const fn sentence(why: OrderRefused) -> &'static str {
    match why {
        OrderRefused::AmountExceedsCapturable => "This is more than `capturable_amount`; capture that or less.",
        OrderRefused::AuthorisationExpired => "The issuer holds nothing any more; ask the payer for a new payment.",
        OrderRefused::AlreadyVoided => "What was not captured has been let go, and cannot be held again.",
        OrderRefused::NothingLeft => "All that was held has been captured.",
        OrderRefused::AmountExceedsRefundable => {
            "This is more than `refundable_amount`: what was captured, less what is given back or on its way."
        }
        OrderRefused::VoidInstead => "Nothing of it is captured yet; void the payment, and the payer keeps the money.",
        OrderRefused::NotAuthorised => {
            "Only a payment of a session with `capture_method: manual` that the issuer agreed to can be captured or voided."
        }
    }
}
