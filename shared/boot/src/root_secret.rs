//! What every secret is derived from, and how a function comes by it.
//!
//! On AWS it lies in Secrets Manager, encrypted under the stack's own key, and is read once, while
//! the function starts. It is in no environment, no file and no log: only in the memory of the
//! process, as a keyring. On a developer's machine the environment holds it.

use app::ports::Randomness;
use app::{Keyring, Trouble};
use aws_sdk_secretsmanager::Client;

use crate::config::{ROOT_SECRET_MIN, RootSecret};

/// The keyring of a function. One that derives nothing is given a keyring of chance, which opens
/// nothing and which nobody else has. The client is made by whoever has something to read.
///
/// # Errors
/// When the secret cannot be read, or is too short to be one.
pub async fn keyring(
    root: Option<&RootSecret>,
    secrets: impl FnOnce() -> Client,
    randomness: &dyn Randomness,
) -> Result<Keyring, Trouble> {
    match root {
        Some(RootSecret::Given(secret)) => Ok(Keyring::from_secret(secret.reveal())),
        Some(RootSecret::Stored(arn)) => {
            let secret = aws::secret_text(&secrets(), arn).await?;
            if secret.chars().count() < ROOT_SECRET_MIN {
                let why = format!("it has fewer than {ROOT_SECRET_MIN} characters");
                return Err(Trouble::Corrupt { what: "root secret", why });
            }
            Ok(Keyring::from_secret(&secret))
        }
        None => Ok(chance(randomness)),
    }
}

fn chance(randomness: &dyn Randomness) -> Keyring {
    let mut root = [0; 32];
    let (first, second) = root.split_at_mut(16);
    first.copy_from_slice(&randomness.bits().to_be_bytes());
    second.copy_from_slice(&randomness.bits().to_be_bytes());
    Keyring::new(&root)
}
