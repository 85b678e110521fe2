//! How large a function's archive is.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// The size of the program once it is packed as `zip` does it, in mebibytes.
pub fn mebibytes(program: &Path) -> f64 {
    let program = std::fs::read(program).expect("a program");
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&program).expect("written");
    packed.finish().expect("packed").len() as f64 / f64::from(1 << 20)
}
