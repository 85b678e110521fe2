//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::queue::run_with(webhooks_deliver::CONSUMER, boot::Outlets::QUEUES_AND_WEBHOOKS)
}
