//! The session's attributes by their short names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::item::address::StoredAddress;
use crate::item::mandate::StoredWords;

/// A session as it is stored. What is `None` is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredSession {
    #[serde(rename = "z")]
    pub(super) schema: u8,
    #[serde(rename = "m")]
    pub(super) owner: String,
    #[serde(rename = "st")]
    pub(super) state: String,
    #[serde(rename = "rv")]
    pub(super) revision: u32,
    #[serde(rename = "v")]
    pub(super) version: u32,
    #[serde(rename = "ca")]
    pub(super) created_at: i64,
    #[serde(rename = "ua")]
    pub(super) updated_at: i64,
    #[serde(rename = "h")]
    pub(super) creation: u64,
    #[serde(rename = "o")]
    pub(super) operations: BTreeMap<String, String>,
    #[serde(rename = "fa")]
    pub(super) failed: Vec<StoredPayment>,
    #[serde(rename = "ct")]
    pub(super) changes: Vec<i64>,
    #[serde(rename = "p")]
    pub(super) payment: Option<StoredPayment>,
    /// Every movement of its money that its payment does not say by itself.
    #[serde(rename = "j")]
    pub(super) journal: Option<Vec<String>>,
    #[serde(rename = "ea")]
    pub(super) ended_at: Option<i64>,
    #[serde(rename = "cr")]
    pub(super) reason: Option<String>,

    #[serde(rename = "am")]
    pub(super) amount: u64,
    /// Absent for `one_time`. Blind writes go by it.
    #[serde(rename = "ty")]
    pub(super) kind: Option<String>,
    #[serde(rename = "cy")]
    pub(super) currency: String,
    #[serde(rename = "x")]
    pub(super) expires_at: i64,
    #[serde(rename = "mx")]
    pub(super) max_attempts: u8,
    #[serde(rename = "c")]
    pub(super) customer: Option<String>,
    #[serde(rename = "em")]
    pub(super) email: Option<String>,
    /// Absent when a card is the only way.
    #[serde(rename = "pm")]
    pub(super) methods: Option<Vec<String>>,
    #[serde(rename = "ru")]
    pub(super) return_url: Option<String>,
    #[serde(rename = "cu")]
    pub(super) cancel_url: Option<String>,
    #[serde(rename = "lo")]
    pub(super) locale: Option<String>,
    #[serde(rename = "li")]
    pub(super) line_items: Option<Vec<StoredLine>>,
    #[serde(rename = "r")]
    pub(super) reference: Option<String>,
    /// Absent for `allow`.
    #[serde(rename = "od")]
    pub(super) on_duplicate: Option<String>,
    #[serde(rename = "d")]
    pub(super) description: Option<String>,
    #[serde(rename = "sd")]
    pub(super) statement_descriptor: Option<String>,
    /// Absent for `automatic`.
    #[serde(rename = "cm")]
    pub(super) capture_method: Option<String>,
    /// Absent for `never`.
    #[serde(rename = "sv")]
    pub(super) save: Option<String>,
    /// The saved method that the session is to be paid with.
    #[serde(rename = "mt")]
    pub(super) method: Option<String>,
    /// Absent for `charge`.
    #[serde(rename = "rt")]
    pub(super) reporting_type: Option<String>,
    #[serde(rename = "ba")]
    pub(super) billing_address: Option<StoredAddress>,
    #[serde(rename = "sa")]
    pub(super) shipping_address: Option<StoredAddress>,
    #[serde(rename = "md")]
    pub(super) metadata: Option<BTreeMap<String, String>>,
}

/// An attempt as it is stored, in whatever state it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredPayment {
    #[serde(rename = "v")]
    pub(super) version: u32,
    #[serde(rename = "c")]
    pub(super) created_at: i64,
    #[serde(rename = "u")]
    pub(super) updated_at: i64,
    #[serde(rename = "b")]
    pub(super) brand: String,
    #[serde(rename = "l")]
    pub(super) last4: String,
    /// Year and month, `203012`.
    #[serde(rename = "e")]
    pub(super) expiry: u32,
    #[serde(rename = "co")]
    pub(super) country: Option<String>,
    #[serde(rename = "fp")]
    pub(super) fingerprint: Option<String>,
    /// The saved method that the card is.
    #[serde(rename = "m")]
    pub(super) method: Option<String>,
    /// Absent unless the payer wants the card saved.
    #[serde(rename = "sv")]
    pub(super) save: Option<bool>,
    /// What the hosted page showed of the mandate, while the attempt is under way.
    #[serde(rename = "cn")]
    pub(super) consent: Option<StoredWords>,
    /// The hash of the key that started it; its operation names no number.
    #[serde(rename = "k")]
    pub(super) key: Option<String>,
    /// `p` at the processor, `a` at the bank, `u` unknown; `h` held, `c` collected, `b` credited, `x` let go, `g` found
    /// good; absent for what failed, and what was collected with its authorisation.
    #[serde(rename = "s")]
    pub(super) state: Option<String>,
    #[serde(rename = "le")]
    pub(super) lease_until: Option<i64>,
    #[serde(rename = "r")]
    pub(super) reference: Option<String>,
    #[serde(rename = "w")]
    pub(super) url: Option<String>,
    #[serde(rename = "dl")]
    pub(super) deadline: Option<i64>,
    #[serde(rename = "n")]
    pub(super) asked: Option<u8>,
    #[serde(rename = "na")]
    pub(super) next_ask: Option<i64>,
    #[serde(rename = "d")]
    pub(super) decline: Option<String>,
    #[serde(rename = "cp")]
    pub(super) captures: Option<Vec<StoredCapture>>,
    /// What may still be collected of what is held.
    #[serde(rename = "lf")]
    pub(super) left: Option<u64>,
    #[serde(rename = "hx")]
    pub(super) hold_until: Option<i64>,
    /// Absent unless the merchant was told that the hold runs out.
    #[serde(rename = "hw")]
    pub(super) warned: Option<bool>,
    /// How many orders were given.
    #[serde(rename = "on")]
    pub(super) orders: Option<u8>,
    /// The order under way: `c` capture, `f` capture and let go of the rest, `v` let go.
    #[serde(rename = "oq")]
    pub(super) order: Option<String>,
    #[serde(rename = "oa")]
    pub(super) order_amount: Option<u64>,
    /// The hash of the key that gave the order.
    #[serde(rename = "ok")]
    pub(super) order_key: Option<String>,
    /// Why what was held was let go.
    #[serde(rename = "rl")]
    pub(super) release: Option<String>,
    #[serde(rename = "rf")]
    pub(super) refunds: Option<Vec<StoredRefund>>,
    /// What may still be given back; absent while that is what was collected with its authorisation.
    #[serde(rename = "rb")]
    pub(super) refundable: Option<u64>,
    /// When an attempt had failed for which money came all the same.
    #[serde(rename = "lt")]
    pub(super) failed_at: Option<i64>,
}

/// Money that is given back, as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredRefund {
    #[serde(rename = "c")]
    pub(super) created_at: i64,
    /// Absent until it changes.
    #[serde(rename = "u")]
    pub(super) updated_at: Option<i64>,
    /// Absent for 1.
    #[serde(rename = "v")]
    pub(super) version: Option<u32>,
    /// Absent for the session's.
    #[serde(rename = "a")]
    pub(super) amount: Option<u64>,
    #[serde(rename = "r")]
    pub(super) reason: Option<String>,
    #[serde(rename = "d")]
    pub(super) description: Option<String>,
    #[serde(rename = "md")]
    pub(super) metadata: Option<BTreeMap<String, String>>,
    /// The hash of the key that made it; its operation names no number.
    #[serde(rename = "k")]
    pub(super) key: Option<String>,
    /// `p` at the processor, `u` unknown, `w` accepted, `d` given back; `x` declined, `f` refused, `b` returned.
    #[serde(rename = "s")]
    pub(super) state: String,
    #[serde(rename = "le")]
    pub(super) lease_until: Option<i64>,
    #[serde(rename = "n")]
    pub(super) asked: Option<u8>,
    #[serde(rename = "na")]
    pub(super) next_ask: Option<i64>,
    #[serde(rename = "x")]
    pub(super) decline: Option<String>,
}

/// Money that was collected, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredCapture {
    #[serde(rename = "a")]
    pub(super) amount: u64,
    /// Absent unless it is.
    #[serde(rename = "f")]
    pub(super) is_final: Option<bool>,
    #[serde(rename = "t")]
    pub(super) at: i64,
}

/// A line as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredLine {
    #[serde(rename = "d")]
    pub(super) description: String,
    #[serde(rename = "a")]
    pub(super) amount: u64,
    #[serde(rename = "q")]
    pub(super) quantity: u32,
    #[serde(rename = "i")]
    pub(super) image: Option<String>,
    #[serde(rename = "p")]
    pub(super) external_product_num: Option<String>,
}
