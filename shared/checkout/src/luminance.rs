//! Relative luminance after WCAG 2.2, in whole numbers.

/// The luminance of white, on the scale of [`luminance`].
pub(crate) const WHITE: u128 = 65_535 * 10_000;

/// How light a colour looks, from 0 (black) to [`WHITE`].
pub(crate) fn luminance([red, green, blue]: [u8; 3]) -> u128 {
    2126 * linear(red) + 7152 * linear(green) + 722 * linear(blue)
}

/// Whether black text reads better than white on a ground of this colour.
///
/// The two contrasts are (L + 0.05) / 0.05 and 1.05 / (L + 0.05); they cross where
/// (L + 0.05)² = 0.0525, and there both are 4.58, so the better one always passes AA.
pub(crate) fn black_reads_better(colour: [u8; 3]) -> bool {
    let lifted = 20 * luminance(colour) + WHITE;
    lifted * lifted > 21 * WHITE * WHITE
}

/// The light a channel gives off; the table says what the sRGB curve would.
fn linear(channel: u8) -> u128 {
    LINEAR.get(usize::from(channel)).copied().map_or(0, u128::from)
}

#[rustfmt::skip]
const LINEAR: [u16; 256] = [
    0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313,
    340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898,
    947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863,
    1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258,
    3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124,
    5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500,
    7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417,
    10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
    14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
    18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
    23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
    28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
    34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
    41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
    48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
    57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_scale() {
        assert_eq!(luminance([0; 3]), 0);
        assert_eq!(luminance([255; 3]), WHITE);
    }

    #[test]
    fn the_better_text_always_passes_aa() {
        // 4.5 : 1 in whole numbers: 2 × lighter ≥ 9 × darker, each lifted by 0.05.
        let lift = |l: u128| 20 * l + WHITE;
        let steps = || (0..=255u8).step_by(5);
        for colour in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| [r, g, b]))) {
            let ground = lift(luminance(colour));
            let (lighter, darker) = if black_reads_better(colour) { (ground, lift(0)) } else { (lift(WHITE), ground) };
            assert!(2 * lighter >= 9 * darker, "{colour:?}");
        }
    }

    #[test]
    fn known_grounds() {
        assert!(!black_reads_better([0x0a, 0x7d, 0x5a]), "white on deep green");
        assert!(!black_reads_better([0x3b, 0x5b, 0xdb]), "white on blue");
        assert!(black_reads_better([0xff, 0xd4, 0x00]), "black on yellow");
        assert!(black_reads_better([0xff, 0xff, 0xff]), "black on white");
        assert!(!black_reads_better([0x75, 0x75, 0x75]), "white up to the crossing");
        assert!(black_reads_better([0x77, 0x77, 0x77]), "black from there");
    }
}
