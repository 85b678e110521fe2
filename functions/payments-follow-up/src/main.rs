//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::queue::run_with(payments_follow_up::CONSUMER, boot::Outlets::QUEUES)
}
