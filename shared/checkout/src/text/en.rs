//! English.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "Order summary",
    amount_due: "Amount due",
    card_check: "Card check",
    nothing_charged: "Nothing is charged now.",
    more_items: |count| format!("Show {count} more"),
    back: |merchant| format!("Back to {merchant}"),
    valid_until: "Link valid until",
    questions: "Questions about your order?",
    test_badge: "Test mode — no money moves",
    test_hint_before: "Use",
    test_hint_after: ", any future date and any security code.",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    moment: |at| format!("{} {} {} at {} UTC", at.day, at.month, at.year, at.time),
    form: FormText {
        card_details: "Card details",
        email: "Email",
        number: "Card number",
        expiry: "Expiry date",
        expiry_example: "MM / YY",
        cvc: "Security code",
        cvc_help: "Security code: the 3 digits on the back of the card. American Express: 4 digits on the front.",
        name: "Name on card",
        pay_with: "Pay with",
        another_card: "Another card",
        expires: |date| format!("Expires {date}"),
        save_for_later: "Save this card for my next payment",
        will_be_saved: |merchant| format!("Your card will be saved for your next payment to {merchant}."),
        consent_by_paying: |merchant| {
            format!(
                "By paying, you allow {merchant} to save this card and to charge it later, even when you are not present, for what you agree with them. You can withdraw this permission at any time by contacting {merchant}."
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "By saving this card, you allow {merchant} to keep it and to charge it later, even when you are not present, for what you agree with them. You can withdraw this permission at any time by contacting {merchant}."
            )
        },
        pay: |amount| format!("Pay {amount}"),
        save_card: "Save card",
        busy: "Paying…",
        saving: "Saving…",
        encrypted: "Sent over an encrypted connection",
        please_check: "Please check these details",
        not_completed: "The payment was not completed",
        not_charged: "You have not been charged.",
    },
    problems: ProblemText {
        email_missing: "Enter your email address.",
        email_invalid: "Enter an email address such as name@example.com.",
        number_missing: "Enter the card number.",
        number_invalid: "This card number has too few or too many digits.",
        number_check_digit: "This card number is not right. Check the digits.",
        number_not_test: "Only test cards work here, such as 4242 4242 4242 4242. Do not enter a real card.",
        type_not_supported: "This type of card is not accepted here. Use another card.",
        expiry_missing: "Enter the expiry date.",
        expiry_invalid: "Enter month and year, such as 09 / 30.",
        expired: "This card has expired. Use another card.",
        cvc_missing: "Enter the security code.",
        cvc_invalid: "The security code has 3 digits, or 4 on American Express.",
        name_missing: "Enter the name on the card.",
        name_invalid: "Enter the name as it stands on the card.",
        too_long: "This is too long.",
    },
    declines: DeclineText {
        generic: "Your bank declined this payment. Use another card, or ask your bank.",
        insufficient_funds: "There is not enough money available on this card. Use another card.",
        expired_card: "Your bank says this card has expired. Check the date, or use another card.",
        incorrect_cvc: "The security code is not right. Check it and try again.",
        incorrect_number: "The card number is not right. Check it and try again.",
        processing_error: "Something went wrong on the way to your bank. Try again in a moment.",
        velocity_exceeded: "This card has reached its limit. Use another card, or try again later.",
        authentication_failed: "Your bank could not confirm that it was you. Try again, or use another card.",
        not_available: "This card cannot be used for this payment. Use another card.",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "Confirm with your bank",
            body: |_| "Your bank would like you to confirm this payment. Afterwards you come back here.".to_owned(),
        },
        to_the_bank: "Continue to your bank",
        processing: Outcome {
            heading: "We are checking with your bank",
            body: |_| "Please do not pay again. This page updates by itself.".to_owned(),
        },
        check_again: "Check now",
        done: Outcome {
            heading: "Payment complete",
            body: |merchant| format!("Thank you. Your payment to {merchant} went through."),
        },
        reserved: Outcome {
            heading: "Amount reserved",
            body: |merchant| {
                format!("Thank you. Your bank holds the amount for {merchant}, who will charge it later or release it.")
            },
        },
        card_saved: Outcome {
            heading: "Card saved",
            body: |merchant| format!("Thank you. Your card is saved for {merchant}; nothing was charged."),
        },
        forwarding: |merchant| format!("Taking you back to {merchant}…"),
        already_paid: Outcome {
            heading: "Already paid",
            body: |_| "This payment has been made. There is nothing more to do.".to_owned(),
        },
        expired: Outcome {
            heading: "This link has expired",
            body: |merchant| format!("Nothing was charged. Please ask {merchant} for a new link."),
        },
        failed: Outcome {
            heading: "This payment could not be completed",
            body: |merchant| {
                format!(
                    "Nothing was charged. This link takes no further attempts. Please go back to {merchant} and ask for a new one."
                )
            },
        },
        cancelled: Outcome {
            heading: "This payment was cancelled",
            body: |merchant| format!("Nothing was charged. To pay after all, please start again at {merchant}."),
        },
        unavailable: Outcome {
            heading: "Payment is not possible here",
            body: |merchant| format!("{merchant} cannot take payments on this page yet. Nothing was charged."),
        },
        not_found: Outcome {
            heading: "Payment link not found",
            body: |_| {
                "Please check that the address is complete, or ask the shop that sent it for a new link.".to_owned()
            },
        },
    },
    bank: BankText {
        bank: "Simulated bank",
        notice: "This bank is not real. It stands in for your bank’s own check while a shop tests its payments.",
        heading: "Confirm this payment?",
        body: "A real bank would ask here for your app, a code or your fingerprint.",
        merchant: "Merchant",
        amount: "Amount",
        card: "Card",
        card_ending: |last4| format!("ending in {last4}"),
        approve: "Approve",
        refuse: "Refuse",
    },
};
