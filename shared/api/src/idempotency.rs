//! The idempotency key of a request, in its three headers and two spellings.

use app::access::RequestMeta;
use app::{Deps, sessions};
use domain::ids::SessionId;
use domain::merchant::Owner;
use domain::operations::{Keyed, RequestHash};

use crate::{Code, Problem, Request, refusals};

/// The headers that may carry it.
const HEADERS: [&str; 3] = ["idempotency-key", "x-idempotency-key", "x-komoju-idempotency"];

/// What the request says of itself.
///
/// # Errors
/// 400 when the key cannot be so, or two headers say different things.
pub fn meta(request: &Request) -> Result<RequestMeta, Problem> {
    Ok(RequestMeta { id: request.id, idempotency_key: key(request)? })
}

/// The key as an object remembers it, with the body it came with. The scope is the path in its one
/// spelling, made anew by whoever has read it: what was asked for may be percent-encoded.
#[must_use]
pub fn keyed(path: &str, meta: &RequestMeta, owner: Owner, body: RequestHash, deps: &Deps) -> Option<Keyed> {
    let key = meta.idempotency_key.as_deref()?;
    Some(Keyed { key: deps.keyring.operation(owner, path, key), request: body })
}

/// What is wrong with a request whose body cannot be read: if its key was used for another one, that,
/// otherwise what was found.
///
/// # Errors
/// When the table cannot be read.
pub async fn judge(
    found: Problem,
    session: SessionId,
    owner: Owner,
    keyed: Option<Keyed>,
    deps: &Deps,
) -> Result<Problem, Problem> {
    let reused = sessions::is_key_reused(session, owner, keyed, deps).await.map_err(refusals::trouble)?;
    Ok(if reused { refusals::key_reused() } else { found })
}

fn key(request: &Request) -> Result<Option<String>, Problem> {
    let mut found: Option<String> = None;
    for value in HEADERS.iter().flat_map(|name| request.headers.get_all(*name)) {
        let key = value.to_str().ok().and_then(canonical).ok_or_else(bad)?;
        if found.as_ref().is_some_and(|known| *known != key) {
            let detail = "Two headers carry different idempotency keys.";
            return Err(Problem::because(Code::InvalidIdempotencyKey, detail));
        }
        found = Some(key);
    }
    Ok(found)
}

fn bad() -> Problem {
    let detail = "1 to 255 printable ASCII characters, bare or as a quoted string.";
    Problem::because(Code::InvalidIdempotencyKey, detail)
}

/// The key in its one spelling: the quoted string of RFC 8941, or the bare text.
fn canonical(value: &str) -> Option<String> {
    let value = value.trim_matches(' ');
    let key = match value.strip_prefix('"') {
        Some(rest) => unquoted(rest)?,
        None => value.to_owned(),
    };
    let fits = (1..=255).contains(&key.len()) && key.bytes().all(|b| (0x20..=0x7e).contains(&b));
    fits.then_some(key)
}

/// The text of a quoted string whose first quote is gone.
fn unquoted(rest: &str) -> Option<String> {
    let inner = rest.strip_suffix('"')?;
    let mut key = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return None,
            '\\' => match chars.next()? {
                escaped @ ('"' | '\\') => key.push(escaped),
                _ => return None,
            },
            other => key.push(other),
        }
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bare_and_quoted_are_the_same_key() {
        assert_eq!(canonical("abc"), canonical("\"abc\""));
        assert_eq!(canonical(r#""a\"b\\c""#).as_deref(), Some(r#"a"b\c"#));
        assert_eq!(canonical(&"k".repeat(255)).map(|k| k.len()), Some(255));
        for bad in ["", " ", "\"\"", "\"abc", "\"a\"b\"", r#""a\b""#, "ä", "a\tb", &"k".repeat(256)] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(value in ".*") {
            let _ = canonical(&value);
        }

        #[test]
        fn every_key_survives_its_quotes(key in "[ -~]{1,100}") {
            prop_assume!(key.trim_matches(' ') == key && !key.starts_with('"'));
            let quoted = format!("\"{}\"", key.replace('\\', r"\\").replace('"', "\\\""));
            prop_assert_eq!(canonical(&quoted), Some(key));
        }
    }
}
