//! What whoever starts the system decides.

use std::path::PathBuf;
use std::sync::Arc;

use app::ports::{Clock, Randomness};
use boot::adapters::{SystemClock, SystemRandomness};

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// In memory, until the system is dropped.
    Memory,
    /// In this folder, which is made when it is not there. One system at a time may use it.
    Dir(PathBuf),
}

/// How a system is made.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept.
    pub data: Data,
    /// Who tells the time.
    pub clock: Arc<dyn Clock>,
    /// Who draws.
    pub randomness: Arc<dyn Randomness>,
    /// Whether webhooks of test mode are kept from reaching this machine.
    pub forbid_loopback: bool,
    /// Over how many partitions lists and due entries are spread; fixed for the life of the data.
    pub shards: u8,
    /// Where the service is reached, if not where requests come in.
    pub public_url: Option<String>,
    /// The port on which the table is reached; 0 takes any that is free.
    pub dynamodb_port: u16,
}

impl Options {
    /// A system with the real time and real chance, that keeps its data there.
    #[must_use]
    pub fn new(data: Data) -> Self {
        Self {
            data,
            clock: Arc::new(SystemClock),
            randomness: Arc::new(SystemRandomness),
            forbid_loopback: false,
            shards: store::SHARDS_DEFAULT,
            public_url: None,
            dynamodb_port: 0,
        }
    }

    /// A system in memory, whose time and chance a test owns.
    #[must_use]
    pub fn for_test(clock: Arc<dyn Clock>, randomness: Arc<dyn Randomness>) -> Self {
        Self { clock, randomness, ..Self::new(Data::Memory) }
    }
}
