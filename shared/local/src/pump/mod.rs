//! What AWS does between functions: hands over the stream's records, the queues' messages and
//! the minute, as the event types that a function on Lambda receives.

pub(crate) mod messages;
pub(crate) mod minute;
mod stream;

pub(crate) use stream::StreamPump;
