//! Telling endpoints of changes: the first attempt, and those after it.

pub mod deliver;
pub mod retry;
