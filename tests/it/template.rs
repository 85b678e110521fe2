//! `template.yaml`, `samconfig.toml` and the routes of the local front in `Cargo.toml`, held
//! against the code: what is deployed is what the functions say of themselves, and nothing more.

mod alarms;
mod blocks;
mod dashboard;
pub(crate) mod functions;
mod local_routes;
mod measured;
mod permissions;
pub(crate) mod read;
mod releases;
mod resources;
