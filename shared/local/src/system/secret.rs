//! What every secret of a local system is derived from: a stand-in for the key service and the
//! secret store of a deployment.
//!
//! Guaranteed: it is drawn on the first start, lies in a file of its own beside the data that only
//! its owner may read, never in the data, and is in no log. A start that is killed leaves either
//! the whole file or none.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use app::Keyring;
use app::ports::Randomness;
use boot::config::ROOT_SECRET_MIN;

use super::Folder;
use crate::StartError;

/// The root secret of systems in memory. Nothing outlives them, and so that tests may name ids and
/// tokens, which are derived, it is the same everywhere.
const IN_MEMORY: &str = "local development only: this root secret is public";

/// The keyring of a system in memory.
pub(crate) fn in_memory() -> Keyring {
    Keyring::from_secret(IN_MEMORY)
}

/// The keyring of the system in this folder, whose secret is drawn when there is none.
pub(crate) fn of_folder(folder: &Folder, randomness: &dyn Randomness) -> Result<Keyring, StartError> {
    let path = folder.root_secret();
    let unusable = |source| StartError::Folder { path: path.clone(), source };
    let secret = match fs::read_to_string(&path) {
        Ok(secret) => secret,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let drawn = draw(randomness);
            keep(&path, &drawn).map_err(unusable)?;
            drawn
        }
        Err(error) => return Err(unusable(error)),
    };
    let secret = secret.trim();
    if secret.chars().count() < ROOT_SECRET_MIN {
        return Err(StartError::RootSecret { path, min: ROOT_SECRET_MIN });
    }
    Ok(Keyring::from_secret(secret))
}

/// 32 bytes that nobody can guess, as text.
fn draw(randomness: &dyn Randomness) -> String {
    format!("{:032x}{:032x}", randomness.bits(), randomness.bits())
}

/// Writes the file whole, and gives it its name only then.
fn keep(path: &Path, secret: &str) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::NumberedRandomness;

    #[test]
    fn it_is_drawn_once_and_only_its_owner_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::take(dir.path()).unwrap();
        let (first, second) = (NumberedRandomness::default(), NumberedRandomness::starting_at(50));
        let drawn = of_folder(&folder, &first).unwrap().api_key("any");
        assert_eq!(of_folder(&folder, &second).unwrap().api_key("any"), drawn);
        assert_ne!(in_memory().api_key("any"), drawn);
        let text = fs::read_to_string(folder.root_secret()).unwrap();
        assert!(text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(folder.root_secret()).unwrap().permissions().mode() & 0o777, 0o600);
        }
        folder.clear().unwrap();
        assert_ne!(of_folder(&folder, &second).unwrap().api_key("any"), drawn, "a fresh start draws anew");
    }

    #[test]
    fn one_that_is_too_short_is_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::take(dir.path()).unwrap();
        fs::write(folder.root_secret(), "short\n").unwrap();
        let refused = of_folder(&folder, &NumberedRandomness::default()).unwrap_err().to_string();
        assert!(refused.contains("root-secret") && !refused.contains("short\n"), "{refused}");
    }
}
