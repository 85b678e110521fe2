//! German, formal.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "Bestellübersicht",
    amount_due: "Zu zahlender Betrag",
    card_check: "Kartenprüfung",
    nothing_charged: "Es wird jetzt nichts abgebucht.",
    more_items: |count| format!("{count} weitere anzeigen"),
    back: |merchant| format!("Zurück zu {merchant}"),
    valid_until: "Link gültig bis",
    questions: "Fragen zu Ihrer Bestellung?",
    test_badge: "Testmodus – es fließt kein Geld",
    test_hint_before: "Verwenden Sie",
    test_hint_after: ", ein beliebiges künftiges Datum und eine beliebige Prüfnummer.",
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    moment: |at| format!("{}. {} {} um {} Uhr (UTC)", at.day, at.month, at.year, at.time),
    form: FormText {
        card_details: "Kartendaten",
        email: "E-Mail-Adresse",
        number: "Kartennummer",
        expiry: "Gültig bis",
        expiry_example: "MM / JJ",
        cvc: "Prüfnummer",
        cvc_help: "Prüfnummer: die 3 Ziffern auf der Rückseite der Karte. American Express: 4 Ziffern auf der Vorderseite.",
        name: "Name auf der Karte",
        pay_with: "Zahlen mit",
        another_card: "Andere Karte",
        expires: |date| format!("Gültig bis {date}"),
        save_for_later: "Diese Karte für meine nächste Zahlung speichern",
        will_be_saved: |merchant| format!("Ihre Karte wird für Ihre nächste Zahlung an {merchant} gespeichert."),
        consent_by_paying: |merchant| {
            format!(
                "Mit der Zahlung erlauben Sie {merchant}, diese Karte zu speichern und sie später, auch ohne Ihr Zutun, mit Beträgen zu belasten, die Sie mit {merchant} vereinbaren. Diese Erlaubnis können Sie jederzeit gegenüber {merchant} widerrufen."
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "Mit dem Speichern dieser Karte erlauben Sie {merchant}, sie gespeichert zu halten und sie später, auch ohne Ihr Zutun, mit Beträgen zu belasten, die Sie mit {merchant} vereinbaren. Diese Erlaubnis können Sie jederzeit gegenüber {merchant} widerrufen."
            )
        },
        pay: |amount| format!("{amount} bezahlen"),
        save_card: "Karte speichern",
        busy: "Zahlung läuft …",
        saving: "Karte wird gespeichert …",
        encrypted: "Verschlüsselt übertragen",
        please_check: "Bitte prüfen Sie diese Angaben",
        not_completed: "Die Zahlung wurde nicht ausgeführt",
        not_charged: "Es wurde nichts abgebucht.",
    },
    problems: ProblemText {
        email_missing: "Geben Sie Ihre E-Mail-Adresse ein.",
        email_invalid: "Geben Sie eine E-Mail-Adresse wie name@example.com ein.",
        number_missing: "Geben Sie die Kartennummer ein.",
        number_invalid: "Diese Kartennummer hat zu wenige oder zu viele Ziffern.",
        number_check_digit: "Diese Kartennummer stimmt nicht. Prüfen Sie die Ziffern.",
        number_not_test: "Hier funktionieren nur Testkarten wie 4242 4242 4242 4242. Geben Sie keine echte Karte ein.",
        type_not_supported: "Diese Kartenart wird hier nicht akzeptiert. Verwenden Sie eine andere Karte.",
        expiry_missing: "Geben Sie das Ablaufdatum ein.",
        expiry_invalid: "Geben Sie Monat und Jahr ein, zum Beispiel 09 / 30.",
        expired: "Diese Karte ist abgelaufen. Verwenden Sie eine andere Karte.",
        cvc_missing: "Geben Sie die Prüfnummer ein.",
        cvc_invalid: "Die Prüfnummer hat 3 Ziffern, bei American Express 4.",
        name_missing: "Geben Sie den Namen auf der Karte ein.",
        name_invalid: "Geben Sie den Namen so ein, wie er auf der Karte steht.",
        too_long: "Diese Eingabe ist zu lang.",
    },
    declines: DeclineText {
        generic: "Ihre Bank hat diese Zahlung abgelehnt. Verwenden Sie eine andere Karte oder fragen Sie Ihre Bank.",
        insufficient_funds: "Auf dieser Karte ist nicht genug Guthaben verfügbar. Verwenden Sie eine andere Karte.",
        expired_card: "Laut Ihrer Bank ist diese Karte abgelaufen. Prüfen Sie das Datum oder verwenden Sie eine andere Karte.",
        incorrect_cvc: "Die Prüfnummer stimmt nicht. Prüfen Sie sie und versuchen Sie es erneut.",
        incorrect_number: "Die Kartennummer stimmt nicht. Prüfen Sie sie und versuchen Sie es erneut.",
        processing_error: "Auf dem Weg zu Ihrer Bank ist ein Fehler aufgetreten. Versuchen Sie es gleich noch einmal.",
        velocity_exceeded: "Das Limit dieser Karte ist erreicht. Verwenden Sie eine andere Karte oder versuchen Sie es später erneut.",
        authentication_failed: "Ihre Bank konnte nicht bestätigen, dass Sie es waren. Versuchen Sie es erneut oder verwenden Sie eine andere Karte.",
        not_available: "Diese Karte kann für diese Zahlung nicht verwendet werden. Verwenden Sie eine andere Karte.",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "Bestätigung bei Ihrer Bank",
            body: |_| "Ihre Bank bittet Sie, diese Zahlung zu bestätigen. Danach kehren Sie hierher zurück.".to_owned(),
        },
        to_the_bank: "Weiter zu Ihrer Bank",
        processing: Outcome {
            heading: "Wir fragen bei Ihrer Bank nach",
            body: |_| "Bitte bezahlen Sie nicht noch einmal. Diese Seite aktualisiert sich von selbst.".to_owned(),
        },
        check_again: "Jetzt prüfen",
        done: Outcome {
            heading: "Zahlung abgeschlossen",
            body: |merchant| format!("Vielen Dank. Ihre Zahlung an {merchant} war erfolgreich."),
        },
        reserved: Outcome {
            heading: "Betrag reserviert",
            body: |merchant| {
                format!(
                    "Vielen Dank. Ihre Bank hält den Betrag für {merchant} bereit; er wird später abgebucht oder wieder freigegeben."
                )
            },
        },
        card_saved: Outcome {
            heading: "Karte gespeichert",
            body: |merchant| {
                format!("Vielen Dank. Ihre Karte ist für {merchant} gespeichert; es wurde nichts abgebucht.")
            },
        },
        forwarding: |merchant| format!("Sie werden zu {merchant} zurückgeleitet …"),
        already_paid: Outcome {
            heading: "Bereits bezahlt",
            body: |_| "Diese Zahlung ist erfolgt. Sie brauchen nichts weiter zu tun.".to_owned(),
        },
        expired: Outcome {
            heading: "Dieser Link ist abgelaufen",
            body: |merchant| {
                format!("Es wurde nichts abgebucht. Bitte fordern Sie bei {merchant} einen neuen Link an.")
            },
        },
        failed: Outcome {
            heading: "Diese Zahlung konnte nicht ausgeführt werden",
            body: |merchant| {
                format!(
                    "Es wurde nichts abgebucht. Mit diesem Link sind keine weiteren Versuche möglich. Bitte kehren Sie zu {merchant} zurück und fordern Sie einen neuen an."
                )
            },
        },
        cancelled: Outcome {
            heading: "Diese Zahlung wurde abgebrochen",
            body: |merchant| {
                format!(
                    "Es wurde nichts abgebucht. Wenn Sie doch bezahlen möchten, beginnen Sie bitte bei {merchant} neu."
                )
            },
        },
        unavailable: Outcome {
            heading: "Zahlung hier nicht möglich",
            body: |merchant| {
                format!("{merchant} kann auf dieser Seite noch keine Zahlungen annehmen. Es wurde nichts abgebucht.")
            },
        },
        not_found: Outcome {
            heading: "Zahlungslink nicht gefunden",
            body: |_| {
                "Bitte prüfen Sie, ob die Adresse vollständig ist, oder bitten Sie den Absender um einen neuen Link."
                    .to_owned()
            },
        },
    },
    bank: BankText {
        bank: "Simulierte Bank",
        notice: "Diese Bank ist nicht echt. Sie vertritt die Prüfung durch Ihre Bank, während ein Shop seine Zahlungen testet.",
        heading: "Diese Zahlung bestätigen?",
        body: "Eine echte Bank würde hier nach Ihrer App, einem Code oder Ihrem Fingerabdruck fragen.",
        merchant: "Händler",
        amount: "Betrag",
        card: "Karte",
        card_ending: |last4| format!("endet auf {last4}"),
        approve: "Bestätigen",
        refuse: "Ablehnen",
    },
};
