//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::schedule::run(payment_sessions_expire::JOB)
}
