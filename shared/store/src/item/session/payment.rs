//! Attempts, running and ended.

use app::Trouble;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::Timestamp;
use domain::card::{Brand, CardSummary, Expiry, Fingerprint, Last4};
use domain::decline::DeclineCode;
use domain::money::Amount;
use domain::payment::{
    Attempt, AttemptNumber, AwaitingAction, Failed, LateMoney, Payment, Processing, Reference, Source, Unresolved,
};
use domain::session::{LEASE_SECONDS, Submission};

use super::stored::StoredPayment;
use super::{approved, at, terms, unreadable};
use crate::codec;
use crate::item::mandate::StoredWords;
use crate::values::to_value;

const PROCESSING: &str = "p";
const AWAITING_ACTION: &str = "a";
const UNRESOLVED: &str = "u";

/// The attempt that a blind claim begins, as [`domain::session::Session::submit`] would begin it.
pub(crate) fn claimed(submission: &Submission, now: Timestamp) -> Result<AttributeValue, Trouble> {
    let lease = LEASE_SECONDS.saturating_mul(1_000).saturating_add(now.as_millisecond());
    let begun = Payment {
        number: AttemptNumber::FIRST,
        version: 1,
        created_at: now,
        updated_at: now,
        card: submission.card.clone(),
        source: submission.source.kept(),
        consent: submission.consent.clone(),
        state: (),
    };
    let stored = StoredPayment {
        state: Some(PROCESSING.to_owned()),
        lease_until: Some(lease),
        ..bare(&begun, submission.keyed.map(|keyed| codec::short(keyed.key.0)))
    };
    to_value("payment", &stored)
}

/// A running attempt as it is stored.
pub(super) fn write_attempt(attempt: &Attempt, key: Option<String>) -> StoredPayment {
    match attempt {
        Attempt::Processing(payment) => StoredPayment {
            state: Some(PROCESSING.to_owned()),
            lease_until: Some(payment.state.lease_until.as_millisecond()),
            ..bare(payment, key)
        },
        Attempt::AwaitingAction(payment) => StoredPayment {
            state: Some(AWAITING_ACTION.to_owned()),
            reference: Some(payment.state.reference.0.clone()),
            url: Some(payment.state.url.clone()),
            deadline: Some(payment.state.deadline.as_millisecond()),
            ..bare(payment, key)
        },
        Attempt::Unresolved(payment) => StoredPayment {
            state: Some(UNRESOLVED.to_owned()),
            asked: Some(payment.state.asked),
            next_ask: Some(payment.state.next_ask.as_millisecond()),
            ..bare(payment, key)
        },
    }
}

/// A failed attempt as it is stored.
pub(super) fn write_failed(payment: &Payment<Failed>, key: Option<String>) -> StoredPayment {
    let known = StoredPayment {
        decline: Some(payment.state.decline.as_str().to_owned()),
        reference: payment.state.reference.as_ref().map(|reference| reference.0.clone()),
        failed_at: payment.state.late.as_ref().map(|late| late.failed_at.as_millisecond()),
        ..bare(payment, key)
    };
    match payment.state.late.as_ref().map(|late| &late.money) {
        None => known,
        Some(LateMoney::Captured(captured)) => approved::write_captured(captured, known),
        Some(LateMoney::Credited(credited)) => approved::write_credited(credited, known),
        Some(LateMoney::Released(released)) => approved::write_released(released, known),
    }
}

/// The running attempt of a stored one.
pub(super) fn read_attempt(stored: &StoredPayment, number: AttemptNumber) -> Result<Attempt, Trouble> {
    let moment = |millis: Option<i64>, name| at(millis.ok_or_else(|| unreadable(name))?);
    match stored.state.as_deref() {
        Some(PROCESSING) => {
            let state = Processing { lease_until: moment(stored.lease_until, "p.le")? };
            read_bare(stored, number, state).map(Attempt::Processing)
        }
        Some(AWAITING_ACTION) => {
            let state = AwaitingAction {
                reference: reference(stored)?,
                url: stored.url.clone().ok_or_else(|| unreadable("p.w"))?,
                deadline: moment(stored.deadline, "p.dl")?,
            };
            read_bare(stored, number, state).map(Attempt::AwaitingAction)
        }
        Some(UNRESOLVED) => {
            let asked = stored.asked.ok_or_else(|| unreadable("p.n"))?;
            let state = Unresolved { asked, next_ask: moment(stored.next_ask, "p.na")? };
            read_bare(stored, number, state).map(Attempt::Unresolved)
        }
        Some(_) | None => Err(unreadable("p.s")),
    }
}

/// The failed attempt of a stored one.
pub(super) fn read_failed(
    stored: &StoredPayment,
    number: AttemptNumber,
    amount: Amount,
) -> Result<Payment<Failed>, Trouble> {
    let decline = stored.decline.as_deref().and_then(DeclineCode::parse).ok_or_else(|| unreadable("fa.d"))?;
    let late = approved::read_late(stored, amount)?;
    read_bare(stored, number, Failed { decline, reference: stored.reference.clone().map(Reference), late })
}

pub(super) fn reference(stored: &StoredPayment) -> Result<Reference, Trouble> {
    stored.reference.clone().map(Reference).ok_or_else(|| unreadable("p.r"))
}

pub(super) fn bare<S>(payment: &Payment<S>, key: Option<String>) -> StoredPayment {
    let card = &payment.card;
    StoredPayment {
        version: payment.version,
        created_at: payment.created_at.as_millisecond(),
        updated_at: payment.updated_at.as_millisecond(),
        brand: card.brand.as_str().to_owned(),
        last4: card.last4.as_str().to_owned(),
        expiry: write_expiry(card.expiry),
        country: card.country.clone(),
        fingerprint: card.fingerprint.map(|fingerprint| codec::short(fingerprint.0)),
        method: payment.source.method().map(|id| codec::wide(id.bits())),
        save: matches!(payment.source, Source::Given { save: true }).then_some(true),
        consent: payment.consent.as_deref().map(StoredWords::of),
        key,
        ..StoredPayment::default()
    }
}

pub(super) fn read_bare<S>(stored: &StoredPayment, number: AttemptNumber, state: S) -> Result<Payment<S>, Trouble> {
    Ok(Payment {
        number,
        version: stored.version,
        created_at: at(stored.created_at)?,
        updated_at: at(stored.updated_at)?,
        card: CardSummary {
            brand: Brand::parse(&stored.brand).ok_or_else(|| unreadable("p.b"))?,
            last4: Last4::parse(&stored.last4).ok_or_else(|| unreadable("p.l"))?,
            expiry: read_expiry(stored.expiry).ok_or_else(|| unreadable("p.e"))?,
            country: stored.country.clone(),
            fingerprint: read_fingerprint(stored.fingerprint.as_deref()).map_err(|()| unreadable("p.fp"))?,
        },
        source: match stored.method.as_deref() {
            Some(text) => Source::Saved(terms::method(text, "p.m")?),
            None => Source::Given { save: stored.save.unwrap_or(false) },
        },
        consent: stored.consent.as_ref().map(|shown| Box::new(shown.read())),
        state,
    })
}

/// Year and month as one number, `203012`.
pub(crate) fn write_expiry(expiry: Expiry) -> u32 {
    u32::from(expiry.year).saturating_mul(100).saturating_add(u32::from(expiry.month))
}

/// The fingerprint of a stored one, if there is one.
pub(crate) fn read_fingerprint(stored: Option<&str>) -> Result<Option<Fingerprint>, ()> {
    stored.map(|text| codec::read_short(text).map(Fingerprint).ok_or(())).transpose()
}

/// The expiry that [`write_expiry`] wrote.
pub(crate) fn read_expiry(stored: u32) -> Option<Expiry> {
    let (year, month) = (stored.checked_div(100)?, stored.checked_rem(100)?);
    Expiry::new(u16::try_from(month).ok()?, u16::try_from(year).ok()?).ok()
}
