//! Faults at every boundary: between this process and the table, the queue, the processor.
//!
//! Calls through the wrapped ports are numbered 1, 2, 3 … One of them can be made to fail either
//! before it does anything, or after it has done it, so that only the answer is lost. A crash is
//! a call that fails together with every call after it, until [`Faults::revive`] plays the new
//! process.
//! Guaranteed: with no fault planned a wrapped port behaves as the port itself. Merchants and
//! their keys are not wrapped: they are remembered for a minute, which would make numbers depend
//! on what was asked before.

mod records;
mod sessions;
mod world;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use app::{Deps, Trouble};

/// On which side of the work a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Nothing was done.
    Before,
    /// It was done, and the answer was lost.
    After,
}

/// What a call is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Go,
    Fail(When),
}

#[derive(Debug, Clone, Copy)]
struct Plan {
    at: usize,
    when: When,
    and_after: bool,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<&'static str>,
    plan: Option<Plan>,
    dead: bool,
    hit: Option<&'static str>,
}

/// The switch that all wrapped ports ask.
#[derive(Debug, Default)]
pub struct Faults {
    state: Mutex<State>,
    /// Whose turn it is, where calls are made one after the other.
    turn: OnceLock<tokio::sync::Mutex<()>>,
}

impl Faults {
    /// A switch with no fault planned.
    #[must_use]
    pub fn none() -> Arc<Self> {
        Arc::default()
    }

    /// Wraps the ports of these, so that they ask this switch from now on.
    pub fn install(self: &Arc<Self>, deps: &mut Deps) {
        sessions::wrap(self, deps);
        records::wrap(self, deps);
        world::wrap(self, deps);
    }

    /// Lets the `nth` call from now fail, and it alone.
    pub fn fail(&self, nth: usize, when: When) {
        self.plan(nth, when, false);
    }

    /// Lets the `nth` call from now fail, and every call after it until [`Faults::revive`].
    pub fn crash(&self, nth: usize, when: When) {
        self.plan(nth, when, true);
    }

    fn plan(&self, nth: usize, when: When, and_after: bool) {
        let mut state = self.state();
        *state = State { plan: Some(Plan { at: nth, when, and_after }), ..State::default() };
    }

    /// From now on calls are made one after the other, in the order in which they were begun. What is done at
    /// once still goes on between the calls of the other, and comes out the same each time.
    pub fn in_turn(&self) {
        self.turn.get_or_init(tokio::sync::Mutex::default);
    }

    /// Forgets what was planned and counted: a new process.
    pub fn revive(&self) {
        *self.state() = State::default();
    }

    /// The call that failed first, if the plan came to pass.
    #[must_use]
    pub fn hit(&self) -> Option<&'static str> {
        self.state().hit
    }

    /// Every call since the last plan or revival, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<&'static str> {
        self.state().calls.clone()
    }

    /// How often each method was called since the last plan or revival.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for call in &self.state().calls {
            let count: &mut usize = counts.entry(*call).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// How often this method was called, as `port.method`.
    #[must_use]
    pub fn count(&self, call: &str) -> usize {
        self.state().calls.iter().filter(|made| **made == call).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, call: &'static str) -> Verdict {
        let mut state = self.state();
        state.calls.push(call);
        if state.dead {
            return Verdict::Fail(When::Before);
        }
        match state.plan {
            Some(plan) if plan.at == state.calls.len() => {
                state.hit = Some(call);
                state.dead = plan.and_after;
                Verdict::Fail(plan.when)
            }
            Some(_) | None => Verdict::Go,
        }
    }

    /// Does the work of a call, unless the plan says otherwise.
    async fn around<T>(
        &self,
        call: &'static str,
        work: impl Future<Output = Result<T, Trouble>> + Send,
    ) -> Result<T, Trouble> {
        self.or(call, work, || Err(Trouble::Unavailable { what: "test", why: call.to_owned() })).await
    }

    /// The same for a port that has its own word for a failure.
    async fn or<T>(&self, call: &'static str, work: impl Future<Output = T> + Send, lost: impl FnOnce() -> T) -> T {
        let _turn = match self.turn.get() {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        match self.next(call) {
            Verdict::Go => work.await,
            Verdict::Fail(When::Before) => lost(),
            Verdict::Fail(When::After) => {
                work.await;
                lost()
            }
        }
    }
}

#[cfg(test)]
mod tests;
