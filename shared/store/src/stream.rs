//! What the table's stream tells: the changes of sessions, customers, saved methods and mandates.
//!
//! Guaranteed: every write that made a revision and had something to tell is one change, however
//! often the stream tells it; the change's id comes from the item, so it is the same each time.
//! Whatever else is written or removed, by us or by the table's broom, is none.

use app::Trouble;
use app::ports::{ChangeRecord, Snapshot};
use aws_lambda_events::dynamodb::EventRecord;
use domain::ids::ChangeId;
use domain::merchant::Owner;

use crate::item::{Told, customer, mandate, method, session};
use crate::keys;
use crate::table::{PK, SK};
use crate::values::{Item, corrupt, text_of};

/// The change that a record of the stream tells of, if it tells of one.
///
/// # Errors
/// [`Trouble::Corrupt`] when the item cannot be read.
pub fn change_from_record(record: &EventRecord) -> Result<Option<ChangeRecord>, Trouble> {
    let new: Item = record.change.new_image.clone().into();
    let old: Item = record.change.old_image.clone().into();
    let revision = new.get("rv");
    // A note on an ended session leaves the revision alone; an import or a repair may leave no cause.
    if revision.is_none() || revision == old.get("rv") || !new.contains_key("op") {
        return Ok(None);
    }
    let Some(after) = snapshot(new.clone())? else { return Ok(None) };
    let before = if old.contains_key("rv") { snapshot(old)? } else { None };
    let before = if is_deleted(&after) { before.map(without_details) } else { before };
    let (events, cause) = Told::read(new)?;
    // An order tells merchants nothing yet, and must be looked at again in case whoever gave it dies.
    if events.is_empty() && !app::events::publish::gives_order(&after) {
        return Ok(None);
    }
    let (id, owner) = identity(&after)?;
    Ok(Some(ChangeRecord { id, owner, events, cause, after, before }))
}

/// The object of an item, if it is of a kind that tells.
fn snapshot(item: Item) -> Result<Option<Snapshot>, Trouble> {
    let (Some(pk), Some(sk)) = (text_of(&item, PK), text_of(&item, SK)) else { return Ok(None) };
    if let (Some(id), "S") = (keys::read_session(pk), sk) {
        return session::read(id, item).map(|session| Some(Snapshot::Session(Box::new(session))));
    }
    if let (Some(id), "C") = (keys::read_customer(pk), sk) {
        return customer::read(id, item).map(|customer| Some(Snapshot::Customer(Box::new(customer))));
    }
    if let (Some(id), "P") = (keys::read_method(pk), sk) {
        return method::read(id, item).map(|saved| Some(Snapshot::Method(Box::new(saved))));
    }
    if let (Some(id), "A") = (keys::read_mandate(pk), sk) {
        return mandate::read(id, item).map(|mandate| Some(Snapshot::Mandate(Box::new(mandate))));
    }
    Ok(None)
}

/// Whether this is what is left of a customer who was deleted.
fn is_deleted(after: &Snapshot) -> bool {
    matches!(after, Snapshot::Customer(customer) if customer.is_deleted())
}

/// Who it was ends here: no record, webhook or event on the bus is to say it once more.
fn without_details(before: Snapshot) -> Snapshot {
    match before {
        Snapshot::Customer(customer) => Snapshot::Customer(Box::new(customer.without_details())),
        other @ (Snapshot::Session(_) | Snapshot::Method(_) | Snapshot::Mandate(_)) => other,
    }
}

fn identity(after: &Snapshot) -> Result<(ChangeId, Owner), Trouble> {
    match after {
        Snapshot::Session(session) => {
            let base = session.base();
            let at = *base.changes.last().ok_or_else(|| corrupt("session", "ct"))?;
            Ok((ChangeId { object: base.terms.id.bits(), at, revision: base.revision }, base.owner))
        }
        Snapshot::Customer(customer) => {
            let at = customer.updated_at;
            Ok((ChangeId { object: customer.id.bits(), at, revision: customer.version }, customer.owner))
        }
        Snapshot::Method(saved) => {
            let at = saved.updated_at;
            Ok((ChangeId { object: saved.id.bits(), at, revision: saved.version }, saved.owner))
        }
        Snapshot::Mandate(mandate) => {
            let at = mandate.updated_at;
            Ok((ChangeId { object: mandate.id.bits(), at, revision: mandate.version }, mandate.owner))
        }
    }
}
