//! The routes that `cargo lambda watch` serves, in the workspace's own `Cargo.toml`.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use super::functions::{Source, all};
use super::read::{ROOT, at, text};

#[test]
fn the_local_gateway_has_every_route_and_no_other() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(ROOT)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let router = at(&metadata, "/metadata/lambda/watch/router").as_object().expect("a router");
    let served: BTreeSet<_> = router.iter().flat_map(|(path, functions)| served(path, functions)).collect();
    let mut wanted = BTreeSet::new();
    for function in all() {
        let Source::Routes(routes) = function.source else { continue };
        for route in routes.iter().filter(|route| route.path != "$default") {
            wanted.insert((route.method.as_str().to_owned(), route.path.to_owned(), function.name.to_owned()));
        }
    }
    assert_eq!(served, wanted);
}

fn served(path: &str, functions: &Value) -> Vec<(String, String, String)> {
    let functions = functions.as_array().expect("a list of methods and functions");
    let served = |one: &Value| (text(one, "/method").to_owned(), path.to_owned(), text(one, "/function").to_owned());
    functions.iter().map(served).collect()
}
