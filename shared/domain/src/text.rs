//! Text with bounds: what a field may hold is part of its type.

use crate::Invalid;

/// Declares a text type with its check.
macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $check:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Takes the text if it is within the bounds.
            ///
            /// # Errors
            /// The code and the sentence that say which bound it breaks.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                let check: fn(&str) -> Result<(), Invalid> = $check;
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }
    };
}

fn bounded(text: &str, most: usize) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid::new("empty", "This may be left out, but not be empty."));
    }
    if text.chars().count() > most {
        return Err(Invalid::new("too_long", format!("At most {most} characters.")));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Invalid::new("invalid_characters", "Control characters are not allowed."));
    }
    Ok(())
}

text!(
    /// A description for people, at most 500 characters.
    Description, |text| bounded(text, 500)
);
text!(
    /// A line of something bought, at most 250 characters.
    LineDescription, |text| bounded(text, 250)
);
text!(
    /// A person's or product's name or number, at most 250 characters.
    Name, |text| bounded(text, 250)
);
text!(
    /// A telephone number as the customer writes it, at most 40 characters.
    Phone, |text| bounded(text, 40)
);
text!(
    /// The merchant's own reference of a session: `^[A-Za-z0-9_.-]{1,255}$`.
    Reference, |text| {
        let fits = (1..=255).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
        fits.then_some(()).ok_or_else(|| Invalid::new(
            "invalid_reference", "1 to 255 ASCII letters, digits, dots, dashes and underscores.",
        ))
    }
);
text!(
    /// The operator's own name for a merchant: `^[A-Za-z0-9_.-]{1,64}$`.
    MerchantReference, |text| {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'));
        fits.then_some(()).ok_or_else(|| Invalid::new(
            "invalid_reference", "1 to 64 ASCII letters, digits, dots, dashes and underscores.",
        ))
    }
);
text!(
    /// The merchant's own id of a customer, 1 to 255 printable ASCII characters.
    ExternalCustomerId, |text| {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        fits.then_some(()).ok_or_else(|| Invalid::new(
            "invalid_external_customer_id", "1 to 255 printable ASCII characters without spaces.",
        ))
    }
);
text!(
    /// What stands on the payer's bank statement: 5 to 22 characters with a letter among them.
    StatementDescriptor, |text| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b'-' | b'*' | b'\'');
        let fits = (5..=22).contains(&text.len())
            && text.bytes().all(allowed)
            && text.bytes().any(|b| b.is_ascii_alphabetic());
        fits.then_some(()).ok_or_else(|| Invalid::new(
            "invalid_statement_descriptor",
            "5 to 22 ASCII letters, digits, spaces or .-*' with at least one letter.",
        ))
    }
);
text!(
    /// An e-mail address as browsers take it in a form (the pattern of the HTML standard), whose host
    /// has a dot: at most 254 characters, of which 64 stand before the `@`.
    Email, |text| {
        let fits = text.len() <= 254 && text.split_once('@').is_some_and(|(who, host)| is_mailbox(who) && is_host(host));
        fits.then_some(()).ok_or_else(|| Invalid::new(
            "invalid_email", "An address such as name@example.com, at most 254 characters.",
        ))
    }
);

impl Email {
    /// An address that was taken before. It stays readable, whatever is asked of new ones.
    #[must_use]
    pub fn taken_before(text: &str) -> Self {
        Self(text.to_owned())
    }
}

fn is_mailbox(who: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&b);
    (1..=64).contains(&who.len()) && who.bytes().all(allowed)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(label)
}

text!(
    /// A BCP 47 language tag such as `de` or `pt-BR`.
    LocaleTag, |text| {
        let mut parts = text.split('-');
        let language = parts.next().unwrap_or_default();
        let fits = text.len() <= 35
            && (2..=3).contains(&language.len())
            && language.bytes().all(|b| b.is_ascii_alphabetic())
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        fits.then_some(()).ok_or_else(|| Invalid::new("invalid_locale", "A BCP 47 language tag such as en or de-AT."))
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_exact() {
        assert!(Description::parse(&"ä".repeat(500)).is_ok());
        assert_eq!(Description::parse(&"ä".repeat(501)).map_err(|e| e.code), Err("too_long"));
        assert!(Reference::parse(&"r".repeat(255)).is_ok());
        for bad in ["", "a b", "ä"] {
            assert!(Reference::parse(bad).is_err(), "{bad}");
        }
        assert!(MerchantReference::parse(&"m".repeat(64)).is_ok());
        for bad in ["", "a b", "a/b", &"m".repeat(65)] {
            assert!(MerchantReference::parse(bad).is_err(), "{bad}");
        }
        for (text, fits) in [("ACME*", true), ("1234", false), ("12345", false), ("Acme's shop.-*'1234567", true)] {
            assert_eq!(StatementDescriptor::parse(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn an_address_is_one_that_a_browser_would_take_with_a_dot_in_its_host() {
        let long = |who: usize, label: usize| format!("{}@{}.example", "a".repeat(who), "b".repeat(label));
        let longest =
            format!("{}@{}{}.example", "a".repeat(64), format!("{}.", "b".repeat(60)).repeat(2), "b".repeat(59));
        assert_eq!(longest.len(), 254);
        for (text, fits) in [
            ("ada@example.com", true),
            ("o'hara+tea{1}@mail.tea-house.example", true),
            ("ada@xn--bcher-kva.example", true),
            (&*long(64, 63), true),
            (&*long(65, 1), false),
            (&*long(1, 64), false),
            (&*longest, true),
            (&*format!("{longest}e"), false),
            ("", false),
            ("ada", false),
            ("ada@example", false),
            ("@example.com", false),
            ("ada@", false),
            ("ada@.com", false),
            ("ada@example.", false),
            ("ada@-example.com", false),
            ("ada@example-.com", false),
            ("ada@exam_ple.com", false),
            ("ada@bücher.example", false),
            ("ädä@example.com", false),
            ("ada example@x.com", false),
            ("ada@example.com ", false),
            ("a@b@example.com", false),
            ("ada,bob@example.com", false),
            ("Ada <ada@example.com>", false),
            ("ada@example.com\nbcc:bob@example.com", false),
        ] {
            assert_eq!(Email::parse(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn language_tags_are_recognised() {
        for (text, fits) in
            [("en", true), ("pt-BR", true), ("zh-Hant-TW", true), ("e", false), ("en_GB", false), ("en-", false)]
        {
            assert_eq!(LocaleTag::parse(text).is_ok(), fits, "{text}");
        }
    }
}
