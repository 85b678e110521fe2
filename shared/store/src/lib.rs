//! The DynamoDB table: the only crate that speaks to it.
//!
//! One table holds sessions, customers, saved methods, mandates, merchants, endpoints, changes and deliveries, because a
//! session's state, its lock, its keyed operations and its events must change together, and one
//! item is the only thing that always does. The sandbox's books lie in a second table, as a real
//! processor's would lie elsewhere.
//!
//! # Access patterns
//!
//! | who asks | how it is answered | units |
//! |---|---|---|
//! | create a session | one put that fails if anything is there; in a transaction with a customer, a mandate or a guard | 3; 7 to 14 |
//! | repeat a create | the same put; what is there comes back with the refusal | 1 |
//! | retrieve a session or payment | one get: the payment's id holds the session's | ½ read |
//! | claim an attempt | one update | 1 |
//! | settle it | one put on the revision | 2 when paid, 3 to the bank, 1 when declined |
//! | settle it with what belongs to its end | one transaction: the session, what it saved, and the mandate that it makes | double |
//! | cancel, expire | one update; one transaction with its mandate | 2; 7 |
//! | list sessions, of a customer, of a reference | index `list`, `owner`, `reference`, then the items | ½ read each |
//! | create a customer | one put; in a transaction with the merchant's own id of them | 3; 7 |
//! | change, delete a customer | one get, one put on the revision; in a transaction with a key, or such an id | 1 to 3; 4 to 10 |
//! | list customers, those of an address | index `list`, `owner`, then the customers | ½ read each |
//! | the customer with an id of the merchant's own | one get, and one of the customer | 1 read each |
//! | a customer's saved methods | index `owner`, then the items | ½ read each |
//! | a customer's mandates | index `owner`, then the items | ½ read each |
//! | revoke a mandate | one get, one put on the revision | 1 |
//! | detach a method | the mandates for it; one transaction, with them and the customer whose default it was | double |
//! | what time must do | index `due`, each shard up to now | by what is due |
//! | record a change | one put in a batch | 1 |
//! | read events by id, by object, by time | by key; the object knows its changes; shards of the owner | ½ to 1 read each |
//! | record a delivery | one put | 1, and 1 while it waits in `due` |
//!
//! Units are those of an item up to 1 KiB, which the usual one is at every stage of its life; the
//! tests measure both. Names of attributes are short for that reason and no other. The formats of
//! keys stand in `keys`, the attributes of each kind of item in `item`, and the text of each
//! condition in `expressions`.
//!
//! # Protocol
//!
//! **Every write is conditional.** A write of a whole item names the revision it started from. A
//! claim, a cancellation and an expiry do without a read: their condition says what the domain
//! would say, and their update does what the domain would do. A test holds them against the
//! domain, attribute for attribute, over random lives. Whoever loses is told what was found, by
//! the refusal itself, so no race costs a second read.
//!
//! **The state stands in no condition on a revision,** because every write that changes it makes a
//! new revision. One write makes none: the note that a keyed request met an ended session. Nothing
//! else is written to such a session, and the stream stays quiet.
//!
//! **A write knows itself.** Each leaves its operation id. When an answer is lost and the write is
//! sent again, it fails on what it wrote itself; the id says so, with the revision or the moment
//! that only this write can have made, and it is answered as done. Several writes of one request
//! may share an id. Once another write has followed, it is not recognised any more: the loser is
//! told what stands there, and the session's keyed operations explain it.
//!
//! **The number of an attempt is its place.** A claim cannot know how many came before it, so
//! neither the attempt nor its operation says a number; the attempt names the key that started it.
//!
//! **The events ride on the item.** Each write leaves what merchants are to hear of it and who
//! caused it, and the stream carries both images. There is no outbox and no second write. A change
//! is named by object, moment and revision, all in the item, so the stream may tell it twice.
//!
//! **`due` is decided in one place.** A claim leaves the entry at the session's end, though the
//! session cannot expire while it is paid: moving the entry would cost two units of each payment.
//! A claimant that died is found by its follow-up message, and failing that by the sweep.
//!
//! # Guarantees
//!
//! - Of any number of rivals for one session one wins, and the others see what beat them.
//! - A session, its customer and the guard of its reference are written together, or none is.
//! - Of any number of customers one has an id of the merchant's own.
//! - A session's end and what belongs to it, a saved method, are written together, or neither is.
//! - What belongs to another owner is answered like what does not exist.
//! - Reading never guesses: what cannot be read is [`app::Trouble::Corrupt`], and neither that
//!   nor any other trouble quotes a value.
//! - An item written by an earlier release is read by every later one.
//!
//! # Limits
//!
//! - Lists and sweeps read indexes, which lag behind the table, usually by less than a second.
//!   What they find is looked at in the table before it is shown or written.
//! - The number of shards is fixed for the life of a table. Four of them take some four thousand
//!   new sessions of one owner each second; each list reads every shard.
//! - TTL is a broom: it may come days late. Whoever reads changes compares their time with the
//!   clock, which this crate does not have.
//! - A write that meets a transaction on its item, and a batch that is left half done, is sent
//!   again a few times at once, and then asks the caller for patience. Nothing here waits.

mod access;
mod books;
mod codec;
mod customers;
mod deliveries;
mod due;
mod endpoints;
mod events;
mod expressions;
mod item;
mod keys;
mod mandates;
mod merchants;
mod methods;
mod owned;
mod sessions;
mod store;
pub mod stream;
pub mod table;
mod trouble;
mod values;

pub use access::TableClient;
pub use books::SandboxBooks;
pub use store::{SHARDS_DEFAULT, SHARDS_MAX, Store};

#[cfg(test)]
mod tests;
