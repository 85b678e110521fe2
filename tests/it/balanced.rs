//! The ledger of a session against the sums of its payments: asserted at the end of every world.

use domain::ledger::{Account, balance};
use domain::money::Amount;
use domain::payment::{Approved, AttemptNumber, Refund, refunded, refunding};
use domain::session::{Completed, Session};

/// Every entry has its other side, and what lies on each account is what the payments say.
pub fn assert_balanced(session: &Session) {
    let id = session.base().terms.id;
    let [mut payer, mut held, mut collected, mut on_its_way, mut credited] = [0_i64; 5];
    let mut add = |left: Amount, captured: Amount, kept: Amount, refunds: &[Refund]| {
        let [left, captured, kept] = [left, captured, kept].map(minor);
        let [back, under_way] = [refunded(refunds), refunding(refunds)].map(minor);
        assert!(back + kept <= captured, "{id}: no more is given back or credited than was collected");
        (held, collected) = (held + left, collected + captured - back - kept);
        (on_its_way, credited) = (on_its_way + under_way, credited + kept);
        payer -= left + captured - back + under_way;
    };
    if let Session::Completed(Completed { payment: Some(approved), .. }) = session {
        let left = match approved {
            Approved::Held(payment) => payment.state.left(),
            Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_) => Amount::ZERO,
        };
        add(left, approved.captured(), Amount::ZERO, approved.refunds());
    }
    for number in (1..=session.attempts()).filter_map(AttemptNumber::new) {
        if let Some(captured) = session.base().late_capture(number) {
            add(Amount::ZERO, captured.amount(), session.base().late_credit(number), &captured.refunds);
        }
    }
    let journal = &session.base().journal;
    let accounts = [Account::Payer, Account::Held, Account::Collected, Account::Refunding, Account::Credited];
    let lies = accounts.map(|on| balance(journal, on));
    assert_eq!(lies, [payer, held, collected, on_its_way, credited], "{id}: {journal:?}");
    assert_eq!(lies.iter().sum::<i64>(), 0, "{id}");
}

fn minor(amount: Amount) -> i64 {
    i64::try_from(amount.minor()).expect("an amount")
}
