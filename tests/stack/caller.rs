//! Callers of the API over HTTP, and what they are answered.

use http::{HeaderMap, Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

/// What the issuer of every one of these cards answers is published.
pub const GOOD: &str = "4242424242424242";
pub const DECLINED: &str = "4000000000000002";
pub const BANK: &str = "4000002760003184";

/// Where sessions are created and listed.
pub const SESSIONS: &str = "/v1/payment_sessions";

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller<'a> {
    http: &'a reqwest::Client,
    base: &'a Url,
    headers: Vec<(String, String)>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl<'a> Caller<'a> {
    pub const fn new(http: &'a reqwest::Client, base: &'a Url) -> Self {
        Self { http, base, headers: Vec::new() }
    }

    /// The same caller, sending this header too.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(("application/json", body.to_string()))).await
    }

    pub async fn post_form(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some(("application/x-www-form-urlencoded", body))).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<(&str, String)>) -> Answer {
        let mut request = self.http.request(method, self.base.join(path).expect("a path"));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a whole answer");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer { status, headers, text, json };
        answer.has_manners();
        answer
    }

    // What merchants do all day.

    pub async fn create(&self, body: Value) -> Value {
        let answer = self.post(SESSIONS, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json
    }

    pub async fn session(&self) -> Value {
        self.create(json!({"amount": 4900, "currency": "EUR"})).await
    }

    pub async fn pay(&self, session: &Value, number: &str) -> Answer {
        self.post(&format!("{SESSIONS}/{}/pay", id(session)), &card(number)).await
    }

    pub async fn cancel(&self, session: &Value) -> Answer {
        self.post(&format!("{SESSIONS}/{}/cancel", id(session)), &json!({})).await
    }

    pub async fn read(&self, session: &Value) -> Value {
        let answer = self.get(&format!("{SESSIONS}/{}", id(session))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json
    }

    /// The types of an object's events, oldest first. They are known once the stream is read.
    pub async fn story(&self, object: &str) -> Vec<String> {
        let answer = self.get(&format!("/v1/events?limit=100&object={object}")).await;
        let data = answer.json["data"].as_array().expect("a list").clone();
        data.iter().rev().map(|event| event["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

impl Answer {
    /// Every answer of ours says who it is, and every refusal is a problem.
    fn has_manners(&self) {
        assert!(self.header("request-id").starts_with("req_"), "{} without a request id: {}", self.status, self.text);
        if self.header("content-type") == "application/problem+json" {
            assert_eq!(self.json["status"], self.status.as_u16());
            assert_eq!(self.json["instance"], self.header("request-id"));
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The refusal's status and code.
    pub fn refusal(&self) -> (u16, &str) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        (self.status.as_u16(), self.json["code"].as_str().unwrap_or_default())
    }
}

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
