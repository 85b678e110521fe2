//! Refusals, as RFC 9457 problems: a stable code for programs, a sentence for people.
//!
//! Nothing that came in is repeated, and nothing from inside is shown: no value, no key, no card,
//! no text of an error underneath.

use domain::decline::DeclineCode;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// Declares the codes with their statuses and titles, once.
macro_rules! problems {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $status:ident, $title:literal;)+) => {
        /// Why a request was refused. A code always has the same status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$meta])* $variant,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $code,)+ } }

            /// The status, the same wherever the code appears.
            #[must_use]
            pub const fn status(self) -> StatusCode { match self { $(Self::$variant => StatusCode::$status,)+ } }

            /// What it means in general.
            #[must_use]
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title,)+ } }
        }
    };
}

problems! {
    /// The body is not JSON.
    InvalidJson = "invalid_json", BAD_REQUEST, "The body is not JSON";
    /// A query parameter is unknown or cannot be so.
    InvalidQuery = "invalid_query", BAD_REQUEST, "A query parameter cannot be so";
    /// A cursor was not made by this list.
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor is not one of this list";
    /// The idempotency key cannot be so.
    InvalidIdempotencyKey = "invalid_idempotency_key", BAD_REQUEST, "The idempotency key cannot be so";
    /// The API version is not known.
    UnknownVersion = "unknown_version", BAD_REQUEST, "The API version is not known";
    /// The scenario of the sandbox is not known.
    UnknownScenario = "unknown_scenario", UNPROCESSABLE_ENTITY, "The sandbox has no such scenario";
    /// There is no key.
    MissingApiKey = "missing_api_key", UNAUTHORIZED, "An API key is needed";
    /// Nobody has this key.
    InvalidApiKey = "invalid_api_key", UNAUTHORIZED, "The API key is not known";
    /// The payment was declined.
    PaymentDeclined = "payment_declined", PAYMENT_REQUIRED, "The payment was declined";
    /// A publishable key was used where only the merchant may go.
    SecretKeyRequired = "secret_key_required", FORBIDDEN, "A secret key is needed";
    /// A publishable key came without the session's client secret.
    ClientSecretRequired = "client_secret_required", FORBIDDEN, "The session's client secret is needed";
    /// There is no such object.
    NotFound = "not_found", NOT_FOUND, "There is no such object";
    /// The customer was deleted.
    CustomerDeleted = "customer_deleted", NOT_FOUND, "The customer was deleted";
    /// The path has no such method.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "The path has no such method";
    /// The session has ended.
    SessionEnded = "session_ended", CONFLICT, "The session has ended";
    /// A payment is under way.
    PaymentInProgress = "payment_in_progress", CONFLICT, "A payment is under way";
    /// The same request is still running.
    IdempotencyInProgress = "idempotency_in_progress", CONFLICT, "The same request is still running";
    /// An open session has the reference.
    ReferenceInUse = "reference_in_use", CONFLICT, "An open session has this reference";
    /// Another customer has the merchant's own id.
    ExternalCustomerIdTaken = "external_customer_id_taken", CONFLICT, "Another customer has this external_customer_id";
    /// There are as many as there may be.
    LimitReached = "limit_reached", CONFLICT, "There are as many as there may be";
    /// Nothing is held for the payment, and nothing was.
    NotAuthorised = "not_authorised", CONFLICT, "Nothing is held for this payment";
    /// More was to be collected than is held.
    AmountExceedsCapturable = "amount_exceeds_capturable", CONFLICT, "More than is held cannot be captured";
    /// The hold has run out.
    AuthorisationExpired = "authorisation_expired", CONFLICT, "The hold has run out";
    /// What was held was let go.
    AlreadyVoided = "already_voided", CONFLICT, "What was held has been let go";
    /// All of it is collected.
    NothingLeft = "nothing_left", CONFLICT, "All of it has been captured";
    /// More was to be given back than is left.
    AmountExceedsRefundable = "amount_exceeds_refundable", CONFLICT, "More than is left cannot be refunded";
    /// Nothing is collected yet.
    VoidInstead = "void_instead", CONFLICT, "What is not captured is voided instead";
    /// There is no agreement to take back.
    MandateNotActive = "mandate_not_active", CONFLICT, "There is no agreement to take back";
    /// Rivals won the race again and again.
    Conflict = "conflict", CONFLICT, "The object is changing too fast";
    /// The body is too large.
    BodyTooLarge = "body_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    /// The body is not declared as JSON.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The body must be JSON";
    /// The key was used for another request.
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "The idempotency key was used for another request";
    /// The card is not a published test number.
    RealCardDataRefused = "real_card_data_refused", UNPROCESSABLE_ENTITY, "Only published test numbers are taken";
    /// Several fields cannot be so.
    InvalidFields = "invalid_fields", UNPROCESSABLE_ENTITY, "Some fields cannot be so";
    /// Too many requests.
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Too many requests";
    /// Something broke here.
    Internal = "internal_error", INTERNAL_SERVER_ERROR, "Something broke on our side";
    /// The processor cannot be reached.
    ProcessorUnavailable = "processor_unavailable", SERVICE_UNAVAILABLE, "The processor cannot be reached";
    /// Something this service stands on cannot be reached.
    ServiceUnavailable = "service_unavailable", SERVICE_UNAVAILABLE, "The service cannot answer just now";
}

/// One field that cannot be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where it is, as a JSON pointer.
    #[schema(example = "/amount")]
    pub param: String,
    /// Why, for programs.
    #[schema(example = "invalid_amount")]
    pub code: String,
    /// Why, for people.
    pub detail: String,
}

/// A refusal, before it is written. Boxed, because every result of the edge carries one.
#[derive(Debug, Clone)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    current_state: Option<&'static str>,
    decline: Option<DeclineCode>,
    retry_after: Option<u64>,
    allow: Option<String>,
    object: Option<serde_json::Value>,
    replayed: bool,
}

/// A refusal, as it is written (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView {
    /// The page of the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the code means in general.
    pub title: &'static str,
    /// The status, again.
    pub status: u16,
    /// What happened here, in a sentence.
    pub detail: String,
    /// The request's id.
    pub instance: String,
    /// Stable, for programs. With one wrong field it is that field's code.
    pub code: String,
    /// The request's id.
    pub request_id: String,
    /// The wrong field, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// Every wrong field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The state that stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_state: Option<&'static str>,
    /// Why the payment was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline_code: Option<&'static str>,
    /// What to do after the decline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<&'static str>,
    /// Seconds to wait before trying again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The object as it stands now, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub object: Option<serde_json::Value>,
}

impl Problem {
    /// A refusal of this code, in the code's own words.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self::because(code, format!("{}.", code.title()))
    }

    /// A refusal of this code, with a sentence of its own.
    #[must_use]
    pub fn because(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            current_state: None,
            decline: None,
            retry_after: None,
            allow: None,
            object: None,
            replayed: false,
        }))
    }

    /// The refusal of these fields, all at once.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.detail.clone(),
            several => format!("{} fields cannot be so; each is named in `errors`.", several.len()),
        };
        let mut problem = Self::because(Code::InvalidFields, detail);
        problem.0.errors = errors;
        problem
    }

    /// The refusal of one field.
    #[must_use]
    pub fn field(param: &str, invalid: &domain::Invalid) -> Self {
        let (code, detail) = (invalid.code.to_owned(), invalid.detail.clone());
        Self::fields(vec![FieldError { param: param.to_owned(), code, detail }])
    }

    /// With the parameter it is about.
    #[must_use]
    pub fn at(mut self, param: &str) -> Self {
        let (code, detail) = (self.0.code.as_str().to_owned(), self.0.detail.clone());
        self.0.errors.push(FieldError { param: param.to_owned(), code, detail });
        self
    }

    /// With the state that stands in the way.
    #[must_use]
    pub fn in_state(mut self, state: &'static str) -> Self {
        self.0.current_state = Some(state);
        self
    }

    /// With the reason of a decline.
    #[must_use]
    pub fn declined(mut self, decline: DeclineCode) -> Self {
        self.0.decline = Some(decline);
        self
    }

    /// With the seconds to wait.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// With the methods that the path has.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.0.allow = Some(methods);
        self
    }

    /// With the object as it stands.
    #[must_use]
    pub fn showing<T: Serialize>(mut self, object: &T) -> Self {
        self.0.object = serde_json::to_value(object).ok();
        self
    }

    /// Marked when it is the answer to an earlier request with the same key.
    #[must_use]
    pub fn replayed(mut self, replayed: bool) -> Self {
        self.0.replayed = replayed;
        self
    }

    /// Its status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.code.status()
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// As it is written.
    #[must_use]
    pub fn view(&self, request_id: &str, errors_url: &str) -> ProblemView {
        let parts = &*self.0;
        let only = match parts.errors.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let code = only.as_ref().map_or_else(|| parts.code.as_str().to_owned(), |only| only.code.clone());
        ProblemView {
            kind: format!("{errors_url}#{code}"),
            title: parts.code.title(),
            status: parts.code.status().as_u16(),
            detail: parts.detail.clone(),
            instance: request_id.to_owned(),
            code,
            request_id: request_id.to_owned(),
            param: only.map(|only| only.param),
            errors: parts.errors.clone(),
            current_state: parts.current_state,
            decline_code: parts.decline.map(DeclineCode::as_str),
            advice: parts.decline.map(|decline| decline.advice().as_str()),
            retry_after: parts.retry_after,
            object: parts.object.clone(),
        }
    }

    /// As it is answered.
    #[must_use]
    pub fn into_reply(self, request_id: &str, errors_url: &str) -> crate::Reply {
        let body = serde_json::to_vec(&self.view(request_id, errors_url)).unwrap_or_default();
        let parts = *self.0;
        let status = parts.code.status();
        let mut reply = crate::Reply::new(status, "application/problem+json", body.into()).replayed(parts.replayed);
        if let Some(seconds) = parts.retry_after {
            reply = reply.with("retry-after", &seconds.to_string());
        }
        if let Some(allow) = &parts.allow {
            reply = reply.with("allow", allow);
        }
        if status == StatusCode::UNAUTHORIZED {
            reply = reply.with("www-authenticate", "Bearer realm=\"payment-sessions\"");
        }
        reply
    }
}
