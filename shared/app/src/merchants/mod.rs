//! What whoever runs the service may do with merchants and their keys, one verb per file.

pub mod create;
pub mod keys;
pub mod update;

use crate::ports::{ApiKey, KeyRecord};
use crate::{Deps, access};

/// A key while it may be shown, which is once. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What is stored of it.
    pub record: KeyRecord,
    /// The key itself.
    pub key: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey").field("record", &self.record).finish_non_exhaustive()
    }
}

/// Draws a key that stands for this. It opens nothing until its record is stored.
fn draw(stands_for: ApiKey, deps: &Deps) -> NewKey {
    let key = access::draw_api_key(stands_for.kind, stands_for.livemode, &*deps.randomness);
    let record = KeyRecord {
        id: deps.keyring.api_key(&key),
        key: stands_for,
        created_at: Some(deps.clock.now()),
        revoked_at: None,
    };
    NewKey { record, key }
}
