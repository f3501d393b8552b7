//! Code that compilers made verifies, and code that they did not make does no harm.

#[path = "corpus/files.rs"]
mod corpus;

use corpus::{files, functions};
use pyc_bytecode::cfg::{Cfg, label};
use pyc_bytecode::depth::stack_size;
use pyc_bytecode::verify;
use pyc_marshal::File;

#[test]
fn all_code_of_the_corpus_verifies() {
    let mut count = 0;
    for (path, bytes) in files() {
        for (name, function) in functions(&File::parse(&bytes).expect(&path)) {
            let verified = verify(&function).unwrap_or_else(|fault| panic!("{path}: {name}: {fault}"));
            let stacksize = function.code().stacksize();
            assert!(i64::from(verified.max_depth()) <= i64::from(stacksize) || function.code().layout().version.major == 1);
            count += 1;
        }
    }
    assert!(count > 3000, "{count}");
}

#[test]
fn the_graph_reaches_what_verification_reaches() {
    for (path, bytes) in files() {
        for (name, function) in functions(&File::parse(&bytes).expect(&path)) {
            let (cfg, verified) = (Cfg::new(&function), verify(&function).expect(&path));
            let dominators = cfg.dominators();
            for (index, block) in cfg.blocks().iter().enumerate() {
                let reached = verified.depth(block.start).is_some();
                assert_eq!(dominators.is_reachable(index), reached, "{path}: {name}: {}", block.start);
                for instruction in cfg.instructions_of(index) {
                    assert_eq!(verified.depth(instruction.offset()).is_some(), reached, "{path}: {name}: {instruction:?}");
                }
            }
        }
    }
}

/// Numbers that look random, and are the same each time.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Files with some bytes of their code changed: whatever comes out, nothing panics, and what verifies keeps its promises.
#[test]
fn damaged_code_does_no_harm() {
    let mut random = Xorshift(1);
    let (mut fine, mut faulty) = (0, 0);
    for (path, bytes) in files().into_iter().step_by(3) {
        let mut damaged = bytes.clone();
        let spans: Vec<_> = functions(&File::parse(&bytes).expect(&path))
            .iter()
            .map(|(_, function)| {
                let code = function.code().code();
                let start = code.as_ptr() as usize - bytes.as_ptr() as usize;
                start..start + code.len()
            })
            .collect();
        for _ in 0..4 {
            damaged.copy_from_slice(&bytes);
            for span in &spans {
                for _ in 0..=random.below(3) {
                    let at = span.start + random.below(span.len().max(1));
                    damaged[at] = random.below(256) as u8;
                }
            }
            let Ok(read) = File::parse(&damaged) else { continue };
            for (_, function) in functions(&read) {
                let (cfg, size) = (Cfg::new(&function), stack_size(&function));
                assert!(cfg.to_svg("", &label).len() + cfg.to_dot("", &label).len() > 0);
                assert!(cfg.loops().all().len() <= cfg.blocks().len());
                match verify(&function) {
                    Ok(verified) => {
                        fine += 1;
                        let stacksize = function.code().stacksize().max(0);
                        let old = function.code().layout().version.major == 1;
                        assert!(old || i64::from(verified.max_depth()) <= i64::from(stacksize), "{path}: {size}");
                    }
                    Err(fault) => {
                        faulty += 1;
                        assert!(fault.to_string().ends_with(&format!("(offset {})", fault.offset)), "{fault}");
                    }
                }
            }
        }
    }
    // Many changes are of arguments that have room for it.
    assert!(fine > 500 && faulty > 500, "{fine} {faulty}");
}
