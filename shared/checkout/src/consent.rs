//! What a payer allows who begins a series.

use crate::Locale;
use crate::text::Text;

/// The words with which a payer lets the merchant charge the card later, without the payer.
///
/// The payer does so by paying, or by saving the card where the page `verifies` it and nothing is paid. The page
/// takes its words from here, so that whoever records them records what was shown.
#[must_use]
pub fn consent_text(locale: Locale, merchant: &str, verifies: bool) -> String {
    let text = &Text::of(locale).form;
    if verifies { (text.consent_by_saving)(merchant) } else { (text.consent_by_paying)(merchant) }
}
