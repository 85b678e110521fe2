//! What a lost race means: whoever lost is told what was found, unless that is its own write.
//!
//! A write whose answer was lost is sent again, by the SDK or by a retry, and then loses to
//! itself. Its operation id in the item tells, together with what only this write would have
//! made. Not guaranteed: that it is still recognised once another write has followed; the domain
//! explains what is found then, by its keyed operations.

use app::Trouble;
use app::ports::Written;
use domain::merchant::Owner;
use domain::session::Session;

use crate::item::is_of;
use crate::item::session::{self, Lying};
use crate::values::Item;

/// What a refused write is answered with. `ours` says whether only this write can have made the
/// session that was found. Another owner's session is none at all.
pub(super) fn answer(
    found: Option<Item>,
    owner: Option<Owner>,
    operation: u64,
    ours: impl FnOnce(&Session) -> bool,
) -> Result<Written, Trouble> {
    let Some(item) = found else { return Ok(Written::Missing) };
    let same_operation = is_of(&item, operation);
    match session::lying(item)? {
        Lying::Diverted(_) => Ok(Written::Missing),
        Lying::Session(session) if owner.is_some_and(|owner| owner != session.base().owner) => Ok(Written::Missing),
        Lying::Session(session) if same_operation && ours(&session) => Ok(Written::Done(session)),
        Lying::Session(session) => Ok(Written::Lost(session)),
    }
}
