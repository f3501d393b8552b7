//! Times other crates, by the protocol of `xtask/src/bench.rs`: paths up to an empty line, then a round for each line.

use std::hint::black_box;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// Time that a call takes; its result is dropped outside.
fn timed<T>(total: &mut Duration, call: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let value = black_box(call());
    *total += start.elapsed();
    value
}

type Row = (&'static str, String, usize, Duration);

macro_rules! round {
    ($name:literal, $krate:ident, $files:expr, $rows:expr) => {{
        let (mut read, mut write) = ((0, Duration::ZERO), (0, Duration::ZERO));
        for bytes in $files {
            let parsed = catch_unwind(AssertUnwindSafe(|| timed(&mut read.1, || $krate::load_pyc(&bytes[..]))));
            let Ok(Ok(file)) = parsed else { continue };
            read.0 += bytes.len();
            if let Ok(Ok(_)) = catch_unwind(AssertUnwindSafe(|| timed(&mut write.1, || $krate::dump_pyc(file)))) {
                write.0 += bytes.len();
            }
        }
        $rows.push(("read", format!("{} load_pyc", $name), read.0, read.1));
        $rows.push(("write", format!("{} dump_pyc", $name), write.0, write.1));
    }};
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let mut lines = std::io::stdin().lines().map_while(Result::ok);
    let files: Vec<Vec<u8>> = lines.by_ref().take_while(|line| !line.is_empty()).map(|path| std::fs::read(path).unwrap()).collect();
    for _ in lines {
        let mut rows: Vec<Row> = Vec::new();
        round!("python_marshal", python_marshal, &files, rows);
        round!("pyc_editor", pyc_editor, &files, rows);
        for (kind, name, bytes, time) in rows {
            println!("{kind}\t{name}\t{bytes}\t{}", time.as_secs_f64());
        }
        println!();
        std::io::stdout().flush().unwrap();
    }
}
