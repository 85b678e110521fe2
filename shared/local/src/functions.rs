//! Every function of the service, the same code that runs on Lambda.

use api::{Endpoint, Operator};
use app::work::{Consumer, Job, Publisher};

/// The functions behind the API. The one whose path is `$default` takes what no other takes.
pub const ENDPOINTS: &[Endpoint] = &[
    checkout_page::ENDPOINT,
    checkout_submit::ENDPOINT,
    customers_create::ENDPOINT,
    customers_delete::ENDPOINT,
    customers_get::ENDPOINT,
    customers_list::ENDPOINT,
    customers_update::ENDPOINT,
    events_get::ENDPOINT,
    events_list::ENDPOINT,
    fallback::ENDPOINT,
    health::ENDPOINT,
    mandates_get::ENDPOINT,
    mandates_list::ENDPOINT,
    mandates_revoke::ENDPOINT,
    openapi::ENDPOINT,
    payment_sessions_cancel::ENDPOINT,
    payment_sessions_create::ENDPOINT,
    payment_sessions_get::ENDPOINT,
    payment_sessions_list::ENDPOINT,
    payment_sessions_pay::ENDPOINT,
    payment_sessions_update::ENDPOINT,
    payments_capture::ENDPOINT,
    payments_get::ENDPOINT,
    payment_methods_detach::ENDPOINT,
    payment_methods_get::ENDPOINT,
    payment_methods_list::ENDPOINT,
    payments_list::ENDPOINT,
    payments_void::ENDPOINT,
    ledger_entries_list::ENDPOINT,
    refunds_create::ENDPOINT,
    refunds_get::ENDPOINT,
    refunds_list::ENDPOINT,
    sandbox_bank::ENDPOINT,
    webhook_endpoints_create::ENDPOINT,
    webhook_endpoints_delete::ENDPOINT,
    webhook_endpoints_get::ENDPOINT,
    webhook_endpoints_list::ENDPOINT,
];

/// The functions behind queues.
pub const CONSUMERS: &[Consumer] = &[payments_follow_up::CONSUMER, webhooks_deliver::CONSUMER];

/// The functions that a rule starts each minute.
pub const JOBS: &[Job] =
    &[deliveries_retry::JOB, payment_sessions_expire::JOB, payments_resolve::JOB, authorisations_expire::JOB];

/// The function behind the table's stream.
pub const PUBLISHER: Publisher = events_publish::PUBLISHER;

/// The functions that the operator invokes. The local server does not run them by itself.
pub const OPERATORS: &[Operator] = &[
    api_keys_create::OPERATOR,
    api_keys_list::OPERATOR,
    api_keys_revoke::OPERATOR,
    merchants_create::OPERATOR,
    merchants_update::OPERATOR,
    reconcile::OPERATOR,
];

#[cfg(test)]
mod tests {
    use super::*;
    use app::Grant;

    #[test]
    fn each_queue_has_one_consumer_and_each_route_one_function() {
        for queue in [Grant::WebhooksSend.resource(), Grant::FollowUpsSend.resource()] {
            assert_eq!(CONSUMERS.iter().filter(|consumer| consumer.queue == queue).count(), 1, "{queue}");
        }
        let mut routes: Vec<_> = ENDPOINTS.iter().flat_map(|endpoint| endpoint.routes).collect();
        let all = routes.len();
        routes.sort_unstable();
        routes.dedup();
        assert_eq!(routes.len(), all);
    }
}
