//! Takes out of the record who a customer was that has been deleted, and sees to it that nothing hangs on them.
//!
//! The stream tells of a customer's changes in their order, and each is recorded before the next is: when
//! a deletion comes, everything earlier is in the record. Doing it twice is doing it once. Guaranteed:
//! whoever reads an event of the customer afterwards, or is sent one that was still waiting, learns when
//! something changed and not what. Not guaranteed: that changes are found of which the customer has
//! forgotten the time; these go when they are 31 days old.

use domain::Timestamp;
use domain::customer::Customer;
use domain::ids::ChangeId;

use super::list::is_kept;
use crate::access::nobody;
use crate::customers::end;
use crate::ports::{ChangeRecord, Snapshot};
use crate::{Deps, Trouble};

/// Forgets what was recorded of the customers that this batch deletes.
pub(super) async fn run(changes: &[ChangeRecord], deps: &Deps) -> Result<(), Trouble> {
    let now = deps.clock.now();
    for customer in changes.iter().filter_map(deleted) {
        forget(customer, now, deps).await?;
        // In case the request that deleted them died before it had ended everything.
        end::what_hangs_on(customer, &nobody(deps.randomness.as_ref()), deps).await?;
    }
    Ok(())
}

fn deleted(change: &ChangeRecord) -> Option<&Customer> {
    match &change.after {
        Snapshot::Customer(customer) if customer.is_deleted() => Some(customer),
        Snapshot::Customer(_) | Snapshot::Session(_) | Snapshot::Method(_) | Snapshot::Mandate(_) => None,
    }
}

async fn forget(customer: &Customer, now: Timestamp, deps: &Deps) -> Result<(), Trouble> {
    let revisions = (1..=customer.version).rev();
    let ids = revisions.zip(customer.changes.iter().rev());
    let ids: Vec<_> = ids
        .map(|(revision, at)| ChangeId { object: customer.id.bits(), at: *at, revision })
        .filter(|id| is_kept(*id, now))
        .collect();
    let recorded = deps.events.get_all(customer.owner, &ids).await?;
    let forgotten: Vec<_> = recorded.iter().filter_map(without_details).collect();
    if forgotten.is_empty() { Ok(()) } else { deps.events.record(&forgotten).await }
}

/// The change without what it says of the customer; `None` when it says nothing.
fn without_details(change: &ChangeRecord) -> Option<ChangeRecord> {
    let (after, before) = (bare(change.after.clone()), change.before.clone().map(bare));
    let forgotten = ChangeRecord { after, before, ..change.clone() };
    (forgotten != *change).then_some(forgotten)
}

fn bare(snapshot: Snapshot) -> Snapshot {
    match snapshot {
        Snapshot::Customer(customer) => Snapshot::Customer(Box::new(customer.without_details())),
        other @ (Snapshot::Session(_) | Snapshot::Method(_) | Snapshot::Mandate(_)) => other,
    }
}
