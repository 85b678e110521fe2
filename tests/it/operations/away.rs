//! A processor that does not answer when it is asked what became of a payment.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use app::ports::Unreachable;

use crate::asked;

/// Whether it is away.
#[derive(Debug, Clone, Default)]
pub(super) struct Switch(Arc<AtomicBool>);

impl Switch {
    pub(super) fn set(&self, away: bool) {
        self.0.store(away, Ordering::SeqCst);
    }

    /// Puts the switch before a system's processor.
    pub(super) fn install(&self, deps: &mut app::Deps) {
        let away = Arc::clone(&self.0);
        asked::instead(deps, move || away.load(Ordering::SeqCst).then_some(Err(Unreachable)));
    }
}
