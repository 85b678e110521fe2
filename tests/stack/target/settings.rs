//! Which stack the environment names.

use std::net::SocketAddr;

/// What whoever starts the suite says of a stack.
pub struct Settings {
    /// `STACK_URL`: where its API is.
    pub url: String,
    /// `STACK_SECRET_KEY`: a secret key of test mode.
    pub secret_key: String,
    /// `STACK_PUBLISHABLE_KEY`: the publishable key of the same merchant and mode.
    pub publishable_key: String,
    /// `STACK_RECEIVER`: where this machine may listen for webhooks of the stack.
    pub receiver: Option<SocketAddr>,
    /// `STACK_RECEIVER_URL`: the URL that leads there, if it is another than that address.
    pub receiver_url: Option<String>,
    /// `STACK_WEBHOOK_QUEUE_URL`: the queue of webhooks, for whom credentials of AWS are at hand.
    pub webhook_queue_url: Option<String>,
    /// `STACK_HIDES_HEALTH`: whether something before the stack answers `/health` itself.
    pub hides_health: bool,
}

impl Settings {
    /// Reads them; none when no stack is named.
    pub fn read() -> Option<Self> {
        let needed = |name| read(name).unwrap_or_else(|| panic!("STACK_URL needs {name} beside it"));
        Some(Self {
            url: read("STACK_URL")?,
            secret_key: needed("STACK_SECRET_KEY"),
            publishable_key: needed("STACK_PUBLISHABLE_KEY"),
            receiver: read("STACK_RECEIVER").map(|text| text.parse().expect("STACK_RECEIVER is an address and a port")),
            receiver_url: read("STACK_RECEIVER_URL"),
            webhook_queue_url: read("STACK_WEBHOOK_QUEUE_URL"),
            hides_health: read("STACK_HIDES_HEALTH").is_some(),
        })
    }
}

fn read(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "whoever starts the suite names the stack in the environment")]
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
