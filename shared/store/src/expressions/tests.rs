//! The text of every expression. A change here is a change of what may win a race.

use std::fmt::Write as _;

use app::ports::{Cancel, Claim, GiveRefund, MetEnd};
use domain::endpoint::DisabledReason;
use domain::ids::{CustomerId, PaymentId};
use domain::payment::AttemptNumber;
use domain::session::CancellationReason;
use domain::text::ExternalCustomerId;

use super::*;
use crate::tests::samples::{at, cause, id, keyed, nobody, owner, submission};

fn show(expressions: &[(&str, Expression)]) -> String {
    let mut text = String::new();
    for (name, expression) in expressions {
        let _ = writeln!(text, "{name}\n  when {}", expression.condition().unwrap_or_else(|| "always".to_owned()));
        if !expression.update().is_empty() {
            let _ = writeln!(text, "  then {}", expression.update());
        }
        for (placeholder, name) in &expression.names {
            let _ = writeln!(text, "  {placeholder} is named {name}");
        }
    }
    text
}

fn a_claim(key: bool, owned: bool) -> Expression {
    claim(&Claim {
        session: id(1),
        owner: owned.then(owner),
        submission: submission(key.then(|| keyed(7, 8))),
        now: at(5),
        cause: if key { cause(1) } else { nobody(1) },
    })
    .unwrap()
}

fn a_cancellation(key: bool) -> Expression {
    cancel(&Cancel {
        session: id(1),
        owner: owner(),
        keyed: key.then(|| keyed(7, 8)),
        reason: key.then_some(CancellationReason::Abandoned),
        now: at(5),
        cause: cause(1),
    })
    .unwrap()
}

fn a_refund(minor: Option<u64>, key: bool) -> Expression {
    let amount = minor.map(|minor| domain::money::Amount::new(minor).unwrap());
    let metadata = domain::metadata::Metadata::default();
    let wish = domain::session::RefundWish { amount, reason: None, description: None, metadata };
    let payment = PaymentId { session: id(1), number: AttemptNumber::FIRST };
    let keyed = key.then(|| keyed(7, 8));
    refund(&GiveRefund { payment, owner: owner(), keyed, wish, now: at(5), cause: cause(1) }).unwrap()
}

#[test]
fn sessions() {
    insta::assert_snapshot!(show(&[
        ("claim by a payer", a_claim(false, false)),
        ("claim by a merchant, keyed", a_claim(true, true)),
        ("cancel", a_cancellation(false)),
        ("cancel, keyed, with a reason", a_cancellation(true)),
        ("expire", expire(at(5), &nobody(1)).unwrap()),
        ("note a refusal", note(keyed(7, 8), MetEnd::Refused)),
        ("apply a step", same_revision(3)),
        ("refund a part, keyed", a_refund(Some(7), true)),
        ("refund all of it", a_refund(None, false)),
    ]));
}

#[test]
fn everything_else() {
    insta::assert_snapshot!(show(&[
        ("create", Expression::when(NOTHING_THERE)),
        ("customer, nobody seen", seen_customer(None)),
        ("customer, seen", seen_customer(Some(3))),
        ("merchant's id of a customer", external_id_free_for(CustomerId::from_bits(1))),
        ("nobody of an earlier release", not_known_as(&ExternalCustomerId::parse("u-1").unwrap())),
        ("guard, nobody seen", guard(None)),
        ("guard, seen", guard(Some(id(1)))),
        ("count an endpoint", count_one()),
        ("forget an endpoint", forget_one()),
        ("remove an endpoint that counts", remove_counted()),
        ("endpoint recovered", recovered(at(5))),
        ("endpoint failing", failing(at(5))),
        ("endpoint disabled", disable(DisabledReason::Gone, at(5))),
        ("record a delivery", later_attempt(2)),
        ("revoke an API key", revoke_api_key(at(5))),
        ("change an entry of the books", replace_entry("a", "b")),
    ]));
}
