//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::http::run(mandates_list::ENDPOINT)
}
