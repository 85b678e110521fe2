//! Lambda entry point; the library says what this function does.

fn main() -> boot::Exit {
    boot::stream::run(events_publish::PUBLISHER, boot::Outlets::QUEUES_AND_BUS)
}
