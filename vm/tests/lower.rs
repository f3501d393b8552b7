//! Lowering of whole files, and of small functions whose code was worked out by hand.

use std::fmt::Write as _;
use std::path::Path;

use pyc_bytecode::Function;
use pyc_bytecode::text::assemble;
use pyc_marshal::{File, Version};
use pyc_vm::inst::{HandlerKind, Inst};
use pyc_vm::lower::{LowerErrorKind, Lowered, check, lower};

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Every module of the corpus.
#[test]
fn the_corpus_is_lowered_to_sound_code() -> Outcome {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/pyc");
    let mut functions = 0;
    for version in 8..=14 {
        for entry in std::fs::read_dir(corpus.join(format!("3.{version}")))? {
            let path = entry?.path();
            let bytes = std::fs::read(&path)?;
            let Ok(file) = File::parse(&bytes) else { continue };
            for function in file.tree.codes().filter_map(Function::new) {
                let lowered = lower(&function).map_err(|error| format!("{}: {error}", path.display()))?;
                check(&lowered).map_err(|error| format!("{}: {error}\n{lowered}", path.display()))?;
                functions += 1;
            }
        }
    }
    assert!(functions > 2000, "{functions}");
    Ok(())
}

/// The code of a function `f` of one version.
fn lowered(version: Version, head: &str, body: &str) -> Result<Lowered, Box<dyn std::error::Error>> {
    let text = format!("pyc {version}\n\ncode f{head}\n{body}\nend\n");
    let bytes = assemble(&text).map_err(|error| format!("{error:?}\n{text}"))?;
    let file = File::parse(&bytes)?;
    let code = file.tree.codes().next().ok_or("no code object")?;
    let lowered = lower(&Function::new(code).ok_or("no instruction set")?)?;
    check(&lowered)?;
    Ok(lowered)
}

const V3_8: Version = Version::new(3, 8);
const V3_10: Version = Version::new(3, 10);
const V3_13: Version = Version::new(3, 13);

/// The tutorial's function: `a = 1; b = 2; c = a + b; return c`. Loads vanish, and the sum goes to the variable itself.
#[test]
fn loads_become_operands_and_results_go_to_variables() -> Outcome {
    let body = "LOAD_CONST 1\nSTORE_FAST a\nLOAD_CONST 2\nSTORE_FAST b\nLOAD_FAST a\nLOAD_FAST b\nBINARY_ADD\nSTORE_FAST c\nLOAD_FAST c\nRETURN_VALUE";
    let lowered = lowered(V3_10, "()", body)?;
    let [first, second, sum, result] = lowered.insts.as_slice() else { return Err(lowered.to_string().into()) };
    assert!(matches!((first, second), (Inst::Const { dst: 0, .. }, Inst::Const { dst: 1, .. })), "{lowered}");
    assert_eq!(*sum, Inst::Add { dst: 2, a: 0, b: 1 });
    assert_eq!(*result, Inst::Return { src: 2 });
    assert_eq!(lowered.origins, [2, 6, 12, 18]);
    Ok(())
}

/// `i < n` and the jump that follows are one instruction; so is `i += 1`.
#[test]
fn comparisons_and_jumps_fuse() -> Outcome {
    let body = "RESUME 0\nLOAD_CONST 0\nSTORE_FAST i\ntop:\nLOAD_FAST i\nLOAD_FAST n\nCOMPARE_OP bool(<)\nPOP_JUMP_IF_FALSE out\n\
                LOAD_FAST i\nLOAD_CONST 1\nBINARY_OP +=\nSTORE_FAST i\nJUMP top\nout:\nLOAD_FAST i\nRETURN_VALUE";
    let lowered = lowered(V3_13, "(n)", body)?;
    let [_, test, step, back, result] = lowered.insts.as_slice() else { return Err(lowered.to_string().into()) };
    assert_eq!(*test, Inst::JumpLt { a: 1, b: 0, on: false, target: 4 });
    assert_eq!(*step, Inst::AddInt { dst: 1, a: 1, inplace: true, value: 1 });
    assert_eq!(*back, Inst::Jump { target: 1 });
    assert_eq!(*result, Inst::Return { src: 1 });
    Ok(())
}

/// What is loaded from a variable survives a later store to it; what comes back to where it was needs no code at all.
#[test]
fn a_loaded_value_survives_a_store() -> Outcome {
    let exchange = "LOAD_FAST x\nLOAD_FAST y\nSTORE_FAST x\nSTORE_FAST y\nLOAD_CONST None\nRETURN_VALUE";
    let exchanged = lowered(V3_10, "(x, y)", exchange)?;
    let [keep, ..] = exchanged.insts.as_slice() else { return Err(exchanged.to_string().into()) };
    assert!(matches!(keep, Inst::Copy { src: 0, dst: 2.. }), "{exchanged}");
    let back = "LOAD_FAST y\nLOAD_FAST x\nROT_TWO\nSTORE_FAST y\nSTORE_FAST x\nLOAD_CONST None\nRETURN_VALUE";
    assert_eq!(lowered(V3_10, "(x, y)", back)?.insts.len(), 1);
    Ok(())
}

/// A variable that no store reaches on some way is checked; one that is set on all ways is not.
#[test]
fn only_what_may_be_unbound_is_checked() -> Outcome {
    let body = "LOAD_FAST c\nPOP_JUMP_IF_FALSE skip\nLOAD_CONST 1\nSTORE_FAST x\nskip:\nLOAD_CONST 2\nSTORE_FAST y\nLOAD_FAST x\nLOAD_FAST y\n\
                BINARY_ADD\nRETURN_VALUE";
    let lowered = lowered(V3_10, "(c)", body)?;
    let checked: Vec<u16> =
        lowered.insts.iter().filter_map(|it| if let Inst::CheckLocal { var } = it { Some(*var) } else { None }).collect();
    assert_eq!(checked, [1]);
    Ok(())
}

/// In 3.8 a `finally` clause is called, and returns by a number in the last of its six registers.
#[test]
fn a_finally_clause_of_3_8_returns_to_its_callers() -> Outcome {
    let body = "SETUP_FINALLY clause\nLOAD_GLOBAL g\nPOP_BLOCK\nCALL_FINALLY clause\nRETURN_VALUE\nclause:\nLOAD_GLOBAL h\nPOP_TOP\nEND_FINALLY";
    let lowered = lowered(V3_8, "()", body)?;
    let [handler] = lowered.handlers.as_slice() else { return Err(lowered.to_string().into()) };
    assert_eq!((handler.kind, handler.at), (HandlerKind::Six, 0));
    assert!(lowered.insts.contains(&Inst::EndFinally { base: 0 }), "{lowered}");
    let [to] = lowered.returns.as_slice() else { return Err(lowered.to_string().into()) };
    assert!(matches!(lowered.insts.get(*to as usize), Some(Inst::Return { .. })), "{lowered}");
    Ok(())
}

/// Variables, arguments and stack slots beyond those that an operand can name.
#[test]
fn functions_with_very_many_registers_are_lowered() -> Outcome {
    let mut body = "RESUME 0\n".to_owned();
    for i in 0..300 {
        writeln!(body, "LOAD_CONST {i}\nSTORE_FAST v{i}")?;
    }
    body.push_str("LOAD_GLOBAL g + NULL\n");
    for i in 0..300 {
        writeln!(body, "LOAD_FAST v{i}")?;
    }
    body.push_str("CALL 300\nSTORE_FAST v299\nLOAD_FAST v0\nLOAD_FAST v299\nBINARY_OP +\nRETURN_VALUE");
    let lowered = lowered(V3_13, "()", &body)?;
    assert_eq!(lowered.wide_calls.len(), 1);
    assert!(lowered.gap && lowered.registers > 600);
    assert_eq!((lowered.variable(0), lowered.variable(299)), (0, 311));
    Ok(())
}

#[test]
fn other_versions_are_refused() -> Outcome {
    let bytes =
        assemble("pyc 3.7\n\ncode <module>\nLOAD_CONST None\nRETURN_VALUE\nend\n").map_err(|error| format!("{error:?}"))?;
    let file = File::parse(&bytes)?;
    let code = file.tree.codes().next().ok_or("no code object")?;
    let error = lower(&Function::new(code).ok_or("no instruction set")?).map(|_| ()).unwrap_err();
    assert_eq!(error.kind, LowerErrorKind::Version(Version::new(3, 7)));
    assert_eq!(error.to_string(), "code of 3.7, of which none can be run (3.8 to 3.14 can), at offset 0");
    Ok(())
}

/// 3.11 counts the arguments of a call with `PRECALL`, and takes them with `CALL`: alone, neither means anything.
#[test]
fn a_call_of_3_11_needs_both_of_its_instructions() {
    let v3_11 = Version::new(3, 11);
    let refused = |body: &str| lowered(v3_11, "()", body).map(|_| ()).unwrap_err().to_string();
    let call = "RESUME 0\nPUSH_NULL\nLOAD_CONST 1\nLOAD_CONST 2\nPRECALL 1\nCALL 1\nRETURN_VALUE";
    assert!(lowered(v3_11, "()", call).is_ok());
    assert!(refused("RESUME 0\nPUSH_NULL\nLOAD_CONST 1\nCALL 0\nRETURN_VALUE").starts_with("PRECALL and CALL"));
    assert!(refused("RESUME 0\nPUSH_NULL\nLOAD_CONST 1\nPRECALL 0\nNOP\nCALL 0\nRETURN_VALUE").starts_with("PRECALL and CALL"));
}

/// What `yield from` delegates to is known by the `Send` itself, also where moves stand before it.
#[test]
fn a_yield_knows_its_send() -> Outcome {
    let body = "RESUME 0\nLOAD_FAST a\nLOAD_CONST None\nSEND out\nYIELD_VALUE 1\nout:\nEND_SEND\nRETURN_VALUE";
    let lowered = lowered(V3_13, "(a)", body)?;
    let send = lowered.insts.iter().position(|it| matches!(it, Inst::Send { .. })).ok_or("no send")?;
    assert!(send > 0, "{lowered}");
    assert!(lowered.insts.iter().any(|it| matches!(*it, Inst::YieldFrom { send: to, .. } if to as usize == send)), "{lowered}");
    Ok(())
}

/// The list of comparisons of 3.8 ends with one that is none.
#[test]
fn a_comparison_that_is_none_is_refused() {
    let refused = lowered(V3_8, "(a, b)", "LOAD_FAST a\nLOAD_FAST b\nCOMPARE_OP 11\nRETURN_VALUE").map(|_| ()).unwrap_err();
    assert_eq!(refused.to_string(), "an argument of COMPARE_OP that means nothing, at offset 4");
}
