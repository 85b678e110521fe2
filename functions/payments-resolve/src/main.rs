//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::schedule::run_with(payments_resolve::JOB, boot::Outlets::QUEUES)
}
