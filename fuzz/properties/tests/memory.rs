//! The memory that the documentation of `pyc-marshal` promises not to exceed, measured. One test, so that nothing else allocates meanwhile.

use peak_alloc::PeakAlloc;
use pyc_marshal::{File, Layout, Objects, Options, Reader, Stamping, Tree, Version, normalize, normalize_tree};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Bytes allocated at the peak while `work` runs, beyond what was allocated before.
fn peak(work: impl FnOnce()) -> usize {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    work();
    ALLOCATOR.peak_usage().saturating_sub(before)
}

const MEGABYTE: usize = 1 << 20;
/// What small inputs may take whatever their size.
const CONSTANT: usize = 1 << 16;

/// Streams of about a megabyte in which each byte costs as much as it can.
fn costly(count: usize) -> Vec<(&'static str, Vec<u8>)> {
    let counted = |head: &[u8], item: &[u8], size: usize| {
        let items = size / item.len();
        let mut bytes = head.to_vec();
        bytes.extend((items as u32).to_le_bytes());
        bytes.extend(item.repeat(items));
        bytes
    };
    let nested = |open: &[u8], depth: usize| {
        let mut bytes = open.repeat(depth);
        bytes.push(b'N');
        bytes
    };
    let mut dict = b"{".to_vec();
    for i in 0..count / 6 {
        dict.extend(b"i");
        dict.extend((i as u32).to_le_bytes());
        dict.push(b'N');
    }
    dict.push(b'0');
    let code_head = [b'c'].into_iter().chain([0; 20]).collect::<Vec<u8>>();
    vec![
        ("one-byte objects", counted(b"(", b"N", count)),
        ("flagged empty tuples", counted(b"(", b"\xa9\x00", count)),
        ("flagged empty strings", counted(b"[", b"\xfa\x00", count)),
        ("references", counted(b"\xa8", b"r\x00\x00\x00\x00", count)),
        ("nested tuples", nested(b"\xa9\x01", 1500)),
        ("nested heads of code objects", nested(&code_head, 1500)),
        ("dict", dict),
        ("a count and nothing else", b"(\xff\xff\xff\x7f".to_vec()),
        ("a length and nothing else", b"s\xff\xff\xff\x7f".to_vec()),
    ]
}

#[test]
fn memory_is_bounded_by_the_input() {
    let layout = Layout::of(Version::new(3, 12)).unwrap();
    for (name, bytes) in costly(MEGABYTE) {
        let bound = |factor: usize| factor * bytes.len() + CONSTANT;
        for options in [Options::STRICT, Options::LENIENT] {
            let index = peak(|| drop(Tree::with_options(&bytes, layout, options)));
            assert!(index <= bound(32), "{name}: index takes {} bytes a byte", index / bytes.len());
            let tokens = peak(|| {
                let _ = Reader::with_options(&bytes, layout, options).for_each_token(|_| ());
            });
            assert!(tokens <= bound(32), "{name}: tokens take {} bytes a byte", tokens / bytes.len());
        }
        let Ok(tree) = Tree::parse(&bytes, layout) else { continue };
        let normal = peak(|| {
            let _ = normalize_tree(&tree, &mut Vec::new());
        });
        assert!(normal <= bound(200), "{name}: the normal form takes {} bytes a byte", normal / bytes.len());
        let objects = peak(|| {
            if let Ok((objects, root)) = Objects::from_tree(&tree) {
                let _ = objects.to_bytes(root, pyc_marshal::Style::of(layout));
            }
        });
        assert!(objects <= bound(200), "{name}: objects take {} bytes a byte", objects / bytes.len());
    }

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/pyc/3.12/large.timestamp-O0.pyc");
    let bytes = std::fs::read(path).unwrap();
    let index = peak(|| drop(File::parse(&bytes)));
    assert!(index <= 2 * bytes.len() + CONSTANT, "a real file: {index} bytes for {}", bytes.len());
    let file = File::parse(&bytes).unwrap();
    let normal = peak(|| drop(normalize(&file, Stamping::Keep)));
    assert!(normal <= 8 * bytes.len() + CONSTANT, "a real file: {normal} bytes for {}", bytes.len());
}
