//! Who has one of a merchant's own ids of customers.

use domain::ids::CustomerId;
use domain::text::ExternalCustomerId;

use super::Expression;
use crate::codec::wide;
use crate::values::text;

/// Nobody has the id, or this customer does.
pub(crate) fn external_id_free_for(customer: CustomerId) -> Expression {
    Expression::when("(attribute_not_exists(pk) OR c = :c)").value(":c", text(wide(customer.bits())))
}

/// The customer whom release 0.1 would have derived from the id is not known by it, or not there.
pub(crate) fn not_known_as(external: &ExternalCustomerId) -> Expression {
    Expression::when("(attribute_not_exists(xi) OR xi <> :xi)").value(":xi", text(external.as_str()))
}
