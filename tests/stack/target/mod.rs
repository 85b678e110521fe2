//! What the flows are run against.

mod here;
mod settings;
mod there;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use app::ports::Randomness as _;
use boot::adapters::SystemRandomness;
use local::demo;
use testkit::Receiver;
use url::Url;

use crate::caller::Caller;
use here::Here;
use settings::Settings;
use there::There;

/// A stack with a merchant on it, whose keys are known.
pub struct Target {
    base: Url,
    http: reqwest::Client,
    secret: String,
    publishable: String,
    kind: Kind,
}

/// How time passes and how one looks into a queue, which is all that differs.
enum Kind {
    Here(Here),
    There(There),
}

impl Target {
    /// The stack that the environment names, or else a system of its own in this process.
    pub async fn reach() -> Self {
        let Some(settings) = Settings::read() else {
            let (here, base) = Here::start().await;
            let keys = demo::keys();
            return Self::new(&base, keys.secret, keys.publishable, Kind::Here(here));
        };
        let there = There::of(&settings);
        Self::new(&settings.url, settings.secret_key, settings.publishable_key, Kind::There(there))
    }

    fn new(base: &str, secret: String, publishable: String, kind: Kind) -> Self {
        let base = Url::parse(base).expect("the stack's address is a URL");
        let mut http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        // Names below `localhost` are this machine, which not every resolver knows.
        if let Some(host) = base.host_str().filter(|host| host.ends_with(".localhost")) {
            http = http.resolve(host, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        }
        let http = http.build().expect("a client");
        Self { base, http, secret, publishable, kind }
    }

    /// The merchant's server.
    pub fn merchant(&self) -> Caller<'_> {
        self.payer().with("authorization", &format!("Bearer {}", self.secret))
    }

    /// A browser with the merchant's publishable key.
    pub fn publishable(&self) -> Caller<'_> {
        self.payer().with("authorization", &format!("Bearer {}", self.publishable))
    }

    /// Somebody without a key.
    pub fn payer(&self) -> Caller<'_> {
        Caller::new(&self.http, &self.base)
    }

    /// Whether requests for `/health` do not come through to the stack.
    pub const fn hides_health(&self) -> bool {
        match &self.kind {
            Kind::Here(_) => false,
            Kind::There(there) => there.hides_health,
        }
    }

    /// The address of a path of this stack.
    pub fn address(&self, path: &str) -> String {
        self.base.join(path).expect("an address").into()
    }

    /// Lets time pass until `look` finds what it looks for.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        // Long enough for an expiry of a minute, a rule that ticks each minute, and what follows.
        self.until_within(240, what, look).await
    }

    /// The same, with so many seconds of patience.
    pub async fn until_within<T>(&self, seconds: u32, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let mut passed = 0;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(passed < seconds, "after {passed} s there is still nothing: {what}");
            passed += match &self.kind {
                Kind::Here(here) => here.let_time_pass().await,
                Kind::There(there) => there.let_time_pass().await,
            };
        }
    }

    /// Somebody who receives webhooks, if this stack can reach anybody here, and their URL.
    pub async fn receiver(&self) -> Option<(Receiver, String)> {
        let (address, url) = match &self.kind {
            Kind::Here(_) => (SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), None),
            Kind::There(there) => there.receiver()?,
        };
        let receiver = Receiver::start_at(address).await.expect("a receiver");
        let url = url.unwrap_or_else(|| receiver.url());
        Some((receiver, url))
    }

    /// The queue of webhooks, if it can be reached.
    pub async fn webhook_queue(&self) -> Option<Queue<'_>> {
        match &self.kind {
            Kind::Here(here) => Some(Queue::Here(here)),
            Kind::There(there) => there.queue().await.map(Queue::There),
        }
    }
}

/// A queue, with what it gave up.
pub enum Queue<'a> {
    Here(&'a Here),
    There(there::SqsQueue),
}

impl Queue<'_> {
    /// Puts a message on it, whatever it says.
    pub async fn put(&self, body: &str) {
        match self {
            Self::Here(here) => here.put_webhook(body),
            Self::There(queue) => queue.put(body).await,
        }
    }

    /// Whether this message lies among the dead letters. Found, it is taken away from there.
    pub async fn has_given_up(&self, body: &str) -> bool {
        match self {
            Self::Here(here) => here.has_given_up(body),
            Self::There(queue) => queue.has_given_up(body).await,
        }
    }

    /// After how many seconds a message that always fails is dead for certain.
    pub fn patience(&self) -> u32 {
        match self {
            Self::Here(_) => 600,
            Self::There(queue) => queue.patience(),
        }
    }
}

/// A text that nobody else has used on this stack.
pub fn unique(what: &str) -> String {
    format!("{what}-{:032x}", SystemRandomness.bits())
}

/// Says that a flow is left out, and why. The words reach the terminal though the test passes.
pub fn left_out(flow: &str, why: &str) {
    let said = writeln!(std::io::stderr(), "LEFT OUT: {flow}: {why}");
    said.expect("standard error can be written to");
}
