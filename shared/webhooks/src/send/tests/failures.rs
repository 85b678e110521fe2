//! The word for each way of getting no answer.

use tokio::net::TcpSocket;

use super::*;
use crate::UrlRefusal;
use crate::testing::{Endpoint, Manner};

#[tokio::test]
async fn an_endpoint_that_never_answers_times_out() -> Outcome {
    let endpoint = Endpoint::start(Manner::Stalls(Vec::new())).await?;
    let attempt = hurried()?.send(false, &to(&endpoint.url())).await;
    assert!(failed(&attempt, Failure::TimedOut), "{attempt:?}");
    Ok(())
}

#[tokio::test]
async fn a_name_server_that_never_answers_times_out() -> Outcome {
    let limits = Limits { connect: Duration::from_millis(200), ..Limits::default() };
    let names = Arc::new(Names::silent());
    let sender = Sender::with_lookup(true, AGENT, limits, names)?;
    let attempt = sender.send(true, &to("https://slow.example/")).await;
    assert!(failed(&attempt, Failure::TimedOut), "{attempt:?}");
    Ok(())
}

#[tokio::test]
async fn a_name_without_addresses_is_not_resolved() -> Outcome {
    for names in [Names::failing(), Names::answering([Vec::new()])] {
        let sender = asking(&Arc::new(names), true)?;
        let attempt = sender.send(true, &to("https://gone.example/")).await;
        assert!(failed(&attempt, Failure::NameNotResolved), "{attempt:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_refused_connection_is_told() -> Outcome {
    // Bound but not listening, so that nobody else can take the port meanwhile.
    let socket = TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    let url = format!("http://{}/", socket.local_addr()?);
    let attempt = sender(true)?.send(false, &to(&url)).await;
    assert!(failed(&attempt, Failure::ConnectionFailed), "{attempt:?}");
    Ok(())
}

#[tokio::test]
async fn a_handshake_that_fails_is_told() -> Outcome {
    let endpoint = Endpoint::answering("HTTP/1.1 400 Bad Request\r\n\r\n").await?;
    let url = format!("https://127.0.0.1:{}/", endpoint.port());
    let attempt = sender(true)?.send(false, &to(&url)).await;
    assert!(failed(&attempt, Failure::TlsFailed), "{attempt:?}");
    Ok(())
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_told() -> Outcome {
    for answer in ["SSH-2.0-OpenSSH_9.6\r\n", ""] {
        let endpoint = Endpoint::answering(answer).await?;
        let attempt = sender(true)?.send(false, &to(&endpoint.url())).await;
        assert!(failed(&attempt, Failure::Other), "{attempt:?}");
    }
    Ok(())
}

#[test]
fn refusals_of_urls_become_failures() {
    assert_eq!(Failure::from(UrlRefusal::AddressNotPublic), Failure::AddressNotPublic);
    assert_eq!(Failure::from(UrlRefusal::TooLong), Failure::UrlRefused);
}
