//! One fourteenth of a core, which is what Lambda gives the smallest function after its start.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// In each period of 20 ms a process may run for 1/14 of it.
const PERIOD_US: u32 = 20_000;
const QUOTA_US: u32 = PERIOD_US / 14;

/// A control group of its own. It is removed when this is dropped.
#[derive(Debug)]
pub struct Quota {
    group: PathBuf,
}

impl Quota {
    /// # Errors
    /// Where this machine does not let us.
    pub fn one_fourteenth() -> io::Result<Self> {
        let name = format!("payment-sessions-{}", std::process::id());
        let unified = Path::new("/sys/fs/cgroup");
        let controllers = fs::read_to_string(unified.join("cgroup.controllers")).unwrap_or_default();
        let quota = if controllers.split_whitespace().any(|controller| controller == "cpu") {
            // It may be on already, and then this may be refused.
            let _ = fs::write(unified.join("cgroup.subtree_control"), "+cpu");
            Self::make(unified.join(name))?.set("cpu.max", &format!("{QUOTA_US} {PERIOD_US}"))?
        } else {
            let made = Self::make(unified.join("cpu").join(name))?;
            made.set("cpu.cfs_period_us", &PERIOD_US.to_string())?.set("cpu.cfs_quota_us", &QUOTA_US.to_string())?
        };
        Ok(quota)
    }

    fn make(group: PathBuf) -> io::Result<Self> {
        fs::create_dir(&group)?;
        Ok(Self { group })
    }

    fn set(self, file: &str, value: &str) -> io::Result<Self> {
        fs::write(self.group.join(file), value)?;
        Ok(self)
    }

    /// Whoever writes its own number in here is held to the quota.
    pub fn door(&self) -> PathBuf {
        self.group.join("cgroup.procs")
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // An empty group that stays is no harm.
        let _ = fs::remove_dir(&self.group);
    }
}
