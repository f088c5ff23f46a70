//! Runs the program as its users do: each file of `tests/cases` is a session in an empty folder.
//!
//! A file begins with a sentence that says what it shows, followed by steps. A line `== step` begins one; what follows
//! up to the next is its text:
//!
//! * `== file NAME`: a file is written;
//! * `== bytes NAME`: the same, the text being hexadecimal digits;
//! * `== append NAME`: lines are added to a file;
//! * `== remove NAME`: a file is removed;
//! * `== cd NAME`: the next runs are in another folder;
//! * `== stdin`: what the next run reads;
//! * `== stdin bytes`: the same, the text being hexadecimal digits;
//! * `== run ARGUMENTS`: the program is run. The text is what it does: `status N`, if not 0, then the lines of standard
//!   output behind `|`, then those of standard error behind `!`;
//! * `== tree`: the text lists the files that there are;
//! * `== show NAME`: the text is that of a file.
//!
//! With the environment variable `BLESS=1`, the test writes the texts of the last three instead of comparing them.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn sessions_go_as_written() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut failures = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(cases).unwrap() {
        let path = entry.unwrap().path();
        let expected = fs::read_to_string(&path).unwrap();
        let actual = session(&expected);
        count += 1;
        if actual == expected {
            continue;
        }
        if tlforge_testing::golden::bless() {
            fs::write(&path, actual).unwrap();
        } else {
            let diff = similar::TextDiff::from_lines(&expected, &actual);
            failures.push(format!("{}\n{}", path.display(), diff.unified_diff().header("expected", "actual")));
        }
    }
    assert!(count > 20, "the cases are not where they should be");
    assert!(failures.is_empty(), "{}\nBLESS=1 accepts this", failures.join("\n"));
}

/// Replays a session and gives it back with what really happened.
fn session(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (title, steps) = text.split_once("\n== ").expect("a case has steps");
    let mut working = folder.path().to_owned();
    let mut stdin = Vec::new();
    let mut actual = vec![title.to_owned()];
    for step in steps.split("\n== ") {
        let (head, body) = step.split_once('\n').unwrap_or((step.trim_end(), ""));
        let (verb, rest) = head.split_once(' ').unwrap_or((head, ""));
        let path = folder.path().join(rest);
        let mut result = body.to_owned();
        match verb {
            "file" => write(&path, format!("{body}\n").as_bytes()),
            "bytes" => write(&path, &unhex(body)),
            "append" => {
                let before = fs::read_to_string(&path).unwrap();
                write(&path, format!("{before}{body}\n").as_bytes());
            }
            "cd" => {
                fs::create_dir_all(&path).unwrap();
                working = path;
            }
            "show" => result = fs::read_to_string(path).unwrap(),
            "remove" => fs::remove_file(&path).unwrap(),
            "stdin" if rest == "bytes" => stdin = unhex(body),
            "stdin" => stdin = format!("{body}\n").into_bytes(),
            "run" => result = run(&working, rest, &std::mem::take(&mut stdin)),
            "tree" => result = tree(folder.path(), folder.path()),
            _ => panic!("there is no step `{verb}`"),
        }
        actual.push(format!("== {head}"));
        if !result.is_empty() {
            actual.push(result.trim_end().to_owned());
        }
    }
    actual.join("\n") + "\n"
}

fn write(path: &Path, contents: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, contents).unwrap();
}

fn run(folder: &Path, arguments: &str, stdin: &[u8]) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_tlforge"))
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read it may be gone already.
    let _ = program.stdin.take().unwrap().write_all(stdin);
    let output = program.wait_with_output().unwrap();
    let status = output.status.code().expect("the program was not killed");
    let status = if status == 0 { String::new() } else { format!("status {status}\n") };
    status + &lines('|', &output.stdout) + &lines('!', &output.stderr)
}

fn lines(mark: char, output: &[u8]) -> String {
    let output = String::from_utf8_lossy(output);
    let lines = output.lines().map(|line| format!("{mark} {}", without_time(line)).trim_end().to_owned() + "\n");
    lines.collect()
}

/// `in 0.01 s` as `in … s`.
fn without_time(line: &str) -> String {
    match line.rsplit_once(", in ") {
        Some((rest, time)) if time.ends_with(" s") => format!("{rest}, in … s"),
        _ => line.to_owned(),
    }
}

fn tree(root: &Path, folder: &Path) -> String {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned() + "\n";
    paths.iter().map(|path| if path.is_dir() { tree(root, path) } else { name(path) }).collect()
}

fn unhex(digits: &str) -> Vec<u8> {
    let digits: Vec<_> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
