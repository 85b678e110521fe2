//! The program as a person runs it: it starts, it is killed in the middle of work, it goes on.
#![expect(clippy::disallowed_methods, reason = "a test of a process waits for it in real time")]
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test that meets the unexpected has failed")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A running program. It is killed, as by `kill -9`, when this is dropped.
struct Program {
    child: Child,
    ready: Value,
}

impl Program {
    fn start(data: &Path, more: &[&str]) -> Self {
        Self::logging_to(data, more, Stdio::null())
    }

    fn logging_to(data: &Path, more: &[&str], log: Stdio) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_payment-sessions"))
            .args(["--json", "--port", "0", "--dynamodb-port", "0", "--data-dir"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).expect("the line is JSON");
        Self { child, ready }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().expect("it says where it is")
    }

    /// `kill -9`: no signal handler, no last words.
    fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it is gone");
    }

    async fn post(&self, path: &str, key: &str, body: Value) -> Option<(u16, Value)> {
        let url = format!("{}{path}", self.text("base_url"));
        let request = reqwest::Client::new().post(url).bearer_auth(self.text("secret_key"));
        let request = request.header("content-type", "application/json").header("idempotency-key", key);
        let answer = request.body(body.to_string()).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, serde_json::from_slice(&answer.bytes().await.ok()?).ok()?))
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.text("base_url"));
        let answer =
            reqwest::Client::new().get(url).bearer_auth(self.text("secret_key")).send().await.expect("an answer");
        serde_json::from_slice(&answer.bytes().await.expect("a body")).expect("JSON")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be gone already, which is as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn card() -> Value {
    json!({"payment_method_data": {"type": "card", "card": {
        "number": "4242424242424242", "exp_month": 12, "exp_year": 2030, "cvc": "123"
    }}})
}

/// Waits until the inbox has what is wanted, or half a minute.
async fn inbox_until(program: &Program, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let letters = program.get("/inbox.json").await.as_array().cloned().unwrap_or_default();
        if wanted(&letters) || Instant::now() > deadline {
            return letters;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn of_type<'a>(letters: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    letters.iter().filter(move |letter| letter["type"] == kind)
}

#[tokio::test]
async fn it_says_where_it_is_and_what_its_keys_are() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program::start(data.path(), &[]);
    for name in ["base_url", "secret_key", "publishable_key", "live_secret_key", "inbox_url", "dynamodb_endpoint"] {
        assert!(program.ready[name].is_string(), "{name}");
    }
    assert_eq!(program.get("/health").await["status"], "ok");
}

#[tokio::test]
async fn killed_in_the_middle_of_everything_it_goes_on_and_charges_once() {
    let data = tempfile::tempdir().expect("a folder");
    let mut answered = Vec::new();
    for round in 0..4_u32 {
        let program = Program::start(data.path(), &[]);
        // Work goes on while the program is killed: some of it is answered, some is not.
        let done = std::cell::Cell::new(0);
        let working = async {
            for n in 0..100_000_u32 {
                let key = format!("create-{round}-{n}");
                let create = program.post("/v1/payment_sessions", &key, json!({"amount": 100, "currency": "EUR"}));
                let Some((201, session)) = create.await else { continue };
                let id = session["id"].as_str().expect("an id").to_owned();
                answered.push((id.clone(), round, n));
                program.post(&format!("/v1/payment_sessions/{id}/pay"), &format!("pay-{round}-{n}"), card()).await;
                done.set(n);
            }
        };
        // However slow the machine is, something is done before it dies, and never all of it.
        let dying = async {
            while done.get() < 2 + round {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(u64::from(round) * 3)).await;
        };
        tokio::select! {
            () = working => unreachable!("there is more work than time"),
            () = dying => {}
        }
        program.kill();
    }
    assert!(answered.len() > 4, "something was done: {}", answered.len());

    let program = Program::start(data.path(), &[]);
    for (id, round, n) in &answered {
        // What was answered is kept; what was not is asked for again with the same key.
        let path = format!("/v1/payment_sessions/{id}/pay");
        let mut again = program.post(&path, &format!("pay-{round}-{n}"), card()).await.expect("an answer");
        let deadline = Instant::now() + Duration::from_secs(45);
        while again.1["code"] == "idempotency_in_progress" && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(500)).await;
            again = program.post(&path, &format!("pay-{round}-{n}"), card()).await.expect("an answer");
        }
        assert_eq!((again.0, &again.1["paid"]), (200, &json!(true)), "{id}");
        assert_eq!(again.1["attempts"], 1, "{id} was tried once");
    }
    let wanted: std::collections::BTreeSet<_> = answered.iter().map(|(id, ..)| id.clone()).collect();
    let told = |letters: &[Value]| -> std::collections::BTreeSet<String> {
        let about = |letter: &Value| -> Option<String> {
            let event: Value = serde_json::from_str(letter["body"].as_str()?).ok()?;
            Some(event["data"]["object"]["id"].as_str()?.to_owned())
        };
        of_type(letters, "payment_session.completed").filter_map(about).collect()
    };
    let letters = inbox_until(&program, |letters| told(letters).is_superset(&wanted)).await;
    let missing: Vec<_> = wanted.difference(&told(&letters)).cloned().collect();
    assert_eq!(missing, Vec::<String>::new(), "every payment was told of");
    assert!(letters.iter().all(|letter| letter["verified"] == true));
}

#[tokio::test]
async fn fresh_begins_anew() {
    let data = tempfile::tempdir().expect("a folder");
    let program = Program::start(data.path(), &[]);
    program.post("/v1/payment_sessions", "k", json!({"amount": 1, "currency": "EUR"})).await.expect("an answer");
    program.kill();
    let program = Program::start(data.path(), &[]);
    assert_eq!(program.get("/v1/payment_sessions").await["data"].as_array().map(Vec::len), Some(1));
    program.kill();
    let program = Program::start(data.path(), &["--fresh"]);
    assert_eq!(program.get("/v1/payment_sessions").await["data"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_port_in_use_is_said_in_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let data = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_payment-sessions"))
        .args(["--port", &port, "--dynamodb-port", "0", "--data-dir"])
        .arg(data.path())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&port) && said.contains("--port"), "{said}");
}

#[tokio::test]
async fn no_card_key_token_or_secret_is_ever_logged() {
    let data = tempfile::tempdir().expect("a folder");
    let log = data.path().join("log");
    let file = std::fs::File::create(&log).expect("a file");
    let program = Program::logging_to(&data.path().join("data"), &[], Stdio::from(file));
    let (_, session) = program
        .post("/v1/payment_sessions", "k", json!({"amount": 1, "currency": "EUR", "email": "ada@example.com"}))
        .await
        .expect("an answer");
    let pay = format!("/v1/payment_sessions/{}/pay", session["id"].as_str().expect("an id"));
    for number in ["4000000000000002", "4111111111111111", "4242424242424241", "4242424242424242"] {
        let mut body = card();
        body["payment_method_data"]["card"]["number"] = json!(number);
        program.post(&pay, number, body).await.expect("an answer");
    }
    let page = session["url"].as_str().expect("a page");
    reqwest::Client::new().get(page).send().await.expect("the page");
    let (_, endpoint) = program
        .post("/v1/webhook_endpoints", "h", json!({"url": "https://hooks.invalid/private-path"}))
        .await
        .expect("an answer");
    inbox_until(&program, |letters| of_type(letters, "payment_session.completed").count() == 1).await;
    let root = std::fs::read_to_string(data.path().join("data/root-secret")).expect("a root secret");
    let secrets = [
        root.clone(),
        program.text("secret_key").to_owned(),
        page.rsplit('/').next().expect("a token").to_owned(),
        session["client_secret"].as_str().expect("a secret").to_owned(),
        endpoint["secret"].as_str().expect("a secret").to_owned(),
        "private-path".to_owned(),
        "ada@example.com".to_owned(),
    ];
    program.kill();
    let logged = std::fs::read_to_string(&log).expect("the log");
    assert!(logged.lines().count() > 5, "something was logged");
    for secret in secrets.iter().map(String::as_str).chain([
        "4000000000000002",
        "4111111111111111",
        "4242424242424241",
        "4242424242424242",
    ]) {
        assert!(!logged.contains(secret), "{secret} was logged");
    }
    // What everything is derived from lies beside the data and never in it.
    for file in std::fs::read_dir(data.path().join("data")).expect("a folder") {
        let path = file.expect("a file").path();
        let holds = std::fs::read(&path).expect("a file").windows(root.len()).any(|bytes| bytes == root.as_bytes());
        assert_eq!(holds, path.ends_with("root-secret"), "{}", path.display());
    }
}
