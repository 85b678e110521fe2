//! A name server that answers by script, and endpoints on loopback.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener as StdListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::resolve::Lookup;

/// Reads addresses; one that does not parse is left out, and the test fails on that.
pub(crate) fn addresses(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

/// Seconds since 1970. The official verifier refuses old timestamps by its own clock.
#[expect(clippy::disallowed_methods, reason = "must agree with the clock that the official verifier reads")]
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// What [`Names`] does when asked.
#[derive(Debug)]
enum Script {
    Answers(Mutex<VecDeque<Vec<IpAddr>>>),
    Silence,
}

/// A name server that gives each answer once, in order, and then fails.
#[derive(Debug)]
pub(crate) struct Names {
    script: Script,
    asked: AtomicUsize,
}

impl Names {
    pub(crate) fn answering(answers: impl IntoIterator<Item = Vec<IpAddr>>) -> Self {
        let answers = Mutex::new(answers.into_iter().collect());
        Self { script: Script::Answers(answers), asked: AtomicUsize::new(0) }
    }

    pub(crate) fn failing() -> Self {
        Self::answering([])
    }

    pub(crate) fn silent() -> Self {
        Self { script: Script::Silence, asked: AtomicUsize::new(0) }
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Lookup for Names {
    async fn addresses(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match &self.script {
            Script::Answers(answers) => {
                let next = answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                next.ok_or_else(|| io::Error::other("the script has ended"))
            }
            Script::Silence => std::future::pending().await,
        }
    }
}

/// A port on loopback where nobody may knock.
pub(crate) struct Untouchable(StdListener);

impl Untouchable {
    pub(crate) fn new() -> io::Result<Self> {
        let listener = StdListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        Ok(Self(listener))
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Whether anybody connected: the system queues connections that nobody accepts, so
    /// that an empty queue proves there was none.
    pub(crate) fn was_touched(&self) -> bool {
        self.0.accept().is_ok()
    }
}

/// How an endpoint behaves once it has read a request.
#[derive(Clone)]
pub(crate) enum Manner {
    /// Writes this and closes.
    Answers(Vec<u8>),
    /// Writes this, then keeps the connection open and says no more.
    Stalls(Vec<u8>),
    /// Writes this, then `x` for ever, until the other side is gone.
    Floods(Vec<u8>),
}

/// A server on loopback that hands every request it read to the test.
pub(crate) struct Endpoint {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
    hung_up: mpsc::UnboundedReceiver<()>,
    serving: JoinHandle<()>,
}

impl Endpoint {
    pub(crate) async fn start(manner: Manner) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (request_in, requests) = mpsc::unbounded_channel();
        let (hung_up_in, hung_up) = mpsc::unbounded_channel();
        let serving = tokio::spawn(async move {
            // Stalled connections stay open as long as the server lives.
            let mut kept = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Ok(request) = read_request(&mut stream).await else { continue };
                let _sent = request_in.send(request);
                match serve(&mut stream, &manner).await {
                    Ok(()) => kept.push(stream),
                    Err(_) => drop(hung_up_in.send(())),
                }
            }
        });
        Ok(Self { address, requests, hung_up, serving })
    }

    pub(crate) async fn answering(answer: &str) -> io::Result<Self> {
        Self::start(Manner::Answers(answer.as_bytes().to_vec())).await
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook?token=1", self.address)
    }

    /// The next request that has fully arrived, if there is one.
    pub(crate) fn request(&mut self) -> Option<String> {
        self.requests.try_recv().ok()
    }

    /// Ends when the other side has closed on a flood.
    pub(crate) async fn hung_up(&mut self) {
        self.hung_up.recv().await;
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(stream: &mut TcpStream, manner: &Manner) -> io::Result<()> {
    match manner {
        Manner::Answers(answer) => {
            stream.write_all(answer).await?;
            stream.shutdown().await
        }
        Manner::Stalls(answer) => stream.write_all(answer).await,
        Manner::Floods(answer) => {
            stream.write_all(answer).await?;
            loop {
                stream.write_all(&[b'x'; 4_096]).await?;
            }
        }
    }
}

/// Reads a head and the body that its `content-length` announces. What is not HTTP, such
/// as a TLS greeting, ends with the first read.
async fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if bytes.starts_with(b"POST ") { continue } else { return Ok(text.into_owned()) }
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if length.and_then(|text| text.parse().ok()) == Some(body.len()) {
            return Ok(text.into_owned());
        }
    }
}
