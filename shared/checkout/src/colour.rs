//! The merchant's colour, and what is drawn in it.

use crate::luminance::black_reads_better;

/// The colour of merchants who have not chosen one.
const HOUSE: [u8; 3] = [0x3b, 0x5b, 0xdb];

/// The style rule that brings the merchant's colour into the sheet.
///
/// It is built from three parsed bytes, so nothing a merchant typed can reach the style.
pub(crate) fn brand_style(colour: Option<&str>) -> String {
    let channels = colour.and_then(parse).unwrap_or(HOUSE);
    let (text, away) = if black_reads_better(channels) { ("#000", "#fff") } else { ("#fff", "#000") };
    let [red, green, blue] = channels;
    format!(":root{{--brand:#{red:02x}{green:02x}{blue:02x};--on-brand:{text};--off-brand:{away}}}")
}

/// Reads `#rgb` and `#rrggbb`.
fn parse(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.trim().strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 => {
            let [_, red, green, blue] = value.to_be_bytes();
            Some([red, green, blue])
        }
        3 => {
            let nibble = |shift: u32| u8::try_from((value >> shift) & 0xf).ok().map(|n| n * 0x11);
            Some([nibble(8)?, nibble(4)?, nibble(0)?])
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_strictly() {
        assert_eq!(parse("#0a7d5a"), Some([0x0a, 0x7d, 0x5a]));
        assert_eq!(parse(" #0A7D5A "), Some([0x0a, 0x7d, 0x5a]));
        assert_eq!(parse("#fc0"), Some([0xff, 0xcc, 0x00]));
        for bad in ["", "#", "red", "0a7d5a", "#0a7d5", "#0a7d5az", "#+a7d5a", "#fff;}*{display:none"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_on_the_colour_is_black_or_white() {
        assert_eq!(brand_style(Some("#0a7d5a")), ":root{--brand:#0a7d5a;--on-brand:#fff;--off-brand:#000}");
        assert_eq!(brand_style(Some("#fd0")), ":root{--brand:#ffdd00;--on-brand:#000;--off-brand:#fff}");
        assert_eq!(brand_style(Some("}</style>")), brand_style(None));
    }
}
