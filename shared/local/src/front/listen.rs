//! Accepts connections and hands requests over. Nothing is decided here.

use std::future::Future;
use std::io;
use std::sync::Arc;

use api::body::BYTES_MAX;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use bytes::{Bytes, BytesMut};
use futures::StreamExt as _;
use tokio::net::TcpListener;

use crate::System;
use crate::serve::Running;

/// How much of a body that is too large is still taken off the line, so that its sender gets to
/// read the refusal.
const DISCARDED_MAX: usize = 4 * 1024 * 1024;

/// Serves until told to stop, and then until every request is answered.
pub(crate) async fn listen(
    running: Arc<Running>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Small answers go at once.
        if stream.set_nodelay(true).is_err() {
            tracing::trace!("a connection was gone before it was used");
        }
    });
    let router = Router::new().fallback(hand_over).with_state(running);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn hand_over(State(running): State<Arc<Running>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let system: &System = &running.system;
    let body = read(body).await;
    let response = system.call(http::Request::from_parts(parts, body)).await;
    running.stream_may_have_news();
    response.map(Body::from)
}

/// The body, or the beginning of one that is too large, which the edge then refuses. What breaks
/// off is handed over as far as it came: it is no JSON.
async fn read(body: Body) -> Bytes {
    let mut read = BytesMut::new();
    let mut discarded = 0_usize;
    let mut chunks = body.into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        let room = BYTES_MAX.saturating_add(1).saturating_sub(read.len());
        let (kept, rest) = chunk.split_at(room.min(chunk.len()));
        read.extend_from_slice(kept);
        discarded = discarded.saturating_add(rest.len());
        if discarded > DISCARDED_MAX {
            break;
        }
    }
    read.freeze()
}
