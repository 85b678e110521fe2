//! After a sequence everything comes to rest, and then every invariant holds.

use std::collections::{BTreeMap, BTreeSet};

use local::SANDBOX_TABLE;
use serde_json::Value;

use super::cards::CARDS;
use super::life::Stage;
use super::play::{Play, refunds_of};

/// How the time goes on, so that whatever waits for it comes: leases, follow-ups, the bank, the plans of asking
/// and of retries, and the end of every hold.
const GOES_ON: [i64; 10] = [61, 301, 1_801, 3_601, 43_200, 86_400, 86_400, 86_400, 4 * 86_400, 86_400];

impl Play {
    /// Everybody is well again, and time goes on until nothing is left to do.
    pub(super) async fn come_to_rest(&mut self) {
        self.hooks.fail(0);
        for seconds in GOES_ON {
            self.trace.add(format!("{seconds} s later"));
            self.world.later(seconds);
            self.tick(None).await;
            self.pump(None).await;
            self.look_at_all().await;
        }
        // Whoever takes a message and dies five times leaves it to the operator, who puts it back.
        self.world.system.queue().redrive().unwrap();
        self.pump(None).await;
        self.look_at_all().await;
        for played in &self.sessions {
            assert!(played.shown.is_at_rest() && played.shown.has_ended(), "{} {:?}", played.id, played.shown);
            let open = played.lives.iter().any(|life| matches!(life.stage, Stage::Open | Stage::Paying(..)));
            assert!(!open, "the end of {} was never written down", played.id);
        }
        self.world.finish().await;
        self.payments_are_as_in_the_books().await;
        self.refunds_are_as_in_the_books().await;
        self.every_event_was_told_once().await;
        self.no_number_is_anywhere().await;
    }

    /// Every payment that there is, the newest first.
    async fn payments(&self) -> Vec<Value> {
        self.all("/v1/payments").await
    }

    async fn all(&self, list: &str) -> Vec<Value> {
        let (mut all, mut path) = (Vec::new(), format!("{list}?limit=100"));
        loop {
            let page = self.world.merchant().get(&path).await.json;
            all.extend(page["data"].as_array().expect("a list").iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return all };
            path = format!("{list}?limit=100&cursor={next}");
        }
    }

    /// The processor's entry of each payment.
    async fn books(&self) -> BTreeMap<String, Value> {
        let entry = |text: &str| serde_json::from_str(text).expect("an entry");
        let items = self.world.items(SANDBOX_TABLE).await;
        items.iter().map(|item| (item["pk"].as_s().unwrap().clone(), entry(item["e"].as_s().unwrap()))).collect()
    }

    /// Of each refund the processor has the same sum, once, and its word is ours; no more is given back than was
    /// collected.
    async fn refunds_are_as_in_the_books(&self) {
        let (books, merchant) = (self.books().await, self.world.merchant());
        for payment in self.payments().await {
            let id = payment["id"].as_str().unwrap();
            let refunds = refunds_of(&merchant, id).await;
            let given: Vec<_> = refunds.iter().filter(|refund| refund["status"] == "succeeded").collect();
            let sum: u64 = given.iter().map(|refund| refund["amount"].as_u64().unwrap()).sum();
            assert_eq!(payment["refunded_amount"], sum, "{payment}");
            assert!(sum <= payment["captured_amount"].as_u64().unwrap(), "{payment}");
            let booked = books.get(id).and_then(|entry| entry["refunds"].as_array()).cloned().unwrap_or_default();
            assert_eq!(booked.len(), refunds.len(), "{payment} {booked:?}");
            for (number, refund) in (1_u64..).zip(&refunds) {
                let theirs = booked.iter().find(|theirs| theirs["number"] == number).expect("it was sent");
                let failed = theirs["declined"].is_string() || theirs["way"] == "sent_back";
                let status = if failed { "failed" } else { "succeeded" };
                assert_eq!(
                    (&refund["amount"], refund["status"].as_str()),
                    (&theirs["amount"], Some(status)),
                    "{refund}"
                );
            }
        }
    }

    /// What we say was agreed to, collected and let go is what the processor has written.
    async fn payments_are_as_in_the_books(&self) {
        let mut books = self.books().await;
        for payment in self.payments().await {
            let entry = books.remove(payment["id"].as_str().unwrap()).unwrap_or_default();
            let theirs = match entry["state"].as_str().unwrap_or("nothing") {
                "captured" => (entry["amount"].as_u64(), entry["amount"].as_u64()),
                "authorised" => (entry["amount"].as_u64(), entry["hold"]["captured"].as_u64()),
                "nothing" | "closed" | "declined" => (Some(0), Some(0)),
                other => panic!("{other} is no rest: {entry}"),
            };
            let ours = (payment["authorised_amount"].as_u64(), payment["captured_amount"].as_u64());
            assert_eq!(ours, theirs, "{payment} {entry}");
        }
        for (payment, entry) in books {
            let nothing = ["closed", "declined"].contains(&entry["state"].as_str().unwrap());
            assert!(nothing, "{payment} is in the processor's books and not in ours: {entry}");
        }
    }

    /// Every version of every payment and of every refund has its event, and each event was taken, unless the endpoint
    /// was given up.
    async fn every_event_was_told_once(&self) {
        let events = self.all("/v1/events").await;
        for payment in self.payments().await {
            let own = events.iter().filter(|event| event["data"]["object"]["id"] == payment["id"]);
            let told: BTreeSet<_> = own.map(|event| event["object_version"].as_u64().unwrap()).collect();
            // The first is when it was submitted, of which the session tells.
            let wanted: BTreeSet<_> = (2..=payment["version"].as_u64().unwrap()).collect();
            assert_eq!(told, wanted, "{payment}");
        }
        for refund in self.all("/v1/refunds").await {
            let own = events.iter().filter(|event| event["data"]["object"]["id"] == refund["id"]);
            let told: BTreeSet<_> = own.map(|event| event["object_version"].as_u64().unwrap()).collect();
            let wanted: BTreeSet<_> = (1..=refund["version"].as_u64().unwrap()).collect();
            assert_eq!(told, wanted, "{refund}");
        }
        let taken = self.hooks.taken();
        let given_up = self.all("/v1/webhook_endpoints").await.iter().any(|endpoint| endpoint["status"] != "enabled");
        for event in &events {
            let id = event["id"].as_str().unwrap();
            self.trace.add(format!("  {} {}", event["type"], event["object_version"]));
            match taken.get(id) {
                Some(told) => assert_eq!(told, event, "what was sent is what is listed"),
                None => assert!(given_up, "nobody was told of {event}"),
            }
        }
        assert!(taken.len() <= events.len(), "something was told that is no event");
    }

    async fn no_number_is_anywhere(&self) {
        let everything = self.world.everything_stored().await + &self.hooks.text();
        for (number, _) in CARDS {
            assert!(!everything.contains(number), "{number} was kept");
        }
    }
}
