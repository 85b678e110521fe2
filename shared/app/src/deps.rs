//! What every function is handed: ports behind `dyn`, so that their code is compiled once.

use std::sync::Arc;

use crate::Keyring;
use crate::access::KeyCache;
use crate::ports::{
    Bus, Clock, Customers, Deliveries, Endpoints, Events, Mandates, Merchants, Methods, Metrics, Processor, Queue,
    Randomness, Sender, Sessions, SimulatedBank,
};

/// What a deployment decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the service is reached, if not where the request came in; without a slash at the end.
    pub public_url: Option<String>,
    /// The link to this service's pages on error codes, without a slash at the end.
    pub errors_url: String,
}

/// Everything a use case may need.
#[derive(Debug, Clone)]
pub struct Deps {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub randomness: Arc<dyn Randomness>,
    /// Derived secrets.
    pub keyring: Keyring,
    /// Keys seen within the last minute.
    pub keys: Arc<KeyCache>,
    /// Sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Customers.
    pub customers: Arc<dyn Customers>,
    /// Saved payment methods.
    pub methods: Arc<dyn Methods>,
    /// Mandates.
    pub mandates: Arc<dyn Mandates>,
    /// Merchants and their keys.
    pub merchants: Arc<dyn Merchants>,
    /// Webhook endpoints.
    pub endpoints: Arc<dyn Endpoints>,
    /// The record of changes.
    pub events: Arc<dyn Events>,
    /// The record of deliveries.
    pub deliveries: Arc<dyn Deliveries>,
    /// Messages to ourselves.
    pub queue: Arc<dyn Queue>,
    /// Events for others in the account.
    pub bus: Arc<dyn Bus>,
    /// Webhooks.
    pub sender: Arc<dyn Sender>,
    /// What operators watch.
    pub metrics: Arc<dyn Metrics>,
    /// Who moves the money in test mode. Live mode has no processor yet.
    pub sandbox: Arc<dyn Processor>,
    /// Where payers with the sandbox's cards confirm who they are.
    pub bank: Arc<dyn SimulatedBank>,
    /// What the deployment decides.
    pub settings: Arc<Settings>,
}
