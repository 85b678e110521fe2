//! Who may depend on whom, under which licences, from where: held by a check, not by goodwill.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// A direct dependency, as a manifest states it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
    dev: bool,
}

/// What is built here. Packages of other systems are left out, because a build does not bring them, so that
/// on a new machine they are not there to be read.
fn metadata() -> Value {
    let version = cargo(&["-vV"]);
    let version = String::from_utf8(version).expect("cargo says its version in text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a line for the host");
    let wanted = ["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host];
    serde_json::from_slice(&cargo(&wanted)).expect("cargo metadata is JSON")
}

fn cargo(arguments: &[&str]) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn packages(metadata: &Value) -> &Vec<Value> {
    metadata["packages"].as_array().expect("a list of packages")
}

fn ours(package: &Value) -> bool {
    package["source"].is_null()
}

fn edges(metadata: &Value) -> Vec<Edge> {
    let of = |package: &Value| -> Vec<Edge> {
        let from = text(package, "name").to_owned();
        let all = package["dependencies"].as_array().expect("a list of dependencies");
        all.iter()
            .map(|dependency| Edge {
                from: from.clone(),
                to: text(dependency, "name").to_owned(),
                dev: text(dependency, "kind") == "dev",
            })
            .collect()
    };
    packages(metadata).iter().filter(|package| ours(package)).flat_map(of).collect()
}

/// The packages in `functions/`.
fn functions(metadata: &Value) -> Vec<String> {
    let is_function = |package: &&Value| text(package, "manifest_path").contains("/functions/");
    packages(metadata).iter().filter(|p| ours(p)).filter(is_function).map(|p| text(p, "name").to_owned()).collect()
}

#[test]
fn each_package_depends_only_downwards() {
    // main → boot → {store, aws, processors, webhooks} → app → domain; a function's library → api → app.
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("domain", &[][..]),
        ("app", &["domain"][..]),
        ("checkout", &[][..]),
        ("webhooks", &[][..]),
        ("api", &["app", "checkout", "domain"][..]),
        ("store", &["app", "domain"][..]),
        ("aws", &["app"][..]),
        ("processors", &["app", "domain"][..]),
        ("boot", &["api", "app", "aws", "domain", "processors", "store", "webhooks"][..]),
        ("testkit", &["app", "domain"][..]),
    ]);
    let metadata = metadata();
    let names: Vec<_> = packages(&metadata).iter().filter(|p| ours(p)).map(|p| text(p, "name").to_owned()).collect();
    let functions = functions(&metadata);
    let functions_allowed = ["api", "app", "boot", "checkout", "domain"];
    for edge in edges(&metadata).iter().filter(|edge| !edge.dev && names.contains(&edge.to)) {
        let fits = match edge.from.as_str() {
            "local" | "service-tests" => true,
            from if functions.iter().any(|name| name == from) => functions_allowed.contains(&edge.to.as_str()),
            from => allowed.get(from).is_some_and(|allowed| allowed.contains(&edge.to.as_str())),
        };
        assert!(fits, "{} must not depend on {}", edge.from, edge.to);
    }
}

#[test]
fn functions_have_no_dependencies_of_their_own() {
    let metadata = metadata();
    let functions = functions(&metadata);
    let ours: Vec<_> = packages(&metadata).iter().filter(|p| ours(p)).map(|p| text(p, "name").to_owned()).collect();
    for edge in edges(&metadata).iter().filter(|edge| functions.contains(&edge.from)) {
        assert!(ours.contains(&edge.to), "{} depends on {}", edge.from, edge.to);
    }
}

#[test]
fn the_domain_stays_pure() {
    let wanted = ["base62", "iso_country", "iso_currency", "jiff"];
    let metadata = metadata();
    let found: Vec<_> =
        edges(&metadata).into_iter().filter(|edge| edge.from == "domain" && !edge.dev).map(|e| e.to).collect();
    assert_eq!(found, wanted, "the domain depends on nothing that waits, draws or talks");
}

#[test]
fn each_outside_world_is_named_in_one_place() {
    // `hello-world` and `hello-table` are what the benchmark measures functions against.
    let rules: &[(&str, &[&str])] = &[
        ("aws-sdk-dynamodb", &["store", "boot", "local", "hello-table"]),
        ("aws-sdk-sqs", &["aws", "boot"]),
        ("aws-sdk-eventbridge", &["aws", "boot"]),
        ("aws-sdk-secretsmanager", &["aws", "boot"]),
        ("aws-config", &["boot", "hello-table"]),
        ("aws-smithy-http-client", &["boot"]),
        ("aws-smithy-runtime-api", &["boot"]),
        ("lambda_http", &["boot"]),
        ("lambda_runtime", &["boot", "hello-table", "hello-world"]),
        ("reqwest", &["webhooks"]),
        ("dynoxide-rs", &["local"]),
        ("rusqlite", &["local"]),
        ("getrandom", &["boot"]),
    ];
    for edge in edges(&metadata()).iter().filter(|edge| !edge.dev) {
        if let Some((_, places)) = rules.iter().find(|(name, _)| *name == edge.to) {
            assert!(places.contains(&edge.from.as_str()), "{} must not name {}", edge.from, edge.to);
        }
    }
}

#[test]
fn every_licence_allows_what_apache_2_allows() {
    let allowed = [
        "Apache-2.0",
        "MIT",
        "MIT-0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "ISC",
        "OpenSSL",
        "Unicode-3.0",
        "Unlicense",
        "Zlib",
        "0BSD",
    ];
    for package in packages(&metadata()) {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        let expression = spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX)
            .unwrap_or_else(|_| panic!("{name} has no readable licence: {licence}"));
        let fits = expression.evaluate(|wanted| match &wanted.license {
            spdx::LicenseItem::Spdx { id, .. } => allowed.contains(&id.name),
            spdx::LicenseItem::Other { .. } => false,
        });
        assert!(fits, "{name}: {licence}");
    }
}

#[test]
fn nothing_comes_from_elsewhere_and_nothing_old_comes_along() {
    let banned = [
        ("openssl", ""),
        ("openssl-sys", ""),
        ("native-tls", ""),
        ("hyper", "0.14"),
        ("h2", "0.3"),
        ("rustls", "0.21"),
        ("serde_yaml", ""),
        // Expressions are compiled when they are made, and nothing that a function says needs any.
        ("regex", ""),
        ("regex-automata", ""),
    ];
    for package in packages(&metadata()) {
        let (name, version) = (text(package, "name"), text(package, "version"));
        assert!(ours(package) || text(package, "source").starts_with("registry+"), "{name} comes from elsewhere");
        let is_banned = banned.iter().any(|(other, old)| *other == name && version.starts_with(old));
        assert!(!is_banned, "{name} {version} must not come along");
    }
}

/// The default features of the SDK bring an HTTP and a TLS stack of their own, which are not updated
/// with ours: twice the code that strangers can reach.
#[test]
fn the_sdk_comes_without_its_defaults() {
    let metadata = metadata();
    let mut seen = 0;
    for package in packages(&metadata).iter().filter(|package| ours(package)) {
        let all = package["dependencies"].as_array().expect("a list of dependencies");
        let of_aws = |dependency: &&Value| {
            let name = text(dependency, "name");
            name == "aws-config" || name.starts_with("aws-sdk-") || name.starts_with("aws-smithy-")
        };
        for dependency in all.iter().filter(of_aws) {
            let (from, to) = (text(package, "name"), text(dependency, "name"));
            assert_eq!(dependency["uses_default_features"], false, "{from}: {to} with its defaults");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen} dependencies on the SDK are too few to be all");
}

#[test]
fn what_reads_from_the_network_comes_once() {
    let one_of = ["h2", "http", "http-body", "hyper", "hyper-rustls", "hyper-util", "rustls", "tokio-rustls"];
    let metadata = metadata();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages(&metadata) {
        let name = text(package, "name");
        if one_of.contains(&name) || name.starts_with("aws-smithy-") {
            versions.entry(name).or_default().insert(text(package, "version"));
        }
    }
    assert!(one_of.iter().all(|name| versions.contains_key(name)), "{versions:?}");
    for (name, versions) in versions {
        assert_eq!(versions.len(), 1, "{name}: {versions:?}");
    }
}
