//! The event bus, which on a laptop nobody listens to: the newest events can be read back.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use app::Trouble;
use app::ports::{Bus, BusEvent};
use async_trait::async_trait;

/// How many events are kept.
const EVENTS_MAX: usize = 1_000;

/// Keeps the newest thousand events.
#[derive(Debug, Default)]
pub struct LocalBus(Mutex<VecDeque<BusEvent>>);

impl LocalBus {
    /// What was put on the bus, oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<BusEvent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

#[async_trait]
impl Bus for LocalBus {
    async fn put(&self, events: &[BusEvent]) -> Result<(), Trouble> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            tracing::debug!(kind = event.kind, "put on the bus");
            if kept.len() == EVENTS_MAX {
                kept.pop_front();
            }
            kept.push_back(event.clone());
        }
        Ok(())
    }
}
