//! Swedish.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "Din beställning",
    amount_due: "Att betala",
    card_check: "Kortkontroll",
    nothing_charged: "Inget dras nu.",
    more_items: |count| format!("Visa {count} till"),
    back: |merchant| format!("Tillbaka till {merchant}"),
    valid_until: "Länken gäller till",
    questions: "Frågor om din beställning?",
    test_badge: "Testläge – inga pengar flyttas",
    test_hint_before: "Använd",
    test_hint_after: ", valfritt framtida datum och valfri säkerhetskod.",
    months: [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ],
    moment: |at| format!("{} {} {} kl. {} (UTC)", at.day, at.month, at.year, at.time),
    form: FormText {
        card_details: "Kortuppgifter",
        email: "E-postadress",
        number: "Kortnummer",
        expiry: "Giltigt till",
        expiry_example: "MM / ÅÅ",
        cvc: "Säkerhetskod",
        cvc_help: "Säkerhetskod: de 3 siffrorna på kortets baksida. American Express: 4 siffror på framsidan.",
        name: "Namn på kortet",
        pay_with: "Betala med",
        another_card: "Ett annat kort",
        expires: |date| format!("Giltigt till {date}"),
        save_for_later: "Spara kortet till min nästa betalning",
        will_be_saved: |merchant| format!("Kortet sparas till din nästa betalning till {merchant}."),
        consent_by_paying: |merchant| {
            format!(
                "Genom att betala tillåter du att {merchant} sparar det här kortet och senare, även när du inte är närvarande, debiterar det med de belopp som du kommer överens om med {merchant}. Du kan när som helst återkalla ditt medgivande genom att kontakta {merchant}."
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "Genom att spara det här kortet tillåter du att {merchant} lagrar det och senare, även när du inte är närvarande, debiterar det med de belopp som du kommer överens om med {merchant}. Du kan när som helst återkalla ditt medgivande genom att kontakta {merchant}."
            )
        },
        pay: |amount| format!("Betala {amount}"),
        save_card: "Spara kortet",
        busy: "Betalar…",
        saving: "Sparar…",
        encrypted: "Skickas via en krypterad anslutning",
        please_check: "Kontrollera de här uppgifterna",
        not_completed: "Betalningen genomfördes inte",
        not_charged: "Inga pengar har dragits.",
    },
    problems: ProblemText {
        email_missing: "Ange din e-postadress.",
        email_invalid: "Ange en e-postadress, till exempel namn@example.com.",
        number_missing: "Ange kortnumret.",
        number_invalid: "Kortnumret har för få eller för många siffror.",
        number_check_digit: "Kortnumret stämmer inte. Kontrollera siffrorna.",
        number_not_test: "Här fungerar bara testkort, till exempel 4242 4242 4242 4242. Ange inte ett riktigt kort.",
        type_not_supported: "Den här korttypen tas inte emot här. Använd ett annat kort.",
        expiry_missing: "Ange hur länge kortet gäller.",
        expiry_invalid: "Ange månad och år, till exempel 09 / 30.",
        expired: "Kortet har gått ut. Använd ett annat kort.",
        cvc_missing: "Ange säkerhetskoden.",
        cvc_invalid: "Säkerhetskoden har 3 siffror, eller 4 på American Express.",
        name_missing: "Ange namnet på kortet.",
        name_invalid: "Ange namnet så som det står på kortet.",
        too_long: "Texten är för lång.",
    },
    declines: DeclineText {
        generic: "Din bank nekade betalningen. Använd ett annat kort eller kontakta din bank.",
        insufficient_funds: "Det finns inte tillräckligt med pengar på kortet. Använd ett annat kort.",
        expired_card: "Enligt din bank har kortet gått ut. Kontrollera datumet eller använd ett annat kort.",
        incorrect_cvc: "Säkerhetskoden stämmer inte. Kontrollera den och försök igen.",
        incorrect_number: "Kortnumret stämmer inte. Kontrollera det och försök igen.",
        processing_error: "Något gick fel på vägen till din bank. Försök igen om en stund.",
        velocity_exceeded: "Kortet har nått sin gräns. Använd ett annat kort eller försök igen senare.",
        authentication_failed: "Din bank kunde inte bekräfta att det var du. Försök igen eller använd ett annat kort.",
        not_available: "Kortet kan inte användas för den här betalningen. Använd ett annat kort.",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "Bekräfta hos din bank",
            body: |_| "Din bank vill att du bekräftar betalningen. Efteråt kommer du tillbaka hit.".to_owned(),
        },
        to_the_bank: "Fortsätt till din bank",
        processing: Outcome {
            heading: "Vi kontrollerar med din bank",
            body: |_| "Betala inte en gång till. Sidan uppdateras av sig själv.".to_owned(),
        },
        check_again: "Kontrollera nu",
        done: Outcome {
            heading: "Betalningen är klar",
            body: |merchant| format!("Tack! Din betalning till {merchant} har gått igenom."),
        },
        reserved: Outcome {
            heading: "Beloppet är reserverat",
            body: |merchant| {
                format!("Tack! Din bank håller beloppet för {merchant}. Det dras senare eller släpps igen.")
            },
        },
        card_saved: Outcome {
            heading: "Kortet är sparat",
            body: |merchant| format!("Tack! Ditt kort är sparat hos {merchant} och inga pengar har dragits."),
        },
        forwarding: |merchant| format!("Du skickas tillbaka till {merchant}…"),
        already_paid: Outcome {
            heading: "Redan betalt",
            body: |_| "Betalningen är redan gjord. Du behöver inte göra något mer.".to_owned(),
        },
        expired: Outcome {
            heading: "Länken har gått ut",
            body: |merchant| format!("Inga pengar har dragits. Be {merchant} om en ny länk."),
        },
        failed: Outcome {
            heading: "Betalningen kunde inte genomföras",
            body: |merchant| {
                format!(
                    "Inga pengar har dragits. Den här länken tar inte emot fler försök. Gå tillbaka till {merchant} och be om en ny länk."
                )
            },
        },
        cancelled: Outcome {
            heading: "Betalningen avbröts",
            body: |merchant| format!("Inga pengar har dragits. Vill du ändå betala kan du börja om hos {merchant}."),
        },
        unavailable: Outcome {
            heading: "Det går inte att betala här",
            body: |merchant| {
                format!("{merchant} kan inte ta emot betalningar på den här sidan ännu. Inga pengar har dragits.")
            },
        },
        not_found: Outcome {
            heading: "Betallänken hittades inte",
            body: |_| {
                "Kontrollera att adressen är fullständig, eller be butiken som skickade den om en ny länk.".to_owned()
            },
        },
    },
    bank: BankText {
        bank: "Simulerad bank",
        notice: "Banken är inte på riktigt. Den ersätter din banks egen kontroll medan en butik testar sina betalningar.",
        heading: "Bekräfta betalningen?",
        body: "En riktig bank skulle här be om din app, en kod eller ditt fingeravtryck.",
        merchant: "Butik",
        amount: "Belopp",
        card: "Kort",
        card_ending: |last4| format!("slutar på {last4}"),
        approve: "Godkänn",
        refuse: "Neka",
    },
};
