//! A function as a process of its own, as Lambda starts it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::quota::Quota;
use super::table::TlsTable;
use crate::stopwatch;

/// A running function. It is stopped when this is dropped.
#[derive(Debug)]
pub struct Process {
    pub spawned: Instant,
    child: Child,
}

impl Process {
    /// Starts the program with what a deployment would tell it, and nothing else.
    pub fn spawn(program: &Path, runtime_api: &str, table: &TlsTable, quota: Option<&Quota>) -> Self {
        let mut command = match quota {
            None => Command::new(program),
            Some(quota) => {
                let mut shell = Command::new("/bin/sh");
                shell.args(["-c", r#"echo $$ > "$0"; exec "$1""#]).arg(quota.door()).arg(program);
                shell
            }
        };
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api)
            .env("AWS_LAMBDA_FUNCTION_NAME", "measured")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "measured")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "measured")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local")
            .env("AWS_SESSION_TOKEN", "local")
            .env("TABLE_NAME", local::TABLE)
            .env("SANDBOX_TABLE_NAME", local::SANDBOX_TABLE)
            .env("ROOT_SECRET", "local development only: this root secret is public")
            .env("AWS_ENDPOINT_URL_DYNAMODB", &table.url)
            .env("SSL_CERT_FILE", &table.trusted)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let spawned = stopwatch::now();
        let child = command.spawn().expect("the function starts");
        Self { spawned, child }
    }

    /// For how many milliseconds it has been on a processor, with all its threads. Where it is held to a share
    /// of a core, this says what it took, and not how long it was kept waiting.
    pub fn on_processor(&self) -> f64 {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("its threads");
        // A thread that has ended meanwhile is no longer counted; the pool keeps its own for longer than we measure.
        let each = threads.flatten().filter_map(|thread| std::fs::read_to_string(thread.path().join("schedstat")).ok());
        let nanoseconds = each.filter_map(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        nanoseconds.sum::<f64>() / 1_000_000.0
    }

    /// How much of it lies in memory, in megabytes.
    pub fn resident(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its size");
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().expect("a number");
        kilobytes / 1_024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().expect("the function is stopped");
        self.child.wait().expect("the function has stopped");
    }
}

/// Builds these packages as they are deployed, all at once so that they share what they share, and
/// says where their programs are.
pub fn build(packages: &[&str]) -> PathBuf {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--release", "--locked"]).current_dir(root);
    for package in packages {
        cargo.args(["--package", package]);
    }
    assert!(cargo.status().expect("cargo runs").success(), "the functions cannot be built");
    target(root).join("release")
}

/// Where Cargo puts what it builds.
fn target(root: &Path) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(root);
    let output = cargo.output().expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    metadata["target_directory"].as_str().expect("a folder").into()
}
