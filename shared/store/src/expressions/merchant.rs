//! A change of a merchant: what is said is set, or taken away, and nothing else is touched.

use domain::merchant::{LatePayments, MerchantChange};

use super::{Expression, SOMETHING_THERE};
use crate::values::text;

/// The change as an expression.
pub(crate) fn change_merchant(change: &MerchantChange) -> Expression {
    // Something must be set, or there is no update; the schema is what it was.
    let expression = Expression::when(SOMETHING_THERE).set("z = z");
    let expression = match &change.name {
        Some(name) => expression.set("n = :n").value(":n", text(name.as_str())),
        None => expression,
    };
    let expression = field(expression, "co", "co = :co", ":co", change.colour.as_ref());
    let expression = field(expression, "lg", "lg = :lg", ":lg", change.logo.as_ref());
    let expression = field(expression, "se", "se = :se", ":se", change.support_email.as_ref());
    let expression = field(expression, "su", "su = :su", ":su", change.support_url.as_ref());
    match change.late_payments {
        None => expression,
        // As a new merchant's is not written.
        Some(LatePayments::Refund) => expression.remove("lp"),
        Some(credit @ LatePayments::Credit) => expression.set("lp = :lp").value(":lp", text(credit.as_str())),
    }
}

fn field(
    expression: Expression,
    name: &'static str,
    assignment: &str,
    placeholder: &'static str,
    said: Option<&Option<String>>,
) -> Expression {
    match said {
        None => expression,
        Some(None) => expression.remove(name),
        Some(Some(value)) => expression.set(assignment).value(placeholder, text(value)),
    }
}
