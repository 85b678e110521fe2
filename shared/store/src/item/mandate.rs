//! A mandate's item. Its version is its revision: everything of it shows.
//!
//! | attribute | holds |
//! |---|---|
//! | `z` `m` `rv` `ca` `ua` `ct` | schema, owner, revision, created, updated, when each revision was made |
//! | `c` `s` `ty` | whose, of which session, what it lets the merchant do |
//! | `st` | where it is |
//! | `pm` `aa` `cn` | what may be charged, since when, and how the payer agreed; absent until then |
//! | `ea` `cr` | when it was revoked or failed, and why it was revoked |
//! | `ok` `ls` | keys of the index of its customer |

use app::Trouble;
use domain::ids::{CustomerId, MandateId, MethodId, SessionId};
use domain::mandate::{Agreed, Consent, ConsentText, Mandate, MandateKind, MandateStatus, RevocationReason, Standing};
use serde::{Deserialize, Serialize};

use super::{SCHEMA, Told, known_schema};
use crate::table::OWNER;
use crate::values::{Item, at, corrupt, from_item, text, to_item};
use crate::{codec, keys};

/// What troubles with it name.
const WHAT: &str = "mandate";

/// A mandate as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredMandate {
    #[serde(rename = "z")]
    schema: u8,
    #[serde(rename = "m")]
    owner: String,
    #[serde(rename = "rv")]
    revision: u32,
    #[serde(rename = "ca")]
    created_at: i64,
    #[serde(rename = "ua")]
    updated_at: i64,
    #[serde(rename = "ct")]
    changes: Vec<i64>,
    #[serde(rename = "c")]
    customer: String,
    #[serde(rename = "s")]
    session: String,
    #[serde(rename = "ty")]
    kind: String,
    #[serde(rename = "st")]
    status: String,
    #[serde(rename = "pm")]
    method: Option<String>,
    #[serde(rename = "aa")]
    active_at: Option<i64>,
    #[serde(rename = "cn")]
    consent: Option<StoredConsent>,
    #[serde(rename = "ea")]
    ended_at: Option<i64>,
    #[serde(rename = "cr")]
    reason: Option<String>,
}

/// How the payer agreed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredConsent {
    #[serde(rename = "a")]
    given_at: i64,
    #[serde(rename = "w")]
    shown: Option<StoredWords>,
}

/// What the hosted page showed of a mandate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredWords {
    #[serde(rename = "t")]
    text: String,
    #[serde(rename = "l")]
    locale: String,
}

impl StoredWords {
    /// As it is stored.
    pub(crate) fn of(shown: &ConsentText) -> Self {
        Self { text: shown.text.clone(), locale: shown.locale.clone() }
    }

    /// As the domain has it.
    pub(crate) fn read(&self) -> ConsentText {
        ConsentText { text: self.text.clone(), locale: self.locale.clone() }
    }
}

/// The whole item: keys, mandate, index, and what its write tells.
pub(crate) fn whole(mandate: &Mandate, told: &Told) -> Result<Item, Trouble> {
    let mut item = body(mandate)?;
    item.extend(keys::mandate(mandate.id).item());
    let place = keys::list_position(mandate.created_at, mandate.id.bits());
    item.insert(OWNER.hash.name.to_owned(), text(keys::mandates_of(mandate.owner, mandate.customer)));
    item.insert(OWNER.range.name.to_owned(), text(place));
    item.extend(to_item(Told::WHAT, told)?);
    Ok(item)
}

/// The mandate alone.
pub(crate) fn body(mandate: &Mandate) -> Result<Item, Trouble> {
    let agreed = mandate.agreed();
    let (ended_at, reason) = match &mandate.standing {
        Standing::PendingAuthorisation | Standing::Active(_) => (None, None),
        Standing::Revoked { at, why, .. } => (Some(at), Some(why.as_str().to_owned())),
        Standing::Failed { at } => (Some(at), None),
    };
    let stored = StoredMandate {
        schema: SCHEMA,
        owner: keys::owner(mandate.owner),
        revision: mandate.version,
        created_at: mandate.created_at.as_millisecond(),
        updated_at: mandate.updated_at.as_millisecond(),
        changes: mandate.changes.iter().map(|at| at.as_millisecond()).collect(),
        customer: codec::wide(mandate.customer.bits()),
        session: codec::wide(mandate.session.bits()),
        kind: mandate.kind.as_str().to_owned(),
        status: mandate.status().as_str().to_owned(),
        method: agreed.map(|agreed| codec::wide(agreed.method.bits())),
        active_at: agreed.map(|agreed| agreed.at.as_millisecond()),
        consent: agreed.map(|agreed| write_consent(&agreed.consent)),
        ended_at: ended_at.map(|at| at.as_millisecond()),
        reason,
    };
    to_item(WHAT, &stored)
}

/// The mandate of an item.
pub(crate) fn read(id: MandateId, item: Item) -> Result<Mandate, Trouble> {
    let stored: StoredMandate = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    Ok(Mandate {
        id,
        owner: keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?,
        customer: CustomerId::from_bits(codec::read_wide(&stored.customer).ok_or_else(|| corrupt(WHAT, "c"))?),
        session: SessionId::from_bits(codec::read_wide(&stored.session).ok_or_else(|| corrupt(WHAT, "s"))?),
        kind: MandateKind::parse(&stored.kind).ok_or_else(|| corrupt(WHAT, "ty"))?,
        standing: standing(&stored)?,
        version: stored.revision,
        created_at: at(WHAT, stored.created_at)?,
        updated_at: at(WHAT, stored.updated_at)?,
        changes: stored.changes.iter().map(|millis| at(WHAT, *millis)).collect::<Result<_, _>>()?,
    })
}

fn standing(stored: &StoredMandate) -> Result<Standing, Trouble> {
    let ended_at = || at(WHAT, stored.ended_at.ok_or_else(|| corrupt(WHAT, "ea"))?);
    Ok(match MandateStatus::parse(&stored.status).ok_or_else(|| corrupt(WHAT, "st"))? {
        MandateStatus::PendingAuthorisation => Standing::PendingAuthorisation,
        MandateStatus::Active => Standing::Active(agreed(stored)?),
        MandateStatus::Failed => Standing::Failed { at: ended_at()? },
        MandateStatus::Revoked => Standing::Revoked {
            agreed: agreed(stored)?,
            at: ended_at()?,
            why: stored.reason.as_deref().and_then(RevocationReason::parse).ok_or_else(|| corrupt(WHAT, "cr"))?,
        },
    })
}

fn agreed(stored: &StoredMandate) -> Result<Agreed, Trouble> {
    let method = stored.method.as_deref().and_then(codec::read_wide).ok_or_else(|| corrupt(WHAT, "pm"))?;
    let consent = stored.consent.as_ref().ok_or_else(|| corrupt(WHAT, "cn"))?;
    Ok(Agreed {
        method: MethodId::from_bits(method),
        consent: Consent {
            shown: consent.shown.as_ref().map(StoredWords::read),
            given_at: at(WHAT, consent.given_at)?,
        },
        at: at(WHAT, stored.active_at.ok_or_else(|| corrupt(WHAT, "aa"))?)?,
    })
}

fn write_consent(consent: &Consent) -> StoredConsent {
    StoredConsent { given_at: consent.given_at.as_millisecond(), shown: consent.shown.as_ref().map(StoredWords::of) }
}
