//! Moments, written out without a clock or a time zone database.

use crate::text::Text;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The parts of a moment in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i16,
    /// In the page's language.
    pub(crate) month: &'static str,
    pub(crate) day: i8,
    /// Such as `09:05`.
    pub(crate) time: String,
}

/// Writes a moment in words; the script turns it into the payer's own time.
pub(crate) fn written(at: Timestamp, text: &Text) -> String {
    let utc = at.to_zoned(TimeZone::UTC);
    let month = usize::try_from(utc.month()).unwrap_or(1).saturating_sub(1);
    (text.moment)(&Moment {
        year: utc.year(),
        month: text.months.get(month).copied().unwrap_or_default(),
        day: utc.day(),
        time: format!("{:02}:{:02}", utc.hour(), utc.minute()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;

    #[test]
    fn every_language() {
        let at: Timestamp = "2026-11-01T09:05:00Z".parse().unwrap_or_default();
        let expected = [
            "1 November 2026 at 09:05 UTC",
            "2026年11月1日 09:05 (UTC)",
            "1. November 2026 um 09:05 Uhr (UTC)",
            "1er novembre 2026 à 09:05 (UTC)",
            "1 de noviembre de 2026, 09:05 (UTC)",
            "1 november 2026 kl. 09:05 (UTC)",
        ];
        for (locale, expected) in Locale::ALL.into_iter().zip(expected) {
            assert_eq!(written(at, Text::of(locale)), expected);
        }
    }
}
