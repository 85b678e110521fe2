//! The item of a change: the object afterwards, and enough to tell what it was before.
//!
//! | attribute | holds |
//! |---|---|
//! | `n` | the attributes of the object afterwards, without its owner |
//! | `o` | earlier values of those that differ; absent when the change made the object |
//! | `a` | names of those that are new |
//! | `ev` `rq` `ik` `op` | what it told, and who caused it |
//!
//! A change adds one revision and one moment to `ct`, so neither is kept as an earlier value.
//! Recording a change is one write unit as long as the object is of the usual size.

use app::Trouble;
use app::ports::{ChangeRecord, Snapshot};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::{ChangeId, CustomerId, MandateId, MethodId, SessionId};
use domain::merchant::Owner;

use super::{Told, customer, mandate, method, session};
use crate::keys;
use crate::table::{SK, TTL};
use crate::values::{Item, corrupt, number, number_of, text, text_of, texts, to_item};

/// What troubles with it name.
const WHAT: &str = "change";
/// How long a change is kept: the thirty days that events are shown, and one to spare.
const KEPT_SECONDS: i64 = 31 * 86_400;

const SESSION: &str = "S";
const CUSTOMER: &str = "C";
const METHOD: &str = "P";
const MANDATE: &str = "A";
const KIND: &str = "k";
const AFTER: &str = "n";
const EARLIER: &str = "o";
const ADDED: &str = "a";
const OWNER: &str = "m";
const REVISION: &str = "rv";
const MOMENTS: &str = "ct";

/// The whole item.
pub(crate) fn whole(change: &ChangeRecord, shards: u8) -> Result<Item, Trouble> {
    let (kind, after) = image(&change.after)?;
    let mut item = keys::change(change.owner, change.id, shards).item();
    item.insert(KIND.to_owned(), text(kind));
    if let Some(before) = &change.before {
        let (_, before) = image(before)?;
        let added: Vec<_> = after.keys().filter(|name| !before.contains_key(*name)).cloned().collect();
        if !added.is_empty() {
            item.insert(ADDED.to_owned(), texts(added));
        }
        let differs =
            |name: &String, value: &AttributeValue| after.get(name) != Some(value) && !follows(name, value, &after);
        let earlier = before.into_iter().filter(|(name, value)| differs(name, value)).collect();
        item.insert(EARLIER.to_owned(), AttributeValue::M(earlier));
    }
    item.insert(AFTER.to_owned(), AttributeValue::M(after));
    item.extend(to_item(Told::WHAT, &Told::new(&change.events, &change.cause))?);
    item.insert(TTL.to_owned(), number(change.id.at.as_second().saturating_add(KEPT_SECONDS)));
    Ok(item)
}

/// The change of an item.
pub(crate) fn read(owner: Owner, mut item: Item) -> Result<ChangeRecord, Trouble> {
    let id = text_of(&item, SK).and_then(keys::read_change_position).ok_or_else(|| corrupt(WHAT, SK))?;
    let kind = text_of(&item, KIND).ok_or_else(|| corrupt(WHAT, KIND))?.to_owned();
    let after = map(&mut item, AFTER).ok_or_else(|| corrupt(WHAT, AFTER))?;
    let before = match map(&mut item, EARLIER) {
        Some(earlier) => Some(snapshot(&kind, owner, id, before(after.clone(), earlier, &mut item)?)?),
        None => None,
    };
    let after = snapshot(&kind, owner, id, after)?;
    let (events, cause) = Told::read(item)?;
    Ok(ChangeRecord { id, owner, events, cause, after, before })
}

/// The object before, from the object after.
fn before(mut image: Item, earlier: Item, item: &mut Item) -> Result<Item, Trouble> {
    for name in item.remove(ADDED).and_then(|added| added.as_l().ok().cloned()).unwrap_or_default() {
        image.remove(name.as_s().map_err(|_| corrupt(WHAT, ADDED))?);
    }
    if !earlier.contains_key(REVISION) {
        let revision: u32 = number_of(&image, REVISION).ok_or_else(|| corrupt(WHAT, REVISION))?;
        image.insert(REVISION.to_owned(), number(revision.saturating_sub(1)));
    }
    if let Some(AttributeValue::L(moments)) = image.get_mut(MOMENTS) {
        moments.pop();
    }
    image.extend(earlier);
    Ok(image)
}

/// Whether this earlier value can be told from the object afterwards.
fn follows(name: &str, value: &AttributeValue, after: &Item) -> bool {
    match (name, value, after.get(name)) {
        (REVISION, value, Some(_)) => {
            let next: Option<i64> = number_of(after, name);
            next.map(|next| number(next.saturating_sub(1))).as_ref() == Some(value)
        }
        (MOMENTS, AttributeValue::L(earlier), Some(AttributeValue::L(moments))) => {
            moments.split_last().is_some_and(|(_, rest)| rest == earlier.as_slice())
        }
        _ => false,
    }
}

fn image(snapshot: &Snapshot) -> Result<(&'static str, Item), Trouble> {
    let (kind, mut image) = match snapshot {
        Snapshot::Session(session) => (SESSION, session::body(session)?),
        Snapshot::Customer(customer) => (CUSTOMER, customer::body(customer)?),
        Snapshot::Method(saved) => (METHOD, method::body(saved)?),
        Snapshot::Mandate(mandate) => (MANDATE, mandate::body(mandate)?),
    };
    image.remove(OWNER);
    Ok((kind, image))
}

fn snapshot(kind: &str, owner: Owner, id: ChangeId, mut image: Item) -> Result<Snapshot, Trouble> {
    image.insert(OWNER.to_owned(), text(keys::owner(owner)));
    match kind {
        SESSION => {
            session::read(SessionId::from_bits(id.object), image).map(|session| Snapshot::Session(Box::new(session)))
        }
        CUSTOMER => customer::read(CustomerId::from_bits(id.object), image)
            .map(|customer| Snapshot::Customer(Box::new(customer))),
        METHOD => method::read(MethodId::from_bits(id.object), image).map(|saved| Snapshot::Method(Box::new(saved))),
        MANDATE => {
            mandate::read(MandateId::from_bits(id.object), image).map(|mandate| Snapshot::Mandate(Box::new(mandate)))
        }
        _ => Err(corrupt(WHAT, KIND)),
    }
}

fn map(item: &mut Item, name: &str) -> Option<Item> {
    match item.remove(name) {
        Some(AttributeValue::M(map)) => Some(map),
        _ => None,
    }
}
