//! The pages as a browser gets them.

mod form;
mod safety;
mod samples;
mod states;
