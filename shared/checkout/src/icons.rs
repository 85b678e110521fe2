//! Pictures, drawn in place and hidden from screen readers: the words beside them say it all.

use maud::{Markup, PreEscaped, html};

/// A line drawing on a 24 × 24 grid in the colour of the text around it.
fn drawing(paths: &'static str) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false" {
            (PreEscaped(paths))
        }
    }
}

pub(crate) fn tick() -> Markup {
    drawing(r#"<path class="drawn" pathLength="1" d="m5 12.5 4.5 4.5L19 7.5"/>"#)
}

pub(crate) fn clock() -> Markup {
    drawing(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>"#)
}

pub(crate) fn cross() -> Markup {
    drawing(r#"<path d="m7 7 10 10M17 7 7 17"/>"#)
}

pub(crate) fn shield() -> Markup {
    drawing(r#"<path d="M12 3.5 5 6v5.5c0 4.2 2.8 7.4 7 9 4.2-1.6 7-4.8 7-9V6z"/><path d="m9 11.8 2.2 2.2 3.8-4"/>"#)
}

pub(crate) fn pause() -> Markup {
    drawing(r#"<path d="M9.5 7v10M14.5 7v10"/>"#)
}

pub(crate) fn link() -> Markup {
    drawing(
        r#"<path d="m9.5 14.5 5-5M11 7l1.8-1.8a4 4 0 0 1 5.9 5.6L16.5 13M13 17l-1.8 1.8a4 4 0 0 1-5.9-5.6L7.5 11"/>"#,
    )
}

pub(crate) fn lock() -> Markup {
    drawing(r#"<rect x="5.5" y="10.5" width="13" height="9" rx="2"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>"#)
}

pub(crate) fn back() -> Markup {
    drawing(r#"<path class="directed" d="M19 12H5.5M11 6l-6 6 6 6"/>"#)
}

pub(crate) fn warning() -> Markup {
    drawing(r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 7.8v4.7M12 16v.1"/>"#)
}

pub(crate) fn bank() -> Markup {
    drawing(r#"<path d="M4 9.5 12 5l8 4.5zM6.5 12.5v4M12 12.5v4M17.5 12.5v4M4.5 19.5h15"/>"#)
}

/// A ring that turns, or stands still where motion is unwelcome.
pub(crate) fn ring() -> Markup {
    drawing(r#"<circle class="track" cx="12" cy="12" r="9"/><path class="turning" d="M21 12a9 9 0 0 0-9-9"/>"#)
}

/// The marks of the card brands; the script leaves the one that is being typed.
pub(crate) fn card_marks() -> Markup {
    html! {
        span class="marks" aria-hidden="true" {
            @for brand in ["visa", "mastercard", "amex", "other"] { (mark(brand)) }
        }
    }
}

/// The mark of one brand; of one that is not known, a plain card.
pub(crate) fn card_mark(brand: &str) -> Markup {
    html! { span class="sole" aria-hidden="true" { (mark(brand)) } }
}

fn mark(brand: &str) -> Markup {
    let (brand, drawing) = match brand {
        "visa" => ("visa", VISA),
        "mastercard" => ("mastercard", MASTERCARD),
        "amex" => ("amex", AMEX),
        _ => ("other", OTHER),
    };
    html! {
        svg class={ "mark " (brand) } viewBox="0 0 34 22" focusable="false" { (PreEscaped(drawing)) }
    }
}

const VISA: &str = r##"<rect width="34" height="22" rx="4" fill="#1a1f71"/><text x="17" y="15" fill="#fff" font-size="10" font-weight="800" font-style="italic" text-anchor="middle" textLength="24">VISA</text>"##;
const MASTERCARD: &str = r##"<rect width="34" height="22" rx="4" fill="#252525"/><circle cx="13.5" cy="11" r="6.5" fill="#eb001b"/><circle cx="20.5" cy="11" r="6.5" fill="#f79e1b"/><path d="M17 5.5a6.5 6.5 0 0 1 0 11 6.5 6.5 0 0 1 0-11" fill="#ff5f00"/>"##;
const AMEX: &str = r##"<rect width="34" height="22" rx="4" fill="#016fd0"/><text x="17" y="14.6" fill="#fff" font-size="9" font-weight="800" text-anchor="middle" textLength="26">AMEX</text>"##;
const OTHER: &str = r#"<rect x=".75" y=".75" width="32.5" height="20.5" rx="3.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M1 7h32" stroke="currentColor" stroke-width="3"/>"#;
