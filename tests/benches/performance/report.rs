//! Figures beside their targets.

/// Begins a section.
pub fn section(title: &str) {
    println!("\n{title}\n{}", "-".repeat(title.len()));
}

/// A figure without a target.
pub fn figure(name: &str, value: &str) {
    println!("{name:<58} {value:>12}");
}

/// A figure that must not exceed its target.
pub fn at_most(name: &str, value: f64, target: f64, unit: &str) {
    let verdict = if value <= target { "holds" } else { "MISSED" };
    let (value, target) = (format!("{value:.2}{unit}"), format!("{target}{unit}"));
    println!("{name:<58} {value:>12}   at most {target:<8} {verdict}");
}

/// What was left out, and why.
pub fn skipped(name: &str, why: &str) {
    println!("{name:<58} {:>12}   {why}", "skipped");
}
