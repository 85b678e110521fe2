//! Ends what hangs on a customer who was deleted: mandates are revoked, saved methods detached.
//!
//! It follows the deletion, so that nothing new begins meanwhile: a session whose customer is gone saves nothing.
//! Everything here is the same when done twice. The request does it, so that whoever is answered finds it done;
//! and the publisher of the deletion does it again, in case the request died on the way, or something was saved
//! at the same moment.

use domain::customer::Customer;
use domain::mandate::RevocationReason;

use crate::methods::detach::{detach, revoked};
use crate::ports::{Cause, MethodQuery};
use crate::sessions::TRIES;
use crate::{Deps, Trouble};

/// How many objects are looked at together.
const AT_ONCE: usize = 50;

/// Ends the mandates and methods of a customer.
pub(crate) async fn what_hangs_on(customer: &Customer, cause: &Cause, deps: &Deps) -> Result<(), Trouble> {
    mandates(customer, cause, deps).await?;
    methods(customer, cause, deps).await
}

async fn mandates(customer: &Customer, cause: &Cause, deps: &Deps) -> Result<(), Trouble> {
    let mut lost: u8 = 0;
    while lost < TRIES {
        let charging = deps.mandates.chargeable(customer.owner, customer.id, None, AT_ONCE).await?;
        if charging.is_empty() {
            return Ok(());
        }
        let changes = revoked(charging, RevocationReason::CustomerDeleted, deps.clock.now());
        if !deps.mandates.change(changes, cause.clone()).await? {
            lost = lost.saturating_add(1);
        }
    }
    Err(Trouble::Contended)
}

async fn methods(customer: &Customer, cause: &Cause, deps: &Deps) -> Result<(), Trouble> {
    let mut after = None;
    loop {
        let query = MethodQuery { owner: customer.owner, customer: customer.id, limit: AT_ONCE, after };
        let page = deps.methods.list(query).await?;
        for method in page.items {
            detach(method, cause, deps).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}
