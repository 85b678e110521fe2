//! The reference, of money that is held.

use std::collections::BTreeSet;

use super::life::{Came, Course, Key, LEASE, Life, Reply, Stage, refused};
use super::step::{Request, Wish};

/// What is held, on both sides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hold {
    pub(super) authorised: u64,
    pub(super) captured: u64,
    pub(super) until: i64,
    pub(super) over: Option<Over>,
    pub(super) order: Option<Order>,
    orders: u8,
    books: Books,
}

/// Why nothing is held any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Over {
    Captured,
    Voided,
    Expired,
}

/// An order under way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    what: What,
    key: Option<Key>,
    /// Until when somebody is asking; nobody is where nobody knows.
    asking: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Capture { amount: u64, is_final: bool },
    Void,
}

/// The processor's side.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Books {
    captured: u64,
    over: bool,
    done: BTreeSet<u8>,
    closed: BTreeSet<u8>,
}

/// What the processor says of an order.
#[derive(Clone, Copy)]
enum Said {
    Done,
    Gone,
    Declined(&'static str),
    NotSent,
    Nothing,
}

impl Hold {
    pub(super) fn new(authorised: u64, until: i64) -> Self {
        let books = Books::default();
        Self { authorised, captured: 0, until, over: None, order: None, orders: 0, books }
    }

    /// The payment's status, and how much may still be captured.
    pub(super) fn shows(&self, now: i64) -> (&'static str, u64) {
        let left = self.authorised - self.captured;
        match (self.over, self.captured) {
            (None, 0) if !self.has_run_out(now) => ("authorised", left),
            (None, _) if !self.has_run_out(now) => ("partially_captured", left),
            (Some(Over::Voided), 0) => ("voided", 0),
            (None | Some(Over::Expired), 0) => ("authorisation_expired", 0),
            (Some(_) | None, _) => ("captured", 0),
        }
    }

    /// While an order is under way it has not: the processor decides.
    fn has_run_out(&self, now: i64) -> bool {
        self.order.is_none() && now >= self.until
    }

    fn why_not(&self, now: i64) -> Option<&'static str> {
        match self.over {
            Some(Over::Captured) => Some("nothing_left"),
            Some(Over::Voided) => Some("already_voided"),
            Some(Over::Expired) => Some("authorisation_expired"),
            None if self.has_run_out(now) => Some("authorisation_expired"),
            None => None,
        }
    }

    /// Time, the rule and the follow-ups.
    pub(super) fn meanwhile(&self, life: &Life, now: i64) -> Course {
        match &self.order {
            Some(Order { asking: Some(until), .. }) if now < *until => Course::nothing(life, Reply::Fine),
            Some(_) => self.ask_about(life),
            None if self.over.is_none() && now >= self.until => {
                let over = Self { over: Some(Over::Expired), ..self.clone() };
                Course::nothing(&life.at(Stage::Held(over)), Reply::Fine)
            }
            None => Course::nothing(life, Reply::Fine),
        }
    }

    /// The processor is asked what became of the order; one that it has never seen it never takes then.
    fn ask_about(&self, life: &Life) -> Course {
        let mut asked = self.clone();
        let said = if self.books.done.contains(&self.orders) {
            Said::Done
        } else {
            asked.books.closed.insert(self.orders);
            Said::NotSent
        };
        let asked = life.at(Stage::Held(asked));
        let unheard = |life: &Life| (life.settle_order(Said::Nothing), Reply::Fine);
        let (end, instead) = (asked.settle_order(said), vec![unheard(life), unheard(&asked)]);
        Course { through: vec![asked], end, reply: Reply::Fine, instead }
    }

    /// The processor obeys, or says why not.
    fn obey(&mut self, what: What, now: i64) -> Said {
        let number = self.orders;
        if self.books.done.contains(&number) {
            return Said::Done;
        }
        if self.books.closed.contains(&number) {
            return Said::NotSent;
        }
        if self.books.over || now >= self.until {
            return Said::Gone;
        }
        self.books.done.insert(number);
        match what {
            What::Void => self.books.over = true,
            What::Capture { amount, is_final } => {
                self.books.captured += amount;
                self.books.over = is_final || self.books.captured == self.authorised;
            }
        }
        assert!(self.books.captured <= self.authorised, "more was collected than is held");
        Said::Done
    }
}

impl Life {
    /// A capture or a void that was not asked for before.
    pub(super) fn order(&self, request: &Request, keyed: Option<(Key, String)>, now: i64) -> Course {
        let hold = match &self.stage {
            Stage::Held(hold) => hold,
            Stage::Paid => return self.ended(keyed, "nothing_left"),
            _ => return self.ended(keyed, "not_authorised"),
        };
        if hold.order.is_some() {
            return Course::nothing(self, refused(409, "conflict"));
        }
        if let Some(code) = hold.why_not(now) {
            return self.ended(keyed, code);
        }
        let left = hold.authorised - hold.captured;
        let what = match request.wish {
            Wish::Capture { amount, is_final } => What::Capture { amount: amount.unwrap_or(left), is_final },
            _ => What::Void,
        };
        if matches!(what, What::Capture { amount, .. } if amount > left) {
            return self.ended(keyed, "amount_exceeds_capturable");
        }
        let key = keyed.as_ref().map(|(key, _)| *key);
        let order = Some(Order { what, key, asking: Some(now + LEASE) });
        let mut given = self.at(Stage::Held(Hold { order, orders: hold.orders + 1, ..hold.clone() }));
        given.remember(keyed, Came::Ordered);
        given.put_order(request.scenario, false, now)
    }

    /// The same request gave an order.
    pub(super) fn repeat_order(&self, request: &Request, key: Option<Key>, now: i64) -> Course {
        let Stage::Held(hold) = &self.stage else { panic!("an order is about money that is held") };
        match &hold.order {
            Some(Order { asking: Some(until), key: own, .. }) if *own == key && now < *until => {
                Course::nothing(self, refused(409, "idempotency_in_progress"))
            }
            Some(order @ Order { asking: Some(_), key: own, .. }) if *own == key => {
                let order = Some(Order { asking: Some(now + LEASE), ..order.clone() });
                self.at(Stage::Held(Hold { order, ..hold.clone() })).put_order(request.scenario, true, now)
            }
            _ => Course::nothing(self, Reply::Fine),
        }
    }

    fn put_order(self, scenario: Option<&'static str>, again: bool, now: i64) -> Course {
        let Stage::Held(hold) = &self.stage else { panic!("nothing is held") };
        let what = hold.order.as_ref().expect("an order").what;
        let mut obeyed = hold.clone();
        let said = match scenario {
            Some("rate_limited") => Said::NotSent,
            Some("server_error" | "timeout_before_commit") => Said::Nothing,
            Some("timeout_after_commit" | "drop_connection") => {
                obeyed.obey(what, now);
                Said::Nothing
            }
            Some(code) => Said::Declined(code),
            None => obeyed.obey(what, now),
        };
        // Somebody else may have been heard before: that this call was not says nothing of theirs.
        let said = if again && matches!(said, Said::NotSent) { Said::Nothing } else { said };
        let reply = match said {
            Said::Done | Said::Nothing => Reply::Fine,
            Said::Gone => refused(409, "authorisation_expired"),
            Said::Declined(code) => Reply::Declined(code.to_owned()),
            Said::NotSent => refused(503, "processor_unavailable"),
        };
        let heard = self.at(Stage::Held(obeyed));
        let unheard = |life: &Self| (life.settle_order(Said::Nothing), Reply::Fine);
        let (end, instead) = (heard.settle_order(said), vec![unheard(&self), unheard(&heard)]);
        Course { through: vec![self, heard], end, reply, instead }
    }

    /// What is written when the processor has spoken of the order, or has not.
    fn settle_order(&self, said: Said) -> Self {
        let Stage::Held(hold) = &self.stage else { panic!("nothing is held") };
        let (mut life, mut hold) = (self.clone(), hold.clone());
        let order = hold.order.take().expect("an order");
        let amend = |life: &mut Self, came: Came| {
            if let Some((_, known)) = order.key.and_then(|key| life.remembered.get_mut(&key)) {
                *known = came;
            }
        };
        match (said, order.what) {
            (Said::Done, What::Void) => hold.over = Some(Over::Voided),
            (Said::Done, What::Capture { amount, is_final }) => {
                hold.captured += amount;
                if hold.captured == hold.authorised {
                    hold.over = Some(Over::Captured);
                } else if is_final {
                    hold.over = Some(Over::Voided);
                }
            }
            (Said::Gone, _) => {
                hold.over = Some(Over::Expired);
                amend(&mut life, Came::Refused("authorisation_expired"));
            }
            (Said::Declined(code), _) => amend(&mut life, Came::Declined(code)),
            (Said::NotSent, _) => {
                if let Some(key) = order.key {
                    life.remembered.remove(&key);
                }
            }
            (Said::Nothing, _) => hold.order = Some(Order { asking: None, ..order.clone() }),
        }
        life.at(Stage::Held(hold))
    }
}
