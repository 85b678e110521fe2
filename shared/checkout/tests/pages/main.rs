//! The pages as a browser gets them.

mod consent;
mod form;
mod safety;
mod samples;
mod states;
