//! Bits as base62 text: short, and sorted like the bits where the width is fixed.

/// Characters that hold 128 bits.
pub(crate) const WIDTH_128: usize = 22;
/// Characters that hold a revision: 14 million changes of one object.
pub(crate) const WIDTH_REVISION: usize = 4;

/// 128 bits in their fixed width.
pub(crate) fn wide(bits: u128) -> String {
    padded(bits, WIDTH_128)
}

/// The 128 bits of a text that [`wide`] wrote.
pub(crate) fn read_wide(text: &str) -> Option<u128> {
    read_padded(text, WIDTH_128)
}

/// A number in a fixed width.
pub(crate) fn padded(bits: u128, width: usize) -> String {
    format!("{:0>width$}", base62::encode(bits))
}

/// The number of a text that [`padded`] wrote.
pub(crate) fn read_padded(text: &str, width: usize) -> Option<u128> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| base62::decode(text).ok()).flatten()
}

/// A hash of 64 bits, as short as it gets.
pub(crate) fn short(hash: u64) -> String {
    base62::encode(hash)
}

/// The hash of a text that [`short`] wrote.
pub(crate) fn read_short(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| base62::decode(text).ok()).flatten().and_then(|bits| u64::try_from(bits).ok())
}
