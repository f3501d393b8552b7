//! `bytecode/opcodes/*.txt` to `bytecode/src/generated.rs`. The form of the data is described beside it, in `README.md`.

mod effect;
mod emit;
mod parse;

use crate::Outcome;
use crate::codegen::Data;

/// The source of `generated.rs`.
pub(crate) fn generate(files: &[Data]) -> Outcome<String> {
    let mut sets = files.iter().map(parse::parse).collect::<Outcome<Vec<_>>>()?;
    sets.sort_by_key(|set| (set.variant.is_some(), set.version));
    emit::emit(&sets)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "version 9.9\nmagic 1\ncode words\njump_unit 2\nhave_argument listed\nlines none\nexception_table no\n";

    fn generated(rows: &str) -> Outcome<String> {
        generate(&[Data { path: "opcodes/9.9.txt".to_owned(), text: format!("{HEAD}{rows}") }])
    }

    #[track_caller]
    fn error(rows: &str, expected: &str) {
        assert_eq!(generated(rows).expect_err("an error"), expected);
    }

    #[track_caller]
    fn effect(text: &str, expected: &str) {
        let source = generated(&format!("1 A number {text}\n")).expect("a file");
        assert!(source.contains(&format!("        _ => {expected},\n")), "{source}");
    }

    #[test]
    fn effects_become_rust() {
        effect("( -- )", "[0, 0, 0]");
        effect("(lhs, rhs -- res)", "[2, 1, 1]");
        effect("(args[oparg], f -- res)", "[oparg + 1, 1, 1]");
        effect("(a[oparg & 0xFF], b[(oparg >> 8 & 0xFF) * 2] -- )", "[(oparg & 0xFF) + ((oparg >> 8 & 0xFF) * 2), 0, 0]");
        effect("(a, b if (oparg & 1), c if (oparg == 3) -- )", "[(oparg & 1 != 0) as i64 + (oparg == 3) as i64 + 1, 0, 0]");
        effect("(iter -- iter, next) branch on jump (iter -- )", "[1, 2, 0]");
        effect("( -- exc[6])", "[0, 6, 6]");
        effect("(a if ((oparg & 1) + (oparg >> 1)) -- )", "[((oparg & 1) + (oparg >> 1) != 0) as i64, 0, 0]");
    }

    #[test]
    fn names_become_variants() {
        let source = generated("1 SLICE+0 none ( -- )\n2 LOAD_FAST__LOAD_CONST none ( -- )\n").expect("a file");
        assert!(source.contains("    SlicePlus0,\n") && source.contains("    LoadFastThenLoadConst,\n"));
        let lost = "two opcodes would be called AB";
        error("1 A_B none ( -- )\n2 A__B none ( -- )\n3 A_THEN_B none ( -- )\n", "two opcodes would be called AThenB");
        error("1 A_B none ( -- )\n2 A_b none ( -- )\n", lost);
    }

    #[test]
    fn specialised_and_instrumented_rows_inherit() {
        let rows = "cache A: counter 1\n1 A/1 const (x -- )\n2 B specialised A\n3 C instrumented A ( -- )\n4 D instrumented - none ( -- )\n";
        let source = generated(rows).expect("a file");
        assert!(source.contains("(2, O::B, 1, A::Const, F::Next, K::Specialised(O::A), 1)"), "{source}");
        assert!(source.contains("(3, O::C, 1, A::Const, F::Next, K::Instrumented(Some(O::A)), 0)"), "{source}");
        assert!(source.contains("(4, O::D, 0, A::None, F::Next, K::Instrumented(None), 0)"), "{source}");
    }

    #[test]
    fn errors_name_the_line() {
        error("\n1 A none ( -- \n", "opcodes/9.9.txt:9: the effect has no closing parenthesis");
        error("1 A none (x)\n", "opcodes/9.9.txt:8: the effect has no --");
        error("1 A none (x y -- )\n", "opcodes/9.9.txt:8: `x y` is no name of a stack item");
        error("1 A none (x[arg] -- )\n", "opcodes/9.9.txt:8: `arg` is neither a number nor `oparg`");
        error("1 A none (x[oparg *] -- )\n", "opcodes/9.9.txt:8: an expression ends too early");
        error("1 A none (x if (oparg) + (oparg) -- )\n", "opcodes/9.9.txt:8: `)` was not expected in `oparg) + (oparg`");
        error("1 A none (x if oparg -- )\n", "opcodes/9.9.txt:8: a condition stands in parentheses");
        error("1 A none (x, -- )\n", "opcodes/9.9.txt:8: an item is missing beside a comma");
        error("1 A none ( -- ) jmup\n", "opcodes/9.9.txt:8: `jmup` was not expected");
        error("1 A none (x -- ) branch on jump ( -- )\n", "opcodes/9.9.txt:8: the jump does not take the same items");
        error("1 A none ( -- )\n1 B none ( -- )\n", "opcodes/9.9.txt:9: 1 or B has a row already");
        error("1 A specialised B\n", "opcodes/9.9.txt:8: its base `B` has no row above");
        error("1 A/2 none ( -- )\n", "opcodes/9.9.txt: the fields of the caches of A are not 2 units");
        error("colour red\n", "opcodes/9.9.txt:8: `colour` is no key of the head");
        error("jump_unit 1\n", "opcodes/9.9.txt:8: `jump_unit` was said before");
        error("1 A none ( -- )\n2 B/1 specialised A\n", "opcodes/9.9.txt:9: the caches of B are those of its base");
        let text = HEAD.replace("code words\n", "");
        let no_code = generate(&[Data { path: "opcodes/9.9.txt".to_owned(), text }]);
        assert_eq!(no_code.expect_err("an error"), "opcodes/9.9.txt: the head has no `code`");
        let text = HEAD.replace("words", "letters");
        let letters = generate(&[Data { path: "opcodes/9.9.txt".to_owned(), text }]);
        assert_eq!(letters.expect_err("an error"), "opcodes/9.9.txt:3: expected `bytes` or `words`");
    }
}
