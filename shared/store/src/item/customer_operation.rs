//! What a keyed change of a customer came to.
//!
//! A customer lives for years and may be changed any number of times, so its keys do not lie within it:
//! each is an item of its own, which the table sweeps away when nobody has to be answered from it any more.
//!
//! | attribute | holds |
//! |---|---|
//! | `z` `h` | schema, hash of the body |
//! | `e` | `d` done, `x` refused: another customer had the merchant's own id |
//! | `op` | the write that left it, which knows itself by it |
//! | `ttl` | when it may go |

use app::Trouble;
use app::ports::{CustomerOperation, KeyedEffect, Remembered};
use domain::ids::CustomerId;
use domain::operations::RequestHash;

use super::{SCHEMA, known_schema};
use crate::keys;
use crate::table::TTL;
use crate::values::{Item, corrupt, number, number_of, text, text_of};

/// What troubles with it name.
const WHAT: &str = "keyed change of a customer";
/// How long a key is remembered: the thirty days that merchants are promised, and one to spare.
const KEPT_SECONDS: i64 = 31 * 86_400;

const REQUEST: &str = "h";
const EFFECT: &str = "e";
const DONE: &str = "d";
const EXTERNAL_ID_TAKEN: &str = "x";

/// The whole item.
pub(crate) fn whole(id: CustomerId, key: Remembered, effect: KeyedEffect, operation: u64) -> Item {
    let letter = match effect {
        KeyedEffect::Done => DONE,
        KeyedEffect::ExternalIdTaken => EXTERNAL_ID_TAKEN,
    };
    let mut item = keys::customer_operation(id, key.keyed.key).item();
    item.extend([
        ("z".to_owned(), number(SCHEMA)),
        (REQUEST.to_owned(), number(key.keyed.request.0)),
        (EFFECT.to_owned(), text(letter)),
        ("op".to_owned(), number(operation)),
        (TTL.to_owned(), number(key.now.as_second().saturating_add(KEPT_SECONDS))),
    ]);
    item
}

/// The operation of an item.
pub(crate) fn read(item: &Item) -> Result<CustomerOperation, Trouble> {
    known_schema(WHAT, number_of(item, "z").ok_or_else(|| corrupt(WHAT, "z"))?)?;
    let request = number_of(item, REQUEST).map(RequestHash).ok_or_else(|| corrupt(WHAT, REQUEST))?;
    let effect = match text_of(item, EFFECT) {
        Some(DONE) => KeyedEffect::Done,
        Some(EXTERNAL_ID_TAKEN) => KeyedEffect::ExternalIdTaken,
        Some(_) | None => return Err(corrupt(WHAT, EFFECT)),
    };
    Ok(CustomerOperation { request, effect })
}
