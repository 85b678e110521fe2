//! Plays a sequence to the service and to the reference, and compares what both say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::future::Future;
use std::sync::{Arc, Mutex};

use app::Grant;
use app::events::publish;
use app::payments::notified::{self, Notified};
use app::ports::{ChangeQuery, Found};
use domain::decline::DeclineCode;
use domain::ids::PaymentId;
use domain::merchant::Owner;
use domain::payment::Outcome;
use futures::future::join;
use serde_json::{Value, json};

use super::hooks::Hooks;
use super::life::{Course, Life, Reply, Stage, lost, refused};
use super::shown::Shown;
use super::step::{Draft, Fault, Notice, Request, Step, Wish};
use crate::asked;
use crate::client::{Answer, Client, id, path_of};
use crate::world::{BEGINNING, World};

/// The most that there are of sessions in one sequence.
const SESSIONS_MAX: usize = 3;
/// For how long a sequence lasts at most: with what follows it less than the thirty days of events.
const LASTS: i64 = 18 * 86_400;

/// What happened, a line for each thing, as far as it went.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    pub(super) fn add(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// A sequence under way.
pub(super) struct Play {
    pub(super) world: World,
    pub(super) hooks: Hooks,
    pub(super) trace: Trace,
    pub(super) sessions: Vec<Played>,
    says: Arc<Mutex<Option<Found>>>,
    created: BTreeMap<u8, Created>,
    last: Option<(usize, Request)>,
}

/// A session, and every life that it may have had.
pub(super) struct Played {
    pub(super) id: String,
    pub(super) shown: Shown,
    pub(super) payment: Option<String>,
    pub(super) lives: BTreeSet<Life>,
    page: String,
    bank: Option<String>,
}

/// What a key of a create was used for.
#[derive(Default)]
struct Created {
    /// The session, and with which body.
    known: Option<(Draft, String)>,
    /// Bodies whose answer was lost: one of them may have made it.
    perhaps: Vec<Draft>,
}

impl Play {
    pub(super) async fn begin(trace: Trace) -> Self {
        let (hooks, says) = (Hooks::default(), Arc::new(Mutex::new(None)));
        // One shard: how lists and due entries are spread is no matter of this test.
        let world = World::start_on(1, |deps| {
            deps.sender = Arc::new(hooks.clone());
            let says = Arc::clone(&says);
            asked::instead(deps, move || says.lock().unwrap().clone().map(Ok));
        })
        .await;
        world.faults.in_turn();
        let hook = json!({"url": "https://hooks.invalid/model"});
        assert_eq!(world.merchant().post("/v1/webhook_endpoints", hook).await.status, 201);
        Self { world, hooks, trace, says, sessions: Vec::new(), created: BTreeMap::new(), last: None }
    }

    pub(super) fn now(&self) -> i64 {
        self.world.now().as_second()
    }

    /// One step, and a look at what it left.
    pub(super) async fn step(&mut self, step: &Step) {
        self.trace.add(format!("{step:?}"));
        match step {
            Step::Create { draft, key, fault } => self.create(*draft, *key, *fault).await,
            Step::Ask { session, request, fault } => self.ask(*session, request.clone(), *fault).await,
            Step::Again { fault } => {
                if let Some((session, request)) = self.last.clone() {
                    self.ask(session, request, *fault).await;
                }
            }
            Step::Both { session, one, other } => self.both(*session, one, other).await,
            Step::Decide { session, approve, fault } => self.decide(*session, *approve, *fault).await,
            Step::Page { session, fault } => self.page(*session, *fault).await,
            Step::Notified { session, how } => Box::pin(self.notified(*session, *how)).await,
            Step::Later(seconds) => self.later(*seconds),
            Step::Tick(fault) => self.tick(*fault).await,
            Step::Pump(fault) => self.pump(*fault).await,
            Step::Republish => self.republish().await,
            Step::Lose => self.take(|_, _| ()),
            Step::Double => self.take(|queue, body| self.world.system.queue().put(queue, body).unwrap()),
            Step::Deaf(times) => self.hooks.fail(*times),
        }
        self.look_at_all().await;
    }

    async fn create(&mut self, draft: Draft, key: Option<u8>, fault: Option<Fault>) {
        let known = key.and_then(|key| self.created.get(&key)).is_some_and(|created| created.known.is_some());
        if self.sessions.len() >= SESSIONS_MAX && !known {
            return;
        }
        let merchant = self.world.merchant();
        let merchant = key.map_or(merchant.clone(), |key| merchant.keyed(&format!("k{key}")));
        let asked = merchant.post("/v1/payment_sessions", draft.body());
        let (answer, hit) = self.under(fault, asked).await;
        self.note(&answer, hit);
        let reply = reply_of(&answer);
        let mut unkeyed = Created::default();
        let created = key.map_or(&mut unkeyed, |key| self.created.entry(key).or_default());
        match reply {
            Reply::Fine => {
                if let Some((body, session)) = &created.known {
                    assert_eq!((*body, session.as_str()), (draft, id(&answer.json)), "another session for the key");
                }
                created.known = Some((draft, id(&answer.json).to_owned()));
                self.meet(draft, &answer.json).await;
            }
            reply if reply == lost() && hit => created.perhaps.push(draft),
            reply => {
                assert_eq!(reply, refused(422, "idempotency_key_reused"));
                let other = |body: &Draft| *body != draft;
                let may =
                    created.known.as_ref().is_some_and(|(body, _)| other(body)) || created.perhaps.iter().any(other);
                assert!(may, "the key was never used for another body");
            }
        }
    }

    /// A session that was not known before, perhaps made by a request whose answer was lost.
    async fn meet(&mut self, draft: Draft, session: &Value) {
        if self.sessions.iter().any(|played| played.id == id(session)) {
            return;
        }
        let expires_at: domain::Timestamp = session["expires_at"].as_str().unwrap().parse().unwrap();
        let life = Life {
            amount: draft.amount,
            manual: draft.manual,
            max_attempts: draft.max_attempts,
            expires_at: expires_at.as_second(),
            stage: Stage::Open,
            failed: Vec::new(),
            card: "",
            refunds: Vec::new(),
            remembered: BTreeMap::new(),
            version: 1,
        };
        assert!(life.expires_at <= self.now() + draft.lives);
        let overdue = life.shown_at(Stage::Expired);
        let lives = if self.now() < life.expires_at { [life].into() } else { [life, overdue].into() };
        self.sessions.push(Played {
            id: id(session).to_owned(),
            shown: Shown::of(session, None),
            payment: None,
            lives,
            page: path_of(&session["url"]),
            bank: None,
        });
    }

    async fn ask(&mut self, session: usize, request: Request, fault: Option<Fault>) {
        let Some(nth) = self.nth(session) else { return };
        self.last = Some((nth, request.clone()));
        let Some((path, body)) = self.said(nth, &request) else { return };
        let (answer, hit) = self.under(fault, self.send(&path, body, &request)).await;
        self.note(&answer, hit);
        let now = self.now();
        self.follow(nth, |life| life.ask(&request, now), &reply_of(&answer), hit);
        if answer.status.is_success() && !hit {
            let object = match request.wish {
                Wish::Refund { .. } => format!("{path}/{}", id(&answer.json)),
                _ => path.rsplit_once('/').unwrap().0.to_owned(),
            };
            let read = self.world.merchant().get(&object).await.json;
            assert_eq!(answer.json, read, "what was answered is what is so");
        }
    }

    /// Two requests at once: whichever is first, the other is answered as if it had come at some moment of
    /// its course.
    async fn both(&mut self, session: usize, one: &Request, other: &Request) {
        let Some(nth) = self.nth(session) else { return };
        let (Some((path, body)), Some((other_path, other_body))) = (self.said(nth, one), self.said(nth, other)) else {
            return;
        };
        let rival = self.send(&other_path, other_body, other);
        let (answer, other_answer) = join(self.send(&path, body, one), rival).await;
        self.note(&answer, false);
        self.note(&other_answer, false);
        let now = self.now();
        let (wanted, other_wanted) = (reply_of(&answer), reply_of(&other_answer));
        let mut next = BTreeSet::new();
        for life in &self.sessions[nth].lives {
            next.extend(in_turn(life, (one, &wanted), (other, &other_wanted), now));
            next.extend(in_turn(life, (other, &other_wanted), (one, &wanted), now));
        }
        self.become_one_of(nth, next, &(wanted, other_wanted));
    }

    async fn decide(&mut self, session: usize, approve: bool, fault: Option<Fault>) {
        let Some(nth) = self.nth(session) else { return };
        let Some(bank) = self.sessions[nth].bank.clone() else { return };
        let decision = if approve { "approve" } else { "refuse" };
        let payer = self.world.payer();
        let (answer, hit) = self.under(fault, payer.post_form(&bank, &[("decision", decision)])).await;
        self.note(&answer, hit);
        let now = self.now();
        self.follow(nth, |life| life.decide(approve, now), &reply_of(&answer), hit);
    }

    async fn page(&mut self, session: usize, fault: Option<Fault>) {
        let Some(nth) = self.nth(session) else { return };
        let (payer, page) = (self.world.payer(), self.sessions[nth].page.clone());
        let (answer, hit) = self.under(fault, payer.get(&page)).await;
        self.note(&answer, hit);
        let now = self.now();
        self.follow(nth, |life| life.page(now), &reply_of(&answer), hit);
    }

    async fn notified(&mut self, session: usize, how: Notice) {
        let Some(nth) = self.nth(session) else { return };
        let Some(payment) = self.sessions[nth].payment.as_deref().and_then(PaymentId::parse) else { return };
        let told = || Box::pin(notified::run(payment, self.world.system.deps()));
        let shown = &self.sessions[nth].shown;
        // The other way round it is money that came late; `refunds::late` and `refunds::credit` tell of that.
        if how == Notice::Contradicting && shown.is_at_rest() && shown.payment_went_well() {
            let declined = Outcome::Declined { decline: DeclineCode::GenericDecline, reference: None };
            *self.says.lock().unwrap() = Some(Found::Outcome(declined));
            let came = told().await;
            *self.says.lock().unwrap() = None;
            assert_eq!(came, Ok(Notified::Contradiction), "it is noticed, and changes nothing");
            return;
        }
        let came =
            if how == Notice::TwiceAtOnce { join(told(), told()).await } else { (told().await, Ok(Notified::Known)) };
        self.trace.add(format!("  {came:?}"));
        assert!(came.0.is_ok() && came.1.is_ok(), "{came:?}");
        let now = self.now();
        self.follow(nth, |life| life.told(now), &Reply::Fine, false);
    }

    pub(super) fn later(&self, seconds: i64) {
        let began = BEGINNING.parse::<domain::Timestamp>().unwrap().as_second();
        if self.now() + seconds <= began + LASTS {
            self.world.later(seconds);
        }
    }

    pub(super) async fn tick(&mut self, fault: Option<Fault>) {
        let (reports, hit) = self.under(fault, self.world.system.tick()).await;
        for (job, report) in reports.iter().filter(|(_, report)| report.due > 0) {
            self.trace
                .add(format!("  {job}: {} due, {} changed, {} failed", report.due, report.changed, report.failed));
        }
        self.meanwhile(hit);
    }

    pub(super) async fn pump(&mut self, fault: Option<Fault>) {
        let (moved, hit) = self.under(fault, self.world.system.drain()).await;
        self.trace.add(format!("  {moved} moved"));
        self.meanwhile(hit);
    }

    async fn republish(&self) {
        let deps = self.world.system.deps();
        let owner = Owner { merchant: app::keyring::demo_merchant(), livemode: false };
        let mut changes = deps.events.list(ChangeQuery { owner, limit: 100, after: None }).await.unwrap().items;
        changes.reverse();
        publish::run(&changes, deps).await.unwrap();
    }

    /// Takes every message that can be seen, and never says that it is done.
    fn take(&self, each: impl Fn(&str, &str)) {
        for queue in [Grant::WebhooksSend.resource(), Grant::FollowUpsSend.resource()] {
            for message in self.world.system.queue().receive(queue).unwrap() {
                self.trace.add(format!("  {queue} {} for the {}th time", message.id, message.receives));
                each(queue, &message.body);
            }
        }
    }

    /// Does something while a function fails, and says whether it did.
    async fn under<T>(&self, fault: Option<Fault>, work: impl Future<Output = T>) -> (T, bool) {
        let faults = &self.world.faults;
        match fault {
            Some(Fault { nth, when, dies: true }) => faults.crash(nth, when),
            Some(Fault { nth, when, dies: false }) => faults.fail(nth, when),
            None => {}
        }
        let done = work.await;
        let hit = faults.hit();
        faults.revive();
        if let Some(call) = hit {
            self.trace.add(format!("  failed at {call}"));
        }
        (done, hit.is_some())
    }

    async fn send(&self, path: &str, body: Value, request: &Request) -> Answer {
        let mut client = self.world.merchant();
        if let Some(key) = request.key {
            client = client.keyed(&format!("k{key}"));
        }
        if let Some(scenario) = request.scenario {
            client = client.with("sandbox-scenario", scenario);
        }
        client.post(path, body).await
    }

    fn nth(&self, session: usize) -> Option<usize> {
        (!self.sessions.is_empty()).then(|| session % self.sessions.len())
    }

    /// Where something is asked for, and with which words; nowhere while there is nothing to ask it of.
    fn said(&self, nth: usize, request: &Request) -> Option<(String, Value)> {
        let Played { id, payment, .. } = &self.sessions[nth];
        let (path, mut body) = (request.wish.path(id, payment.as_deref())?, request.wish.body());
        if matches!(request.wish, Wish::Refund { .. }) {
            body["payment"] = json!(payment);
        }
        Some((path, body))
    }

    /// Of all lives those go on that would have been answered so.
    fn follow(&mut self, nth: usize, course: impl Fn(&Life) -> Course, reply: &Reply, hit: bool) {
        let mut next = BTreeSet::new();
        for life in &self.sessions[nth].lives {
            let Course { end, reply, .. } = course(life);
            let ends = if hit { course(life).faulty(life) } else { vec![(end, reply)] };
            next.extend(ends);
        }
        let next = next.into_iter().filter(|(_, said)| said == reply).map(|(life, _)| life).collect();
        self.become_one_of(nth, next, reply);
    }

    fn become_one_of(&mut self, nth: usize, next: BTreeSet<Life>, said: &impl Debug) {
        let played = &mut self.sessions[nth];
        assert!(!next.is_empty(), "{} may not be answered {said:?} in any of {:#?}", played.id, played.lives);
        played.lives = next;
    }

    /// Rules, follow-ups and sweeps may have done what they do, in any order, or not yet.
    fn meanwhile(&mut self, faulty: bool) {
        let now = self.now();
        for played in &mut self.sessions {
            loop {
                let more: Vec<_> = played.lives.iter().flat_map(|life| life.meanwhile(now, faulty)).collect();
                let before = played.lives.len();
                played.lives.extend(more);
                if played.lives.len() == before {
                    break;
                }
            }
        }
    }

    /// Looks at every session and at its latest payment.
    pub(super) async fn look_at_all(&mut self) {
        let (now, merchant) = (self.world.now().as_second(), self.world.merchant());
        for played in &mut self.sessions {
            let session = merchant.read(&json!({"id": played.id})).await;
            played.payment = session["payment_id"].as_str().map(str::to_owned);
            let payment = match &played.payment {
                Some(id) => {
                    let payment = merchant.get(&format!("/v1/payments/{id}")).await.json;
                    Some((payment, refunds_of(&merchant, id).await))
                }
                None => None,
            };
            let shown = Shown::of(&session, payment.as_ref());
            if shown != played.shown {
                self.trace.add(format!("  {} {shown:?}", played.id));
            }
            let found =
                played.lives.iter().filter(|life| Shown::would(life, now) == shown).cloned().collect::<BTreeSet<_>>();
            assert!(!found.is_empty(), "{} may not show {shown:#?}, only {:#?}", played.id, played.lives);
            if let Some(url) = session["next_action"].get("url") {
                played.bank = Some(path_of(url));
            }
            (played.lives, played.shown) = (found, shown);
        }
    }

    fn note(&self, answer: &Answer, hit: bool) {
        let decline = &answer.json["decline_code"];
        self.trace.add(format!("  {} {} {decline} {hit}", answer.status.as_u16(), answer.code()));
    }
}

/// The refunds of a payment, the oldest first.
pub(super) async fn refunds_of(merchant: &Client<'_>, payment: &str) -> Vec<Value> {
    let page = merchant.get(&format!("/v1/refunds?limit=100&payment={payment}")).await.json;
    let mut refunds = page["data"].as_array().expect("a list").clone();
    refunds.reverse();
    refunds
}

/// The lives that two requests lead to when the first is the faster one.
fn in_turn(life: &Life, first: (&Request, &Reply), second: (&Request, &Reply), now: i64) -> Vec<Life> {
    let course = life.ask(first.0, now);
    if course.reply != *first.1 {
        return Vec::new();
    }
    let after = course.end.ask(second.0, now);
    let mut ends = if after.reply == *second.1 { vec![after.end] } else { Vec::new() };
    // Or the second came to nothing while the first was under way. Its note, if it left one, may be lost to
    // what the first writes then: its repeat is decided anew, to the same end.
    for meanwhile in &course.through {
        let there = meanwhile.ask(second.0, now);
        if there.through.is_empty() && there.end.stage == meanwhile.stage && there.reply == *second.1 {
            let mut noted = course.end.clone();
            let news = there.end.remembered.into_iter().filter(|(key, _)| !meanwhile.remembered.contains_key(key));
            noted.remembered.extend(news);
            ends.extend([course.end.clone(), noted]);
        }
    }
    // Or all of the second was done while the first was asking for its refund, whose sum was reserved.
    if let Some(written) = course.through.first()
        && let Some(nth) = life.asks_for(written)
    {
        let there = written.ask(second.0, now);
        let rest = there.end.put_refund(nth, first.0.scenario, now);
        if there.reply == *second.1 && rest.reply == *first.1 {
            ends.push(rest.end);
        }
    }
    ends
}

fn reply_of(answer: &Answer) -> Reply {
    match answer.status.as_u16() {
        201 if answer.json["object"] == "refund" => Reply::Made(answer.json["status"].as_str().unwrap().to_owned()),
        200..=399 => Reply::Fine,
        402 => Reply::Declined(answer.json["decline_code"].as_str().unwrap_or_default().to_owned()),
        status => refused(status, answer.code()),
    }
}
