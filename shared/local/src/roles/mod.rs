//! What IAM does: a function may do what its grants say, and nothing else.
//!
//! The client of the table asks here before it sends anything, and so do the queues and the bus.
//! A grant that is missing is thus noticed on a laptop, and by every test that runs the function,
//! not by the first deployment that needs it.
//! Guaranteed: whatever a running function does is written down under its name, and refused where
//! the role in the template would refuse it.
//! Not guaranteed: anything about what no function does, such as the pages of this server.

mod calls;
mod ports;

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::{Deps, Grant};

pub(crate) use calls::Calls;

/// A function, an action, and the resource that it was done to.
pub type Use = (&'static str, String, String);

/// A function that is at work.
#[derive(Debug, Clone, Copy)]
struct Role {
    name: &'static str,
    grants: &'static [Grant],
}

tokio::task_local! {
    /// Whose code runs. Functions start no tasks, so all that they do is done in theirs.
    static RUNNING: Role;
}

/// Does work as this function, with its grants.
pub async fn acting<F: Future>(name: &'static str, grants: &'static [Grant], work: F) -> F::Output {
    RUNNING.scope(Role { name, grants }, work).await
}

/// What the functions of one system did, and what they were refused.
#[derive(Debug, Default)]
pub struct Roles(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    used: BTreeSet<Use>,
    refused: BTreeSet<Use>,
}

impl Roles {
    /// What functions did.
    #[must_use]
    pub fn used(&self) -> BTreeSet<Use> {
        self.book().used.clone()
    }

    /// What functions tried without a grant.
    #[must_use]
    pub fn refused(&self) -> BTreeSet<Use> {
        self.book().refused.clone()
    }

    /// Takes the place of the ports that reach a queue, the bus or a merchant.
    pub(crate) fn guard(self: &Arc<Self>, deps: &mut Deps) {
        ports::guard(self, deps);
    }

    /// Whether whoever runs may do this.
    fn ask(&self, action: &str, resource: &str) -> Result<(), String> {
        let Ok(role) = RUNNING.try_with(|role| *role) else { return Ok(()) };
        let entry = (role.name, action.to_owned(), resource.to_owned());
        if role.grants.iter().any(|grant| (grant.action(), grant.resource()) == (action, resource)) {
            self.book().used.insert(entry);
            return Ok(());
        }
        self.book().refused.insert(entry);
        tracing::error!(function = role.name, action, resource, "refused: the function has no grant for it");
        Err(format!("{} has no grant for {action} on {resource}", role.name))
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
