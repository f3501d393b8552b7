//! `arrows`: the rules of the house that no compiler checks, as data.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::{Outcome, root, while_doing};

/// A package and the packages of ours that it may depend on, in builds and in tests.
struct Arrow {
    package: &'static str,
    may_use: &'static [&'static str],
}

/// Packages not listed here may not exist. The package of `fuzz/Cargo.toml` goes by the name of its directory.
#[rustfmt::skip]
const ARROWS: &[Arrow] = &[
    Arrow { package: "pyc-marshal",  may_use: &[] },
    Arrow { package: "pyc-bytecode", may_use: &["pyc-marshal"] },
    Arrow { package: "pyc-vm",       may_use: &["pyc-marshal", "pyc-bytecode"] },
    Arrow { package: "pyc-smith",    may_use: &["pyc-marshal", "pyc-bytecode"] },
    Arrow { package: "pyc-tools",    may_use: &["pyc-marshal", "pyc-bytecode", "pyc-vm", "pyc-smith"] },
    Arrow { package: "pyc-properties", may_use: &["pyc-marshal", "pyc-bytecode", "pyc-vm", "pyc-smith"] },
    Arrow { package: "fuzz",         may_use: ANY },
    Arrow { package: "xtask",        may_use: ANY },
];

const ANY: &[&str] = &["pyc-marshal", "pyc-bytecode", "pyc-vm", "pyc-smith", "pyc-properties", "pyc-tools"];

/// The manifests of the workspaces: the second stands apart, and may not exist yet.
const MANIFESTS: &[&str] = &["Cargo.toml", "fuzz/Cargo.toml"];

/// Crates whose root forbids the keyword for good: what runs a program must be safe by the compiler's word.
const FORBID: &[&str] = &["bytecode/src/lib.rs", "vm/src/lib.rs"];

/// The only file with an unsafe block.
const MAY_BE_UNSAFE: &[&str] = &["marshal/src/map.rs"];

const MAX_FILE: u64 = 1 << 20;
const MAX_CORPUS: u64 = 20 << 20;

pub(crate) fn run() -> Outcome {
    let mut faults = Vec::new();
    for manifest in MANIFESTS.iter().filter(|manifest| root().join(manifest).exists()) {
        faults.extend(check_arrows(&metadata(manifest)?));
    }
    let files = files()?;
    let mut corpus = 0;
    for name in &files {
        // A file that is deleted but not yet committed so is listed too.
        let Ok(size) = fs::metadata(root().join(name)).map(|metadata| metadata.len()) else { continue };
        if size > MAX_FILE {
            faults.push(format!("{name} has {size} bytes, over {MAX_FILE}"));
        }
        if name.starts_with("corpus/") {
            corpus += size;
        }
        if Path::new(name).extension().is_some_and(|it| it == "rs") && !MAY_BE_UNSAFE.contains(&name.as_str()) {
            let text = fs::read_to_string(root().join(name)).map_err(while_doing(name))?;
            faults.extend(unsafe_lines(&text).map(|line| format!("{name}:{line}: {WORD}")));
        }
    }
    for name in FORBID {
        let text = fs::read_to_string(root().join(name)).map_err(while_doing(name))?;
        if !text.contains(&format!("#![forbid({WORD}_code)]")) {
            faults.push(format!("{name} does not forbid {WORD} code"));
        }
    }
    if corpus > MAX_CORPUS {
        faults.push(format!("the corpus has {corpus} bytes, over {MAX_CORPUS}"));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\nerror: ")) }
}

fn metadata(manifest: &str) -> Outcome<Value> {
    // With a lock file this needs no network, which `--offline` asserts.
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path", manifest])
        .current_dir(root())
        .output()
        .map_err(while_doing("cargo metadata"))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// What the metadata of a workspace says against the table.
fn check_arrows(metadata: &Value) -> Vec<String> {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    let mut faults = Vec::new();
    for package in list(metadata, "packages") {
        let in_fuzz = package["manifest_path"].as_str().is_some_and(|path| Path::new(path).ends_with("fuzz/Cargo.toml"));
        let from = if in_fuzz { "fuzz".to_owned() } else { name(&package) };
        let Some(arrow) = ARROWS.iter().find(|arrow| arrow.package == from) else {
            faults.push(format!("{from} is not in the table of arrows"));
            continue;
        };
        for to in list(&package, "dependencies").iter().map(name) {
            if ARROWS.iter().any(|arrow| arrow.package == to) && !arrow.may_use.contains(&to.as_str()) {
                faults.push(format!("{from} must not depend on {to}"));
            }
        }
    }
    faults
}

/// All files that are committed, or would be; without git, all that are not the product of a build.
fn files() -> Outcome<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .map_err(while_doing("git"));
    match output {
        Ok(output) if output.status.success() => {
            let names = String::from_utf8_lossy(&output.stdout);
            Ok(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
        }
        _ => walk(),
    }
}

const PRODUCTS: &[&str] = &["target", ".git", "node_modules", "artifacts", "coverage"];

fn walk() -> Outcome<Vec<String>> {
    let entries = walkdir::WalkDir::new(root()).into_iter();
    let kept = entries.filter_entry(|entry| !PRODUCTS.iter().any(|product| entry.file_name() == *product));
    kept.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_type().is_file()) || entry.is_err())
        .map(|entry| {
            let path = entry.map_err(|error| error.to_string())?.into_path();
            Ok(path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/"))
        })
        .collect()
}

const WORD: &str = "unsafe";

/// What follows the word where it is the keyword, and neither prose nor a lint.
const FOLLOWERS: &[&str] = &["{", "fn", "impl", "trait", "extern", "("];

/// Numbers of the lines with the keyword.
fn unsafe_lines(text: &str) -> impl Iterator<Item = usize> {
    text.lines().enumerate().filter(|(_, line)| has_keyword(line)).map(|(at, _)| at + 1)
}

fn has_keyword(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let starts_word = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    code.match_indices(WORD).any(|(at, _)| {
        let after = code[at + WORD.len()..].trim_start();
        starts_word(&code[..at]) && (after.is_empty() || FOLLOWERS.iter().any(|follower| after.starts_with(follower)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keyword_and_prose() {
        let bad = ["let x = un_safe { y };", "un_safe fn f() {}", "#[un_safe(no_mangle)]", "pub un_safe"];
        assert!(bad.iter().all(|line| has_keyword(&line.replace("un_safe", WORD))));
        let good = ["// un_safe { }", "#![forbid(un_safe_code)]", "let is_un_safe = 1;", "\"no un_safe code\""];
        assert!(!good.iter().any(|line| has_keyword(&line.replace("un_safe", WORD))));
    }

    #[test]
    fn wrong_arrows_are_found() {
        let metadata = serde_json::json!({"packages": [
            {"name": "pyc-marshal", "dependencies": [{"name": "nom"}, {"name": "pyc-vm"}]},
            {"name": "pyc-smith", "dependencies": [{"name": "pyc-marshal"}, {"name": "xtask"}]},
            {"name": "stranger", "dependencies": []},
        ]});
        assert_eq!(
            check_arrows(&metadata),
            [
                "pyc-marshal must not depend on pyc-vm",
                "pyc-smith must not depend on xtask",
                "stranger is not in the table of arrows"
            ]
        );
    }

    #[test]
    fn the_house_is_in_order() {
        assert_eq!(run(), Ok(()));
    }
}
