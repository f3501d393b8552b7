//! Files named on the command line, and those in directories.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use walkdir::{DirEntry, WalkDir};

use crate::io::is_dash;

/// A file to be dealt with, or why a place was not searched.
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    pub(crate) error: Option<io::Error>,
}

/// All files: those named as they are, those in directories if they end in `.pyc` or `.pyo`. Sorted by path, each once.
///
/// Links to directories are not followed, save one that is named itself; links to files are.
pub(crate) fn collect(named: &[PathBuf]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for path in named {
        if is_dash(path) || !path.is_dir() {
            entries.push(Entry { path: path.clone(), error: None });
            continue;
        }
        for found in WalkDir::new(path) {
            match found {
                Ok(entry) if is_wanted(&entry) => entries.push(Entry { path: entry.into_path(), error: None }),
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(path).to_owned();
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("directories contain each other"));
                    entries.push(Entry { path, error: Some(error) });
                }
            }
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries.dedup_by(|a, b| a.path == b.path);
    entries
}

fn is_wanted(entry: &DirEntry) -> bool {
    let extension = entry.path().extension();
    if !extension.is_some_and(|extension| extension == "pyc" || extension == "pyo") {
        return false;
    }
    // A link that leads nowhere is wanted, so that somebody hears of it.
    entry.file_type().is_file() || entry.path_is_symlink() && !leads_elsewhere(entry.path())
}

/// Whether a link leads to something that is no file.
fn leads_elsewhere(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file())
}

/// A bar on standard error, if that is a terminal.
pub(crate) fn progress(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} files, {eta} left") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
