//! Why a system does not start: one sentence for whoever typed the command.

use std::io;
use std::path::PathBuf;

use app::Trouble;

/// Why a system does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Somebody else listens there.
    #[error("port {port} is already in use; stop what listens there, or choose another with {option}")]
    PortInUse {
        /// The port.
        port: u16,
        /// The option that chooses another.
        option: &'static str,
    },
    /// The port cannot be opened for another reason.
    #[error("port {port} cannot be opened: {source}")]
    Port {
        /// The port.
        port: u16,
        /// Why not.
        source: io::Error,
    },
    /// The data is in use by another system.
    #[error("{} is in use by another payment-sessions; stop it, or choose another folder with --data-dir", .0.display())]
    DataInUse(PathBuf),
    /// The folder cannot be made, read or written.
    #[error("{} cannot be used to keep data: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The root secret that is kept there cannot be one.
    #[error("{} has fewer than {min} characters; start with --fresh to throw the data away", path.display())]
    RootSecret {
        /// Where it is kept.
        path: PathBuf,
        /// The fewest it must have.
        min: usize,
    },
    /// What is kept there cannot be opened.
    #[error("the data cannot be opened ({0}); start with --fresh to throw it away")]
    Data(String),
    /// A part of the system cannot be made.
    #[error("the {what} cannot be made: {why}")]
    Part {
        /// Which.
        what: &'static str,
        /// Why not.
        why: String,
    },
    /// The table or the queue failed while the system was being set up.
    #[error("the system cannot be set up: {0}")]
    Trouble(#[from] Trouble),
}
