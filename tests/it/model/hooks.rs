//! The merchant's endpoint of a sequence. Nothing leaves the process, so nothing depends on the network.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use app::ports::{Answer, Outgoing, Sender};
use async_trait::async_trait;
use domain::Invalid;
use serde_json::Value;

/// Takes what it is sent, or fails so often as it was told to.
#[derive(Debug, Clone, Default)]
pub(super) struct Hooks(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    failing: u8,
    taken: BTreeMap<String, String>,
}

impl Hooks {
    /// Fails so often from now.
    pub(super) fn fail(&self, times: u8) {
        self.0.lock().unwrap().failing = times;
    }

    /// Every event that was taken, by its id. One that came twice said the same.
    pub(super) fn taken(&self) -> BTreeMap<String, Value> {
        let state = self.0.lock().unwrap();
        state.taken.iter().map(|(id, body)| (id.clone(), serde_json::from_str(body).unwrap())).collect()
    }

    /// All that was taken, as text.
    pub(super) fn text(&self) -> String {
        self.0.lock().unwrap().taken.values().cloned().collect()
    }
}

#[async_trait]
impl Sender for Hooks {
    async fn send(&self, outgoing: Outgoing<'_>) -> Answer {
        let mut state = self.0.lock().unwrap();
        if state.failing > 0 {
            state.failing -= 1;
            return Answer::Answered { status: 500, body: String::new(), retry_after: None };
        }
        let before = state.taken.insert(outgoing.id.to_owned(), outgoing.body.to_owned());
        assert!(before.is_none_or(|before| before == outgoing.body), "{} was told in two ways", outgoing.id);
        Answer::Answered { status: 204, body: String::new(), retry_after: None }
    }

    async fn vet(&self, _: &str, _: bool) -> Result<(), Invalid> {
        Ok(())
    }
}
