//! What is said once everything works: for people, or for programs.

use serde::Serialize;

use super::{BOLD, CYAN, DIM, GREEN, Paint, YELLOW};

/// All that a program needs to use the system, as one line of JSON.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Ready {
    pub(crate) base_url: String,
    pub(crate) secret_key: String,
    pub(crate) publishable_key: String,
    pub(crate) live_secret_key: String,
    pub(crate) inbox_url: String,
    pub(crate) dynamodb_endpoint: String,
}

/// The same for people, over several lines.
pub(crate) fn welcome(ready: &Ready, data: &str, paint: Paint) -> String {
    let base = &ready.base_url;
    let key = &ready.secret_key;
    let row = |name: &str, value: String| format!("  {} {value}\n", paint.on(DIM, format!("{name:<16}")));
    let link = |url: &str| paint.on(CYAN, url);
    let head = format!(
        "\n  {}  {}\n  {}\n\n",
        paint.on(BOLD, "Payment Sessions"),
        paint.on(GREEN, "is ready"),
        paint.on(YELLOW, "For development only: no money moves, and the keys below are public."),
    );
    let places = [
        row("Start here", link(base)),
        row("Inbox", link(&ready.inbox_url)),
        row("OpenAPI", link(&format!("{base}/openapi.json"))),
        row("DynamoDB", link(&ready.dynamodb_endpoint)),
        row("Data", format!("{data}  {}", paint.on(DIM, "(--fresh throws it away)"))),
    ];
    let keys = [
        row("Secret key", key.clone()),
        row("Publishable key", ready.publishable_key.clone()),
        row("Live secret key", ready.live_secret_key.clone()),
    ];
    let command = format!(
        "    curl {base}/v1/payment_sessions \\\n      -H 'Authorization: Bearer {key}' \\\n      \
         -H 'Content-Type: application/json' \\\n      -d '{{\"amount\": 4900, \"currency\": \"EUR\"}}'\n"
    );
    let open = "Then open the url in the answer and pay with 4242 4242 4242 4242. Ctrl-C stops.";
    format!(
        "{head}{}\n{}\n  {}\n\n{command}\n  {open}\n",
        places.concat(),
        keys.concat(),
        paint.on(BOLD, "Create a session:")
    )
}
