//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::queue::run(webhooks_deliver::CONSUMER)
}
