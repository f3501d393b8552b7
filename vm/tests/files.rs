//! Files in a world of one's own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use pyc_marshal::Version;
use pyc_vm::Vm;
use pyc_vm::embed::Error;
use pyc_vm::host::{Entry, FileStatus, Host, Opening};
use pyc_vm::limits::Limits;

/// Files in memory, and which of them are open.
#[derive(Clone, Default)]
struct World {
    files: Rc<RefCell<Files>>,
}

#[derive(Default)]
struct Files {
    by_path: BTreeMap<PathBuf, Vec<u8>>,
    open: BTreeMap<u32, (PathBuf, usize)>,
    next: u32,
}

fn missing<T>() -> io::Result<T> {
    Err(io::ErrorKind::NotFound.into())
}

impl Host for World {
    fn open(&mut self, path: &Path, how: Opening) -> io::Result<u32> {
        let mut files = self.files.borrow_mut();
        if !how.create && !files.by_path.contains_key(path) {
            return missing();
        }
        let file = files.by_path.entry(path.to_owned()).or_default();
        if how.truncate {
            file.clear();
        }
        let at = if how.append { file.len() } else { 0 };
        files.next += 1;
        let number = files.next + 2;
        files.open.insert(number, (path.to_owned(), at));
        Ok(number)
    }

    fn file_read(&mut self, file: u32, buffer: &mut [u8]) -> io::Result<usize> {
        let files = &mut *self.files.borrow_mut();
        let (path, at) = files.open.get_mut(&file).ok_or(io::ErrorKind::NotFound)?;
        let rest = files.by_path[path].get(*at..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        *at += count;
        Ok(count)
    }

    fn file_write(&mut self, file: u32, bytes: &[u8]) -> io::Result<usize> {
        let files = &mut *self.files.borrow_mut();
        let (path, at) = files.open.get_mut(&file).ok_or(io::ErrorKind::NotFound)?;
        let data = files.by_path.get_mut(path).ok_or(io::ErrorKind::NotFound)?;
        data.truncate(*at);
        data.extend_from_slice(bytes);
        *at = data.len();
        Ok(bytes.len())
    }

    fn file_seek(&mut self, file: u32, to: io::SeekFrom) -> io::Result<u64> {
        let files = &mut *self.files.borrow_mut();
        let (path, at) = files.open.get_mut(&file).ok_or(io::ErrorKind::NotFound)?;
        *at = match to {
            io::SeekFrom::Start(it) => it as usize,
            io::SeekFrom::Current(it) => (*at as i64 + it) as usize,
            io::SeekFrom::End(it) => (files.by_path[path].len() as i64 + it) as usize,
        };
        Ok(*at as u64)
    }

    fn file_close(&mut self, file: u32) -> io::Result<()> {
        self.files.borrow_mut().open.remove(&file);
        Ok(())
    }

    fn file_status(&mut self, file: u32) -> io::Result<FileStatus> {
        let files = self.files.borrow();
        let (path, _) = files.open.get(&file).ok_or(io::ErrorKind::NotFound)?;
        Ok(FileStatus { mode: 0o100_644, size: files.by_path[path].len() as u64, ..FileStatus::default() })
    }

    fn status(&mut self, path: &Path, _: bool) -> io::Result<FileStatus> {
        match self.files.borrow().by_path.get(path) {
            Some(data) => Ok(FileStatus { mode: 0o100_644, size: data.len() as u64, ..FileStatus::default() }),
            None => missing(),
        }
    }

    fn list(&mut self, path: &Path) -> io::Result<Vec<Entry>> {
        let files = self.files.borrow();
        let names = files.by_path.keys().filter_map(|it| it.strip_prefix(path).ok());
        Ok(names.map(|it| Entry { name: it.into(), kind: 0o100_000, inode: 1 }).collect())
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.files.borrow_mut().by_path.remove(path).map_or_else(missing, |_| Ok(()))
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let mut files = self.files.borrow_mut();
        let data = files.by_path.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.by_path.insert(to.to_owned(), data);
        Ok(())
    }
}

fn error_of<T: core::fmt::Debug>(result: Result<T, Error>) -> (String, String) {
    match result.unwrap_err() {
        Error::Exception(it) => (it.class.clone(), it.message.clone()),
        Error::Limit(it) => panic!("{it:?}"),
    }
}

#[test]
fn files_of_the_host() {
    for minor in 8..=14 {
        let world = World::default();
        let mut vm = Vm::new(Version::new(3, minor), Limits::default(), Box::new(world.clone()));
        let io = vm.import_named("_io").unwrap();
        let file = vm.call_method(&io, "open", ("/notes", "w")).unwrap();
        vm.call_method(&file, "write", ("first\nzwölf\n",)).unwrap();
        assert_eq!(world.files.borrow().by_path[Path::new("/notes")], b"", "what is written is kept back");
        vm.call_method(&file, "close", ()).unwrap();
        assert_eq!(world.files.borrow().by_path[Path::new("/notes")], "first\nzwölf\n".as_bytes());
        let file = vm.call_method(&io, "open", ("/notes",)).unwrap();
        let lines = vm.call_method(&file, "readlines", ()).unwrap();
        assert_eq!(vm.repr_of(&lines).unwrap(), "['first\\n', 'zwölf\\n']");
        vm.call_method(&file, "close", ()).unwrap();
        let file = vm.call_method(&io, "open", ("/notes", "rb")).unwrap();
        vm.call_method(&file, "seek", (6,)).unwrap();
        let rest = vm.call_method(&file, "read", (4,)).unwrap();
        assert_eq!(vm.repr_of(&rest).unwrap(), "b'zw\\xc3\\xb6'");
        assert_eq!(error_of(vm.call_method(&file, "write", (vec![1_u8],))).0, "io.UnsupportedOperation");
        vm.call_method(&file, "close", ()).unwrap();
        let (class, message) = error_of(vm.call_method(&io, "open", ("/other",)));
        assert_eq!((class.as_str(), message.as_str()), ("FileNotFoundError", "[Errno 2] No such file or directory: '/other'"));
        let posix = vm.import_named("posix").unwrap();
        vm.call_method(&posix, "rename", ("/notes", "/moved")).unwrap();
        let status = vm.call_method(&posix, "stat", ("/moved",)).unwrap();
        let size = vm.attribute(&status, "st_size").unwrap();
        assert_eq!(vm.get::<i64>(&size).unwrap(), 13);
        let names = vm.call_method(&posix, "listdir", ("/",)).unwrap();
        assert_eq!(vm.repr_of(&names).unwrap(), "['moved']");
        vm.call_method(&posix, "remove", ("/moved",)).unwrap();
        assert!(world.files.borrow().by_path.is_empty() && world.files.borrow().open.is_empty());
    }
}
