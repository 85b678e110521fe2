//! The session's item: everything of a session in one place, so that it changes in one write.
//!
//! | attribute | holds |
//! |---|---|
//! | `z` `m` `st` `rv` `v` | schema, owner, state, revision, version |
//! | `ca` `ua` `ea` `x` | created, updated, ended, expires |
//! | `o` `h` | keyed operations by hash of the key, hash of the creating body |
//! | `p` `fa` | the attempt that runs or was agreed to, with what is held of it; those that came to nothing |
//! | `ct` | when each revision was made |
//! | `j` | the movements of its money that its payment does not say by itself |
//! | `lk` `ls` `dk` `dt` `ok` `rk` | keys of the indexes |
//! | `ev` `rq` `ik` `op` | what the last write tells the stream |
//!
//! `o`, `fa` and `ct` are there even when empty, because blind writes append to them. The number
//! of an attempt is not stored: it is its place.

pub(crate) mod approved;
pub(crate) mod journal;
pub(crate) mod operations;
pub(crate) mod payment;
pub(crate) mod refund;
pub(crate) mod state;
mod stored;
mod terms;

use app::Trouble;
use app::ports::Diversion;
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::RequestHash;
use domain::session::Session;

use super::{SCHEMA, Told, known_schema};
use crate::due::due_of;
use crate::table::{DUE, LIST, OWNER, PK, REFERENCE};
use crate::values::{Item, corrupt, from_item, moment, number, number_of, text, text_of, to_item};
use crate::{codec, keys, values};
use stored::StoredSession;

/// What troubles with it name.
const WHAT: &str = "session";
/// The state of a note that a create came to something else; there is no session then.
const DIVERTED: &str = "diverted";
/// The session that such a create was answered with; absent when it was refused.
const INSTEAD: &str = "i";

/// What lies at a session's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lying {
    /// A session.
    Session(Box<Session>),
    /// The note that its create came to something else than a session of its own.
    Diverted(Diversion),
}

/// The whole item: keys, session, indexes, and what its write tells.
pub(crate) fn whole(session: &Session, shards: u8, told: &Told) -> Result<Item, Trouble> {
    let mut item = body(session)?;
    item.extend(keys::session(session.base().terms.id).item());
    item.extend(indexes(session, shards));
    item.extend(to_item(Told::WHAT, told)?);
    Ok(item)
}

/// The session alone.
pub(crate) fn body(session: &Session) -> Result<Item, Trouble> {
    let base = session.base();
    let mut stored = StoredSession {
        schema: SCHEMA,
        owner: keys::owner(base.owner),
        revision: base.revision,
        version: base.version,
        created_at: base.created_at.as_millisecond(),
        updated_at: base.updated_at.as_millisecond(),
        creation: base.creation.0,
        operations: operations::write(&base.operations),
        changes: base.changes.iter().map(|at| at.as_millisecond()).collect(),
        ..StoredSession::default()
    };
    terms::write(&mut stored, &base.terms);
    state::write(&mut stored, session);
    to_item(WHAT, &stored)
}

/// The session of an item.
pub(crate) fn read(id: SessionId, item: Item) -> Result<Session, Trouble> {
    let stored: StoredSession = from_item(WHAT, item)?;
    known_schema(WHAT, stored.schema)?;
    let owner = keys::read_owner(&stored.owner).ok_or_else(|| corrupt(WHAT, "m"))?;
    state::read(id, owner, stored)
}

/// What lies at the key that this item was read from.
pub(crate) fn lying(item: Item) -> Result<Lying, Trouble> {
    if text_of(&item, "st") == Some(DIVERTED) {
        return read_diversion(&item).map(Lying::Diverted);
    }
    let id = text_of(&item, PK).and_then(keys::read_session).ok_or_else(|| corrupt(WHAT, PK))?;
    read(id, item).map(|session| Lying::Session(Box::new(session)))
}

/// The note that a create came to something else. It has no revision, so no step can follow it.
pub(crate) fn diversion(id: SessionId, owner: Owner, diversion: Diversion) -> Item {
    let mut item = keys::session(id).item();
    item.extend([
        ("z".to_owned(), number(SCHEMA)),
        ("m".to_owned(), text(keys::owner(owner))),
        ("st".to_owned(), text(DIVERTED)),
        ("h".to_owned(), number(diversion.request.0)),
    ]);
    if let Some(instead) = diversion.instead {
        item.insert(INSTEAD.to_owned(), text(codec::wide(instead.bits())));
    }
    item
}

fn read_diversion(item: &Item) -> Result<Diversion, Trouble> {
    let request = number_of(item, "h").map(RequestHash).ok_or_else(|| unreadable("h"))?;
    let instead = match text_of(item, INSTEAD) {
        Some(id) => Some(codec::read_wide(id).map(SessionId::from_bits).ok_or_else(|| unreadable(INSTEAD))?),
        None => None,
    };
    Ok(Diversion { request, instead })
}

/// The session's entries in the indexes.
fn indexes(session: &Session, shards: u8) -> Item {
    let base = session.base();
    let terms = &base.terms;
    let shard = keys::shard(terms.id.bits(), shards);
    let mut item = Item::from([
        (LIST.hash.name.to_owned(), text(keys::list(base.owner, shard))),
        (LIST.range.name.to_owned(), text(keys::list_position(base.created_at, terms.id.bits()))),
    ]);
    if let Some((kind, at)) = due_of(session) {
        item.insert(DUE.hash.name.to_owned(), text(keys::due(kind, shard)));
        item.insert(DUE.range.name.to_owned(), moment(at));
    }
    if let Some(customer) = terms.customer {
        item.insert(OWNER.hash.name.to_owned(), text(keys::of_customer(base.owner, customer)));
    }
    if let Some(reference) = &terms.reference {
        item.insert(REFERENCE.hash.name.to_owned(), text(keys::of_reference(base.owner, reference)));
    }
    item
}

/// A moment of a stored session.
fn at(millis: i64) -> Result<domain::Timestamp, Trouble> {
    values::at(WHAT, millis)
}

/// Something stored that is missing, or is not what it should be.
fn unreadable(name: &'static str) -> Trouble {
    corrupt(WHAT, name)
}
