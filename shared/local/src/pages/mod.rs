//! The pages that only a local system has: where to start, the inbox, the demo shop.
//!
//! They are no part of the API. What they know of sessions they ask the API for, with the demo
//! merchant's key, as any shop would.

mod demo_shop;
mod document;
mod inbox_page;
mod indent;
mod start;

use std::collections::BTreeMap;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode};

use crate::inbox::HOOK;
use crate::{System, front};

/// A page of this system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Start,
    Inbox,
    Letters,
    Hook,
    Demo,
    Thanks,
}

impl Page {
    /// The page that a request asks for, unless it is for the API.
    pub(crate) fn of<T>(request: &Request<T>) -> Option<Self> {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let posts = request.method() == Method::POST;
        match request.uri().path() {
            "/" if reads => Some(Self::Start),
            "/inbox" if reads => Some(Self::Inbox),
            "/inbox.json" if reads => Some(Self::Letters),
            "/thanks" if reads => Some(Self::Thanks),
            "/demo" if posts => Some(Self::Demo),
            HOOK if posts => Some(Self::Hook),
            _ => None,
        }
    }

    /// Answers with the page.
    pub(crate) async fn answer(self, request: Request<Bytes>, system: &System) -> Response<Bytes> {
        let base_url = system.front().base_url_of(&request);
        let query = request.uri().query().unwrap_or_default();
        match self {
            Self::Start => page(StatusCode::OK, start::draw(&base_url, &system.dynamodb_endpoint())),
            Self::Inbox => inbox_page::show(parameter(query, "about").as_deref(), system),
            Self::Letters => inbox_page::list(parameter(query, "about").as_deref(), system),
            Self::Thanks => demo_shop::thanks(parameter(query, "session_id").as_deref(), system).await,
            Self::Demo => demo_shop::order(&base_url, system).await,
            Self::Hook => hook(&request, system),
        }
    }
}

fn hook(request: &Request<Bytes>, system: &System) -> Response<Bytes> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: BTreeMap<_, _> =
        request.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let body = String::from_utf8_lossy(request.body()).into_owned();
    match system.inbox().receive(headers, body) {
        Ok(()) => plain(StatusCode::NO_CONTENT, ""),
        Err(trouble) => {
            tracing::error!(%trouble, "the inbox could not keep a webhook");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "It could not be kept. Try again.\n")
        }
    }
}

/// A parameter of a query, decoded; `None` when it is not there or empty.
fn parameter(query: &str, name: &str) -> Option<String> {
    let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
    let value = front::percent_decoded(&value.replace('+', " "));
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// A drawn page, with the policy that makes it work.
struct Drawn {
    body: String,
    policy: String,
}

fn page(status: StatusCode, drawn: Drawn) -> Response<Bytes> {
    let mut response = answer(status, "text/html; charset=utf-8", drawn.body);
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&drawn.policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert("referrer-policy", HeaderValue::from_static("no-referrer"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Bytes> {
    answer(status, "text/plain; charset=utf-8", text)
}

fn see_other(location: &str) -> Response<Bytes> {
    let mut response = plain(StatusCode::SEE_OTHER, "");
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn answer(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
