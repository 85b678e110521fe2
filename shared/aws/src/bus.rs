//! The event bus, in EventBridge, for consumers within the account.

use app::Trouble;
use app::ports::{Bus, BusEvent};
use async_trait::async_trait;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;

/// What consumers see as the source of our events.
const SOURCE: &str = "payment-sessions";
/// The most entries of one call.
const ENTRIES_MAX: usize = 10;

/// Puts events on a bus. Without a bus nothing is put anywhere: not every deployment wants one.
#[derive(Debug, Clone)]
pub struct EventBus {
    bus: Option<(Client, String)>,
}

impl EventBus {
    /// The bus of this name, and who calls it.
    #[must_use]
    pub const fn new(bus: Option<(Client, String)>) -> Self {
        Self { bus }
    }

    async fn put_some(client: &Client, bus: &str, events: &[BusEvent]) -> Result<(), Trouble> {
        let entries = events.iter().map(|event| entry(bus, event)).collect();
        let sent = client.put_events().set_entries(Some(entries)).send().await;
        match sent {
            Ok(answer) if answer.failed_entry_count() == 0 => Ok(()),
            // Those that went through go again with the others: consumers know them by their id.
            Ok(_) => Err(unavailable("some entries were refused")),
            Err(_) => Err(unavailable("the call failed")),
        }
    }
}

#[async_trait]
impl Bus for EventBus {
    async fn put(&self, events: &[BusEvent]) -> Result<(), Trouble> {
        let Some((client, bus)) = &self.bus else { return Ok(()) };
        for some in events.chunks(ENTRIES_MAX) {
            Self::put_some(client, bus, some).await?;
        }
        Ok(())
    }
}

fn entry(bus: &str, event: &BusEvent) -> PutEventsRequestEntry {
    PutEventsRequestEntry::builder()
        .event_bus_name(bus)
        .source(SOURCE)
        .detail_type(event.kind)
        .detail(&event.body)
        .time(DateTime::from_millis(event.at.as_millisecond()))
        .build()
}

fn unavailable(why: &str) -> Trouble {
    Trouble::Unavailable { what: "event bus", why: why.to_owned() }
}
