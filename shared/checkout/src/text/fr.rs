//! French.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "Récapitulatif de la commande",
    amount_due: "Montant à payer",
    card_check: "Vérification de la carte",
    nothing_charged: "Rien n’est débité maintenant.",
    more_items: |count| format!("Afficher {count} de plus"),
    back: |merchant| format!("Retour à {merchant}"),
    valid_until: "Lien valable jusqu’au",
    questions: "Une question sur votre commande\u{202f}?",
    test_badge: "Mode test – aucun argent ne circule",
    test_hint_before: "Utilisez",
    test_hint_after: ", une date future et un code de sécurité quelconques.",
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    moment: |at| {
        let first = if at.day == 1 { "er" } else { "" };
        format!("{}{first} {} {} à {} (UTC)", at.day, at.month, at.year, at.time)
    },
    form: FormText {
        card_details: "Informations de la carte",
        email: "Adresse e-mail",
        number: "Numéro de carte",
        expiry: "Expiration",
        expiry_example: "MM / AA",
        cvc: "Code de sécurité",
        cvc_help: "Code de sécurité\u{a0}: les 3 chiffres au dos de la carte. American Express\u{a0}: 4 chiffres au recto.",
        name: "Nom sur la carte",
        pay_with: "Payer avec",
        another_card: "Une autre carte",
        expires: |date| format!("Expire {date}"),
        save_for_later: "Enregistrer cette carte pour mon prochain paiement",
        will_be_saved: |merchant| format!("Votre carte sera enregistrée pour votre prochain paiement à {merchant}."),
        consent_by_paying: |merchant| {
            format!(
                "En payant, vous autorisez {merchant} à enregistrer cette carte et à la débiter plus tard, même en votre absence, des montants dont vous convenez avec {merchant}. Vous pouvez retirer cette autorisation à tout moment en vous adressant à {merchant}."
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "En enregistrant cette carte, vous autorisez {merchant} à la conserver et à la débiter plus tard, même en votre absence, des montants dont vous convenez avec {merchant}. Vous pouvez retirer cette autorisation à tout moment en vous adressant à {merchant}."
            )
        },
        pay: |amount| format!("Payer {amount}"),
        save_card: "Enregistrer la carte",
        busy: "Paiement en cours…",
        saving: "Enregistrement en cours…",
        encrypted: "Transmis par une connexion chiffrée",
        please_check: "Veuillez vérifier ces informations",
        not_completed: "Le paiement n’a pas abouti",
        not_charged: "Vous n’avez pas été débité.",
    },
    problems: ProblemText {
        email_missing: "Saisissez votre adresse e-mail.",
        email_invalid: "Saisissez une adresse e-mail, par exemple nom@example.com.",
        number_missing: "Saisissez le numéro de carte.",
        number_invalid: "Ce numéro de carte comporte trop ou trop peu de chiffres.",
        number_check_digit: "Ce numéro de carte est incorrect. Vérifiez les chiffres.",
        number_not_test: "Seules les cartes de test fonctionnent ici, comme 4242 4242 4242 4242. Ne saisissez pas de vraie carte.",
        type_not_supported: "Ce type de carte n’est pas accepté ici. Utilisez une autre carte.",
        expiry_missing: "Saisissez la date d’expiration.",
        expiry_invalid: "Saisissez le mois et l’année, par exemple 09 / 30.",
        expired: "Cette carte a expiré. Utilisez une autre carte.",
        cvc_missing: "Saisissez le code de sécurité.",
        cvc_invalid: "Le code de sécurité comporte 3 chiffres, ou 4 pour American Express.",
        name_missing: "Saisissez le nom sur la carte.",
        name_invalid: "Saisissez le nom tel qu’il figure sur la carte.",
        too_long: "Ce texte est trop long.",
    },
    declines: DeclineText {
        generic: "Votre banque a refusé ce paiement. Utilisez une autre carte ou contactez votre banque.",
        insufficient_funds: "Le solde disponible sur cette carte est insuffisant. Utilisez une autre carte.",
        expired_card: "Selon votre banque, cette carte a expiré. Vérifiez la date ou utilisez une autre carte.",
        incorrect_cvc: "Le code de sécurité est incorrect. Vérifiez-le et réessayez.",
        incorrect_number: "Le numéro de carte est incorrect. Vérifiez-le et réessayez.",
        processing_error: "Une erreur est survenue lors de la transmission à votre banque. Réessayez dans un instant.",
        velocity_exceeded: "Cette carte a atteint son plafond. Utilisez une autre carte ou réessayez plus tard.",
        authentication_failed: "Votre banque n’a pas pu confirmer votre identité. Réessayez ou utilisez une autre carte.",
        not_available: "Cette carte ne peut pas être utilisée pour ce paiement. Utilisez une autre carte.",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "Confirmez auprès de votre banque",
            body: |_| "Votre banque vous demande de confirmer ce paiement. Vous reviendrez ensuite ici.".to_owned(),
        },
        to_the_bank: "Continuer vers votre banque",
        processing: Outcome {
            heading: "Nous vérifions auprès de votre banque",
            body: |_| "Veuillez ne pas payer à nouveau. Cette page s’actualise d’elle-même.".to_owned(),
        },
        check_again: "Vérifier maintenant",
        done: Outcome {
            heading: "Paiement effectué",
            body: |merchant| format!("Merci. Votre paiement à {merchant} a bien été effectué."),
        },
        reserved: Outcome {
            heading: "Montant réservé",
            body: |merchant| {
                format!(
                    "Merci. Votre banque réserve le montant pour {merchant}\u{202f}; il sera débité plus tard ou libéré."
                )
            },
        },
        card_saved: Outcome {
            heading: "Carte enregistrée",
            body: |merchant| {
                format!("Merci. Votre carte est enregistrée pour {merchant}\u{202f}; rien n’a été débité.")
            },
        },
        forwarding: |merchant| format!("Retour à {merchant} en cours…"),
        already_paid: Outcome {
            heading: "Déjà payé",
            body: |_| "Ce paiement a déjà été effectué. Vous n’avez plus rien à faire.".to_owned(),
        },
        expired: Outcome {
            heading: "Ce lien a expiré",
            body: |merchant| format!("Rien n’a été débité. Veuillez demander un nouveau lien à {merchant}."),
        },
        failed: Outcome {
            heading: "Ce paiement n’a pas pu être effectué",
            body: |merchant| {
                format!(
                    "Rien n’a été débité. Ce lien n’accepte plus de nouvelle tentative. Veuillez retourner chez {merchant} et demander un nouveau lien."
                )
            },
        },
        cancelled: Outcome {
            heading: "Ce paiement a été annulé",
            body: |merchant| {
                format!("Rien n’a été débité. Pour payer malgré tout, veuillez recommencer chez {merchant}.")
            },
        },
        unavailable: Outcome {
            heading: "Paiement impossible ici",
            body: |merchant| {
                format!("{merchant} ne peut pas encore recevoir de paiements sur cette page. Rien n’a été débité.")
            },
        },
        not_found: Outcome {
            heading: "Lien de paiement introuvable",
            body: |_| {
                "Veuillez vérifier que l’adresse est complète, ou demander un nouveau lien au commerçant.".to_owned()
            },
        },
    },
    bank: BankText {
        bank: "Banque simulée",
        notice: "Cette banque n’est pas réelle. Elle remplace la vérification de votre banque pendant qu’un commerçant teste ses paiements.",
        heading: "Confirmer ce paiement\u{202f}?",
        body: "Une vraie banque demanderait ici votre application, un code ou votre empreinte.",
        merchant: "Commerçant",
        amount: "Montant",
        card: "Carte",
        card_ending: |last4| format!("se terminant par {last4}"),
        approve: "Confirmer",
        refuse: "Refuser",
    },
};
