//! What is sent, and what is kept of the answer.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;
use crate::testing::{Endpoint, Manner, now};
use crate::{RetryAfter, Secret, sign};

#[tokio::test]
async fn what_arrives_verifies_with_the_official_library() -> Outcome {
    let mut endpoint = Endpoint::answering(OK).await?;
    let (secret, at) = (Secret::from_bytes([5; 32]), now());
    let signature = sign(std::slice::from_ref(&secret), "evt_1", at, BODY);
    let url = endpoint.url();
    let delivery = Delivery { timestamp: at, signature: &signature, ..to(&url) };

    assert_eq!(sender(true)?.send(false, &delivery).await, answered(200, "ok"));

    let request = endpoint.request().ok_or("no request")?;
    let (head, body) = request.split_once("\r\n\r\n").ok_or("no body")?;
    let (line, lines) = head.split_once("\r\n").ok_or("no headers")?;
    assert_eq!(line, "POST /hook?token=1 HTTP/1.1");
    assert_eq!(body, BODY);
    let mut headers = HeaderMap::new();
    for (name, value) in lines.lines().filter_map(|line| line.split_once(": ")) {
        headers.insert(HeaderName::try_from(name)?, HeaderValue::from_str(value)?);
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(header("user-agent"), Some(AGENT));
    assert_eq!(header("webhook-id"), Some("evt_1"));
    standardwebhooks::Webhook::new(&secret.reveal())?.verify(body.as_bytes(), &headers)?;
    assert_eq!(endpoint.request(), None, "one request an attempt");
    Ok(())
}

#[tokio::test]
async fn every_status_is_an_answer() -> Outcome {
    for status in [200_u16, 204, 299, 304, 400, 410, 429, 500, 503] {
        let answer = format!("HTTP/1.1 {status} Whatever\r\nconnection: close\r\n\r\n");
        let endpoint = Endpoint::answering(&answer).await?;
        let attempt = sender(true)?.send(false, &to(&endpoint.url())).await;
        assert_eq!(attempt, answered(status, ""));
    }
    Ok(())
}

#[tokio::test]
async fn retry_after_is_read() -> Outcome {
    let cases = [
        ("120", Some(RetryAfter::Seconds(120))),
        ("Wed, 21 Oct 2026 07:28:00 GMT", Some(RetryAfter::At("2026-10-21T07:28:00Z".parse()?))),
        ("soon", None),
    ];
    for (value, expected) in cases {
        let answer = format!("HTTP/1.1 503 Busy\r\nretry-after: {value}\r\n\r\n");
        let endpoint = Endpoint::answering(&answer).await?;
        let attempt = sender(true)?.send(false, &to(&endpoint.url())).await;
        let body = String::new();
        assert_eq!(attempt, Attempt::Answered { status: 503, body, retry_after: expected });
    }
    Ok(())
}

#[tokio::test]
async fn a_status_counts_though_its_body_stalls() -> Outcome {
    let part = b"HTTP/1.1 410 Gone\r\ncontent-length: 100\r\n\r\nbye".to_vec();
    let endpoint = Endpoint::start(Manner::Stalls(part)).await?;
    let attempt = hurried()?.send(false, &to(&endpoint.url())).await;
    assert_eq!(attempt, answered(410, "bye"));
    Ok(())
}

#[tokio::test]
async fn an_endless_body_is_cut_and_hung_up_on() -> Outcome {
    let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    let mut endpoint = Endpoint::start(Manner::Floods(head)).await?;
    let (url, sender) = (endpoint.url(), sender(true)?);
    // Well before the limit of the whole attempt, which would end an endless read as well.
    let attempt = tokio::time::timeout(Duration::from_secs(5), sender.send(false, &to(&url))).await?;
    assert_eq!(attempt, answered(200, &"x".repeat(2_048)));
    endpoint.hung_up().await;
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_not_text_is_shown_as_far_as_it_is() -> Outcome {
    let mut answer = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n".to_vec();
    answer.extend([b'a', 0xFF, b'b']);
    let endpoint = Endpoint::start(Manner::Answers(answer)).await?;
    let attempt = sender(true)?.send(false, &to(&endpoint.url())).await;
    assert_eq!(attempt, answered(200, "a\u{FFFD}b"));
    Ok(())
}

#[test]
fn debugging_a_delivery_shows_no_secret() {
    let shown = format!("{:?}", to("https://shop.example/secret"));
    assert_eq!(shown, r#"Delivery { id: "evt_1", timestamp: 1614265330, .. }"#);
}
