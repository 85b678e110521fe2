//! How a function comes by its root secret, from a service that plays Secrets Manager.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::{Keyring, Trouble};
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::retry::RetryConfig;
use aws_sdk_secretsmanager::config::{BehaviorVersion, Config, Credentials, Region};
use axum::http::{HeaderMap, StatusCode};
use boot::config::RootSecret;
use boot::root_secret;
use serde_json::{Value, json};
use testkit::NumberedRandomness;

const ARN: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:RootSecret-AbCdEf";
const SECRET: &str = "0123456789012345678901234567890123456789";

/// Plays the service: the first answers are these, and the last of them stands. Says how often it
/// was asked.
async fn store(answers: Vec<(u16, Value)>) -> (Client, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let answer = move |headers: HeaderMap, body: String| {
        let (status, answer) = answers[counter.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)].clone();
        async move {
            assert_eq!(headers["x-amz-target"], "secretsmanager.GetSecretValue");
            assert_eq!(serde_json::from_str::<Value>(&body).expect("JSON"), json!({"SecretId": ARN}));
            (StatusCode::from_u16(status).expect("a status"), answer.to_string())
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(answer)).await });
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(url)
        .retry_config(RetryConfig::standard().with_initial_backoff(std::time::Duration::from_millis(1)))
        .build();
    (Client::from_conf(config), asked)
}

async fn keyring(client: &Client) -> Result<Keyring, Trouble> {
    let stored = RootSecret::Stored(ARN.to_owned());
    root_secret::keyring(Some(&stored), || client.clone(), &NumberedRandomness::default()).await
}

#[tokio::test]
async fn the_stored_secret_makes_the_keyring_also_after_the_store_has_stumbled() {
    let found = (200, json!({"ARN": ARN, "SecretString": SECRET}));
    let stumbled = (500, json!({"__type": "InternalServiceError"}));
    for (answers, times) in [(vec![found.clone()], 1), (vec![stumbled.clone(), stumbled, found], 3)] {
        let (client, asked) = store(answers).await;
        let keyring = keyring(&client).await.expect("a keyring");
        assert_eq!(keyring.api_key("any"), Keyring::from_secret(SECRET).api_key("any"));
        assert_eq!(asked.load(Ordering::SeqCst), times);
    }
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_told_by_its_kind_and_asked_for_a_few_times_at_most() {
    let denied = json!({"__type": "AccessDeniedException", "Message": SECRET});
    for (answer, says, times) in [
        ((400, denied), "refused by the service: AccessDeniedException", 1),
        ((500, json!({"__type": "InternalServiceError", "Message": SECRET})), "InternalServiceError", 3),
        ((200, json!({"ARN": ARN, "SecretBinary": "MDEy"})), "it has no text", 1),
        ((200, json!({"ARN": ARN, "SecretString": "too short"})), "fewer than 32 characters", 1),
    ] {
        let (client, asked) = store(vec![answer]).await;
        let said = keyring(&client).await.expect_err("no keyring").to_string();
        assert!(said.contains(says), "{said}");
        assert!(!said.contains(SECRET) && !said.contains("too short"), "{said}");
        assert_eq!(asked.load(Ordering::SeqCst), times, "{says}");
    }
}

#[tokio::test]
async fn a_function_that_derives_nothing_asks_nobody() {
    let (client, asked) = store(vec![(200, json!({"ARN": ARN, "SecretString": SECRET}))]).await;
    let randomness = NumberedRandomness::default();
    let mut keyrings = Vec::new();
    for _ in 0..2 {
        keyrings
            .push(root_secret::keyring(None, || client.clone(), &randomness).await.expect("a keyring").api_key("any"));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    assert_ne!(keyrings[0], keyrings[1], "nobody else has its keyring, not even itself another time");
}
