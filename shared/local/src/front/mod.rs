//! What API Gateway does: finds the function of a path, and hands it the request.

mod listen;
mod locate;

use std::sync::{PoisonError, RwLock};

use api::{Endpoint, Request};
use app::Deps;
use bytes::Bytes;
use domain::ids::RequestId;
use http::Response;

use crate::StartError;
use crate::roles::acting;

pub(crate) use listen::listen;
pub(crate) use locate::percent_decoded;

/// The path of the function that takes what no other takes.
const DEFAULT: &str = "$default";

/// Finds the function of a request and lets it answer.
pub struct Front {
    routes: matchit::Router<Vec<(&'static str, Endpoint)>>,
    fallback: Endpoint,
    deps: Deps,
    /// Where this front is reached, for requests that do not say.
    base_url: RwLock<String>,
}

impl std::fmt::Debug for Front {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Front").field("fallback", &self.fallback.name).finish_non_exhaustive()
    }
}

impl Front {
    /// A front of these functions.
    ///
    /// # Errors
    /// When two of them want the same requests, or none takes what is left over.
    pub fn new(endpoints: &[Endpoint], deps: Deps) -> Result<Self, StartError> {
        let wrong = |why: String| StartError::Part { what: "front", why };
        let mut paths: Vec<(&'static str, Vec<(&'static str, Endpoint)>)> = Vec::new();
        let mut fallback = None;
        for endpoint in endpoints {
            for route in endpoint.routes {
                let taker = (route.method.as_str(), *endpoint);
                match paths.iter_mut().find(|(path, _)| *path == route.path) {
                    _ if route.path == DEFAULT => fallback = Some(*endpoint),
                    Some((_, takers)) if takers.iter().any(|(method, _)| *method == taker.0) => {
                        return Err(wrong(format!("two functions take {} {}", taker.0, route.path)));
                    }
                    Some((_, takers)) => takers.push(taker),
                    None => paths.push((route.path, vec![taker])),
                }
            }
        }
        let mut routes = matchit::Router::new();
        for (path, takers) in paths {
            routes.insert(path, takers).map_err(|error| wrong(error.to_string()))?;
        }
        let fallback = fallback.ok_or_else(|| wrong("no function takes what is left over".to_owned()))?;
        Ok(Self { routes, fallback, deps, base_url: RwLock::new("http://localhost".to_owned()) })
    }

    /// Notes where this front is reached, without a slash at the end.
    pub fn reached_at(&self, base_url: &str) {
        base_url.clone_into(&mut self.base_url.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Lets the function of this request answer it.
    pub async fn call(&self, request: http::Request<Bytes>) -> Response<Bytes> {
        let base_url = self.base_url_of(&request);
        let (parts, body) = request.into_parts();
        let (endpoint, params) = self.find(parts.method.as_str(), parts.uri.path());
        let request = Request {
            // The edge gives it its own.
            id: RequestId::from_bits(0),
            path: parts.uri.path().to_owned(),
            params,
            query: parts.uri.query().unwrap_or_default().to_owned(),
            method: parts.method,
            headers: parts.headers,
            body,
            base_url,
        };
        Box::pin(acting(endpoint.name, endpoint.grants, api::serve(&endpoint, request, &self.deps))).await
    }

    fn find(&self, method: &str, path: &str) -> (Endpoint, Vec<(String, String)>) {
        let Ok(found) = self.routes.at(path) else { return (self.fallback, Vec::new()) };
        let Some((_, endpoint)) = found.value.iter().find(|(taken, _)| *taken == method) else {
            return (self.fallback, Vec::new());
        };
        let decoded = |(name, value): (&str, &str)| (name.to_owned(), percent_decoded(value));
        (*endpoint, found.params.iter().map(decoded).collect())
    }

    /// Where whoever asks has reached us, without a slash at the end.
    pub(crate) fn base_url_of(&self, request: &http::Request<Bytes>) -> String {
        let host = request.headers().get(http::header::HOST).and_then(|host| host.to_str().ok());
        match host.filter(|host| locate::is_host(host)) {
            Some(host) => format!("http://{host}"),
            None => self.base_url.read().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }
}

#[cfg(test)]
mod tests;
