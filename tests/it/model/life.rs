//! The reference: what a session may be answered, and what becomes of it.
//!
//! Written from the documentation, and of nothing of the service. It knows both sides, what the service has
//! written and what stands in the processor's books, and each course says through which lives it goes: a
//! function that dies leaves one of them. Where nobody can know which, all of them are possible until an
//! answer tells them apart.

use std::collections::BTreeMap;

use super::cards::{CARDS, Fate};
use super::hold::Hold;
use super::refund::Refund;
use super::step::{Request, Wish};

/// How long whoever began something may be at it.
pub(super) const LEASE: i64 = 30;
/// How long a payer may take at the bank.
const AT_BANK: i64 = 1_800;
/// How long money is held.
const HELD: i64 = 7 * 86_400;

/// A session, as far as it can be told from outside, and what lies behind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Life {
    pub(super) amount: u64,
    pub(super) manual: bool,
    pub(super) max_attempts: u8,
    pub(super) expires_at: i64,
    pub(super) stage: Stage,
    pub(super) failed: Vec<Failed>,
    /// What the latest attempt was paid with.
    pub(super) card: &'static str,
    /// What was given back of the latest payment: only one that went well has any, and it is the last.
    pub(super) refunds: Vec<Refund>,
    pub(super) remembered: BTreeMap<Key, (String, Came)>,
    /// One up with every change that the session itself shows.
    pub(super) version: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Open,
    Paying(Place, Books),
    Paid,
    Held(Hold),
    Unpaid,
    Cancelled,
    Expired,
}

/// Where an attempt is, as the service has written it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Somebody is asking the processor, or died while asking.
    Asking { until: i64 },
    /// Nobody knows.
    Unknown,
    /// The payer is at the bank.
    Bank { until: i64 },
}

/// What the processor has written of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Books {
    Nothing,
    Approved { until: i64 },
    Declined(&'static str),
    Bank(Option<&'static str>),
}

/// An attempt that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Failed {
    code: &'static str,
    /// Whether it was answered as pending before.
    was_pending: bool,
}

/// A key within its scope: the verb, and the attempt that it is about.
pub(super) type Key = (&'static str, usize, u8);

/// What a keyed request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Came {
    Attempt(usize),
    Ordered,
    Refunded(usize),
    Done,
    Refused(&'static str),
    Declined(&'static str),
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reply {
    Fine,
    /// A refund is there, and has this status.
    Made(String),
    Declined(String),
    Refused(u16, String),
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) struct Course {
    /// What is written on the way, in order: whoever dies leaves one of these.
    pub(super) through: Vec<Life>,
    /// What it comes to.
    pub(super) end: Life,
    pub(super) reply: Reply,
    /// What else it comes to if the processor's answer is lost.
    pub(super) instead: Vec<(Life, Reply)>,
}

/// What the processor says of an attempt.
#[derive(Clone, Copy)]
enum Said {
    Approved { until: i64 },
    Declined(&'static str),
    Bank,
    NotSent,
    Nothing,
}

pub(super) fn refused(status: u16, code: &str) -> Reply {
    Reply::Refused(status, code.to_owned())
}

/// What whoever dies is answered by the gateway's side of it.
pub(super) fn lost() -> Reply {
    refused(503, "service_unavailable")
}

impl Course {
    pub(super) fn nothing(life: &Life, reply: Reply) -> Self {
        Self { through: Vec::new(), end: life.clone(), reply, instead: Vec::new() }
    }

    /// Everything that it may come to when a call on the way fails.
    pub(super) fn faulty(self, start: &Life) -> Vec<(Life, Reply)> {
        let left = [vec![start.clone()], self.through, vec![self.end.clone()]].concat();
        let died = left.into_iter().map(|life| (life, lost()));
        died.chain(self.instead).chain([(self.end, self.reply)]).collect()
    }
}

impl Life {
    /// What becomes of a request at this time.
    pub(super) fn ask(&self, request: &Request, now: i64) -> Course {
        let body = request.wish.body().to_string();
        let verb = match request.wish {
            Wish::Pay(_) => "pay",
            Wish::Cancel { .. } => "cancel",
            Wish::Capture { .. } => "capture",
            Wish::Void => "void",
            Wish::Refund { .. } => "refund",
        };
        let of_payment = matches!(request.wish, Wish::Capture { .. } | Wish::Void | Wish::Refund { .. });
        let attempt = if of_payment { self.attempts() } else { 0 };
        let key = request.key.map(|key| (verb, attempt, key));
        let seen = key.and_then(|key| self.remembered.get(&key));
        match seen {
            Some((known, _)) if *known != body => Course::nothing(self, refused(422, "idempotency_key_reused")),
            Some((_, came)) => self.repeat(request, key, *came, now),
            None => {
                let keyed = key.map(|key| (key, body));
                match request.wish {
                    Wish::Pay(number) => self.pay(number, request.scenario, keyed, now),
                    Wish::Cancel { .. } => self.cancel(keyed, now),
                    Wish::Capture { .. } | Wish::Void => self.order(request, keyed, now),
                    Wish::Refund { .. } => self.give_back(request, keyed, now),
                }
            }
        }
    }

    /// The same request was here before.
    fn repeat(&self, request: &Request, key: Option<Key>, came: Came, now: i64) -> Course {
        match came {
            Came::Done => Course::nothing(self, Reply::Fine),
            Came::Refused(code) => Course::nothing(self, refused(409, code)),
            Came::Declined(code) => Course::nothing(self, Reply::Declined(code.to_owned())),
            Came::Ordered => self.repeat_order(request, key, now),
            Came::Refunded(nth) => self.repeat_refund(request, nth, now),
            Came::Attempt(number) => self.repeat_pay(request, number, now),
        }
    }

    fn repeat_pay(&self, request: &Request, number: usize, now: i64) -> Course {
        let Wish::Pay(card) = request.wish else { panic!("only a payment begins an attempt") };
        match &self.stage {
            Stage::Paying(Place::Asking { until }, _) if number == self.attempts() && now < *until => {
                Course::nothing(self, refused(409, "idempotency_in_progress"))
            }
            Stage::Paying(Place::Asking { .. }, books) if number == self.attempts() => {
                let ours = self.at(Stage::Paying(Place::Asking { until: now + LEASE }, books.clone()));
                ours.put_to_processor(card, request.scenario, true, now)
            }
            _ => match self.failed.get(number - 1) {
                Some(failed) if !failed.was_pending => Course::nothing(self, Reply::Declined(failed.code.to_owned())),
                _ => Course::nothing(self, Reply::Fine),
            },
        }
    }

    fn pay(
        &self,
        card: &'static str,
        scenario: Option<&'static str>,
        keyed: Option<(Key, String)>,
        now: i64,
    ) -> Course {
        match &self.stage {
            Stage::Open if now < self.expires_at => {
                let mut claimed = self.shown_at(Stage::Paying(Place::Asking { until: now + LEASE }, Books::Nothing));
                claimed.card = card;
                claimed.remember(keyed, Came::Attempt(claimed.attempts()));
                claimed.put_to_processor(card, scenario, false, now)
            }
            Stage::Paying(..) => Course::nothing(self, refused(409, "payment_in_progress")),
            _ => self.ended(keyed, "session_ended"),
        }
    }

    /// An ended session stays as it is, and what met its end is remembered. Of one that is merely overdue
    /// nothing is: by another clock it may be active.
    pub(super) fn ended(&self, keyed: Option<(Key, String)>, code: &'static str) -> Course {
        let mut end = self.clone();
        if !matches!(self.stage, Stage::Open | Stage::Paying(..)) {
            end.remember(keyed, Came::Refused(code));
        }
        Course::nothing(&end, refused(409, code))
    }

    /// From a claimed life on: the processor is asked, and what it says is written.
    fn put_to_processor(self, card: &str, scenario: Option<&'static str>, again: bool, now: i64) -> Course {
        let Stage::Paying(place, books) = self.stage.clone() else { panic!("nothing was claimed") };
        let (_, fate) = CARDS.iter().find(|(number, _)| *number == card).expect("a published number");
        let written = match (&books, scenario) {
            (Books::Nothing, Some("rate_limited" | "server_error" | "timeout_before_commit")) => Books::Nothing,
            (Books::Nothing, Some("timeout_after_commit" | "drop_connection") | None) => match fate {
                Fate::Approved => Books::Approved { until: now + HELD },
                Fate::Declined(code) => Books::Declined(code),
                Fate::Asked(then) => Books::Bank(*then),
            },
            (Books::Nothing, Some(code)) => Books::Declined(code),
            (known, _) => known.clone(),
        };
        let said = match scenario {
            // Somebody else may have been heard before: that this call was not says nothing of theirs.
            Some("rate_limited") if !again => Said::NotSent,
            Some("rate_limited" | "server_error" | "timeout_before_commit") => Said::Nothing,
            Some("timeout_after_commit" | "drop_connection") => Said::Nothing,
            _ => written.say(),
        };
        let heard = self.at(Stage::Paying(place, written));
        let end = heard.clone().settle(said, now);
        let reply = match end.failed.get(self.attempts() - 1) {
            Some(Failed { code: "processor_unavailable", .. }) => refused(503, "processor_unavailable"),
            Some(failed) => Reply::Declined(failed.code.to_owned()),
            None => Reply::Fine,
        };
        let unheard = |life: &Self| (life.clone().settle(Said::Nothing, now), Reply::Fine);
        let instead = vec![unheard(&self), unheard(&heard)];
        Course { through: vec![self, heard], end, reply, instead }
    }

    fn cancel(&self, keyed: Option<(Key, String)>, now: i64) -> Course {
        let called_off = |from: &Self| {
            let mut end = from.shown_at(Stage::Cancelled);
            end.remember(keyed.clone(), Came::Done);
            end
        };
        match &self.stage {
            Stage::Open if now < self.expires_at => Course::nothing(&called_off(self), Reply::Fine),
            Stage::Cancelled => {
                let mut end = self.clone();
                end.remember(keyed, Came::Done);
                Course::nothing(&end, Reply::Fine)
            }
            Stage::Paying(Place::Bank { .. }, Books::Bank(_) | Books::Declined("cancelled")) => {
                let place = |place| self.at(Stage::Paying(place, Books::Declined("cancelled")));
                let off = place(Place::Bank { until: self.bank_until() });
                let mut end = called_off(self);
                end.failed.push(Failed { code: "cancelled", was_pending: true });
                let in_progress = || refused(409, "payment_in_progress");
                let unheard = self.clone().settle(Said::Nothing, now);
                let instead = vec![(unheard, in_progress()), (place(Place::Unknown), in_progress())];
                Course { through: vec![off], end, reply: Reply::Fine, instead }
            }
            // The payer was faster: their decision stands, and then it is looked at again.
            Stage::Paying(Place::Bank { .. }, books) => {
                let told = self.clone().settle(books.say(), now);
                let rest = told.cancel(keyed, now);
                let unheard = (self.clone().settle(Said::Nothing, now), refused(409, "payment_in_progress"));
                Course { through: [vec![told], rest.through].concat(), instead: vec![unheard], ..rest }
            }
            Stage::Paying(..) => Course::nothing(self, refused(409, "payment_in_progress")),
            _ => self.ended(keyed, "session_ended"),
        }
    }

    /// The payer decides at the bank, which says so at once.
    pub(super) fn decide(&self, approve: bool, now: i64) -> Course {
        let decided = match &self.stage {
            Stage::Paying(place, Books::Bank(then)) => {
                let books = match (approve, then) {
                    (false, _) => Books::Declined("authentication_failed"),
                    (true, Some(code)) => Books::Declined(code),
                    (true, None) => Books::Approved { until: now + HELD },
                };
                self.at(Stage::Paying(place.clone(), books))
            }
            _ => self.clone(),
        };
        let told = decided.told(now);
        Course { through: [vec![decided], told.through].concat(), ..told }
    }

    /// The processor said that something happened, so it is asked what.
    pub(super) fn told(&self, now: i64) -> Course {
        match &self.stage {
            Stage::Paying(..) => self.look(now),
            _ => Course::nothing(self, Reply::Fine),
        }
    }

    /// The payer's page is opened: of whoever was sent to the bank it is asked what came of it.
    pub(super) fn page(&self, now: i64) -> Course {
        match &self.stage {
            Stage::Paying(Place::Bank { .. }, _) => self.look(now),
            _ => Course::nothing(self, Reply::Fine),
        }
    }

    /// The processor is asked what became of the attempt.
    fn look(&self, now: i64) -> Course {
        let Stage::Paying(place, books) = &self.stage else { panic!("nothing is under way") };
        let unheard = (self.clone().settle(Said::Nothing, now), Reply::Fine);
        let with = |books: Books| self.at(Stage::Paying(place.clone(), books));
        let (asked, said) = match (place, books) {
            (Place::Asking { until }, _) if now < *until => return Course::nothing(self, Reply::Fine),
            (Place::Bank { until }, Books::Bank(_)) if now >= *until => {
                (with(Books::Declined("cancelled")), Said::Declined("authentication_timed_out"))
            }
            (Place::Bank { .. }, Books::Bank(_)) => return Course::nothing(self, Reply::Fine),
            // Asked about what it has never seen, it will never take it any more.
            (_, Books::Nothing) => (with(Books::Declined("never_received")), Said::Declined("never_received")),
            (_, books) => (self.clone(), books.say()),
        };
        let also = (asked.clone().settle(Said::Nothing, now), Reply::Fine);
        // A payer at the bank is left there while nobody can say otherwise.
        let left = (self.clone(), Reply::Fine);
        let end = asked.clone().settle(said, now);
        Course { through: vec![asked], end, reply: Reply::Fine, instead: vec![unheard, also, left] }
    }

    /// What is written when the processor has spoken, or has not.
    fn settle(mut self, said: Said, now: i64) -> Self {
        let Stage::Paying(place, books) = self.stage.clone() else { panic!("nothing is under way") };
        let was_pending = !matches!(place, Place::Asking { .. });
        let at_bank = matches!(place, Place::Bank { .. });
        // That nobody knows shows in the session only where its payer had somewhere to go.
        let shows = match said {
            Said::Bank => !at_bank,
            Said::Nothing => at_bank,
            Said::Approved { .. } | Said::Declined(_) | Said::NotSent => true,
        };
        self.version += u64::from(shows);
        match said {
            Said::Approved { .. } if !self.manual => self.stage = Stage::Paid,
            Said::Approved { until } => self.stage = Stage::Held(Hold::new(self.amount, until)),
            Said::Bank if at_bank => {}
            Said::Bank => self.stage = Stage::Paying(Place::Bank { until: now + AT_BANK }, books),
            Said::Nothing => self.stage = Stage::Paying(Place::Unknown, books),
            Said::Declined(code) => self.fail(code, was_pending, now),
            Said::NotSent => {
                let attempt = Came::Attempt(self.attempts());
                self.remembered.retain(|_, (_, came)| *came != attempt);
                self.fail("processor_unavailable", was_pending, now);
            }
        }
        self
    }

    fn fail(&mut self, code: &'static str, was_pending: bool, now: i64) {
        self.failed.push(Failed { code, was_pending });
        // An attempt that the processor did not even take is none of the payer's.
        let spent = self.failed.iter().filter(|failed| failed.code != "processor_unavailable").count();
        self.stage = if spent >= usize::from(self.max_attempts) {
            Stage::Unpaid
        } else if now >= self.expires_at {
            Stage::Expired
        } else {
            Stage::Open
        };
    }

    /// What the rule, the follow-ups and the retries may have done by now, each of them or none.
    pub(super) fn meanwhile(&self, now: i64, faulty: bool) -> Vec<Self> {
        let course = match &self.stage {
            Stage::Open if now >= self.expires_at => Some(Course::nothing(&self.shown_at(Stage::Expired), Reply::Fine)),
            Stage::Paying(..) => Some(self.look(now)),
            Stage::Held(hold) => Some(hold.meanwhile(self, now)),
            _ => None,
        };
        let courses = course.into_iter().chain(self.refunds_meanwhile(now));
        let lives = |course: Course| match faulty {
            true => course.faulty(self).into_iter().map(|(life, _)| life).collect(),
            false => vec![course.end],
        };
        courses.flat_map(lives).collect()
    }

    /// How many attempts there were.
    pub(super) fn attempts(&self) -> usize {
        self.failed.len() + usize::from(matches!(self.stage, Stage::Paying(..) | Stage::Paid | Stage::Held(_)))
    }

    /// Why the latest attempt that failed did.
    pub(super) fn last_failure(&self) -> Option<&'static str> {
        self.failed.last().map(|failed| failed.code)
    }

    pub(super) fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// The same, where it shows in the session.
    pub(super) fn shown_at(&self, stage: Stage) -> Self {
        Self { version: self.version + 1, ..self.at(stage) }
    }

    pub(super) fn remember(&mut self, keyed: Option<(Key, String)>, came: Came) {
        if let Some((key, body)) = keyed {
            self.remembered.insert(key, (body, came));
        }
    }

    fn bank_until(&self) -> i64 {
        match self.stage {
            Stage::Paying(Place::Bank { until }, _) => until,
            _ => panic!("nobody is at the bank"),
        }
    }
}

impl Books {
    fn say(&self) -> Said {
        match self {
            Self::Nothing => panic!("it was asked, and wrote nothing"),
            Self::Approved { until } => Said::Approved { until: *until },
            Self::Declined(code) => Said::Declined(code),
            Self::Bank(_) => Said::Bank,
        }
    }
}
