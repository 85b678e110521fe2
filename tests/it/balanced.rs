//! The ledger of a session against the sums of its payments: asserted at the end of every world.

use domain::ledger::{Account, balance};
use domain::money::Amount;
use domain::payment::{Approved, AttemptNumber, Refund, refunded, refunding};
use domain::session::{Completed, Session};

/// Every entry has its other side, and what lies on each account is what the payments say.
pub fn assert_balanced(session: &Session) {
    let id = session.base().terms.id;
    let [mut payer, mut held, mut collected, mut on_its_way] = [0_i64; 4];
    let mut add = |left: Amount, captured: Amount, refunds: &[Refund]| {
        let [left, captured] = [left, captured].map(minor);
        let [back, under_way] = [refunded(refunds), refunding(refunds)].map(minor);
        assert!(back <= captured, "{id}: no more is given back than was collected");
        (held, collected, on_its_way) = (held + left, collected + captured - back, on_its_way + under_way);
        payer -= left + captured - back + under_way;
    };
    if let Session::Completed(Completed { payment: Some(approved), .. }) = session {
        let left = match approved {
            Approved::Held(payment) => payment.state.left(),
            Approved::Captured(_) | Approved::Released(_) | Approved::Verified(_) => Amount::ZERO,
        };
        add(left, approved.captured(), approved.refunds());
    }
    for number in (1..=session.attempts()).filter_map(AttemptNumber::new) {
        if let Some(captured) = session.base().late_capture(number) {
            add(Amount::ZERO, captured.amount(), &captured.refunds);
        }
    }
    let journal = &session.base().journal;
    let lies = [Account::Payer, Account::Held, Account::Collected, Account::Refunding].map(|on| balance(journal, on));
    assert_eq!(lies, [payer, held, collected, on_its_way], "{id}: {journal:?}");
    assert_eq!(lies.iter().sum::<i64>(), 0, "{id}");
}

fn minor(amount: Amount) -> i64 {
    i64::try_from(amount.minor()).expect("an amount")
}
