//! The whole service in process, with a clock, chance and faults that a test owns.

use std::collections::BTreeMap;
use std::sync::Arc;

use app::access::api_key;
use app::ledger::reconcile::{self, Reconcile};
use app::ports::{ApiKey, KeyKind, KeyRecord, Made, SessionFilter, SessionQuery};
use aws_sdk_dynamodb::types::AttributeValue;
use bytes::Bytes;
use domain::Timestamp;
use domain::ids::MerchantId;
use domain::merchant::{LatePayments, Merchant, Owner};
use domain::text::Name;
use http::{Request, Response};
use local::{Options, SANDBOX_TABLE, System, TABLE, demo};
use serde_json::{Value, json};
use testkit::{Faults, ManualClock, Measured, NumberedRandomness};

use crate::balanced::assert_balanced;
use crate::client::Client;
use crate::meter::Meter;

/// The moment at which every test begins.
pub const BEGINNING: &str = "2026-11-20T09:00:00Z";

pub struct World {
    pub system: System,
    pub clock: ManualClock,
    pub faults: Arc<Faults>,
    pub measured: Measured,
}

/// A function that did what it has no grant for fails whatever test made it do so, even where its
/// code goes on without what it was refused.
impl Drop for World {
    fn drop(&mut self) {
        let refused = self.system.roles().refused();
        assert!(std::thread::panicking() || refused.is_empty(), "done without a grant: {refused:?}");
    }
}

type Item = std::collections::HashMap<String, AttributeValue>;

impl World {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A world in which a test replaces a port.
    pub async fn start_with(change: impl FnOnce(&mut app::Deps)) -> Self {
        Self::start_on(store::SHARDS_DEFAULT, change).await
    }

    /// A world whose table is reached through a meter.
    pub async fn metered() -> (Self, Meter) {
        let meter = Meter::start().await;
        let store = Arc::new(meter.store());
        let world = Self::start_with(|deps| {
            deps.sessions = store.clone();
            deps.customers = store.clone();
            deps.methods = store.clone();
            deps.mandates = store.clone();
            deps.merchants = store.clone();
            deps.endpoints = store.clone();
            deps.events = store.clone();
            deps.deliveries = store;
        })
        .await;
        meter.measure(&world.system.dynamodb_endpoint());
        (world, meter)
    }

    /// A world like any, with its lists and due entries spread over so many shards.
    pub async fn start_on(shards: u8, change: impl FnOnce(&mut app::Deps)) -> Self {
        let clock = ManualClock::at(BEGINNING.parse().expect("a time"));
        let options = Options::for_test(Arc::new(clock.clone()), Arc::new(NumberedRandomness::default()));
        let options = Options { shards, ..options };
        let faults = Faults::none();
        let measured = Measured::default();
        let install = |deps: &mut app::Deps| {
            deps.metrics = Arc::new(measured.clone());
            change(deps);
            faults.install(deps);
        };
        let system = System::start_with(options, install).await.expect("the system starts");
        Self { system, clock, faults, measured }
    }

    /// Answers a request at the front of the API.
    pub async fn front(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.system.front().call(request).await
    }

    /// The demo merchant's server, in test mode.
    pub fn merchant(&self) -> Client<'_> {
        Client::holding(self, &demo::keys().secret)
    }

    /// The same in live mode.
    pub fn live(&self) -> Client<'_> {
        Client::holding(self, &demo::keys().live_secret)
    }

    /// A browser with the demo merchant's publishable key.
    pub fn browser(&self) -> Client<'_> {
        Client::holding(self, &demo::keys().publishable)
    }

    /// Somebody without a key: a payer.
    pub fn payer(&self) -> Client<'_> {
        Client::nobody(self)
    }

    /// Another merchant's server, in test mode. Its key becomes known by asking for it.
    pub fn rival(&self) -> Client<'_> {
        Client::holding(self, &rivals_key())
    }

    /// Makes the other merchant known.
    pub async fn settle_rival(&self) {
        let deps = self.system.deps();
        let merchant = Merchant {
            id: MerchantId::from_bits(2),
            reference: None,
            name: Name::parse("Rival").expect("a name"),
            colour: None,
            logo: None,
            support_email: None,
            support_url: None,
            late_payments: LatePayments::Refund,
        };
        let key = ApiKey { merchant: merchant.id, livemode: false, kind: KeyKind::Secret };
        let id = deps.keyring.api_key(&rivals_key());
        let record = KeyRecord { id, key, created_at: Some(self.now()), revoked_at: None };
        assert_eq!(deps.merchants.create(&merchant, &[record]).await, Ok(Made::Done));
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn later(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    /// Time passes, and each minute the rules tick and everything that is due is done.
    pub async fn live_through(&self, minutes: u32) {
        for _ in 0..minutes {
            self.later(60);
            self.system.tick().await;
            self.drain().await;
        }
    }

    pub async fn drain(&self) {
        self.system.drain().await;
    }

    /// All items of a table.
    pub async fn items(&self, table: &str) -> Vec<Item> {
        let mut all = Vec::new();
        let mut start = None;
        loop {
            let scan = self.system.table_client().scan().table_name(table).set_exclusive_start_key(start);
            let page = scan.send().await.expect("a scan");
            all.extend(page.items.unwrap_or_default());
            start = page.last_evaluated_key;
            if start.is_none() {
                return all;
            }
        }
    }

    /// How many sessions there are.
    pub async fn sessions(&self) -> usize {
        self.items(TABLE)
            .await
            .iter()
            .filter(|item| text(item, "pk").starts_with("S#") && text(item, "sk") == "S")
            .count()
    }

    /// How many charges the processor has made.
    pub async fn charges(&self) -> usize {
        self.books().await.values().filter(|state| *state == "captured").count()
    }

    /// What the processor's books say of each payment.
    pub async fn books(&self) -> BTreeMap<String, String> {
        let entries = self.items(SANDBOX_TABLE).await;
        let state = |item: &Item| {
            let entry: Value = serde_json::from_str(text(item, "e")).expect("an entry");
            // What is held counts as charged once something of it was collected.
            let collected = entry["hold"]["captured"].as_u64().unwrap_or_default() > 0;
            let state = if collected { "captured" } else { entry["state"].as_str().unwrap_or_default() };
            (text(item, "pk").to_owned(), state.to_owned())
        };
        entries.iter().map(state).collect()
    }

    /// Everything that lies in any table or queue, as text.
    pub async fn everything_stored(&self) -> String {
        format!("{:?}{:?}", self.items(TABLE).await, self.items(SANDBOX_TABLE).await)
    }

    /// Every test ends here: nothing is left over, and every invariant holds.
    pub async fn finish(&self) {
        self.drain().await;
        let now = self.now();
        let deps = self.system.deps();
        assert_eq!(self.system.stream_left(), Ok(0), "changes are left unpublished");
        assert_eq!(self.system.dead_letters().map(|letters| letters.len()), Ok(0), "messages were given up");
        assert_eq!(deps.sessions.overdue(now, 10).await, Ok(vec![]), "overdue sessions are left");
        assert_eq!(deps.sessions.to_resolve(now, 10).await, Ok(vec![]), "unknown outcomes are left");
        assert_eq!(deps.sessions.holds_due(now, 10).await, Ok(vec![]), "holds that have run out are left");
        assert_eq!(deps.deliveries.due(now, 10).await, Ok(vec![]), "deliveries are left");
        self.check_invariants().await;
        self.check_ledger().await;
        self.check_books().await;
    }

    /// Our books and the processor's agree in every figure.
    pub async fn check_books(&self) {
        let owner = Owner { merchant: app::keyring::demo_merchant(), livemode: false };
        let all = Reconcile { owner, created_after: None, created_before: None, after: None };
        let came = reconcile::run(all, self.system.deps()).await.expect("the books are compared");
        assert_eq!((came.differences, came.next), (vec![], None), "the books differ");
    }

    /// The ledger of every session of the demo merchant balances.
    pub async fn check_ledger(&self) {
        let (owner, now) = (Owner { merchant: app::keyring::demo_merchant(), livemode: false }, self.now());
        let mut after = None;
        loop {
            let query = SessionQuery { owner, filter: SessionFilter::default(), limit: 100, after, now };
            let page = self.system.deps().sessions.list(query).await.expect("a page of sessions");
            page.items.iter().for_each(assert_balanced);
            after = page.next;
            if after.is_none() {
                return;
            }
        }
    }

    /// One charge at most for a session, ours and the processor's books agree, and no version
    /// went by without its event.
    pub async fn check_invariants(&self) {
        let books = self.books().await;
        let sessions = self.merchant().get("/v1/payment_sessions?limit=100").await.json["data"].clone();
        for session in sessions.as_array().expect("a list") {
            let id = session["id"].as_str().unwrap_or_default();
            let own = format!("pay_{}", id.trim_start_matches("ps_"));
            let charges = books.iter().filter(|(key, state)| key.starts_with(&own) && *state == "captured").count();
            let pending = session["payment_outcome"] == "pending";
            // What came for an attempt that had failed is a charge of its own, and goes back.
            let payments = self.merchant().get(&format!("/v1/payments?session={id}")).await.json["data"].clone();
            let unexpected = |payment: &&Value| payment["unexpected"] == true && payment["captured_amount"] != 0;
            let late = payments.as_array().expect("a list").iter().filter(unexpected).count();
            let paid = usize::from(session["paid"] == json!(true)) + late;
            assert!(charges <= 1 + late, "{id} was charged {charges} times");
            assert!(pending || charges == paid, "{id}: {charges} charges, outcome {}", session["payment_outcome"]);
            self.check_mandate(session).await;
            self.check_versions(id, session["version"].as_u64().unwrap_or_default()).await;
        }
    }

    /// A mandate stands as its session does.
    async fn check_mandate(&self, session: &Value) {
        let Some(id) = session["mandate_id"].as_str() else { return };
        let status = self.merchant().get(&format!("/v1/mandates/{id}")).await.json["status"].clone();
        let fits = match (session["status"].as_str(), session["payment_outcome"].as_str()) {
            (Some("active"), _) => status == "pending_authorisation",
            (_, Some("unpaid")) => status == "failed",
            // It is failed where its customer had gone before the payment succeeded.
            (_, _) => status != "pending_authorisation",
        };
        assert!(fits, "{session}: its mandate is {status}");
    }

    async fn check_versions(&self, id: &str, version: u64) {
        let events = self.merchant().get(&format!("/v1/events?limit=100&object={id}")).await.json["data"].clone();
        let told: Vec<_> =
            events.as_array().expect("a list").iter().rev().map(|e| e["object_version"].as_u64()).collect();
        let wanted: Vec<_> = (1..=version).map(Some).collect();
        assert_eq!(told, wanted, "{id}: each version has its event, in order");
    }
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

fn rivals_key() -> String {
    api_key(KeyKind::Secret, false, "RivalKeyForTests00000000000000")
}
