//! Writes seeds for the targets that take `#`, a version and a stream: some small streams of every version, from `pyc-smith`.
//!
//! `cargo run -p pyc-properties --example seeds FOLDER...`

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{Layout, Version};
use pyc_smith::Config;

const PER_VERSION: u64 = 12;

/// Bytes that are the same for ever (splitmix64).
fn bytes(mut state: u64, len: usize) -> Vec<u8> {
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as u8
    };
    core::iter::repeat_with(next).take(len).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for folder in std::env::args_os().skip(1) {
        for (number, version) in (0_u8..).zip(Version::all()) {
            let Some(layout) = Layout::of(version) else { continue };
            for case in 0..PER_VERSION {
                let bytes = bytes(u64::from(number) << 32 | case, 400);
                let mut u = Unstructured::new(&bytes);
                let config = if case % 2 == 0 { Config::all() } else { Config::arbitrary(&mut u)? };
                let stream = pyc_smith::marshal(&mut u, &config, layout)?;
                let path = std::path::Path::new(&folder).join(format!("smith-{version}-{case}"));
                std::fs::write(path, [&[b'#', number], stream.as_slice()].concat())?;
            }
        }
    }
    Ok(())
}
