//! Turns the client's error into a word for the merchant.
//!
//! Guaranteed: a refusal by our own resolver is told apart from everything else, by its
//! type. Not guaranteed: that the other words are exact, for libraries word and nest
//! their errors as they like; what cannot be told is `Other`.

use std::error::Error;
use std::io;
use std::iter::successors;

use crate::attempt::Failure;
use crate::resolve::NoAddress;

pub(super) fn failure(error: &reqwest::Error) -> Failure {
    if let Some(refusal) = causes(error).find_map(|cause| cause.downcast_ref::<NoAddress>()) {
        return match refusal {
            NoAddress::NonePublic => Failure::AddressNotPublic,
            NoAddress::NotResolved => Failure::NameNotResolved,
        };
    }
    if error.is_timeout() {
        return Failure::TimedOut;
    }
    let broken = causes(error).find_map(|cause| cause.downcast_ref::<io::Error>());
    match broken.map(innermost_kind) {
        // The TLS library reports a bad certificate or record as data it cannot accept,
        // and a peer that leaves during the handshake as an early end.
        Some(io::ErrorKind::InvalidData) => Failure::TlsFailed,
        Some(io::ErrorKind::UnexpectedEof) if error.is_connect() => Failure::TlsFailed,
        Some(_) => Failure::ConnectionFailed,
        None if error.is_connect() => Failure::ConnectionFailed,
        None => Failure::Other,
    }
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(error.source(), |cause| (*cause).source())
}

/// An I/O error may hold another, which `source` passes over.
fn innermost_kind(error: &io::Error) -> io::ErrorKind {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        Some(inner) => innermost_kind(inner),
        None => error.kind(),
    }
}
