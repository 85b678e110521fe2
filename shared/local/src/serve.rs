//! What `cargo run` does: a system, listening, with everything that happens by itself.
//!
//! Guaranteed: when it says that it is ready, everything works; a signal to stop lets running
//! requests finish, for five seconds. Being killed instead loses nothing that was answered.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::functions::CONSUMERS;
use crate::{StartError, System, demo, front, inbox, pump};

/// How often the stream is looked at when nobody says that there is news: writes may also come
/// through the table's own endpoint.
const STREAM_EVERY: Duration = Duration::from_millis(15);
/// How long a stream that failed is left alone.
const STREAM_PAUSE: Duration = Duration::from_secs(1);
/// How often the queues are looked at when nothing is sent; a delayed message is this late.
const QUEUE_EVERY: Duration = Duration::from_millis(100);
/// How often the jobs run.
const MINUTE: Duration = Duration::from_secs(60);
/// After how many minutes the table is swept. It takes a while, and nobody waits for it.
const SWEEP_MINUTES: u32 = 60;
/// How many batches are worked on at once. Each may wait for a receiver that does not answer, and
/// must not hold up the others.
const BATCHES_MAX: usize = 256;
/// How long requests may go on after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);

/// A system at work.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) system: Arc<System>,
    news: Notify,
}

impl Running {
    /// Something may have been written.
    pub(crate) fn stream_may_have_news(&self) {
        self.news.notify_one();
    }
}

/// Where a system is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The API and the pages, without a slash at the end.
    pub base_url: String,
    /// The inbox's page.
    pub inbox_url: String,
    /// The table.
    pub dynamodb_endpoint: String,
}

/// Opens a port of loopback for the API; 0 takes any that is free.
///
/// # Errors
/// When somebody else listens there.
pub async fn bind(port: u16) -> Result<TcpListener, StartError> {
    crate::system::listen(port, "--port").await
}

/// Serves until `stop` resolves. `ready` is called once everything works.
///
/// # Errors
/// When the inbox cannot be registered, or the listener fails.
pub async fn serve(
    system: Arc<System>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(&Addresses),
) -> Result<(), StartError> {
    let address = listener.local_addr().map_err(|source| StartError::Port { port: 0, source })?;
    let base_url = format!("http://{address}");
    let hook = format!("{base_url}{}", inbox::HOOK);
    system.front().reached_at(&base_url);
    system.inbox().reached_at(&hook);
    demo::register_inbox(&hook, system.deps()).await?;
    let addresses =
        Addresses { inbox_url: format!("{base_url}/inbox"), dynamodb_endpoint: system.dynamodb_endpoint(), base_url };
    let running = Arc::new(Running { system, news: Notify::new() });
    let (stopping, stopped) = watch::channel(false);
    let mut work = JoinSet::new();
    work.spawn(publish(Arc::clone(&running), stopped.clone()));
    work.spawn(dispatch(Arc::clone(&running), stopped.clone()));
    work.spawn(tick(Arc::clone(&running), stopped.clone()));
    let served = tokio::spawn(front::listen(running, listener, until(stopped)));
    ready(&addresses);
    stop.await;
    tracing::info!("stopping");
    if stopping.send(true).is_err() {
        tracing::debug!("everything had stopped before");
    }
    let rest = async {
        while work.join_next().await.is_some() {}
        served.await
    };
    match tokio::time::timeout(GRACE, rest).await {
        Ok(Ok(Err(source))) => Err(StartError::Port { port: address.port(), source }),
        Ok(_) => Ok(()),
        Err(_) => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}

/// Waits until it is time to stop.
async fn until(mut stopped: watch::Receiver<bool>) {
    // The sender lives as long as the process serves; without it there is nothing to wait for.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Waits for news, or until the time is over.
async fn news_within(time: Duration, news: impl Future<Output = ()>) {
    // Both mean the same: look again.
    let _ = tokio::time::timeout(time, news).await;
}

/// Publishes what the stream holds, again and again.
async fn publish(running: Arc<Running>, stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match running.system.try_pump_stream().await {
            Ok(_) => news_within(STREAM_EVERY, running.news.notified()).await,
            Err(_) => {
                tracing::warn!("the stream is read again in a second");
                news_within(STREAM_PAUSE, until(stopped.clone())).await;
            }
        }
    }
}

/// Hands messages to their functions, many batches at once.
async fn dispatch(running: Arc<Running>, stopped: watch::Receiver<bool>) {
    let mut batches = JoinSet::new();
    while !*stopped.borrow() {
        let mut taken = false;
        for consumer in CONSUMERS {
            if batches.len() >= BATCHES_MAX {
                break;
            }
            let batch = pump::messages::take(consumer, running.system.queue());
            if batch.is_empty() {
                continue;
            }
            taken = true;
            let running = Arc::clone(&running);
            batches.spawn(async move {
                let system = &running.system;
                pump::messages::hand_over(consumer, batch, system.queue(), system.deps()).await;
                running.stream_may_have_news();
            });
        }
        while batches.try_join_next().is_some() {}
        if !taken {
            news_within(QUEUE_EVERY, running.system.queue().news()).await;
        }
    }
    while batches.join_next().await.is_some() {}
}

/// Runs the jobs, at once and then each minute.
async fn tick(running: Arc<Running>, stopped: watch::Receiver<bool>) {
    let mut minutes = tokio::time::interval(MINUTE);
    // A laptop that slept need not catch up on every minute: what is due stays due.
    minutes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut minute = 0_u32;
    loop {
        tokio::select! {
            _ = minutes.tick() => {}
            () = until(stopped.clone()) => return,
        }
        running.system.run_jobs().await;
        running.stream_may_have_news();
        minute = minute.wrapping_add(1);
        if minute.is_multiple_of(SWEEP_MINUTES) {
            running.system.sweep_table().await;
        }
    }
}
