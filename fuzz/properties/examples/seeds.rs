//! Writes seeds for the targets that take `#`, a version and a stream: some small streams of every version, from `pyc-smith`.
//!
//! `cargo run -p pyc-properties --example seeds FOLDER...`

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{Layout, Version};
use pyc_smith::{Config, Random};

const PER_VERSION: u64 = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for folder in std::env::args_os().skip(1) {
        for (number, version) in (0_u8..).zip(Version::all()) {
            let Some(layout) = Layout::of(version) else { continue };
            for case in 0..PER_VERSION {
                let bytes = Random::new(u64::from(number) << 32 | case).bytes(400);
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
