//! What the browser is told it may do with a page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Every security header except the policy of the page itself, which differs per page.
#[must_use]
pub const fn headers() -> &'static [(&'static str, &'static str)] {
    &[
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Cache-Control", "no-store"),
        ("X-Robots-Tag", "noindex"),
    ]
}

/// A payment page pays and does nothing else.
const PERMISSIONS: &str = "payment=(self), accelerometer=(), autoplay=(), \
    browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), \
    encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), \
    identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), \
    microphone=(), midi=(), otp-credentials=(), picture-in-picture=(), \
    publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), \
    serial=(), storage-access=(), usb=(), window-management=(), \
    xr-spatial-tracking=()";

/// The policy for a page with exactly these inline texts.
pub(crate) fn content_security_policy(styles: &[&str], scripts: &[&str]) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
         connect-src 'self'; require-trusted-types-for 'script'",
        sources(scripts),
        sources(styles),
    )
}

fn sources(texts: &[&str]) -> String {
    if texts.is_empty() {
        return "'none'".to_owned();
    }
    let hash = |text: &&str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    texts.iter().map(hash).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_one_browsers_compute() {
        // The example of the CSP 3 specification.
        let policy = content_security_policy(&[], &["doSomething();"]);
        assert!(policy.contains("script-src 'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='"), "{policy}");
        assert!(policy.contains("style-src 'none'"));
    }

    #[test]
    fn no_header_could_break_a_line() {
        for (name, value) in headers() {
            assert!(!name.is_empty() && !value.is_empty());
            assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{name}");
            assert!(!value.contains("  "), "{name}");
        }
    }
}
