//! Who is calling.

use app::access::{self, Caller};
use app::ports::KeyKind;
use app::{Deps, trace};
use base64::Engine as _;

use crate::refusals::trouble;
use crate::{Code, Problem, Request};

/// The merchant's own server: whoever holds a secret key.
///
/// # Errors
/// 401 without a known key, 403 with a publishable one.
pub async fn secret(request: &Request, deps: &Deps) -> Result<Caller, Problem> {
    let caller = any(request, deps).await?;
    match caller.kind {
        KeyKind::Secret => Ok(caller),
        KeyKind::Publishable => Err(Problem::because(
            Code::SecretKeyRequired,
            "A publishable key may only pay a session; use the secret key (sk_…) from your server.",
        )),
    }
}

/// Whoever holds any key.
///
/// # Errors
/// 401 without a known key.
pub async fn any(request: &Request, deps: &Deps) -> Result<Caller, Problem> {
    let Some(key) = key(request)? else {
        return Err(Problem::because(
            Code::MissingApiKey,
            "Send your API key as `Authorization: Bearer sk_…`, as the user name of HTTP Basic, or as `X-API-Key`.",
        ));
    };
    let caller = access::caller(deps, &key).await.map_err(trouble)?;
    let caller = caller.ok_or_else(|| {
        Problem::because(
            Code::InvalidApiKey,
            "Nobody has this API key. Check that it is complete, and of the right mode.",
        )
    })?;
    trace::owner(caller.owner());
    Ok(caller)
}

/// The key, in whichever of its three carriers it comes.
///
/// # Errors
/// 401 when two carriers hold different keys: whichever we took, the caller might mean the other.
fn key(request: &Request) -> Result<Option<String>, Problem> {
    let authorisations =
        request.headers.get_all("authorization").iter().filter_map(|value| authorised(value.to_str().ok()?));
    let plain =
        request.headers.get_all("x-api-key").iter().filter_map(|value| Some(value.to_str().ok()?.trim().to_owned()));
    let mut found: Option<String> = None;
    for key in authorisations.chain(plain).filter(|key| !key.is_empty()) {
        if found.as_ref().is_some_and(|known| *known != key) {
            return Err(Problem::because(Code::InvalidApiKey, "Two headers carry different API keys; send one."));
        }
        found = Some(key);
    }
    Ok(found)
}

/// The key of an `Authorization` header, if it is of a scheme that we know.
fn authorised(value: &str) -> Option<String> {
    let (scheme, value) = value.split_once(' ')?;
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(value.trim().to_owned()),
        "basic" => user_name(value.trim()),
        _ => None,
    }
}

/// The user name of HTTP Basic, when the password is empty.
fn user_name(value: &str) -> Option<String> {
    let plain = base64::engine::general_purpose::STANDARD.decode(value).ok()?;
    let (user, password) = std::str::from_utf8(&plain).ok()?.split_once(':')?;
    password.is_empty().then(|| user.to_owned())
}
