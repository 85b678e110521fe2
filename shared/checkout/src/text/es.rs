//! Spanish, formal and neutral between regions.

use super::{BankText, DeclineText, FormText, Outcome, ProblemText, StateText, Text};

pub(super) static TEXT: Text = Text {
    order_summary: "Resumen del pedido",
    amount_due: "Importe a pagar",
    card_check: "Verificación de la tarjeta",
    nothing_charged: "No se cobra nada ahora.",
    more_items: |count| format!("Mostrar {count} más"),
    back: |merchant| format!("Volver a {merchant}"),
    valid_until: "Enlace válido hasta el",
    questions: "¿Tiene preguntas sobre su pedido?",
    test_badge: "Modo de prueba: no se mueve dinero",
    test_hint_before: "Use",
    test_hint_after: ", cualquier fecha futura y cualquier código de seguridad.",
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    moment: |at| format!("{} de {} de {}, {} (UTC)", at.day, at.month, at.year, at.time),
    form: FormText {
        card_details: "Datos de la tarjeta",
        email: "Correo electrónico",
        number: "Número de tarjeta",
        expiry: "Vencimiento",
        expiry_example: "MM / AA",
        cvc: "Código de seguridad",
        cvc_help: "Código de seguridad: los 3 dígitos del reverso de la tarjeta. American Express: 4 dígitos en el anverso.",
        name: "Nombre en la tarjeta",
        pay_with: "Pagar con",
        another_card: "Otra tarjeta",
        expires: |date| format!("Caduca {date}"),
        save_for_later: "Guardar esta tarjeta para mi próximo pago",
        will_be_saved: |merchant| format!("Su tarjeta se guardará para su próximo pago a {merchant}."),
        consent_by_paying: |merchant| {
            format!(
                "Al pagar, usted autoriza a {merchant} a guardar esta tarjeta y a cobrar con ella más adelante, aunque usted no esté presente, los importes que acuerde con {merchant}. Puede retirar esta autorización en cualquier momento dirigiéndose a {merchant}."
            )
        },
        consent_by_saving: |merchant| {
            format!(
                "Al guardar esta tarjeta, usted autoriza a {merchant} a conservarla y a cobrar con ella más adelante, aunque usted no esté presente, los importes que acuerde con {merchant}. Puede retirar esta autorización en cualquier momento dirigiéndose a {merchant}."
            )
        },
        pay: |amount| format!("Pagar {amount}"),
        save_card: "Guardar tarjeta",
        busy: "Procesando el pago…",
        saving: "Guardando la tarjeta…",
        encrypted: "Se envía por una conexión cifrada",
        please_check: "Revise estos datos",
        not_completed: "El pago no se ha completado",
        not_charged: "No se le ha cobrado nada.",
    },
    problems: ProblemText {
        email_missing: "Introduzca su correo electrónico.",
        email_invalid: "Introduzca un correo electrónico como nombre@example.com.",
        number_missing: "Introduzca el número de tarjeta.",
        number_invalid: "Este número de tarjeta tiene dígitos de más o de menos.",
        number_check_digit: "Este número de tarjeta no es correcto. Revise los dígitos.",
        number_not_test: "Aquí solo funcionan tarjetas de prueba, como 4242 4242 4242 4242. No introduzca una tarjeta real.",
        type_not_supported: "Aquí no se acepta este tipo de tarjeta. Use otra tarjeta.",
        expiry_missing: "Introduzca la fecha de vencimiento.",
        expiry_invalid: "Introduzca mes y año, por ejemplo 09 / 30.",
        expired: "Esta tarjeta ha vencido. Use otra tarjeta.",
        cvc_missing: "Introduzca el código de seguridad.",
        cvc_invalid: "El código de seguridad tiene 3 dígitos, o 4 en American Express.",
        name_missing: "Introduzca el nombre que figura en la tarjeta.",
        name_invalid: "Introduzca el nombre tal como figura en la tarjeta.",
        too_long: "El texto es demasiado largo.",
    },
    declines: DeclineText {
        generic: "Su banco ha rechazado este pago. Use otra tarjeta o consulte con su banco.",
        insufficient_funds: "Esta tarjeta no tiene fondos suficientes. Use otra tarjeta.",
        expired_card: "Según su banco, esta tarjeta ha vencido. Revise la fecha o use otra tarjeta.",
        incorrect_cvc: "El código de seguridad no es correcto. Revíselo e inténtelo de nuevo.",
        incorrect_number: "El número de tarjeta no es correcto. Revíselo e inténtelo de nuevo.",
        processing_error: "Se ha producido un error al contactar con su banco. Inténtelo de nuevo en un momento.",
        velocity_exceeded: "Esta tarjeta ha alcanzado su límite. Use otra tarjeta o inténtelo más tarde.",
        authentication_failed: "Su banco no ha podido confirmar su identidad. Inténtelo de nuevo o use otra tarjeta.",
        not_available: "Esta tarjeta no se puede usar para este pago. Use otra tarjeta.",
    },
    states: StateText {
        bank_check: Outcome {
            heading: "Confirme con su banco",
            body: |_| "Su banco le pide que confirme este pago. Después volverá a esta página.".to_owned(),
        },
        to_the_bank: "Continuar a su banco",
        processing: Outcome {
            heading: "Estamos consultando con su banco",
            body: |_| "No pague otra vez, por favor. Esta página se actualiza sola.".to_owned(),
        },
        check_again: "Comprobar ahora",
        done: Outcome {
            heading: "Pago completado",
            body: |merchant| format!("Gracias. Su pago a {merchant} se ha realizado correctamente."),
        },
        reserved: Outcome {
            heading: "Importe reservado",
            body: |merchant| {
                format!("Gracias. Su banco retiene el importe para {merchant}; se cobrará más tarde o se liberará.")
            },
        },
        card_saved: Outcome {
            heading: "Tarjeta guardada",
            body: |merchant| format!("Gracias. Su tarjeta ha quedado guardada para {merchant}; no se ha cobrado nada."),
        },
        forwarding: |merchant| format!("Volviendo a {merchant}…"),
        already_paid: Outcome {
            heading: "Ya está pagado",
            body: |_| "Este pago ya se ha realizado. No tiene que hacer nada más.".to_owned(),
        },
        expired: Outcome {
            heading: "Este enlace ha caducado",
            body: |merchant| format!("No se ha cobrado nada. Solicite un nuevo enlace a {merchant}."),
        },
        failed: Outcome {
            heading: "No se ha podido completar este pago",
            body: |merchant| {
                format!(
                    "No se ha cobrado nada. Este enlace ya no admite más intentos. Vuelva a {merchant} y solicite un enlace nuevo."
                )
            },
        },
        cancelled: Outcome {
            heading: "Este pago se ha cancelado",
            body: |merchant| format!("No se ha cobrado nada. Si aun así desea pagar, empiece de nuevo en {merchant}."),
        },
        unavailable: Outcome {
            heading: "No es posible pagar aquí",
            body: |merchant| {
                format!("{merchant} todavía no puede recibir pagos en esta página. No se ha cobrado nada.")
            },
        },
        not_found: Outcome {
            heading: "Enlace de pago no encontrado",
            body: |_| "Compruebe que la dirección está completa o solicite un nuevo enlace a la tienda.".to_owned(),
        },
    },
    bank: BankText {
        bank: "Banco simulado",
        notice: "Este banco no es real. Sustituye la comprobación de su banco mientras una tienda prueba sus pagos.",
        heading: "¿Confirmar este pago?",
        body: "Un banco real le pediría aquí su aplicación, un código o su huella.",
        merchant: "Comercio",
        amount: "Importe",
        card: "Tarjeta",
        card_ending: |last4| format!("terminada en {last4}"),
        approve: "Confirmar",
        refuse: "Rechazar",
    },
};
