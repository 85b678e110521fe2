//! The sandbox against books in memory.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use app::Trouble;
use app::ports::{CardDetails, SimulatedBank};
use domain::Timestamp;
use domain::card::Expiry;
use domain::ids::SessionId;
use domain::money::{Currency, Money};
use domain::payment::{AttemptNumber, Instruction, RefundNumber, RefundOutcome};

use super::*;

#[derive(Debug, Default)]
struct Memory(Mutex<HashMap<PaymentId, String>>);

#[async_trait]
impl Books for Memory {
    async fn open(&self, payment: PaymentId, entry: &str) -> Result<Option<String>, Trouble> {
        let mut books = self.0.lock().unwrap();
        let known = books.get(&payment).cloned();
        books.entry(payment).or_insert_with(|| entry.to_owned());
        Ok(known)
    }

    async fn read(&self, payment: PaymentId) -> Result<Option<String>, Trouble> {
        Ok(self.0.lock().unwrap().get(&payment).cloned())
    }

    async fn replace(&self, payment: PaymentId, from: &str, to: &str) -> Result<Option<String>, Trouble> {
        let mut books = self.0.lock().unwrap();
        let known = books.get(&payment).cloned();
        if known.as_deref() == Some(from) {
            books.insert(payment, to.to_owned());
            return Ok(None);
        }
        Ok(known)
    }
}

#[derive(Debug, Default)]
struct Seconds(AtomicI64);

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

struct Bench {
    sandbox: Sandbox,
    books: Arc<Memory>,
    clock: Arc<Seconds>,
}

fn bench() -> Bench {
    let books = Arc::new(Memory::default());
    let clock = Arc::new(Seconds::default());
    Bench { sandbox: Sandbox::new(books.clone(), Keyring::new(&[1; 32]), clock.clone()), books, clock }
}

fn payment(n: u128) -> PaymentId {
    PaymentId { session: SessionId::from_bits(n), number: AttemptNumber::FIRST }
}

impl Bench {
    async fn charge(&self, n: u128, number: &str, scenario: Option<Scenario>) -> Outcome {
        self.ask(n, number, CaptureMethod::Automatic, scenario).await
    }

    async fn hold(&self, n: u128) -> Outcome {
        self.ask(n, GOOD, CaptureMethod::Manual, None).await
    }

    async fn order(&self, number: u8, instruction: Instruction, scenario: Option<Scenario>) -> OrderOutcome {
        self.sandbox.order(HeldOrder { payment: payment(1), number, instruction, scenario }).await
    }

    async fn ask(&self, n: u128, number: &str, capture: CaptureMethod, scenario: Option<Scenario>) -> Outcome {
        let card = CardDetails {
            number: CardNumber::parse(number).unwrap(),
            expiry: Expiry::new(12, 2030).unwrap(),
            cvc: None,
        };
        let money = Money { amount: Amount::new(1_000).unwrap(), currency: Currency::parse("EUR").unwrap() };
        let order = Authorise {
            payment: payment(n),
            money,
            capture,
            from: ChargedTo::Card { card: &card, keep: false },
            base_url: "http://localhost",
            scenario,
        };
        self.sandbox.authorise(order).await
    }
}

const GOOD: &str = "4242424242424242";
const BANK: &str = "4000002760003184";

#[tokio::test]
async fn a_key_charges_once_and_is_answered_from_the_books() {
    let bench = bench();
    let first = bench.charge(1, GOOD, None).await;
    assert!(matches!(first, Outcome::Captured { .. }));
    assert_eq!(bench.charge(1, "4000000000000002", None).await, first);
    assert_eq!(bench.books.0.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_in_the_books_looks_like_a_number() {
    let bench = bench();
    bench.charge(1, GOOD, None).await;
    bench.charge(2, BANK, None).await;
    for text in bench.books.0.lock().unwrap().values() {
        assert!(!text.contains("4242424242") && !text.contains("4000002760"), "{text}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_in_the_books_and_an_unsent_request_is_not() {
    let bench = bench();
    assert_eq!(bench.charge(1, GOOD, Some(Scenario::TimeoutAfterCommit)).await, Outcome::Unknown);
    assert!(matches!(bench.sandbox.fetch(payment(1)).await, Ok(Found::Outcome(Outcome::Captured { .. }))));
    assert_eq!(bench.charge(2, GOOD, Some(Scenario::DropConnection)).await, Outcome::Unknown);
    assert!(matches!(bench.sandbox.fetch(payment(2)).await, Ok(Found::Outcome(Outcome::Captured { .. }))));
    for (n, scenario) in [(3, Scenario::TimeoutBeforeCommit), (4, Scenario::ServerError)] {
        assert_eq!(bench.charge(n, GOOD, Some(scenario)).await, Outcome::Unknown);
        assert_eq!(bench.sandbox.fetch(payment(n)).await, Ok(Found::NeverSeen));
        // The request arrives after all, and is refused.
        assert!(matches!(
            bench.charge(n, GOOD, None).await,
            Outcome::Declined { decline: DeclineCode::NeverReceived, .. }
        ));
    }
    assert_eq!(bench.charge(5, GOOD, Some(Scenario::RateLimited)).await, Outcome::NotSent);
    assert!(matches!(bench.charge(5, GOOD, None).await, Outcome::Captured { .. }));
}

#[tokio::test]
async fn the_bank_decides_once() {
    let bench = bench();
    let bank = &bench.sandbox;
    let Outcome::Action { url, .. } = bench.charge(1, BANK, None).await else { panic!("should ask the bank") };
    assert!(url.starts_with("http://localhost/sandbox/bank/pay_"));
    assert_eq!(bank.look(payment(1)).await.unwrap().unwrap().last4, "3184");
    bank.decide(payment(1), true).await.unwrap();
    bank.decide(payment(1), false).await.unwrap();
    assert!(matches!(bank.fetch(payment(1)).await, Ok(Found::Outcome(Outcome::Captured { .. }))));
    assert_eq!(bank.look(payment(1)).await.unwrap(), None);
    assert!(matches!(bank.cancel(payment(1)).await, CancelAnswer::TooLate(Outcome::Captured { .. })));
}

#[tokio::test]
async fn a_payer_who_passes_may_still_be_declined() {
    let bench = bench();
    bench.charge(1, "4000008260003178", None).await;
    bench.sandbox.decide(payment(1), true).await.unwrap();
    let found = bench.sandbox.fetch(payment(1)).await;
    assert!(matches!(found, Ok(Found::Outcome(Outcome::Declined { decline: DeclineCode::InsufficientFunds, .. }))));
    bench.charge(2, BANK, None).await;
    bench.sandbox.decide(payment(2), false).await.unwrap();
    let found = bench.sandbox.fetch(payment(2)).await;
    assert!(matches!(found, Ok(Found::Outcome(Outcome::Declined { decline: DeclineCode::AuthenticationFailed, .. }))));
}

#[tokio::test]
async fn a_cancelled_check_stays_cancelled() {
    let bench = bench();
    bench.charge(1, BANK, None).await;
    assert_eq!(bench.sandbox.cancel(payment(1)).await, CancelAnswer::Cancelled);
    assert_eq!(bench.sandbox.cancel(payment(1)).await, CancelAnswer::Cancelled);
    bench.sandbox.decide(payment(1), true).await.unwrap();
    let found = bench.sandbox.fetch(payment(1)).await;
    assert!(matches!(found, Ok(Found::Outcome(Outcome::Declined { decline: DeclineCode::Cancelled, .. }))));
}

impl Bench {
    async fn give_back(&self, number: u8, minor: u64, scenario: Option<Scenario>) -> RefundAnswer {
        let (number, amount) = (RefundNumber::new(number).unwrap(), Amount::new(minor).unwrap());
        let refund = RefundId { payment: payment(1), number };
        self.sandbox.refund(RefundOrder { refund, amount, scenario }).await
    }

    async fn refund(&self, number: u8, minor: u64) -> RefundOutcome {
        self.give_back(number, minor, None).await.outcome
    }

    async fn found(&self, number: u8) -> FoundRefund {
        let refund = RefundId { payment: payment(1), number: RefundNumber::new(number).unwrap() };
        self.sandbox.fetch_refund(refund).await.unwrap()
    }
}

#[tokio::test]
async fn money_is_given_back_once_for_each_key_and_never_beyond_what_was_collected() {
    let bench = bench();
    assert_eq!(bench.refund(1, 1).await, RefundOutcome::Refused, "nothing was charged");
    bench.charge(1, GOOD, None).await;
    assert_eq!(bench.refund(1, 600).await, RefundOutcome::Succeeded);
    assert_eq!(bench.refund(1, 600).await, RefundOutcome::Succeeded, "a repeat of the key");
    assert_eq!(bench.refund(2, 401).await, RefundOutcome::Refused);
    let declined = Some(Scenario::Decline(DeclineCode::GenericDecline));
    for _ in 0..2 {
        let answer = bench.give_back(3, 400, declined).await;
        assert_eq!(answer.outcome, RefundOutcome::Declined(DeclineCode::GenericDecline));
    }
    assert_eq!(bench.refund(3, 400).await, RefundOutcome::Declined(DeclineCode::GenericDecline), "it stays so");
    assert_eq!(bench.refund(4, 400).await, RefundOutcome::Succeeded);
    assert_eq!(bench.refund(5, 1).await, RefundOutcome::Refused);
}

#[tokio::test]
async fn of_a_hold_only_what_was_collected_is_given_back() {
    let bench = bench();
    bench.hold(1).await;
    assert_eq!(bench.refund(1, 1).await, RefundOutcome::Refused);
    bench.order(1, take(300, false), None).await;
    assert_eq!(bench.refund(2, 301).await, RefundOutcome::Refused);
    assert_eq!(bench.refund(2, 300).await, RefundOutcome::Succeeded);
    assert_eq!(bench.order(2, take(700, false), None).await, OrderOutcome::Done, "the hold goes on");
}

#[tokio::test]
async fn a_lost_refund_is_in_the_books_and_an_unsent_one_is_not() {
    let bench = bench();
    bench.charge(1, GOOD, None).await;
    for (number, scenario, booked) in [
        (1, Scenario::TimeoutAfterCommit, true),
        (2, Scenario::DropConnection, true),
        (3, Scenario::TimeoutBeforeCommit, false),
        (4, Scenario::ServerError, false),
    ] {
        assert_eq!(bench.give_back(number, 1, Some(scenario)).await.outcome, RefundOutcome::Unknown);
        let known = FoundRefund::Outcome(RefundOutcome::Succeeded);
        assert_eq!(bench.found(number).await, if booked { known } else { FoundRefund::NeverSeen });
        assert_eq!(bench.refund(number, 1).await, RefundOutcome::Succeeded, "sent again under its key");
    }
    assert_eq!(bench.give_back(5, 1, Some(Scenario::RateLimited)).await.outcome, RefundOutcome::NotSent);
}

#[tokio::test]
async fn the_bank_of_some_cards_acts_half_a_minute_later_and_the_sandbox_tells_of_it() {
    let later = |before, after| async move {
        let bench = bench();
        let number = if before == RefundOutcome::Accepted { "4000000000007726" } else { "4000000000005126" };
        bench.charge(1, number, None).await;
        let answer = bench.give_back(1, 1_000, None).await;
        assert_eq!((answer.outcome, answer.news_in_seconds), (before, Some(31)));
        bench.clock.0.store(29, Ordering::SeqCst);
        assert_eq!(bench.found(1).await, FoundRefund::Outcome(before));
        bench.clock.0.store(30, Ordering::SeqCst);
        assert_eq!(bench.found(1).await, FoundRefund::Outcome(after));
        bench
    };
    let succeeded = later(RefundOutcome::Accepted, RefundOutcome::Succeeded).await;
    assert_eq!(succeeded.refund(2, 1).await, RefundOutcome::Refused);
    let returned = later(RefundOutcome::Succeeded, RefundOutcome::Returned).await;
    assert_eq!(returned.refund(2, 1_000).await, RefundOutcome::Succeeded, "what came back is there again");
}

fn take(minor: u64, is_final: bool) -> Instruction {
    Instruction::Capture { amount: Amount::new(minor).unwrap(), is_final }
}

#[tokio::test]
async fn a_hold_is_collected_once_for_each_order_and_never_beyond_itself() {
    let bench = bench();
    assert!(matches!(bench.hold(1).await, Outcome::Authorised { .. }));
    assert_eq!(bench.order(1, take(600, false), None).await, OrderOutcome::Done);
    assert_eq!(bench.order(1, take(600, false), None).await, OrderOutcome::Done, "a repeat of the number");
    assert_eq!(bench.order(2, take(600, false), None).await, OrderOutcome::NotSent, "more than is held");
    assert_eq!(bench.order(3, take(400, false), None).await, OrderOutcome::Done);
    assert_eq!(bench.order(4, Instruction::Void, None).await, OrderOutcome::HoldGone);
}

#[tokio::test]
async fn an_order_that_was_asked_about_before_it_came_is_refused() {
    let bench = bench();
    bench.hold(1).await;
    assert_eq!(bench.sandbox.fetch_order(payment(1), 1).await, Ok(FoundOrder::NeverSeen));
    assert_eq!(bench.order(1, take(600, false), None).await, OrderOutcome::NotSent);
    assert_eq!(bench.order(2, take(600, false), Some(Scenario::TimeoutAfterCommit)).await, OrderOutcome::Unknown);
    assert_eq!(bench.sandbox.fetch_order(payment(1), 2).await, Ok(FoundOrder::Done));
    assert_eq!(bench.order(3, take(1, false), Some(Scenario::TimeoutBeforeCommit)).await, OrderOutcome::Unknown);
    assert_eq!(bench.sandbox.fetch_order(payment(1), 3).await, Ok(FoundOrder::NeverSeen));
}

#[tokio::test]
async fn a_hold_lasts_for_seven_days() {
    let bench = bench();
    bench.hold(1).await;
    bench.clock.0.store(7 * 86_400 - 1, Ordering::SeqCst);
    assert_eq!(bench.order(1, take(1, false), None).await, OrderOutcome::Done);
    bench.clock.0.store(7 * 86_400, Ordering::SeqCst);
    assert_eq!(bench.order(2, take(1, false), None).await, OrderOutcome::HoldGone);
}
