//! What is in a path, and which hosts are believed.

/// The longest name of a host, with its port.
const HOST_BYTES_MAX: usize = 261;

/// A part of a path with its percent signs read. What is no UTF-8 becomes replacement characters,
/// which no id contains.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, behind @ ..]) => digit(*high).zip(digit(*low)).map(|pair| (pair, behind)),
            _ => None,
        };
        match escaped {
            Some(((high, low), behind)) => {
                bytes.push(high << 4 | low);
                rest = behind;
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Whether this can be a host and a port, and nothing else. Links are made of it.
pub(super) fn is_host(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']');
    (1..=HOST_BYTES_MAX).contains(&text.len())
        && text.bytes().all(plain)
        && text.parse::<http::uri::Authority>().is_ok_and(|authority| !authority.host().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_read_and_junk_stays() {
        for (text, read) in
            [("ps_1", "ps_1"), ("a%20b", "a b"), ("%C3%a4", "ä"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz")]
        {
            assert_eq!(percent_decoded(text), read);
        }
        assert_eq!(percent_decoded("%ff"), "\u{fffd}");
    }

    #[test]
    fn only_hosts_are_believed() {
        for host in ["localhost", "127.0.0.1:8000", "[::1]:8000", "pay.example"] {
            assert!(is_host(host), "{host}");
        }
        for junk in ["", "a b", "user@host", "host/path", "ä", ":8000", "a\"b", &"a".repeat(300)] {
            assert!(!is_host(junk), "{junk}");
        }
    }
}
