//! A text full of errors gives an answer of moderate length.

use std::io::Write as _;
use std::process::{Command, Stdio};

fn check(schema: &str, format: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_tlforge");
    let mut child = Command::new(program)
        .args(["check", "--message-format", format, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(schema.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn errors_beyond_the_hundredth_are_counted() {
    let schema = format!("a x:{}int = A;", "Vector ".repeat(1000));
    let (status, text) = check(&schema, "human");
    assert_eq!(status, Some(1));
    assert!(text.len() < 100_000, "{} bytes", text.len());
    assert!(text.ends_with("… and 900 more; `--message-format short` shows all of them\n\n1000 errors\n"), "{text}");
    assert_eq!(check(&schema, "short").1.lines().count(), 1000);
}

#[test]
fn without_a_reader_nothing_more_is_rendered() {
    let schema = format!("a x:{}int = A;", "Vector ".repeat(1000));
    let program = env!("CARGO_BIN_EXE_tlforge");
    let mut child = Command::new(program)
        .args(["check", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    child.stdin.take().unwrap().write_all(schema.as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
