//! Every published number that is declined: what the merchant is told, and what the payer reads.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::client::{Answer, path_of};
use crate::model::cards::{CARDS, Fate};
use crate::world::World;

/// What follows a decline.
struct Told {
    code: &'static str,
    /// What the merchant is advised to do.
    advice: &'static str,
    /// What the payer reads.
    payer: &'static [(&'static str, &'static str)],
}

const GENERIC: &[(&str, &str)] = &[
    ("en", "Your bank declined this payment. Use another card, or ask your bank."),
    ("de", "Ihre Bank hat diese Zahlung abgelehnt. Verwenden Sie eine andere Karte oder fragen Sie Ihre Bank."),
    ("fr", "Votre banque a refusé ce paiement. Utilisez une autre carte ou contactez votre banque."),
    ("es", "Su banco ha rechazado este pago. Use otra tarjeta o consulte con su banco."),
    ("sv", "Din bank nekade betalningen. Använd ett annat kort eller kontakta din bank."),
    (
        "ja",
        "カード会社により、このお支払いは承認されませんでした。別のカードをご利用いただくか、カード会社にお問い合わせください。",
    ),
];

const INSUFFICIENT_FUNDS: &[(&str, &str)] = &[
    ("en", "There is not enough money available on this card. Use another card."),
    ("de", "Auf dieser Karte ist nicht genug Guthaben verfügbar. Verwenden Sie eine andere Karte."),
    ("fr", "Le solde disponible sur cette carte est insuffisant. Utilisez une autre carte."),
    ("es", "Esta tarjeta no tiene fondos suficientes. Use otra tarjeta."),
    ("sv", "Det finns inte tillräckligt med pengar på kortet. Använd ett annat kort."),
    ("ja", "このカードの利用可能額が不足しています。別のカードをご利用ください。"),
];

const EXPIRED_CARD: &[(&str, &str)] = &[
    ("en", "Your bank says this card has expired. Check the date, or use another card."),
    ("de", "Laut Ihrer Bank ist diese Karte abgelaufen. Prüfen Sie das Datum oder verwenden Sie eine andere Karte."),
    ("fr", "Selon votre banque, cette carte a expiré. Vérifiez la date ou utilisez une autre carte."),
    ("es", "Según su banco, esta tarjeta ha vencido. Revise la fecha o use otra tarjeta."),
    ("sv", "Enligt din bank har kortet gått ut. Kontrollera datumet eller använd ett annat kort."),
    ("ja", "このカードは有効期限が切れています。有効期限をご確認いただくか、別のカードをご利用ください。"),
];

const INCORRECT_CVC: &[(&str, &str)] = &[
    ("en", "The security code is not right. Check it and try again."),
    ("de", "Die Prüfnummer stimmt nicht. Prüfen Sie sie und versuchen Sie es erneut."),
    ("fr", "Le code de sécurité est incorrect. Vérifiez-le et réessayez."),
    ("es", "El código de seguridad no es correcto. Revíselo e inténtelo de nuevo."),
    ("sv", "Säkerhetskoden stämmer inte. Kontrollera den och försök igen."),
    ("ja", "セキュリティコードが正しくありません。ご確認のうえ、もう一度お試しください。"),
];

const PROCESSING_ERROR: &[(&str, &str)] = &[
    ("en", "Something went wrong on the way to your bank. Try again in a moment."),
    ("de", "Auf dem Weg zu Ihrer Bank ist ein Fehler aufgetreten. Versuchen Sie es gleich noch einmal."),
    ("fr", "Une erreur est survenue lors de la transmission à votre banque. Réessayez dans un instant."),
    ("es", "Se ha producido un error al contactar con su banco. Inténtelo de nuevo en un momento."),
    ("sv", "Något gick fel på vägen till din bank. Försök igen om en stund."),
    ("ja", "カード会社との通信中に問題が発生しました。しばらくしてから、もう一度お試しください。"),
];

const VELOCITY_EXCEEDED: &[(&str, &str)] = &[
    ("en", "This card has reached its limit. Use another card, or try again later."),
    ("de", "Das Limit dieser Karte ist erreicht. Verwenden Sie eine andere Karte oder versuchen Sie es später erneut."),
    ("fr", "Cette carte a atteint son plafond. Utilisez une autre carte ou réessayez plus tard."),
    ("es", "Esta tarjeta ha alcanzado su límite. Use otra tarjeta o inténtelo más tarde."),
    ("sv", "Kortet har nått sin gräns. Använd ett annat kort eller försök igen senare."),
    ("ja", "このカードは利用限度に達しています。別のカードをご利用いただくか、後ほどもう一度お試しください。"),
];

const AUTHENTICATION_FAILED: &[(&str, &str)] = &[
    ("en", "Your bank could not confirm that it was you. Try again, or use another card."),
    (
        "de",
        "Ihre Bank konnte nicht bestätigen, dass Sie es waren. Versuchen Sie es erneut oder verwenden Sie eine andere Karte.",
    ),
    ("fr", "Votre banque n’a pas pu confirmer votre identité. Réessayez ou utilisez une autre carte."),
    ("es", "Su banco no ha podido confirmar su identidad. Inténtelo de nuevo o use otra tarjeta."),
    ("sv", "Din bank kunde inte bekräfta att det var du. Försök igen eller använd ett annat kort."),
    ("ja", "ご本人であることを確認できませんでした。もう一度お試しいただくか、別のカードをご利用ください。"),
];

/// Whoever holds a card that is known to be lost, stolen or used for fraud reads what everybody reads.
const TOLD: &[Told] = &[
    Told { code: "generic_decline", advice: "try_another_method", payer: GENERIC },
    Told { code: "insufficient_funds", advice: "try_another_method", payer: INSUFFICIENT_FUNDS },
    Told { code: "lost_card", advice: "do_not_try_again", payer: GENERIC },
    Told { code: "stolen_card", advice: "do_not_try_again", payer: GENERIC },
    Told { code: "fraudulent", advice: "do_not_try_again", payer: GENERIC },
    Told { code: "expired_card", advice: "correct_details", payer: EXPIRED_CARD },
    Told { code: "incorrect_cvc", advice: "correct_details", payer: INCORRECT_CVC },
    Told { code: "processing_error", advice: "try_again", payer: PROCESSING_ERROR },
    Told { code: "card_velocity_exceeded", advice: "try_another_method", payer: VELOCITY_EXCEEDED },
    Told { code: "authentication_unavailable", advice: "try_again", payer: AUTHENTICATION_FAILED },
    Told { code: "authentication_failed", advice: "try_again", payer: AUTHENTICATION_FAILED },
];

fn told(code: &str) -> &'static Told {
    TOLD.iter().find(|told| told.code == code).unwrap_or_else(|| panic!("{code} stands in no row"))
}

/// The number, what it is declined with, and what the payer says at the bank, if it asks.
fn declines() -> impl Iterator<Item = (&'static str, &'static str, Option<&'static str>)> {
    CARDS.iter().flat_map(|(number, fate)| match *fate {
        Fate::Approved => vec![],
        Fate::Declined(code) => vec![(*number, code, None)],
        Fate::Asked(Some(code)) => {
            vec![(*number, code, Some("approve")), (*number, "authentication_failed", Some("refuse"))]
        }
        Fate::Asked(None) => vec![(*number, "authentication_failed", Some("refuse"))],
    })
}

#[tokio::test]
async fn each_published_decline_tells_the_merchant_why_and_what_to_do_and_leaves_the_session_active() {
    let world = World::start().await;
    let merchant = world.merchant();
    for (number, code, at_bank) in declines() {
        let session = merchant.session().await;
        let answer = merchant.pay(&session, number).await;
        let advice = told(code).advice;
        match at_bank {
            None => {
                assert_eq!(answer.refusal(), (402, "payment_declined"), "{number}");
                assert_eq!((&answer.json["decline_code"], &answer.json["advice"]), (&json!(code), &json!(advice)));
                assert_eq!(answer.json["object"]["status"], "active");
            }
            Some(decision) => {
                let bank = path_of(&answer.json["next_action"]["url"]);
                assert_eq!(world.payer().post_form(&bank, &[("decision", decision)]).await.status, 303);
            }
        }
        let after = merchant.read(&session).await;
        assert_eq!((&after["status"], &after["attempts"]), (&json!("active"), &json!(1)), "{number}");
        let payment = merchant.get(&format!("/v1/payments/{}", after["payment_id"].as_str().unwrap())).await.json;
        for error in [&after["last_payment_error"], &payment["last_error"]] {
            assert_eq!((&error["decline_code"], &error["advice"]), (&json!(code), &json!(advice)), "{number}");
            assert!(error["message"].as_str().is_some_and(|message| message.ends_with('.')), "{number}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn each_published_decline_reads_right_in_every_language_and_tells_no_thief_anything() {
    let world = World::start().await;
    for (number, code, at_bank) in declines() {
        let pages = told(code).payer.iter().map(|(locale, _)| declined_page(&world, number, at_bank, locale));
        for ((locale, sentence), page) in told(code).payer.iter().zip(join_all(pages).await) {
            assert!(page.text.contains(&format!("lang=\"{locale}\"")), "{number} {locale}");
            let (_, alert) = page.text.split_once("role=\"alert\"").expect("the decline is announced");
            let alert = alert.split("</div>").next().unwrap();
            assert!(alert.contains(sentence), "{number} {locale}: {alert}");
            let other = |(language, other): &&(&str, &str)| language == locale && other != sentence;
            let others = TOLD.iter().flat_map(|told| told.payer).filter(other);
            assert!(others.into_iter().all(|(_, other)| !alert.contains(other)), "{number} {locale}: {alert}");
        }
    }
}

/// The page as a payer has it after this decline.
async fn declined_page(world: &World, number: &str, at_bank: Option<&str>, locale: &str) -> Answer {
    let session: Value = world.merchant().create(json!({"amount": 1, "currency": "EUR", "locale": locale})).await;
    let page = path_of(&session["url"]);
    let fields = [("attempt", "0"), ("number", number), ("expiry", "12 / 30"), ("cvc", "123"), ("name", "Ada")];
    let sent = world.payer().post_form(&page, &fields).await;
    let Some(decision) = at_bank else {
        assert_eq!(sent.status, 402, "{number}");
        return sent;
    };
    let bank = path_of(&json!(sent.header("location")));
    assert_eq!(world.payer().post_form(&bank, &[("decision", decision)]).await.status, 303);
    world.payer().get(&page).await
}
