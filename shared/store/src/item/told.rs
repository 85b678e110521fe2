//! What every write of a session or a customer tells the stream: its events, and who caused them.
//! Overwritten by each write, so that an item carries those of the last one only.

use app::Trouble;
use app::ports::Cause;
use domain::event::{Emitted, EventType, Subject};
use domain::ids::RequestId;
use domain::payment::{AttemptNumber, RefundNumber};
use serde::{Deserialize, Serialize};

use crate::codec;
use crate::values::{Item, corrupt, from_item};

/// Events and cause, as they are stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    #[serde(rename = "ev")]
    events: Option<Vec<String>>,
    #[serde(rename = "rq")]
    request: Option<String>,
    #[serde(rename = "ik")]
    idempotency_key: Option<String>,
    #[serde(rename = "op")]
    operation: u64,
}

impl Told {
    /// What troubles with it name.
    pub(crate) const WHAT: &str = "events of an item";

    /// What a write with these events and this cause tells.
    pub(crate) fn new(events: &[Emitted], cause: &Cause) -> Self {
        let events: Vec<_> = events.iter().copied().map(emitted).collect();
        Self {
            events: (!events.is_empty()).then_some(events),
            request: cause.request.map(|id| codec::wide(id.bits())),
            idempotency_key: cause.idempotency_key.clone(),
            operation: cause.operation,
        }
    }

    /// What a blind write of a refund tells: that the newest of this payment was made. Its number is its place,
    /// which only the item knows.
    pub(crate) fn refund_created(payment: AttemptNumber, cause: &Cause) -> Self {
        let newest = format!("{}@{}.{NEWEST}", EventType::RefundCreated, payment.get());
        Self { events: Some(vec![newest]), ..Self::new(&[], cause) }
    }

    /// Reads what the last write told.
    pub(crate) fn read(item: Item) -> Result<(Vec<Emitted>, Cause), Trouble> {
        let newest = newest_refund(&item);
        let told: Self = from_item(Self::WHAT, item)?;
        let unreadable = |name: &str| corrupt(Self::WHAT, name);
        let events =
            told.events.unwrap_or_default().iter().map(|text| read_emitted(text, newest)).collect::<Option<_>>();
        let request = match told.request {
            Some(text) => Some(codec::read_wide(&text).map(RequestId::from_bits).ok_or_else(|| unreadable("rq"))?),
            None => None,
        };
        let cause = Cause { operation: told.operation, request, idempotency_key: told.idempotency_key };
        Ok((events.ok_or_else(|| unreadable("ev"))?, cause))
    }
}

/// The number of a refund that is the newest of its payment.
const NEWEST: &str = "+";

/// The newest refund of the payment that completed the session of this item.
fn newest_refund(item: &Item) -> Option<RefundNumber> {
    let refunds = item.get("p")?.as_m().ok()?.get("rf")?.as_l().ok()?;
    RefundNumber::at(refunds.len().checked_sub(1)?)
}

/// `<type>`, and `@<number>` if it is about a payment, `@<number>.<number>` if about a refund of one.
fn emitted(event: Emitted) -> String {
    match event.subject {
        Subject::Itself => event.kind.as_str().to_owned(),
        Subject::Payment(number) => format!("{}@{}", event.kind, number.get()),
        Subject::Refund(payment, number) => format!("{}@{}.{}", event.kind, payment.get(), number.get()),
    }
}

fn read_emitted(text: &str, newest: Option<RefundNumber>) -> Option<Emitted> {
    let Some((kind, number)) = text.split_once('@') else {
        return Some(Emitted { kind: EventType::parse(text)?, subject: Subject::Itself });
    };
    let (number, refund) = match number.split_once('.') {
        Some((number, NEWEST)) => (number, Some(newest?)),
        Some((number, refund)) => (number, Some(RefundNumber::new(refund.parse().ok()?)?)),
        None => (number, None),
    };
    let number = AttemptNumber::new(number.parse().ok()?)?;
    let subject = refund.map_or(Subject::Payment(number), |refund| Subject::Refund(number, refund));
    Some(Emitted { kind: EventType::parse(kind)?, subject })
}
