//! Which language a page speaks.

/// The languages the page is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, and whatever has no better match.
    #[default]
    En,
    /// Japanese.
    Ja,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Swedish.
    Sv,
}

impl Locale {
    /// Every language, English first.
    pub const ALL: [Self; 6] = [Self::En, Self::Ja, Self::De, Self::Fr, Self::Es, Self::Sv];

    /// The tag for `lang` attributes and `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ja => "ja",
            Self::De => "de",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Sv => "sv",
        }
    }

    /// The session's language if the page speaks it, else the one the browser likes best,
    /// else English.
    #[must_use]
    pub fn negotiate(session_locale: Option<&str>, accept_language: Option<&str>) -> Self {
        session_locale.and_then(Self::of_tag).or_else(|| accept_language.and_then(Self::of_header)).unwrap_or_default()
    }

    /// Regions and scripts make no difference here: `de-AT` and `de_CH` are German.
    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The heaviest language known here; of two alike the first named.
    fn of_header(header: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for range in header.split(',') {
            let mut parts = range.split(';');
            let tag = parts.next().unwrap_or_default().trim();
            let locale = if tag == "*" { Some(Self::default()) } else { Self::of_tag(tag) };
            let (Some(locale), Some(weight)) = (locale, weight(parts)) else { continue };
            if weight > 0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, locale));
            }
        }
        best.map(|(_, locale)| locale)
    }
}

/// The q-value in thousandths; one that cannot be read takes its range out.
fn weight<'a>(mut parameters: impl Iterator<Item = &'a str>) -> Option<u16> {
    let Some(value) = parameters.find_map(|p| p.trim().strip_prefix(['q', 'Q'])) else {
        return Some(1000);
    };
    let value = value.trim_start().strip_prefix('=')?.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || fraction.len() > 3 {
        return None;
    }
    let thousandths: u16 = format!("{fraction:0<3}").parse().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation() {
        let table: &[(Option<&str>, Option<&str>, Locale)] = &[
            (None, None, Locale::En),
            (Some("ja"), Some("de"), Locale::Ja),
            (Some("ja-JP"), None, Locale::Ja),
            (Some("DE-at"), None, Locale::De),
            (Some("sv_SE"), None, Locale::Sv),
            (Some("fr-Latn-CA"), None, Locale::Fr),
            (Some("pt-BR"), Some("es-419, en;q=0.5"), Locale::Es),
            (Some(""), Some("sv"), Locale::Sv),
            (None, Some("pt, nl;q=0.9"), Locale::En),
            (None, Some("en;q=0.5, fr;q=0.8"), Locale::Fr),
            (None, Some("en;q=0.8, fr;q=0.8"), Locale::En),
            (None, Some("nl, de;q=0.7, *;q=0.1"), Locale::De),
            (None, Some("*"), Locale::En),
            (None, Some("ja;q=0, de;q=0.001"), Locale::De),
            (None, Some("ja;q=0"), Locale::En),
            (None, Some("ja;q=2, fr;q=0.2"), Locale::Fr),
            (None, Some("ja;q=0.1234, fr;q=0.2"), Locale::Fr),
            (None, Some("ja;q=-1, fr;q=1.000"), Locale::Fr),
            (None, Some("de;Q=0.3,  es ; q=0.4"), Locale::Es),
            (None, Some(",,;q=1, ;;, sv"), Locale::Sv),
            (None, Some("english"), Locale::En),
            (None, Some("dental"), Locale::En),
            (None, Some("日本語, ja"), Locale::Ja),
        ];
        for (session, header, expected) in table {
            assert_eq!(Locale::negotiate(*session, *header), *expected, "{session:?} {header:?}");
        }
    }
}
