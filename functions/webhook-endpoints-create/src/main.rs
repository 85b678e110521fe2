//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::http::run_with(webhook_endpoints_create::ENDPOINT, boot::Outlets::ADDRESSES)
}
