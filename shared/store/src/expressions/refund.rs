//! A refund, without a read: it is made exactly when [`domain::session::Session::refund`] would make it of
//! the payment that completed its session, and the item says what is left to give back.
//!
//! Whatever the condition cannot say is left to a step that was computed from what was found: all that is
//! left of a payment which was captured in parts or refunded before, and money that came late.
//!
//! One write unit in the usual case: nothing that an index shows changes.

use app::Trouble;
use app::ports::GiveRefund;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::payment::REFUNDS_MAX;

use super::Expression;
use crate::item::{Told, journal, operations, refund as item, state};
use crate::values::{number, text};

/// The refund as an expression.
pub(crate) fn refund(give: &GiveRefund) -> Result<Expression, Trouble> {
    let before = give.payment.number.get().saturating_sub(1);
    let expression = Expression::when("st = :completed")
        .and_when("size(fa) = :before")
        .and_when("(attribute_not_exists(p.rf) OR size(p.rf) < :refunds)")
        .owned_by(Some(give.owner))
        .set("p.rf = list_append(if_not_exists(p.rf, :none), :rf)")
        .set("j = list_append(if_not_exists(j, :none), :j)")
        .noted(give.now)
        .keyed(give.keyed, operations::REFUNDED)
        .value(":completed", text(state::COMPLETED))
        .value(":before", number(before))
        .value(":refunds", number(i64::try_from(REFUNDS_MAX).unwrap_or(i64::MAX)))
        .value(":none", AttributeValue::L(Vec::new()))
        .value(":rf", AttributeValue::L(vec![item::given(give)?]))
        .value(":j", AttributeValue::L(vec![journal::refund_created(give.payment.number, give.wish.amount, give.now)]));
    let expression = match give.wish.amount {
        // Collected at once and never refunded: all of it is the session's amount, which is not nothing.
        None => expression
            .and_when("attribute_exists(p)")
            .and_when("attribute_not_exists(p.s)")
            .and_when("attribute_not_exists(p.rf)")
            .and_when("am > :zero")
            .set("p.rb = :zero")
            .value(":zero", number(0_u8)),
        Some(amount) => expression
            .and_when("(p.rb >= :amount OR (attribute_exists(p) AND attribute_not_exists(p.s) AND attribute_not_exists(p.rb) AND am >= :amount))")
            .set("p.rb = if_not_exists(p.rb, am) - :amount")
            .value(":amount", number(amount.minor())),
    };
    expression.told(&Told::refund_created(give.payment.number, &give.cause))
}
