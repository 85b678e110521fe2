//! Where nothing may be sent: nobody knocks on the untouchable port.

use super::*;
use crate::Policy;
use crate::target::vet_registration_with;
use crate::testing::{Endpoint, Manner, Untouchable, addresses};

#[tokio::test]
async fn a_redirect_is_not_followed() -> Outcome {
    let private = Untouchable::new()?;
    for status in [301_u16, 302, 303, 307, 308] {
        let location = format!("http://{}/", private.address()?);
        let answer = format!("HTTP/1.1 {status} Found\r\nlocation: {location}\r\n\r\n");
        let endpoint = Endpoint::answering(&answer).await?;
        let attempt = sender(true)?.send(false, &to(&endpoint.url())).await;
        assert_eq!(attempt, answered(status, ""));
    }
    assert!(!private.was_touched());
    Ok(())
}

#[tokio::test]
async fn loopback_is_refused_unless_test_mode_may() -> Outcome {
    let private = Untouchable::new()?;
    let port = private.address()?.port();
    for (livemode, allow_loopback) in [(true, true), (true, false), (false, false)] {
        let sender = sender(allow_loopback)?;
        for host in ["127.0.0.1", "2130706433", "localhost", "[::1]", "[::ffff:127.0.0.1]"] {
            let attempt = sender.send(livemode, &to(&format!("https://{host}:{port}/"))).await;
            assert!(failed(&attempt, Failure::AddressNotPublic), "{host} {attempt:?}");
        }
    }
    assert!(!private.was_touched());
    Ok(())
}

#[tokio::test]
async fn urls_are_judged_again_when_sending() -> Outcome {
    let private = Untouchable::new()?;
    let address = private.address()?;
    let urls = [
        (true, format!("http://{address}/")),
        (false, format!("http://user@{address}/")),
        (false, format!("http://{address}/#part")),
        (false, "http://127.0.0.1:22/".to_owned()),
        (false, "nonsense".to_owned()),
    ];
    for (livemode, url) in urls {
        let attempt = sender(true)?.send(livemode, &to(&url)).await;
        assert!(failed(&attempt, Failure::UrlRefused), "{url} {attempt:?}");
    }
    assert!(!private.was_touched());
    Ok(())
}

#[tokio::test]
async fn a_name_that_turns_private_after_registration_is_not_connected_to() -> Outcome {
    let private = Untouchable::new()?;
    let port = private.address()?.port();
    for (livemode, allow_loopback) in [(true, true), (true, false), (false, false)] {
        let answers = [addresses(&["8.8.8.8"]), addresses(&["127.0.0.1"])];
        let names = Arc::new(Names::answering(answers));
        let url = format!("https://rebind.example:{port}/");
        let policy = Policy { livemode, allow_loopback };
        let wait = Limits::default().connect;
        let registered = vet_registration_with(names.as_ref(), wait, &url, policy).await;
        assert!(registered.is_ok());
        let attempt = asking(&names, allow_loopback)?.send(livemode, &to(&url)).await;
        assert!(failed(&attempt, Failure::AddressNotPublic), "{attempt:?}");
        assert_eq!(names.asked(), 2, "one look-up a judgement");
    }
    assert!(!private.was_touched());
    Ok(())
}

#[tokio::test]
async fn the_address_checked_is_the_address_connected_to() -> Outcome {
    let mut endpoint = Endpoint::answering(OK).await?;
    // Were the name looked up twice, the second answer would lead nowhere.
    let names = Arc::new(Names::answering([addresses(&["10.0.0.1", "127.0.0.1"])]));
    let url = format!("http://mixed.example:{}/", endpoint.port());
    let attempt = asking(&names, true)?.send(false, &to(&url)).await;
    assert_eq!(attempt, answered(200, "ok"));
    assert_eq!(names.asked(), 1);
    let request = endpoint.request().ok_or("no request")?;
    assert!(request.contains("\r\nhost: mixed.example:"), "{request}");
    Ok(())
}

#[tokio::test]
async fn every_attempt_connects_and_is_checked_anew() -> Outcome {
    let keeping = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nok";
    let endpoint = Endpoint::start(Manner::Stalls(keeping.as_bytes().to_vec())).await?;
    let answers = [addresses(&["127.0.0.1"]), addresses(&["10.0.0.1"])];
    let names = Arc::new(Names::answering(answers));
    let sender = asking(&names, true)?;
    let url = format!("http://turning.example:{}/", endpoint.port());
    assert_eq!(sender.send(false, &to(&url)).await, answered(200, "ok"));
    let second = sender.send(false, &to(&url)).await;
    assert!(failed(&second, Failure::AddressNotPublic), "{second:?}");
    Ok(())
}

#[tokio::test]
async fn what_is_no_header_is_not_sent() -> Outcome {
    let private = Untouchable::new()?;
    let url = format!("http://{}/", private.address()?);
    for (id, signature) in [("evt_1\r\nx: y", "v1,abc="), ("evt_1", "v1,abc=\r\nx: y")] {
        let attempt = sender(true)?.send(false, &Delivery { id, signature, ..to(&url) }).await;
        assert!(failed(&attempt, Failure::Other), "{attempt:?}");
    }
    assert!(!private.was_touched());
    assert!(Sender::new(true, "no\nagent").is_err());
    Ok(())
}
