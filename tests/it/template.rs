//! `template.yaml`, `samconfig.toml` and the routes of the local front in `Cargo.toml`, held
//! against the code: what is deployed is what the functions say of themselves, and nothing more.

mod blocks;
mod functions;
mod local_routes;
mod permissions;
mod read;
mod resources;
