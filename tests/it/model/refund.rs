//! The reference, of money that is given back.

use super::cards::{REFUNDS, Way};
use super::life::{Came, Course, Key, LEASE, Life, Reply, Stage, refused};
use super::step::{Request, Wish};

/// How long a bank takes that does not act at once.
const BANK_ACTS: i64 = 30;

/// Money that is given back, on both sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Refund {
    amount: u64,
    state: State,
    /// What the processor has written of it.
    books: Option<Booked>,
}

/// Where it is, as the service has written it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Somebody is asking the processor, or died while asking.
    Asking {
        until: i64,
    },
    /// Nobody knows; it is sent again.
    Unknown,
    /// The processor has it, and will know later.
    Accepted,
    Succeeded,
    Failed(&'static str),
    /// The bank sent it back.
    Returned,
}

/// What the processor has written of a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Booked {
    Declined(&'static str),
    Given { way: Way, bank_acts_at: i64 },
}

/// What the processor says of a refund.
#[derive(Clone, Copy)]
enum Said {
    Succeeded,
    Accepted,
    Declined(&'static str),
    Returned,
    Nothing,
}

impl Refund {
    /// How much, the status, and why it failed.
    pub(super) fn shows(&self) -> (u64, &'static str, Option<&'static str>) {
        let (status, why) = match self.state {
            State::Asking { .. } | State::Unknown | State::Accepted => ("pending", None),
            State::Succeeded => ("succeeded", None),
            State::Failed(code) => ("failed", Some(code)),
            State::Returned => ("failed", Some("returned")),
        };
        (self.amount, status, why)
    }

    fn reply(&self) -> Reply {
        Reply::Made(self.shows().1.to_owned())
    }
}

impl Booked {
    fn says(self, now: i64) -> Said {
        match self {
            Self::Declined(code) => Said::Declined(code),
            Self::Given { way: Way::AtOnce, .. } => Said::Succeeded,
            Self::Given { way: Way::Later, bank_acts_at } if now < bank_acts_at => Said::Accepted,
            Self::Given { way: Way::SentBack, bank_acts_at } if now >= bank_acts_at => Said::Returned,
            Self::Given { way: Way::Later | Way::SentBack, .. } => Said::Succeeded,
        }
    }
}

impl Life {
    /// How much was collected of the latest payment.
    pub(super) fn captured(&self) -> u64 {
        match &self.stage {
            Stage::Paid => self.amount,
            Stage::Held(hold) => hold.captured,
            _ => 0,
        }
    }

    /// How much of that is given back, or on its way.
    pub(super) fn refunded(&self) -> u64 {
        let counts = |refund: &&Refund| refund.shows().1 != "failed";
        self.refunds.iter().filter(counts).map(|refund| refund.amount).sum()
    }

    /// A refund that was not asked for before.
    pub(super) fn give_back(&self, request: &Request, keyed: Option<(Key, String)>, now: i64) -> Course {
        let Wish::Refund { amount } = request.wish else { panic!("only a refund gives back") };
        match &self.stage {
            Stage::Paying(..) => return Course::nothing(self, refused(409, "payment_in_progress")),
            Stage::Held(hold) if hold.shows(now).0 == "authorised" => {
                return self.ended(keyed, "void_instead");
            }
            _ => {}
        }
        let left = self.captured() - self.refunded();
        let amount = amount.unwrap_or(left);
        if amount > left || amount == 0 {
            return self.ended(keyed, "amount_exceeds_refundable");
        }
        let mut written = self.clone();
        written.remember(keyed, Came::Refunded(self.refunds.len()));
        written.refunds.push(Refund { amount, state: State::Asking { until: now + LEASE }, books: None });
        written.put_refund(self.refunds.len(), request.scenario, now)
    }

    /// The same request made this refund.
    pub(super) fn repeat_refund(&self, request: &Request, nth: usize, now: i64) -> Course {
        match self.refunds[nth].state {
            State::Asking { until } if now < until => Course::nothing(self, refused(409, "idempotency_in_progress")),
            State::Asking { .. } => self.taken_over(nth, now).put_refund(nth, request.scenario, now),
            _ => Course::nothing(self, self.refunds[nth].reply()),
        }
    }

    fn taken_over(&self, nth: usize, now: i64) -> Self {
        let mut ours = self.clone();
        ours.refunds[nth].state = State::Asking { until: now + LEASE };
        ours
    }

    /// From a written refund on: the processor is asked for it by its own key, and what it says is written. One
    /// that it has already it does not do again.
    pub(super) fn put_refund(self, nth: usize, scenario: Option<&'static str>, now: i64) -> Course {
        let given = Booked::Given { way: self.way(), bank_acts_at: now + BANK_ACTS };
        let (news, heard) = match scenario {
            Some("rate_limited" | "server_error" | "timeout_before_commit") => (None, false),
            Some("timeout_after_commit" | "drop_connection") => (Some(given), false),
            Some(code) => (Some(Booked::Declined(code)), true),
            None => (Some(given), true),
        };
        let mut asked = self.clone();
        asked.refunds[nth].books = self.refunds[nth].books.or(news);
        let said = asked.refunds[nth].books.filter(|_| heard).map_or(Said::Nothing, |books| books.says(now));
        let ends = |life: &Self, said: Said| {
            let end = life.settle_refund(nth, said);
            let reply = end.refunds[nth].reply();
            (end, reply)
        };
        let ((end, reply), instead) =
            (ends(&asked, said), vec![ends(&self, Said::Nothing), ends(&asked, Said::Nothing)]);
        Course { through: vec![self, asked], end, reply, instead }
    }

    /// What is written when the processor has spoken of the refund, or has not.
    fn settle_refund(&self, nth: usize, said: Said) -> Self {
        let mut life = self.clone();
        let state = &mut life.refunds[nth].state;
        *state = match (*state, said) {
            (State::Failed(_) | State::Returned, _) => *state,
            (_, Said::Returned) => State::Returned,
            (State::Succeeded, _) => State::Succeeded,
            (_, Said::Succeeded) => State::Succeeded,
            (_, Said::Declined(code)) => State::Failed(code),
            (_, Said::Accepted) | (State::Accepted, Said::Nothing) => State::Accepted,
            (State::Asking { .. } | State::Unknown, Said::Nothing) => State::Unknown,
        };
        life
    }

    /// Time, the rule, the follow-ups, and what the bank tells later.
    pub(super) fn refunds_meanwhile(&self, now: i64) -> Vec<Course> {
        let each = self.refunds.iter().enumerate();
        each.flat_map(|(nth, Refund { state, books, .. })| {
            let sent = match state {
                State::Asking { until } if now >= *until => Some(self.taken_over(nth, now)),
                State::Unknown => Some(self.clone()),
                _ => None,
            };
            let later = books.filter(|books| !matches!(books, Booked::Given { way: Way::AtOnce, .. }));
            let told = later.map(|books| Course::nothing(&self.settle_refund(nth, books.says(now)), Reply::Fine));
            sent.map(|life| life.put_refund(nth, None, now)).into_iter().chain(told)
        })
        .collect()
    }

    /// Which refund a request made or took over, when it left this life.
    pub(super) fn asks_for(&self, left: &Self) -> Option<usize> {
        (0..left.refunds.len()).find(|nth| self.refunds.get(*nth) != left.refunds.get(*nth))
    }

    /// What becomes of refunds of the latest card.
    fn way(&self) -> Way {
        REFUNDS.iter().find(|(number, _)| *number == self.card).map_or(Way::AtOnce, |(_, way)| *way)
    }
}
