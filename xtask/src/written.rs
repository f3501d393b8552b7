//! `harvest --check-written`: what the library writes must be what the interpreter reads.
//!
//! A sample of each interpreter's own files is written anew from editable objects, normalised, and edited; the interpreter loads each result
//! and compares it deeply with the original, or tells its fields.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::{fs, thread};

use pyc_marshal::{File, References, Stamping, Style, normalize, str_repr};
use serde_json::Value as Json;

use crate::facts::{differences, facts};
use crate::installed::{own, pyc_files, spread};
use crate::interpreters::{self, Interpreter};
use crate::{Outcome, while_doing};

/// The name that edited code objects get.
const RENAMED: &str = "/renamed/by/pyc-tools.py";

/// Forms that must be loaded to objects equal to the original's.
const EQUAL: [&str; 4] = ["shared", "fresh", "as-read", "normal"];

pub(crate) fn run(directory: Option<&Path>, sample: usize) -> Outcome {
    let folder = std::env::temp_dir().join(format!("pyc-tools-written-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(while_doing(folder.display()))?;
    let outcome = run_in(&folder, directory, sample);
    let _ = fs::remove_dir_all(&folder);
    outcome
}

fn run_in(folder: &Path, directory: Option<&Path>, sample: usize) -> Outcome {
    let mut wrong = 0;
    for interpreter in interpreters::find(directory)? {
        let files = spread(own(&interpreter, pyc_files(&interpreter.files)), sample);
        for (i, path) in files.iter().enumerate() {
            write_forms(folder, i, path).map_err(while_doing(path.display()))?;
        }
        let form = |i: usize, form: &str| folder.join(format!("{i}.{form}.pyc"));
        let mut pairs = Vec::new();
        for (i, path) in files.iter().enumerate() {
            pairs.extend(EQUAL.map(|name| format!("{}\t{}", path.display(), form(i, name).display())));
        }
        let mut failures: Vec<String> = ask(&interpreter, "equal", &pairs)?
            .into_iter()
            .filter(|answer| answer["equal"] != true)
            .map(|it| it.to_string())
            .collect();

        let edited: Vec<PathBuf> = (0..files.len()).map(|i| form(i, "edited")).collect();
        let lines: Vec<String> = edited.iter().map(|path| path.display().to_string()).collect();
        for (path, theirs) in edited.iter().zip(ask(&interpreter, "facts", &lines)?) {
            failures
                .extend(compare_edited(path, &theirs)?.into_iter().map(|difference| format!("{}: {difference}", path.display())));
        }
        for failure in &failures {
            println!("{failure}");
        }
        let each = files.len();
        println!("{}: {each} files; written, as read, fresh, normalised, edited: {} failures", interpreter.name, failures.len());
        wrong += failures.len();
    }
    if wrong == 0 { Ok(()) } else { Err(format!("{wrong} files are not read as they were written")) }
}

fn write_forms(folder: &Path, i: usize, path: &Path) -> Outcome {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let say = |error: pyc_marshal::Error| error.to_string();
    let file = File::parse(&bytes).map_err(say)?;
    let (mut objects, root) = file.to_objects().map_err(say)?;
    let style = Style::of(file.layout());
    let written = |references| objects.to_file(&file.header, root, style.references(references)).map_err(say);
    let mut forms = vec![
        ("shared", written(References::Shared)?),
        ("fresh", written(References::Fresh)?),
        ("as-read", written(References::AsRead)?),
        ("normal", normalize(&file, Stamping::Time(0)).map_err(say)?),
    ];
    objects.rename_files(|_| Some(RENAMED.to_owned()));
    objects.strip_line_tables();
    objects.strip_docstrings();
    forms.push(("edited", objects.to_file(&file.header, root, style).map_err(say)?));
    for (name, bytes) in forms {
        fs::write(folder.join(format!("{i}.{name}.pyc")), bytes).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// What the interpreter tells of an edited file against what we read in it, and against what the edits were to do.
fn compare_edited(path: &Path, theirs: &Json) -> Outcome<Vec<String>> {
    let bytes = fs::read(path).map_err(while_doing(path.display()))?;
    let file = File::parse(&bytes).map_err(while_doing(path.display()))?;
    let mut found = differences(&facts(&file), theirs);
    let renamed = Json::from(str_repr(pyc_marshal::Str::new(RENAMED.as_bytes(), pyc_marshal::Encoding::Latin1), file.layout()));
    for (i, code) in theirs["codes"].as_array().into_iter().flatten().enumerate() {
        if code["filename"] != renamed || code["linetable"] != "" {
            found.push(format!("codes[{i}]: not renamed, or has a line table"));
        }
    }
    Ok(found)
}

/// The answers of `record.py COMMAND -` to these lines.
fn ask(interpreter: &Interpreter, command: &str, lines: &[String]) -> Outcome<Vec<Json>> {
    let what = || interpreter.program.display();
    let mut child = interpreter.record(&[command, "-"]).spawn().map_err(while_doing(what()))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(format!("{}: no pipes", what()));
    };
    let answers = thread::scope(|scope| {
        scope.spawn(move || {
            // A child that dies shows in the answers that are missing.
            let _ = lines.iter().try_for_each(|line| writeln!(stdin, "{line}"));
        });
        let read = |line: std::io::Result<String>| {
            line.map_err(while_doing(what())).and_then(|line| serde_json::from_str(&line).map_err(while_doing(line)))
        };
        BufReader::new(stdout).lines().map(read).collect::<Outcome<Vec<Json>>>()
    })?;
    child.wait().map_err(while_doing(what()))?;
    if answers.len() == lines.len() {
        Ok(answers)
    } else {
        Err(format!("{}: {} answers to {} lines", what(), answers.len(), lines.len()))
    }
}
