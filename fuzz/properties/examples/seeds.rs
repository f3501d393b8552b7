//! Writes seeds: for the targets that take `#`, a version and a stream, some small streams of every version, from `pyc-smith`; for `run` and `lower`
//! its programs; for `versions` what these are made of.
//!
//! `cargo run -p pyc-properties --example seeds FOLDER...`

use arbitrary::{Arbitrary, Unstructured};
use pyc_marshal::{Layout, Version};
use pyc_smith::{Config, Program, Random};

const PER_VERSION: u64 = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for folder in std::env::args_os().skip(1) {
        let folder = std::path::Path::new(&folder);
        match folder.file_name().and_then(|it| it.to_str()) {
            Some("run" | "lower") => {
                programs(folder)?;
                continue;
            }
            Some("versions") => {
                decisions(folder)?;
                continue;
            }
            _ => {}
        }
        for (number, version) in (0_u8..).zip(Version::all()) {
            let Some(layout) = Layout::of(version) else { continue };
            for case in 0..PER_VERSION {
                let bytes = Random::new(u64::from(number) << 32 | case).bytes(400);
                let mut u = Unstructured::new(&bytes);
                let config = if case % 2 == 0 { Config::all() } else { Config::arbitrary(&mut u)? };
                let stream = pyc_smith::marshal(&mut u, &config, layout)?;
                let path = folder.join(format!("smith-{version}-{case}"));
                std::fs::write(path, [&[b'#', number], stream.as_slice()].concat())?;
            }
        }
    }
    Ok(())
}

/// Some programs of each version.
fn programs(folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    for version in Program::versions() {
        for seed in 0..PER_VERSION {
            let file = Program::of_seed(seed)?.emit(version)?;
            std::fs::write(folder.join(format!("program-{version}-{seed}")), file)?;
        }
    }
    Ok(())
}

/// What programs are made of.
fn decisions(folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    for seed in 0..200 {
        std::fs::write(folder.join(format!("decisions-{seed}")), Random::new(seed).bytes(1500))?;
    }
    Ok(())
}
