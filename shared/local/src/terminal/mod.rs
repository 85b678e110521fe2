//! What the terminal shows: where everything is, once it is ready, and then a line for each thing
//! that happens.

mod line;
mod log;
mod welcome;

use clap::ValueEnum;

pub(crate) use log::start as start_log;
pub(crate) use welcome::{Ready, welcome};

/// Whether to write in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// Where a person reads it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The colours in use: all of them, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paint(bool);

impl Paint {
    /// Colours for this output. `no_colour` is what the environment says.
    pub(crate) const fn new(colour: Colour, no_colour: bool, is_terminal: bool) -> Self {
        Self(match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && !no_colour,
        })
    }

    /// A text in this style, `1;32` for example.
    pub(crate) fn on(self, style: &'static str, text: impl std::fmt::Display) -> String {
        if self.0 { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_string() }
    }
}

/// What stands back.
pub(crate) const DIM: &str = "2";
/// What stands out.
pub(crate) const BOLD: &str = "1";
/// What went well.
pub(crate) const GREEN: &str = "32";
/// What wants attention.
pub(crate) const YELLOW: &str = "33";
/// What went wrong.
pub(crate) const RED: &str = "31";
/// What can be opened.
pub(crate) const CYAN: &str = "36";

#[cfg(test)]
mod tests;
