//! Callers of the API, by the key they hold, and what they are answered.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::documented;
use crate::world::World;

/// Somebody who calls.
#[derive(Clone)]
pub struct Client<'a> {
    world: &'a World,
    headers: Vec<(String, String)>,
}

/// What was answered. Every refusal has been checked to be a documented problem.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl<'a> Client<'a> {
    pub fn nobody(world: &'a World) -> Self {
        Self { world, headers: Vec::new() }
    }

    pub fn holding(world: &'a World, key: &str) -> Self {
        Self::nobody(world).with("authorization", &format!("Bearer {key}"))
    }

    /// The same caller, sending this header too.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(known, _)| known != name);
        headers.push((name.to_owned(), value.to_owned()));
        Self { world: self.world, headers }
    }

    /// The same caller, with this idempotency key.
    pub fn keyed(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Bytes::new(), None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Bytes::new(), None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, body.to_string().into(), Some("application/json")).await
    }

    pub async fn post_raw(&self, path: &str, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
        self.send(Method::POST, path, body.into(), Some(content_type)).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, body.into(), Some("application/x-www-form-urlencoded")).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Bytes, content_type: Option<&str>) -> Answer {
        let asked = (method.clone(), path.split('?').next().unwrap_or_default().to_owned());
        let mut request = Request::builder().method(method).uri(path).header("host", "pay.test");
        if let Some(kind) = content_type {
            request = request.header("content-type", kind);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = self.world.front(request.body(body).expect("a request")).await;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.to_vec()).expect("every answer is text");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer { status: parts.status, headers: parts.headers, text, json };
        answer.has_manners();
        documented::assert_documented(&asked, &answer);
        answer
    }

    // What merchants do all day.

    pub async fn create(&self, body: Value) -> Value {
        let answer = self.post("/v1/payment_sessions", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json
    }

    pub async fn session(&self) -> Value {
        self.create(json!({"amount": 4900, "currency": "EUR"})).await
    }

    pub async fn pay(&self, session: &Value, number: &str) -> Answer {
        self.post(&format!("/v1/payment_sessions/{}/pay", id(session)), card(number)).await
    }

    pub async fn cancel(&self, session: &Value) -> Answer {
        self.post(&format!("/v1/payment_sessions/{}/cancel", id(session)), json!({})).await
    }

    pub async fn read(&self, session: &Value) -> Value {
        let answer = self.get(&format!("/v1/payment_sessions/{}", id(session))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }

    /// The types of an object's events, oldest first.
    pub async fn story(&self, object: &str) -> Vec<String> {
        let answer = self.get(&format!("/v1/events?limit=100&object={object}")).await;
        let data = answer.json["data"].as_array().expect("a list").clone();
        data.iter().rev().map(|event| event["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Answer {
    fn has_manners(&self) {
        let header = |name: &str| self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("request-id").starts_with("req_"), "every answer has a request id");
        assert_eq!(header("payment-sessions-version"), "2026-11-20");
        if header("content-type") == "application/problem+json" {
            let code = self.json["code"].as_str().expect("a problem has a code");
            assert!(ERRORS.contains(&format!("\n## {code}\n")), "{code} has no paragraph in docs/errors.md");
            assert_eq!(self.json["status"], self.status.as_u16());
            assert_eq!(self.json["instance"], header("request-id"));
            assert!(self.json["type"].as_str().is_some_and(|kind| kind.ends_with(&format!("#{code}"))));
            assert!(self.json["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{}", self.text);
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// Each wrong field with its code, in the order of the answer.
    pub fn fields(&self) -> Vec<(String, String)> {
        let errors = self.json["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        errors.iter().map(|error| (text(&error["param"]), text(&error["code"]))).collect()
    }

    /// The refusal's status and code.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status.as_u16(), self.code())
    }
}

const ERRORS: &str = include_str!("../../docs/errors.md");

/// An object's id.
pub fn id(object: &Value) -> &str {
    object["id"].as_str().expect("an object has an id")
}

/// The body that pays with this card.
pub fn card(number: &str) -> Value {
    json!({"payment_method_data": {"type": "card", "card": {
        "number": number, "exp_month": 12, "exp_year": 2030, "cvc": "123", "name": "Ada Lovelace"
    }}})
}

/// The path of a URL that was answered.
pub fn path_of(url: &Value) -> String {
    let url = url.as_str().expect("a URL");
    url::Url::parse(url).expect("an absolute URL").path().to_owned()
}

pub const GOOD: &str = "4242424242424242";
pub const DECLINED: &str = "4000000000000002";
pub const BANK: &str = "4000002760003184";
