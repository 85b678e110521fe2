//! A message that can never be worked on.

use serde_json::json;

use crate::target::{Target, left_out, unique};

#[tokio::test]
async fn a_poison_message_ends_among_the_dead_letters() {
    let target = Target::reach().await;
    let Some(queue) = target.webhook_queue().await else {
        return left_out("poison message", "STACK_WEBHOOK_QUEUE_URL does not name the queue of webhooks");
    };
    let poison = json!({"poison": unique("message")}).to_string();
    queue.put(&poison).await;
    let given_up = async || queue.has_given_up(&poison).await.then_some(());
    target.until_within(queue.patience(), "the poison among the dead letters", given_up).await;
}
