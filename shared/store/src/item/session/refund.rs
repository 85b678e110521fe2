//! What is given back of a payment, a list beside its captures. The number of a refund is not stored: it
//! is its place, so that a blind write can append one. An amount that is absent is the session's, for
//! the same reason.

use app::Trouble;
use app::ports::GiveRefund;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::decline::DeclineCode;
use domain::metadata::Metadata;
use domain::money::Amount;
use domain::operations::KeyHash;
use domain::payment::{Processing, Refund, RefundFailure, RefundProgress, RefundReason, RefundState, Unresolved};
use domain::session::LEASE_SECONDS;
use domain::text::Description;

use super::stored::StoredRefund;
use super::{at, unreadable};
use crate::codec;
use crate::values::to_value;

const ASKING: &str = "p";
const UNRESOLVED: &str = "u";
const ACCEPTED: &str = "w";
const SUCCEEDED: &str = "d";
const DECLINED: &str = "x";
const REFUSED: &str = "f";
const RETURNED: &str = "b";

/// The refund that a blind write appends, as [`domain::session::Session::refund`] would make it.
pub(crate) fn given(give: &GiveRefund) -> Result<AttributeValue, Trouble> {
    let wish = &give.wish;
    let stored = StoredRefund {
        created_at: give.now.as_millisecond(),
        amount: wish.amount.map(Amount::minor),
        reason: wish.reason.map(|reason| reason.as_str().to_owned()),
        description: wish.description.as_ref().map(|text| text.as_str().to_owned()),
        metadata: (!wish.metadata.is_empty()).then(|| wish.metadata.entries().clone()),
        key: give.keyed.map(|keyed| codec::short(keyed.key.0)),
        state: ASKING.to_owned(),
        lease_until: Some(LEASE_SECONDS.saturating_mul(1_000).saturating_add(give.now.as_millisecond())),
        ..StoredRefund::default()
    };
    to_value("refund", &stored)
}

/// Refunds of a session of this amount as they are stored.
pub(super) fn write(refunds: &[Refund], whole: Amount) -> Option<Vec<StoredRefund>> {
    (!refunds.is_empty()).then(|| refunds.iter().map(|refund| write_one(refund, whole)).collect())
}

fn write_one(refund: &Refund, whole: Amount) -> StoredRefund {
    let mut stored = StoredRefund {
        created_at: refund.created_at.as_millisecond(),
        updated_at: (refund.updated_at != refund.created_at).then(|| refund.updated_at.as_millisecond()),
        version: (refund.version != 1).then_some(refund.version),
        amount: (refund.amount != whole).then(|| refund.amount.minor()),
        reason: refund.reason.map(|reason| reason.as_str().to_owned()),
        description: refund.description.as_ref().map(|text| text.as_str().to_owned()),
        metadata: (!refund.metadata.is_empty()).then(|| refund.metadata.entries().clone()),
        key: refund.key.map(|key| codec::short(key.0)),
        ..StoredRefund::default()
    };
    let mut waits = |waits: &Unresolved| {
        stored.asked = Some(waits.asked);
        stored.next_ask = Some(waits.next_ask.as_millisecond());
    };
    let state = match &refund.state {
        RefundState::Pending(RefundProgress::Asking(asking)) => {
            stored.lease_until = Some(asking.lease_until.as_millisecond());
            ASKING
        }
        RefundState::Pending(RefundProgress::Unresolved(unresolved)) => {
            waits(unresolved);
            UNRESOLVED
        }
        RefundState::Pending(RefundProgress::Accepted(accepted)) => {
            waits(accepted);
            ACCEPTED
        }
        RefundState::Succeeded => SUCCEEDED,
        RefundState::Failed(RefundFailure::Declined(code)) => {
            stored.decline = Some(code.as_str().to_owned());
            DECLINED
        }
        RefundState::Failed(RefundFailure::Refused) => REFUSED,
        RefundState::Failed(RefundFailure::Returned) => RETURNED,
    };
    state.clone_into(&mut stored.state);
    stored
}

/// The refunds of a stored payment, of a session of this amount.
pub(super) fn read(stored: Option<&[StoredRefund]>, whole: Amount) -> Result<Vec<Refund>, Trouble> {
    stored.unwrap_or_default().iter().map(|refund| read_one(refund, whole)).collect()
}

fn read_one(stored: &StoredRefund, whole: Amount) -> Result<Refund, Trouble> {
    let amount = match stored.amount {
        Some(minor) => Amount::new(minor).map_err(|_| unreadable("p.rf.a"))?,
        None => whole,
    };
    let reason = |code: &String| RefundReason::parse(code).ok_or_else(|| unreadable("p.rf.r"));
    let key = |text: &String| codec::read_short(text).map(KeyHash).ok_or_else(|| unreadable("p.rf.k"));
    let description = stored.description.as_deref().map(Description::parse).transpose();
    Ok(Refund {
        version: stored.version.unwrap_or(1),
        created_at: at(stored.created_at)?,
        updated_at: at(stored.updated_at.unwrap_or(stored.created_at))?,
        amount,
        reason: stored.reason.as_ref().map(reason).transpose()?,
        description: description.map_err(|_| unreadable("p.rf.d"))?,
        metadata: Metadata::new(stored.metadata.clone().unwrap_or_default()).map_err(|_| unreadable("p.rf.md"))?,
        key: stored.key.as_ref().map(key).transpose()?,
        state: state(stored)?,
    })
}

fn state(stored: &StoredRefund) -> Result<RefundState, Trouble> {
    let waits = || {
        let asked = stored.asked.ok_or_else(|| unreadable("p.rf.n"))?;
        let next_ask = at(stored.next_ask.ok_or_else(|| unreadable("p.rf.na"))?)?;
        Ok::<_, Trouble>(Unresolved { asked, next_ask })
    };
    let decline = || stored.decline.as_deref().and_then(DeclineCode::parse).ok_or_else(|| unreadable("p.rf.x"));
    Ok(match stored.state.as_str() {
        ASKING => {
            let lease_until = at(stored.lease_until.ok_or_else(|| unreadable("p.rf.le"))?)?;
            RefundState::Pending(RefundProgress::Asking(Processing { lease_until }))
        }
        UNRESOLVED => RefundState::Pending(RefundProgress::Unresolved(waits()?)),
        ACCEPTED => RefundState::Pending(RefundProgress::Accepted(waits()?)),
        SUCCEEDED => RefundState::Succeeded,
        DECLINED => RefundState::Failed(RefundFailure::Declined(decline()?)),
        REFUSED => RefundState::Failed(RefundFailure::Refused),
        RETURNED => RefundState::Failed(RefundFailure::Returned),
        _ => return Err(unreadable("p.rf.s")),
    })
}
