//! Which addresses given by others may stand in the page. Escaping keeps an address inside
//! its attribute; only a filter keeps it from being a script or a tracker.

/// Image formats a browser draws without running anything; an SVG in `img` runs no script.
const IMAGES: [&str; 6] = ["png", "jpeg", "gif", "webp", "avif", "svg+xml"];

/// A picture that carries its own bytes: it asks no other server, so nobody learns of the visit.
pub(crate) fn data_image(uri: Option<&str>) -> Option<&str> {
    let uri = uri?.trim();
    let kind = strip_prefix_ignoring_case(uri, "data:image/")?;
    let end = kind.find([';', ','])?;
    let (format, _) = kind.split_at(end);
    IMAGES.iter().any(|known| known.eq_ignore_ascii_case(format)).then_some(uri)
}

/// An address on the web, or a path on this very host.
pub(crate) fn web_link(url: Option<&str>) -> Option<&str> {
    let url = url?.trim();
    let absolute = ["https://", "http://"]
        .iter()
        .any(|scheme| strip_prefix_ignoring_case(url, scheme).is_some_and(|rest| !rest.is_empty()));
    // "//host" and "/\host" would leave the host after all.
    let here = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    (plain && (absolute || here)).then_some(url)
}

/// A mail address that can stand behind `mailto:` without adding headers or recipients.
pub(crate) fn mail_address(address: Option<&str>) -> Option<&str> {
    let address = address?.trim();
    let (local, host) = address.split_once('@')?;
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c));
    (plain(local) && plain(host)).then_some(address)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_that_carry_their_bytes() {
        for good in ["data:image/png;base64,AAAA", "DATA:image/SVG+xml,%3Csvg/%3E", " data:image/webp,x "] {
            assert_eq!(data_image(Some(good)), Some(good.trim()));
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "http://tracker.example/a.png",
            "https://x.example/a.png",
            "data:text/html,<script>",
            "data:image/",
            "data:image/x-icon,a",
            "data:image/png",
            "//x/a.png",
            "数data:image/png,",
        ] {
            assert_eq!(data_image(Some(bad)), None, "{bad}");
        }
    }

    #[test]
    fn only_addresses_on_the_web() {
        for good in ["https://shop.example/a?b=c&d", "HTTP://localhost:3000", "/bank/1"] {
            assert_eq!(web_link(Some(good)), Some(good));
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "/\\evil.example",
            "https://",
            "shop.example",
            "https://a\nb",
            "vbscript:x",
        ] {
            assert_eq!(web_link(Some(bad)), None, "{bad}");
        }
    }

    #[test]
    fn only_plain_mail_addresses() {
        assert_eq!(mail_address(Some(" help+eu@shop.example ")), Some("help+eu@shop.example"));
        for bad in ["", "help", "@shop", "a@", "a@b@c", "a@b?bcc=x", "a@b,c@d", "a b@c", "a@b%0a"] {
            assert_eq!(mail_address(Some(bad)), None, "{bad}");
        }
    }
}
