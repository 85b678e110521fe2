//! Every word on the page. A language is one value of [`Text`] with every field filled in, so
//! a missing translation does not compile.

mod de;
mod en;
mod es;
mod fr;
mod ja;
mod sv;

use crate::Locale;
use crate::date::Moment;
use crate::view::{Decline, Field, Problem};

/// A sentence with one name or amount in it.
pub(crate) type Sentence = fn(&str) -> String;

/// What surrounds the states.
pub(crate) struct Text {
    pub(crate) order_summary: &'static str,
    pub(crate) amount_due: &'static str,
    pub(crate) card_check: &'static str,
    pub(crate) nothing_charged: &'static str,
    /// How many more lines there are.
    pub(crate) more_items: Sentence,
    /// The merchant's name.
    pub(crate) back: Sentence,
    pub(crate) valid_until: &'static str,
    pub(crate) questions: &'static str,
    pub(crate) test_badge: &'static str,
    pub(crate) test_hint_before: &'static str,
    pub(crate) test_hint_after: &'static str,
    pub(crate) months: [&'static str; 12],
    pub(crate) moment: fn(&Moment) -> String,
    pub(crate) form: FormText,
    pub(crate) problems: ProblemText,
    pub(crate) declines: DeclineText,
    pub(crate) states: StateText,
    pub(crate) bank: BankText,
}

/// The card form.
pub(crate) struct FormText {
    pub(crate) card_details: &'static str,
    pub(crate) email: &'static str,
    pub(crate) number: &'static str,
    pub(crate) expiry: &'static str,
    pub(crate) expiry_example: &'static str,
    pub(crate) cvc: &'static str,
    pub(crate) cvc_help: &'static str,
    pub(crate) name: &'static str,
    pub(crate) pay_with: &'static str,
    pub(crate) another_card: &'static str,
    /// A month and a year.
    pub(crate) expires: Sentence,
    pub(crate) save_for_later: &'static str,
    /// The merchant's name.
    pub(crate) will_be_saved: Sentence,
    /// The merchant's name. What a payer allows who pays: that the card is saved, that the merchant charges it
    /// later by itself, and how to withdraw that.
    pub(crate) consent_by_paying: Sentence,
    /// The merchant's name. The same where nothing is paid and the card is only saved.
    pub(crate) consent_by_saving: Sentence,
    /// The amount.
    pub(crate) pay: Sentence,
    pub(crate) save_card: &'static str,
    pub(crate) busy: &'static str,
    pub(crate) saving: &'static str,
    pub(crate) encrypted: &'static str,
    pub(crate) please_check: &'static str,
    pub(crate) not_completed: &'static str,
    pub(crate) not_charged: &'static str,
}

/// What is wrong with a field, and what to do about it.
pub(crate) struct ProblemText {
    pub(crate) email_missing: &'static str,
    pub(crate) email_invalid: &'static str,
    pub(crate) number_missing: &'static str,
    pub(crate) number_invalid: &'static str,
    pub(crate) number_check_digit: &'static str,
    pub(crate) number_not_test: &'static str,
    pub(crate) type_not_supported: &'static str,
    pub(crate) expiry_missing: &'static str,
    pub(crate) expiry_invalid: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) cvc_missing: &'static str,
    pub(crate) cvc_invalid: &'static str,
    pub(crate) name_missing: &'static str,
    pub(crate) name_invalid: &'static str,
    pub(crate) too_long: &'static str,
}

/// What is said after a decline: a sentence with the reason, then what to do about it.
pub(crate) struct DeclineText {
    pub(crate) generic: &'static str,
    pub(crate) insufficient_funds: &'static str,
    pub(crate) expired_card: &'static str,
    pub(crate) incorrect_cvc: &'static str,
    pub(crate) incorrect_number: &'static str,
    pub(crate) processing_error: &'static str,
    pub(crate) velocity_exceeded: &'static str,
    pub(crate) authentication_failed: &'static str,
    pub(crate) not_available: &'static str,
}

/// A state with nothing to fill in.
pub(crate) struct Outcome {
    pub(crate) heading: &'static str,
    /// The merchant's name.
    pub(crate) body: Sentence,
}

/// The states with nothing to fill in.
pub(crate) struct StateText {
    pub(crate) bank_check: Outcome,
    pub(crate) to_the_bank: &'static str,
    pub(crate) processing: Outcome,
    pub(crate) check_again: &'static str,
    pub(crate) done: Outcome,
    pub(crate) reserved: Outcome,
    pub(crate) card_saved: Outcome,
    /// The merchant's name.
    pub(crate) forwarding: Sentence,
    pub(crate) already_paid: Outcome,
    pub(crate) expired: Outcome,
    pub(crate) failed: Outcome,
    pub(crate) cancelled: Outcome,
    pub(crate) unavailable: Outcome,
    pub(crate) not_found: Outcome,
}

/// The simulated bank.
pub(crate) struct BankText {
    pub(crate) bank: &'static str,
    pub(crate) notice: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) body: &'static str,
    pub(crate) merchant: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) card: &'static str,
    /// The last four digits.
    pub(crate) card_ending: Sentence,
    pub(crate) approve: &'static str,
    pub(crate) refuse: &'static str,
}

impl Text {
    /// The words of a language.
    pub(crate) const fn of(locale: Locale) -> &'static Self {
        match locale {
            Locale::En => &en::TEXT,
            Locale::Ja => &ja::TEXT,
            Locale::De => &de::TEXT,
            Locale::Fr => &fr::TEXT,
            Locale::Es => &es::TEXT,
            Locale::Sv => &sv::TEXT,
        }
    }
}

impl ProblemText {
    /// What to tell about a field; a pair that makes no sense reads as "not valid".
    pub(crate) const fn of(&self, field: Field, problem: Problem) -> &'static str {
        match (field, problem) {
            (_, Problem::TooLong) => self.too_long,
            (_, Problem::TypeNotSupported) => self.type_not_supported,
            (_, Problem::NotATestNumber) => self.number_not_test,
            (_, Problem::WrongCheckDigit) => self.number_check_digit,
            (_, Problem::Expired) => self.expired,
            (Field::Email, Problem::Missing) => self.email_missing,
            (Field::Email, Problem::Invalid) => self.email_invalid,
            (Field::Number, Problem::Missing) => self.number_missing,
            (Field::Number, Problem::Invalid) => self.number_invalid,
            (Field::Expiry, Problem::Missing) => self.expiry_missing,
            (Field::Expiry, Problem::Invalid) => self.expiry_invalid,
            (Field::Cvc, Problem::Missing) => self.cvc_missing,
            (Field::Cvc, Problem::Invalid) => self.cvc_invalid,
            (Field::Name, Problem::Missing) => self.name_missing,
            (Field::Name, Problem::Invalid) => self.name_invalid,
        }
    }
}

impl DeclineText {
    /// What to tell the payer. A thief must not learn that a card is reported, so those reasons
    /// read like any other decline.
    pub(crate) const fn of(&self, decline: Decline) -> &'static str {
        match decline {
            Decline::Generic | Decline::LostOrStolen | Decline::Fraudulent => self.generic,
            Decline::InsufficientFunds => self.insufficient_funds,
            Decline::ExpiredCard => self.expired_card,
            Decline::IncorrectCvc => self.incorrect_cvc,
            Decline::IncorrectNumber => self.incorrect_number,
            Decline::ProcessingError => self.processing_error,
            Decline::VelocityExceeded => self.velocity_exceeded,
            Decline::AuthenticationFailed => self.authentication_failed,
            Decline::NotAvailable => self.not_available,
        }
    }

    /// The reason by itself, for whom no other try is left. It is the first sentence.
    pub(crate) fn reason(&self, decline: Decline) -> &'static str {
        let text = self.of(decline);
        let end = text.find(". ").map(|at| at + ".".len()).or_else(|| text.find('。').map(|at| at + "。".len()));
        end.and_then(|end| text.get(..end)).unwrap_or(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reported_card_reads_like_any_other() {
        for locale in Locale::ALL {
            let text = &Text::of(locale).declines;
            assert_eq!(text.of(Decline::LostOrStolen), text.of(Decline::Generic));
            assert_eq!(text.of(Decline::Fraudulent), text.of(Decline::Generic));
        }
    }

    #[test]
    fn a_reason_is_one_sentence_and_the_advice_is_left_out() {
        let declines = [
            Decline::Generic,
            Decline::InsufficientFunds,
            Decline::ExpiredCard,
            Decline::IncorrectCvc,
            Decline::IncorrectNumber,
            Decline::ProcessingError,
            Decline::VelocityExceeded,
            Decline::AuthenticationFailed,
            Decline::NotAvailable,
        ];
        for locale in Locale::ALL {
            let text = &Text::of(locale).declines;
            for decline in declines {
                let (reason, all) = (text.reason(decline), text.of(decline));
                assert!(all.starts_with(reason) && reason.ends_with(['.', '。']), "{locale:?} {decline:?}");
                assert_eq!(reason.matches(['.', '。']).count(), 1, "{reason}");
                assert!(reason.len() < all.len(), "{all} gives no advice");
            }
        }
    }

    #[test]
    fn sentences_carry_their_name() {
        for locale in Locale::ALL {
            let text = Text::of(locale);
            for sentence in [
                text.more_items,
                text.back,
                text.form.pay,
                text.form.expires,
                text.form.will_be_saved,
                text.form.consent_by_paying,
                text.form.consent_by_saving,
                text.bank.card_ending,
            ] {
                assert!(sentence("4242").contains("4242"), "{locale:?}");
            }
        }
    }
}
