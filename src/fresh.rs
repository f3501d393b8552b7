//! Whether a `.pyc` file still belongs to the source that lies beside it.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use pyc_marshal::map::Contents;
use pyc_marshal::{Header, Layout, Stamp, source_hash};

/// Where the source of a file should lie: `x.py` for `x.pyc`, `../x.py` for `__pycache__/x.cpython-312.opt-1.pyc`.
pub(crate) fn source_path(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".pyc").or_else(|| name.strip_suffix(".pyo"))?;
    let directory = path.parent()?;
    if directory.file_name().is_some_and(|name| name == "__pycache__") {
        let stem = match stem.rsplit_once('.') {
            Some((rest, optimization)) if optimization.starts_with("opt-") => rest,
            _ => stem,
        };
        let (module, _) = stem.rsplit_once('.')?;
        return Some(directory.parent()?.join(format!("{module}.py")));
    }
    Some(directory.join(format!("{stem}.py")))
}

/// Whether the file belongs to the source at `source` as it is now. `None` if that cannot be told.
pub(crate) fn is_fresh(header: &Header, layout: &Layout, source: &Path) -> Option<bool> {
    match header.stamp {
        Stamp::Time { mtime } => Some(mtime == seconds(std::fs::metadata(source).ok()?.modified().ok()?)),
        Stamp::TimeAndSize { mtime, size } => {
            let metadata = std::fs::metadata(source).ok()?;
            Some(mtime == seconds(metadata.modified().ok()?) && size == metadata.len() as u32)
        }
        Stamp::Hash { hash, .. } => {
            let source = Contents::read(source).ok()?;
            Some(hash == source_hash(&source, header.magic, layout))
        }
        Stamp::Unknown { .. } => None,
    }
}

/// Whole seconds since 1970, modulo 2^32, as importing compares them.
pub(crate) fn seconds(time: SystemTime) -> u32 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs() as u32,
        Err(before) => {
            let before = before.duration();
            (before.as_secs() + u64::from(before.subsec_nanos() != 0)).wrapping_neg() as u32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_all_layouts() {
        let source = |path: &str| source_path(Path::new(path)).map(|path| path.to_string_lossy().into_owned());
        assert_eq!(source("a/x.pyc").as_deref(), Some("a/x.py"));
        assert_eq!(source("x.pyo").as_deref(), Some("x.py"));
        assert_eq!(source("a/__pycache__/x.cpython-312.pyc").as_deref(), Some("a/x.py"));
        assert_eq!(source("__pycache__/x.cpython-312.opt-1.pyc").as_deref(), Some("x.py"));
        assert_eq!(source("__pycache__/x.pyc"), None);
        assert_eq!(source("x.txt"), None);
    }

    #[test]
    fn seconds_before_1970_round_down() {
        assert_eq!(seconds(UNIX_EPOCH + std::time::Duration::from_millis(1500)), 1);
        assert_eq!(seconds(UNIX_EPOCH - std::time::Duration::from_millis(1500)), 0xffff_fffe);
    }
}
