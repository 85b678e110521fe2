//! The simulated bank of test mode: where a real bank would ask its customer to confirm.

use crate::document::{Document, Script};
use crate::text::Text;
use crate::{Html, Locale, Money, format_money, icons};
use maud::html;

/// One question of the simulated bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankPage {
    /// The language it speaks.
    pub locale: Locale,
    /// Who asks for the money.
    pub merchant_name: String,
    /// How much.
    pub amount: Money,
    /// Where the answer is posted, as `decision=approve` or `decision=refuse`.
    pub action: String,
    /// The end of the card number; only digits are shown, and four at most.
    pub last4: String,
}

/// Draws the bank's question. It needs no script.
pub fn render_bank(page: &BankPage) -> Html {
    let text = Text::of(page.locale);
    let words = &text.bank;
    let last4: String = page.last4.chars().filter(char::is_ascii_digit).take(4).collect();
    let content = html! {
        main class="page lone" {
            section class="panel" {
                div class="inner bank" {
                    div class="merchant" {
                        span class="logo monogram" { (icons::bank()) }
                        span class="name" { (words.bank) }
                    }
                    div class="test" { p class="badge" { (text.test_badge) } p { (words.notice) } }
                    h1 { (words.heading) }
                    dl {
                        div { dt { (words.merchant) } dd dir="auto" { (page.merchant_name) } }
                        div { dt { (words.amount) } dd class="figures" { (format_money(&page.amount, page.locale)) } }
                        @if !last4.is_empty() {
                            div { dt { (words.card) } dd class="figures" { ((words.card_ending)(&last4)) } }
                        }
                    }
                    p class="aside" { (words.body) }
                    form method="post" action=(page.action) {
                        button class="action" name="decision" value="approve" { (words.approve) }
                        button class="action second" name="decision" value="refuse" { (words.refuse) }
                    }
                }
            }
        }
    };
    Document {
        locale: page.locale,
        state: "bank",
        title: format!("{} – {}", words.heading, words.bank),
        colour: None,
        refresh: None,
        script: Script::None,
        content,
    }
    .render()
}
