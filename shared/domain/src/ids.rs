//! Identifiers: a prefix and 128 bits or more in base62, opaque to everybody outside.
//!
//! Inside they carry their way. A payment's id holds its session's bits and the number of the
//! attempt, an event's id holds the object's bits, the time and the revision of the change, so
//! that each is read by key, without an index.

use crate::Timestamp;
use crate::payment::{AttemptNumber, RefundNumber};

/// Characters that hold 128 bits in base62.
const WIDTH_128: usize = 22;
/// Characters that hold milliseconds since 1970 until the year 2081.
const WIDTH_MILLIS: usize = 7;
/// Characters that hold a revision: 14 million changes of one object.
const WIDTH_REVISION: usize = 4;

fn encode(value: u128, width: usize) -> String {
    format!("{:0>width$}", base62::encode(value))
}

fn decode(text: &str, width: usize) -> Option<u128> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| base62::decode(text).ok()).flatten()
}

/// Declares an id of 128 bits with its prefix.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// The id of these 128 bits.
            #[must_use]
            pub const fn from_bits(bits: u128) -> Self { Self(bits) }

            /// Its 128 bits.
            #[must_use]
            pub const fn bits(self) -> u128 { self.0 }

            /// Reads an id as it is written outside; `None` when it cannot be one.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                decode(text.strip_prefix($prefix)?, WIDTH_128).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($prefix)?;
                f.write_str(&encode(self.0, WIDTH_128))
            }
        }
    };
}

id!(
    /// A payment session, `ps_…`.
    SessionId, "ps_"
);
id!(
    /// A customer, `cus_…`.
    CustomerId, "cus_"
);
id!(
    /// A saved payment method, `pm_…`.
    MethodId, "pm_"
);
id!(
    /// A mandate, `mdt_…`.
    MandateId, "mdt_"
);
id!(
    /// A webhook endpoint, `we_…`.
    EndpointId, "we_"
);
id!(
    /// A merchant, `mer_…`; never shown to anybody outside.
    MerchantId, "mer_"
);
id!(
    /// An API key's name, `key_…`. It is derived from the key and does not lead back to it.
    ApiKeyId, "key_"
);
id!(
    /// One request to the API, `req_…`.
    RequestId, "req_"
);

/// A payment, `pay_…`: the attempt of a session with this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PaymentId {
    /// The session it is an attempt of.
    pub session: SessionId,
    /// Which attempt of it.
    pub number: AttemptNumber,
}

impl PaymentId {
    /// What every payment id begins with.
    pub const PREFIX: &'static str = "pay_";

    /// Reads an id as it is written outside; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (session, number) = text.strip_prefix(Self::PREFIX)?.split_at_checked(WIDTH_128)?;
        let number = u8::try_from(decode(number, 1)?).ok()?;
        Some(Self { session: SessionId(decode(session, WIDTH_128)?), number: AttemptNumber::new(number)? })
    }
}

impl std::fmt::Display for PaymentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let session = encode(self.session.0, WIDTH_128);
        let number = encode(u128::from(self.number.get()), 1);
        write!(f, "{}{session}{number}", Self::PREFIX)
    }
}

impl MethodId {
    /// The method that this payment saves. It needs no memory: whoever writes the payment's end again saves
    /// the same method.
    #[must_use]
    pub fn saved_by(payment: PaymentId) -> Self {
        // An odd factor gives every session bits of its own, which are those of no session by chance only.
        const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        Self(payment.session.0.wrapping_mul(ODD).wrapping_add(u128::from(payment.number.get())))
    }
}

impl MandateId {
    /// The mandate that this session makes. It needs no memory: whoever ends the session knows it.
    #[must_use]
    pub const fn made_by(session: SessionId) -> Self {
        // As above, with bits that are neither a session's nor a method's but by chance.
        const ODD: u128 = 0xc2b2_ae3d_27d4_eb4f_1656_67b1_9e37_79f9;
        Self(session.0.wrapping_mul(ODD))
    }
}

/// A capture, `cap_…`: the n-th time that money of a payment was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaptureId {
    /// Of which payment.
    pub payment: PaymentId,
    /// Which of its captures, from 1.
    pub number: u8,
}

impl CaptureId {
    /// What every capture id begins with.
    pub const PREFIX: &'static str = "cap_";
}

impl std::fmt::Display for CaptureId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let session = encode(self.payment.session.0, WIDTH_128);
        let attempt = encode(u128::from(self.payment.number.get()), 1);
        let number = encode(u128::from(self.number), 2);
        write!(f, "{}{session}{attempt}{number}", Self::PREFIX)
    }
}

/// A refund, `re_…`: the n-th time that money of a payment is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefundId {
    /// Of which payment.
    pub payment: PaymentId,
    /// Which of its refunds.
    pub number: RefundNumber,
}

impl RefundId {
    /// What every refund id begins with.
    pub const PREFIX: &'static str = "re_";

    /// Reads an id as it is written outside; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (session, rest) = text.strip_prefix(Self::PREFIX)?.split_at_checked(WIDTH_128)?;
        let (attempt, number) = rest.split_at_checked(1)?;
        let attempt = u8::try_from(decode(attempt, 1)?).ok()?;
        let number = u8::try_from(decode(number, 2)?).ok()?;
        let session = SessionId(decode(session, WIDTH_128)?);
        let payment = PaymentId { session, number: AttemptNumber::new(attempt)? };
        Some(Self { payment, number: RefundNumber::new(number)? })
    }
}

impl std::fmt::Display for RefundId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let session = encode(self.payment.session.0, WIDTH_128);
        let attempt = encode(u128::from(self.payment.number.get()), 1);
        let number = encode(u128::from(self.number.get()), 2);
        write!(f, "{}{session}{attempt}{number}", Self::PREFIX)
    }
}

/// An entry of the ledger, `le_…`: one side of the n-th movement of a session's money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LedgerEntryId {
    /// Of which session.
    pub session: SessionId,
    /// Its place among the entries of the session, from 0.
    pub place: u16,
}

impl LedgerEntryId {
    /// What every entry's id begins with.
    pub const PREFIX: &'static str = "le_";

    /// Reads an id as it is written outside; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (session, place) = text.strip_prefix(Self::PREFIX)?.split_at_checked(WIDTH_128)?;
        let place = u16::try_from(decode(place, 3)?).ok()?;
        Some(Self { session: SessionId(decode(session, WIDTH_128)?), place })
    }
}

impl std::fmt::Display for LedgerEntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let session = encode(self.session.0, WIDTH_128);
        write!(f, "{}{session}{}", Self::PREFIX, encode(u128::from(self.place), 3))
    }
}

/// An event, `evt_…`: the n-th of the change that made this revision of this object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId {
    /// The change that it tells of.
    pub change: ChangeId,
    /// Its place among the events of that change, from 0.
    pub index: u8,
}

/// One write that changed an object: which object, when, and what revision came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId {
    /// The 128 bits of the object's id.
    pub object: u128,
    /// When, to the millisecond.
    pub at: Timestamp,
    /// The revision of the stored item that the change made.
    pub revision: u32,
}

impl EventId {
    /// What every event id begins with.
    pub const PREFIX: &'static str = "evt_";

    /// Reads an id as it is written outside; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (object, rest) = text.strip_prefix(Self::PREFIX)?.split_at_checked(WIDTH_128)?;
        let (at, rest) = rest.split_at_checked(WIDTH_MILLIS)?;
        let (revision, index) = rest.split_at_checked(WIDTH_REVISION)?;
        let millis = i64::try_from(decode(at, WIDTH_MILLIS)?).ok()?;
        Some(Self {
            change: ChangeId {
                object: decode(object, WIDTH_128)?,
                at: Timestamp::from_millisecond(millis).ok()?,
                revision: u32::try_from(decode(revision, WIDTH_REVISION)?).ok()?,
            },
            index: u8::try_from(decode(index, 1)?).ok()?,
        })
    }
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millis = u128::try_from(self.change.at.as_millisecond()).unwrap_or_default();
        let object = encode(self.change.object, WIDTH_128);
        let at = encode(millis, WIDTH_MILLIS);
        let revision = encode(u128::from(self.change.revision), WIDTH_REVISION);
        let index = encode(u128::from(self.index), 1);
        write!(f, "{}{object}{at}{revision}{index}", Self::PREFIX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_id_reads_back_as_it_was_written(bits: u128, number in 1_u8..=20, millis in 0_i64..3_000_000_000_000, revision in 0_u32..14_000_000, index in 0_u8..60) {
            let session = SessionId::from_bits(bits);
            prop_assert_eq!(SessionId::parse(&session.to_string()), Some(session));
            let payment = PaymentId { session, number: AttemptNumber::new(number).unwrap() };
            prop_assert_eq!(PaymentId::parse(&payment.to_string()), Some(payment));
            let refund = RefundId { payment, number: RefundNumber::new(number).unwrap() };
            prop_assert_eq!(RefundId::parse(&refund.to_string()), Some(refund));
            let entry = LedgerEntryId { session, place: revision.try_into().unwrap_or(u16::MAX) };
            prop_assert_eq!(LedgerEntryId::parse(&entry.to_string()), Some(entry));
            let change = ChangeId { object: bits, at: Timestamp::from_millisecond(millis).unwrap(), revision };
            let event = EventId { change, index };
            prop_assert_eq!(EventId::parse(&event.to_string()), Some(event));
        }

        #[test]
        fn no_text_makes_an_id_panic(text in ".{0,60}") {
            let _ = (SessionId::parse(&text), PaymentId::parse(&text), RefundId::parse(&text), EventId::parse(&text));
        }
    }

    #[test]
    fn an_id_of_another_kind_is_not_taken() {
        let customer = CustomerId::from_bits(7).to_string();
        assert_eq!(SessionId::parse(&customer), None);
        assert_eq!(SessionId::parse("ps_"), None);
        assert_eq!(SessionId::parse("ps_zzzzzzzzzzzzzzzzzzzzzz"), None);
    }
}
