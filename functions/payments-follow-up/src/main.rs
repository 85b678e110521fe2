//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::queue::run(payments_follow_up::CONSUMER)
}
