//! What every write of a session or a customer tells the stream: its events, and who caused them.
//! Overwritten by each write, so that an item carries those of the last one only.

use app::Trouble;
use app::ports::Cause;
use domain::event::{Emitted, EventType, Subject};
use domain::ids::RequestId;
use domain::payment::AttemptNumber;
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

    /// Reads what the last write told.
    pub(crate) fn read(item: Item) -> Result<(Vec<Emitted>, Cause), Trouble> {
        let told: Self = from_item(Self::WHAT, item)?;
        let unreadable = |name: &str| corrupt(Self::WHAT, name);
        let events = told.events.unwrap_or_default().iter().map(|text| read_emitted(text)).collect::<Option<_>>();
        let request = match told.request {
            Some(text) => Some(codec::read_wide(&text).map(RequestId::from_bits).ok_or_else(|| unreadable("rq"))?),
            None => None,
        };
        let cause = Cause { operation: told.operation, request, idempotency_key: told.idempotency_key };
        Ok((events.ok_or_else(|| unreadable("ev"))?, cause))
    }
}

/// `<type>`, and `@<number>` if it is about a payment.
fn emitted(event: Emitted) -> String {
    match event.subject {
        Subject::Itself => event.kind.as_str().to_owned(),
        Subject::Payment(number) => format!("{}@{}", event.kind, number.get()),
    }
}

fn read_emitted(text: &str) -> Option<Emitted> {
    let Some((kind, number)) = text.split_once('@') else {
        return Some(Emitted { kind: EventType::parse(text)?, subject: Subject::Itself });
    };
    let number = AttemptNumber::new(number.parse().ok()?)?;
    Some(Emitted { kind: EventType::parse(kind)?, subject: Subject::Payment(number) })
}
