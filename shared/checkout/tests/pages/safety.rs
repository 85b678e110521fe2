//! What nobody can make the page do.

use crate::samples::{all, between, escaped, form, line, page, series};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use checkout::{Locale, State, consent_text, headers, render};
use sha2::{Digest, Sha256};

#[test]
fn the_policy_allows_exactly_what_stands_in_the_page() {
    for (_, html) in all() {
        for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
            let texts = between(&html.body, &format!("<{element}>"), &format!("</{element}>"));
            assert_eq!(texts.len(), html.body.matches(&format!("<{element}")).count());
            let mut allowed: Vec<String> =
                texts.iter().map(|text| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))).collect();
            if allowed.is_empty() {
                allowed.push("'none'".to_owned());
            }
            let expected = format!("{directive} {};", allowed.join(" "));
            assert!(html.csp.contains(&expected), "{} lacks {expected}", html.csp);
        }
        for directive in [
            "default-src 'none';",
            "img-src 'self' data:;",
            "form-action 'self';",
            "base-uri 'none';",
            "frame-ancestors 'none';",
            "object-src 'none';",
            "connect-src 'self';",
            "require-trusted-types-for 'script'",
        ] {
            assert!(html.csp.contains(directive), "{directive}");
        }
        assert!(!html.csp.contains("unsafe"));
    }
}

#[test]
fn nothing_inline_that_the_policy_would_block() {
    for (_, html) in all() {
        let body = &html.body;
        for (text, what) in [(" style=\"", "style attribute"), (" onclick=", "handler"), (" onload=", "handler")] {
            assert!(!body.contains(text), "{what}");
        }
        let script = between(body, "<script>", "</script>").concat();
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!script.contains(sink), "{sink} is closed by Trusted Types");
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</style></title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{amount}";
    let mut attacked = page(Locale::En, State::Form(form()));
    attacked.merchant.name = hostile.to_owned();
    attacked.merchant.colour = Some(hostile.to_owned());
    attacked.merchant.logo = Some(hostile.to_owned());
    attacked.merchant.support_email = Some(format!("{hostile}@x.example"));
    attacked.merchant.support_url = Some(format!("https://x.example/{hostile}"));
    attacked.total.currency = hostile.to_owned();
    attacked.description = Some(hostile.to_owned());
    attacked.cancel_url = Some(format!("https://x.example/{hostile}"));
    attacked.line_items = vec![line(hostile, 1, 1)];
    let mut filled = form();
    filled.action = hostile.to_owned();
    filled.attempt = hostile.to_owned();
    filled.email = Some(hostile.to_owned());
    filled.values.name = hostile.to_owned();
    filled.values.expiry = hostile.to_owned();
    let url = Some(hostile.to_owned());
    for state in [
        State::Form(filled),
        State::BankCheck { url: hostile.to_owned() },
        State::Done { return_url: url.clone(), forward: true },
        State::Expired { return_url: url },
    ] {
        attacked.state = state;
        let body = render(&attacked).body;
        assert_eq!(body.matches("<script").count(), 1, "only our own");
        assert_eq!(body.matches("<style").count(), 2);
        assert!(!body.contains("<img"));
        assert!(body.contains("&lt;script&gt;"));
    }
}

#[test]
fn a_hostile_name_is_shown_in_the_consent_and_does_nothing_there() {
    let hostile = "</p></form><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{merchant} & {}";
    for locale in Locale::ALL {
        let mut attacked = page(locale, State::Form(series()));
        attacked.merchant.name = hostile.to_owned();
        for (minor, verifies) in [(6_450, false), (0, true)] {
            attacked.total.minor = minor;
            let body = render(&attacked).body;
            let text = consent_text(locale, hostile, verifies);
            assert!(text.contains(hostile), "it is recorded as it is: {text}");
            assert_eq!(between(&body, r#"id="consent">"#, "</p>"), [escaped(&text)]);
            assert_eq!(body.matches("<script").count(), 1, "only our own");
            assert!(!body.contains("<img src=x"));
        }
    }
}

#[test]
fn no_picture_asks_another_server() {
    let mut page = page(Locale::En, State::Form(form()));
    for bad in [
        "javascript:alert(1)",
        "http://tracker.example/p.png",
        "https://tracker.example/p.png",
        "//tracker.example/p",
        "data:text/html,<b>",
    ] {
        page.merchant.logo = Some(bad.to_owned());
        for item in &mut page.line_items {
            item.image = Some(bad.to_owned());
        }
        let body = render(&page).body;
        assert!(!body.contains("<img") && !body.contains("tracker.example"), "{bad}");
    }
    page.merchant.logo = Some("data:image/png;base64,AAAA".to_owned());
    assert!(render(&page).body.contains(r#"<img class="logo" src="data:image/png;base64,AAAA" alt="">"#));
}

#[test]
fn no_link_runs_a_script() {
    let bad = || "javascript:alert(1)".to_owned();
    let mut page = page(Locale::En, State::BankCheck { url: bad() });
    page.cancel_url = Some(bad());
    page.merchant.support_url = Some(bad());
    page.merchant.support_email = Some("a@b?cc=c@d".to_owned());
    for state in [
        page.state.clone(),
        State::Done { return_url: Some(bad()), forward: true },
        State::AlreadyPaid { return_url: Some(bad()) },
        State::Failed { declined: None, return_url: Some(bad()) },
        State::Cancelled { return_url: Some(bad()) },
    ] {
        page.state = state;
        let body = render(&page).body;
        assert!(!body.contains("javascript:") && !body.contains("mailto:"), "{body}");
    }
}

#[test]
fn the_other_headers() {
    let value = |wanted: &str| headers().iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    assert_eq!(value("Strict-Transport-Security"), Some("max-age=63072000; includeSubDomains"));
    assert_eq!(value("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(value("Referrer-Policy"), Some("no-referrer"));
    assert_eq!(value("Cross-Origin-Opener-Policy"), Some("same-origin"));
    assert_eq!(value("Cross-Origin-Resource-Policy"), Some("same-origin"));
    assert_eq!(value("Cache-Control"), Some("no-store"));
    assert_eq!(value("X-Robots-Tag"), Some("noindex"));
    assert!(value("Permissions-Policy").is_some_and(|policy| {
        let others = policy.strip_prefix("payment=(self), ").unwrap_or_default();
        others.split(", ").all(|feature| feature.ends_with("=()"))
    }));
}
