//! `cargo run`: the whole payment API on this machine. See the library for what it is made of.

fn main() -> std::process::ExitCode {
    local::cli::main()
}
