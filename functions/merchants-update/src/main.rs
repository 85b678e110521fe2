//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::operator::run(merchants_update::OPERATOR)
}
