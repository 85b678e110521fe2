//! How each language writes a currency, after CLDR 48. A currency that is not listed is
//! written as its three-letter code.

use crate::Locale;

/// The local symbol of a currency, or its code where the language has none of its own.
pub(crate) fn symbol(code: &str, locale: Locale) -> &str {
    let known = match locale {
        Locale::En => english(code),
        Locale::Ja => japanese(code),
        Locale::De => german(code),
        Locale::Fr => french(code),
        Locale::Es => spanish(code),
        Locale::Sv => swedish(code),
    };
    known.unwrap_or(code)
}

fn english(code: &str) -> Option<&'static str> {
    Some(match code {
        "AUD" => "A$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "¥",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "PHP" => "₱",
        "TWD" => "NT$",
        "USD" => "$",
        "VND" => "₫",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XCG" => "Cg.",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => return None,
    })
}

fn japanese(code: &str) -> Option<&'static str> {
    Some(match code {
        "AUD" => "A$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "元",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "￥",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "TWD" => "NT$",
        "USD" => "$",
        "VND" => "₫",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XCG" => "Cg",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => return None,
    })
}

fn german(code: &str) -> Option<&'static str> {
    Some(match code {
        "AUD" => "AU$",
        "BRL" => "R$",
        "CAD" => "CA$",
        "CNY" => "CN¥",
        "EUR" => "€",
        "GBP" => "£",
        "HKD" => "HK$",
        "ILS" => "₪",
        "INR" => "₹",
        "JPY" => "¥",
        "KRW" => "₩",
        "MXN" => "MX$",
        "NZD" => "NZ$",
        "THB" => "฿",
        "TWD" => "NT$",
        "USD" => "$",
        "VND" => "₫",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XCG" => "Cg.",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => return None,
    })
}

fn french(code: &str) -> Option<&'static str> {
    Some(match code {
        "ARS" => "$AR",
        "AUD" => "$AU",
        "BMD" => "$BM",
        "BND" => "$BN",
        "BRL" => "R$",
        "BZD" => "$BZ",
        "CAD" => "$CA",
        "CLP" => "$CL",
        "COP" => "$CO",
        "EUR" => "€",
        "FJD" => "$FJ",
        "FKP" => "£FK",
        "GBP" => "£GB",
        "GIP" => "£GI",
        "ILS" => "₪",
        "INR" => "₹",
        "KRW" => "₩",
        "LBP" => "£LB",
        "MXN" => "$MX",
        "NAD" => "$NA",
        "NZD" => "$NZ",
        "SBD" => "$SB",
        "SGD" => "$SG",
        "SRD" => "$SR",
        "TTD" => "$TT",
        "USD" => "$US",
        "UYU" => "$UY",
        "VND" => "₫",
        "WST" => "$WS",
        "XAF" => "FCFA",
        "XCG" => "Cg.",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "FCFP",
        _ => return None,
    })
}

fn spanish(code: &str) -> Option<&'static str> {
    Some(match code {
        "EUR" => "€",
        "THB" => "฿",
        "USD" => "US$",
        "VND" => "₫",
        "XCG" => "Cg.",
        "XPF" => "CFPF",
        _ => return None,
    })
}

fn swedish(code: &str) -> Option<&'static str> {
    Some(match code {
        "BBD" => "Bds$",
        "BMD" => "BM$",
        "BRL" => "BR$",
        "BSD" => "BS$",
        "BZD" => "BZ$",
        "CAD" => "CA$",
        "DKK" => "Dkr",
        "DOP" => "RD$",
        "EGP" => "EG£",
        "EUR" => "€",
        "ILS" => "₪",
        "ISK" => "Ikr",
        "JMD" => "JM$",
        "MXN" => "MX$",
        "NOK" => "Nkr",
        "SEK" => "kr",
        "USD" => "US$",
        "XAF" => "FCFA",
        "XCD" => "EC$",
        "XOF" => "F\u{202f}CFA",
        "XPF" => "CFPF",
        _ => return None,
    })
}
