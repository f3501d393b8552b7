//! Runs the command and compares what it prints: each file of `tests/cli` is a test, and shows what the command does.
//!
//! ```text
//! file  := (comment | setup | run)*
//! comment := ";;; TEXT"
//! setup := ";; COPY: FROM TO"         a file of the repository into the scratch directory
//!        | ";; HEX: TO BYTES"         a file of these bytes
//!        | ";; TEXT: TO LINE"         a file of this line
//!        | ";; MTIME: TO SECONDS"     when the file was last changed
//!        | ";; LINK: TO TARGET"       a symbolic link
//!        | ";; ENV: NAME VALUE"       for the next run
//!        | ";; STDIN: FROM"           a file for the next run to read
//!        | ";; STDIN-HEX: BYTES"      bytes for it to read
//! run   := ";; RUN: ARGUMENTS" output
//! output:= lines of standard output, [";; STDERR" lines], [";; EXIT CODE", where not 0]
//! ```
//! `%t` in arguments and output is the scratch directory of the test, empty at its start. The command runs in the root of the
//! repository. Binary output shows as `;; BINARY` and hexadecimal. `BLESS=1 cargo test --test cli` rewrites what is expected.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, UNIX_EPOCH};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn cli() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut tests: Vec<PathBuf> =
        fs::read_dir(Path::new(ROOT).join("tests/cli")).unwrap().map(|entry| entry.unwrap().path()).collect();
    tests.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    tests.sort();
    assert!(!tests.is_empty());
    let filter = std::env::var("FILTER").unwrap_or_default();
    let mut failed = Vec::new();
    for path in tests.iter().filter(|path| path.to_string_lossy().contains(&filter)) {
        let expected = fs::read_to_string(path).unwrap();
        let actual = Test::new(path).run(&expected);
        if actual == expected {
            continue;
        }
        if bless {
            fs::write(path, &actual).unwrap();
        } else {
            failed.push(format!("{}\n{}", path.display(), difference(&expected, &actual)));
        }
    }
    assert!(failed.is_empty(), "{}\nBLESS=1 accepts what is printed now", failed.join("\n"));
}

/// The first line that differs, with a few around it.
fn difference(expected: &str, actual: &str) -> String {
    let same = expected.lines().zip(actual.lines()).take_while(|(a, b)| a == b).count();
    let part = |text: &str, sign: &str| -> String {
        text.lines().skip(same).take(8).fold(String::new(), |all, line| all + sign + line + "\n")
    };
    format!("from line {}:\n{}{}", same + 1, part(expected, "- "), part(actual, "+ "))
}

struct Test {
    scratch: PathBuf,
    stdin: Vec<u8>,
    env: Vec<(String, String)>,
}

impl Test {
    fn new(path: &Path) -> Test {
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.file_stem().unwrap());
        let _ = fs::remove_dir_all(&scratch);
        fs::create_dir_all(&scratch).unwrap();
        Test { scratch, stdin: Vec::new(), env: Vec::new() }
    }

    /// The test with what the command prints now.
    fn run(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut in_output = false;
        for line in text.lines() {
            if let Some(arguments) = line.strip_prefix(";; RUN: ") {
                out.push_str(line);
                out.push('\n');
                out.push_str(&self.command(arguments));
                in_output = true;
                continue;
            }
            if line.starts_with(";;; ") {
                in_output = false;
            }
            let directive = line.strip_prefix(";; ").and_then(|line| line.split_once(": "));
            if let Some((name, rest)) = directive.filter(|(name, _)| SETUP.contains(name)) {
                self.set_up(name, rest);
                in_output = false;
            }
            if !in_output {
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }

    fn path(&self, name: &str) -> PathBuf {
        let path = self.scratch.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    fn set_up(&mut self, name: &str, rest: &str) {
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        match name {
            "COPY" => drop(fs::copy(Path::new(ROOT).join(first), self.path(second)).unwrap()),
            "HEX" => fs::write(self.path(first), unhex(second)).unwrap(),
            "TEXT" => fs::write(self.path(first), format!("{second}\n")).unwrap(),
            "MTIME" => {
                let time = UNIX_EPOCH + Duration::from_secs(second.parse().unwrap());
                fs::File::options().write(true).open(self.path(first)).unwrap().set_modified(time).unwrap();
            }
            "LINK" => link(second, &self.path(first)),
            "ENV" => self.env.push((first.to_owned(), second.to_owned())),
            "STDIN" => self.stdin = fs::read(Path::new(ROOT).join(rest.replace("%t", &self.scratch.to_string_lossy()))).unwrap(),
            "STDIN-HEX" => self.stdin = unhex(rest),
            _ => panic!("no setup {name}"),
        }
    }

    fn command(&mut self, arguments: &str) -> String {
        let scratch = self.scratch.to_string_lossy().into_owned();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pyc"))
            .args(arguments.split_whitespace().map(|argument| argument.replace("%t", &scratch)))
            .env_remove("SOURCE_DATE_EPOCH")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("COLUMNS")
            .envs(self.env.drain(..))
            .current_dir(ROOT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The command may end without having read all of it.
        let _ = child.stdin.take().unwrap().write_all(&std::mem::take(&mut self.stdin));
        let output = child.wait_with_output().unwrap();
        let mut text = match String::from_utf8(output.stdout) {
            Ok(text) if !text.contains('\0') => ended(text.replace(&scratch, "%t")),
            Ok(text) => binary(text.as_bytes()),
            Err(error) => binary(error.as_bytes()),
        };
        if !output.stderr.is_empty() {
            let _ = write!(text, ";; STDERR\n{}", ended(String::from_utf8_lossy(&output.stderr).replace(&scratch, "%t")));
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => drop(writeln!(text, ";; EXIT {code}")),
            None => text.push_str(";; KILLED\n"),
        }
        text
    }
}

const SETUP: [&str; 8] = ["COPY", "HEX", "TEXT", "MTIME", "LINK", "ENV", "STDIN", "STDIN-HEX"];

/// The text with a line feed at its end.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn binary(bytes: &[u8]) -> String {
    let mut text = ";; BINARY".to_owned();
    for (i, byte) in bytes.iter().enumerate() {
        let _ = write!(text, "{}{byte:02x}", if i % 32 == 0 { "\n" } else { " " });
    }
    text.push('\n');
    text
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
}

#[cfg(unix)]
fn link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) {}
