//! Speed over the corpus of one version: index, tokens, write-back, normal form, editable objects.
//!
//! `cargo bench -p pyc-marshal`. Ratios against other readers: `cargo xtask bench-compare`.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pyc_marshal::{File, Reader, Stamping, Style, normalize};

fn corpus(version: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/pyc").join(version);
    let mut paths: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pyc"));
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read(path).ok()).collect()
}

fn bench(criterion: &mut Criterion) {
    for version in ["2.7", "3.12"] {
        let bytes = corpus(version);
        let files: Vec<File<'_>> = bytes.iter().filter_map(|bytes| File::parse(bytes).ok()).collect();
        let mut group = criterion.benchmark_group(version);
        group.throughput(Throughput::Bytes(bytes.iter().map(|bytes| bytes.len() as u64).sum()));
        group.bench_function("index", |bencher| {
            bencher.iter(|| bytes.iter().filter_map(|bytes| File::parse(bytes).ok()).map(|file| file.tree.len()).sum::<usize>());
        });
        group.bench_function("tokens", |bencher| {
            bencher.iter(|| {
                let mut total = 0;
                for file in &files {
                    let done =
                        Reader::new(file.tree.bytes(), file.layout()).for_each_token(|token| total += token.end - token.offset);
                    assert_eq!(done, Ok(()));
                }
                total
            });
        });
        let mut out = Vec::new();
        group.bench_function("write", |bencher| {
            bencher.iter(|| {
                for file in &files {
                    out.clear();
                    let _ = black_box(file.write(&mut out));
                }
            });
        });
        group.bench_function("normalize", |bencher| {
            bencher.iter(|| {
                files.iter().filter_map(|file| normalize(file, Stamping::Keep).ok()).map(|bytes| bytes.len()).sum::<usize>()
            });
        });
        group.bench_function("objects", |bencher| {
            bencher.iter(|| {
                let objects = files.iter().filter_map(|file| Some((file.to_objects().ok()?, Style::of(file.layout()))));
                objects
                    .filter_map(|((objects, root), style)| objects.to_bytes(root, style).ok())
                    .map(|bytes| bytes.len())
                    .sum::<usize>()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
