//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::schedule::run(authorisations_expire::JOB)
}
