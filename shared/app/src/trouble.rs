//! What can go wrong around a use case, as opposed to what a use case refuses.

/// A failure of something this service stands on. The client may try again later.
///
/// The texts are for operators. They never hold a key, a card, a body or an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The table or a queue asked for patience.
    #[error("throttled by {0}")]
    Throttled(&'static str),
    /// It did not answer, or not as it should.
    #[error("{what} failed: {why}")]
    Unavailable {
        /// What was called.
        what: &'static str,
        /// The kind of failure, for the log.
        why: String,
    },
    /// Something stored cannot be read. A person must look.
    #[error("unreadable {what}: {why}")]
    Corrupt {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Rivals won the race for an object again and again.
    #[error("too many rivals for one object")]
    Contended,
}
