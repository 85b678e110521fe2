//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::http::run_with(refunds_create::ENDPOINT, boot::Outlets::QUEUES)
}
