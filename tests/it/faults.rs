//! `docs/faults.md` names tests that exist.

use std::collections::BTreeSet;

const FAULTS: &str = include_str!("../../docs/faults.md");

/// Every name of a test that the page holds, by its path.
fn named() -> BTreeSet<&'static str> {
    FAULTS.split('`').skip(1).step_by(2).filter(|name| name.contains("::") && !name.ends_with("::")).collect()
}

/// The source that a test's path leads to: of the store, or of this folder.
fn source(path: &str) -> Option<String> {
    let (root, path) = match path.strip_prefix("tests::") {
        Some(path) => ("../shared/store/src/tests", path),
        None => ("it", path),
    };
    let file = format!("{}/{root}/{}.rs", env!("CARGO_MANIFEST_DIR"), path.replace("::", "/"));
    std::fs::read_to_string(file).ok()
}

#[test]
fn every_fault_is_survived_by_a_test_that_exists() {
    let named = named();
    assert!(named.len() > 40, "the page names {} tests", named.len());
    for test in named {
        let (module, name) = test.rsplit_once("::").expect("a path");
        let source = source(module).unwrap_or_else(|| panic!("{test}: there is no such module"));
        let written =
            source.split("fn ").skip(1).any(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with('(')));
        assert!(written, "{test}: there is no such test");
        let before = source.split(&format!("fn {name}(")).next().unwrap_or_default();
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        assert!(attributes.contains("test]") && !attributes.contains("ignore"), "{test} is not run");
    }
}

#[test]
fn no_line_of_the_page_is_without_a_test() {
    let rows = FAULTS.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| fault"));
    for row in rows {
        assert!(row.matches('`').count() >= 2, "{row}");
    }
}
