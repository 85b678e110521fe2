//! Amounts, written the way each language writes them.

use crate::Locale;
use crate::currency_symbols::symbol;

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// In the smallest unit of the currency.
    pub minor: i64,
    /// The ISO 4217 code, such as `EUR`.
    pub currency: String,
    /// How many digits stand behind the decimal sign: 0 for JPY, 3 for BHD.
    pub decimals: u8,
}

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';
const MINUS: char = '\u{2212}';

/// What CLDR says about the numbers of a language.
struct Style {
    grouping: char,
    decimal: char,
    minus: char,
    /// Spanish leaves four digits ungrouped: 1234,50 but 12.345,50.
    shortest_grouped: usize,
    symbol_first: bool,
}

const fn style(locale: Locale) -> Style {
    let (grouping, decimal) = match locale {
        Locale::En | Locale::Ja => (',', '.'),
        Locale::De | Locale::Es => ('.', ','),
        Locale::Fr => (NARROW_NO_BREAK_SPACE, ','),
        Locale::Sv => (NO_BREAK_SPACE, ','),
    };
    Style {
        grouping,
        decimal,
        minus: if matches!(locale, Locale::Sv) { MINUS } else { '-' },
        shortest_grouped: if matches!(locale, Locale::Es) { 5 } else { 4 },
        symbol_first: matches!(locale, Locale::En | Locale::Ja),
    }
}

/// Writes an amount as CLDR 48 does; no line can break inside it.
#[must_use]
pub fn format_money(money: &Money, locale: Locale) -> String {
    let style = style(locale);
    let symbol = symbol(&money.currency, locale);
    let number = number(money, &style);
    let minus = if money.minor < 0 { style.minus.to_string() } else { String::new() };
    if !style.symbol_first {
        return format!("{minus}{number}{NO_BREAK_SPACE}{symbol}");
    }
    // A letter would run into the digits: "CHF 5", but "$5".
    let spelt = symbol.ends_with(|last: char| last.is_alphanumeric() || last == '.');
    let space = if spelt { NO_BREAK_SPACE.to_string() } else { String::new() };
    format!("{minus}{symbol}{space}{number}")
}

/// The digits, grouped, without sign or symbol.
fn number(money: &Money, style: &Style) -> String {
    let decimals = usize::from(money.decimals);
    let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(decimals));
    let mut written = String::with_capacity(digits.len() * 2);
    for (position, digit) in whole.chars().enumerate() {
        let left = whole.len() - position;
        if position > 0 && left.is_multiple_of(3) && whole.len() >= style.shortest_grouped {
            written.push(style.grouping);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(style.decimal);
        written.push_str(fraction);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `_` stands for a no-break space, `~` for a narrow one.
    fn check(minor: i64, currency: &str, decimals: u8, expected: [&str; 6]) {
        let money = Money { minor, currency: currency.to_owned(), decimals };
        for (locale, expected) in Locale::ALL.into_iter().zip(expected) {
            let expected = expected.replace('_', "\u{a0}").replace('~', "\u{202f}");
            assert_eq!(format_money(&money, locale), expected, "{money:?} {locale:?}");
        }
    }

    #[test]
    fn every_language_as_cldr_writes_it() {
        // In the order en, ja, de, fr, es, sv; compared with ICU 78.
        check(123_456, "EUR", 2, ["€1,234.56", "€1,234.56", "1.234,56_€", "1~234,56_€", "1234,56_€", "1_234,56_€"]);
        check(
            -1_234_567_890,
            "EUR",
            2,
            [
                "-€12,345,678.90",
                "-€12,345,678.90",
                "-12.345.678,90_€",
                "-12~345~678,90_€",
                "-12.345.678,90_€",
                "−12_345_678,90_€",
            ],
        );
        check(
            123_450,
            "USD",
            2,
            ["$1,234.50", "$1,234.50", "1.234,50_$", "1~234,50_$US", "1234,50_US$", "1_234,50_US$"],
        );
        check(1234, "JPY", 0, ["¥1,234", "￥1,234", "1.234_¥", "1~234_JPY", "1234_JPY", "1_234_JPY"]);
        check(
            123_450,
            "SEK",
            2,
            ["SEK_1,234.50", "SEK_1,234.50", "1.234,50_SEK", "1~234,50_SEK", "1234,50_SEK", "1_234,50_kr"],
        );
        check(-500, "CHF", 2, ["-CHF_5.00", "-CHF_5.00", "-5,00_CHF", "-5,00_CHF", "-5,00_CHF", "−5,00_CHF"]);
        check(1234, "BHD", 3, ["BHD_1.234", "BHD_1.234", "1,234_BHD", "1,234_BHD", "1,234_BHD", "1,234_BHD"]);
        check(50, "GBP", 2, ["£0.50", "£0.50", "0,50_£", "0,50_£GB", "0,50_GBP", "0,50_GBP"]);
        check(
            1_234_560,
            "BRL",
            2,
            ["R$12,345.60", "R$12,345.60", "12.345,60_R$", "12~345,60_R$", "12.345,60_BRL", "12_345,60_BR$"],
        );
        check(0, "EUR", 2, ["€0.00", "€0.00", "0,00_€", "0,00_€", "0,00_€", "0,00_€"]);
        check(500, "CNY", 2, ["CN¥5.00", "元_5.00", "5,00_CN¥", "5,00_CNY", "5,00_CNY", "5,00_CNY"]);
    }

    #[test]
    fn the_ends_of_the_range() {
        check(
            i64::MIN,
            "JPY",
            0,
            [
                "-¥9,223,372,036,854,775,808",
                "-￥9,223,372,036,854,775,808",
                "-9.223.372.036.854.775.808_¥",
                "-9~223~372~036~854~775~808_JPY",
                "-9.223.372.036.854.775.808_JPY",
                "−9_223_372_036_854_775_808_JPY",
            ],
        );
        let long = Money { minor: 7, currency: "EUR".to_owned(), decimals: 255 };
        assert!(format_money(&long, Locale::En).ends_with('7'));
    }
}
