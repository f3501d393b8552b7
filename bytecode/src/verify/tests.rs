use super::*;
use crate::cfg::made::{Made, code};
use crate::exceptions::{self, Entry};
use pyc_marshal::Version;

fn judge(version: (u8, u8), text: &str, stacksize: i32) -> Result<Verified, Fault> {
    Made::new(version, text, stacksize).with(verify)
}

/// The message for a function that must not verify.
fn message(version: (u8, u8), text: &str, stacksize: i32) -> String {
    judge(version, text, stacksize).expect_err(text).to_string()
}

fn depths(version: (u8, u8), text: &str, stacksize: i32) -> Vec<Option<u32>> {
    judge(version, text, stacksize).expect(text).depths().map(|(_, depth)| depth).collect()
}

fn with_table(text: &str, entries: &[(u32, u32, u32, u32, bool)]) -> Result<Verified, Fault> {
    let entries: Vec<Entry> =
        entries.iter().map(|&(start, end, target, depth, lasti)| Entry { start, end, target, depth, lasti }).collect();
    let version = Version::new(3, 12);
    Made::of(version, &code(version, text), &exceptions::encode(&entries).expect("a table"), 4).with(verify)
}

#[test]
fn depths_are_those_before_each_instruction() {
    let verified = judge((3, 12), "RESUME; LOAD_CONST; LOAD_CONST 1; BINARY_OP; RETURN_VALUE", 2).expect("fine");
    assert_eq!(verified.depths().collect::<Vec<_>>(), [(0, Some(0)), (2, Some(0)), (4, Some(1)), (6, Some(2)), (10, Some(1))]);
    // In the middle of an instruction is its cache.
    assert_eq!((verified.depth(8), verified.max_depth()), (Some(2), 2));
    assert_eq!(verified.depth(10), Some(1));
}

#[test]
fn only_interpreters_that_are_known_are_judged() {
    let pypy = InstructionSet::pypy_3_9().expect("a set");
    let made = Made::new((3, 9), "LOAD_CONST; RETURN_VALUE", 1);
    let fault = made.with(|function| verify(&Function::with_set(function.code(), pypy))).expect_err("a fault");
    assert_eq!(fault.to_string(), "the instruction set is not one of CPython (offset 0)");
}

#[test]
fn what_is_not_reached_has_no_depth() {
    assert_eq!(depths((3, 9), "LOAD_CONST; RETURN_VALUE; POP_TOP", 1), [Some(0), Some(1), None]);
}

#[test]
fn opcodes_must_be_those_of_files() {
    assert_eq!(message((3, 12), "", 0), "there are no instructions (offset 0)");
    assert_eq!(message((3, 9), "NOP; 0; 0", 0), "the version has no opcode 0 (offset 2)");
    assert_eq!(
        message((3, 12), "LOAD_CONST__LOAD_FAST", 0),
        "LOAD_CONST__LOAD_FAST: an opcode that only the running interpreter uses (offset 0)"
    );
    assert_eq!(
        message((3, 12), "INSTRUMENTED_RESUME", 0),
        "INSTRUMENTED_RESUME: an opcode that only the running interpreter uses (offset 0)"
    );
}

#[test]
fn instructions_must_be_whole() {
    assert_eq!(message((2, 7), "100; 0", 1), "LOAD_CONST: the code ends inside of the instruction (offset 0)");
    assert_eq!(message((3, 12), "LOAD_CONST; 107; 0", 2), "COMPARE_OP: the code ends inside of the instruction (offset 2)");
    assert_eq!(
        message((3, 12), "LOAD_CONST; RETURN_VALUE; EXTENDED_ARG 1", 1),
        "EXTENDED_ARG: nothing follows the prefix (offset 4)"
    );
}

#[test]
fn a_prefix_of_byte_code_needs_an_argument_behind_it() {
    // 2.7 takes two bytes for the argument of NOP (9), and goes on behind them.
    let made = Made::of(Version::new(2, 7), b"\x91\0\0\x09\x64\0\0\x53", &[], 1);
    let fault = made.with(verify).expect_err("a fault");
    assert_eq!(fault.to_string(), "NOP: a prefix stands before an opcode that has no argument (offset 3)");
}

#[test]
fn arguments_must_mean_something() {
    let out = |what, index, count| format!("index {index} of {what} is out of range, there are {count} (offset 0)");
    assert_eq!(message((3, 12), "LOAD_CONST 3", 1), format!("LOAD_CONST: {}", out("constant", 3, 3)));
    assert_eq!(message((3, 12), "LOAD_GLOBAL 6", 1), format!("LOAD_GLOBAL: {}", out("name and NULL", 3, 3)));
    assert_eq!(message((3, 12), "LOAD_FAST 3", 1), format!("LOAD_FAST: {}", out("local", 3, 3)));
    assert_eq!(message((3, 13), "LOAD_FAST_LOAD_FAST 3", 2), format!("LOAD_FAST_LOAD_FAST: {}", out("two locals", 3, 3)));
    assert_eq!(message((3, 9), "LOAD_DEREF 0", 1), format!("LOAD_DEREF: {}", out("cell or free variable", 0, 0)));
    assert_eq!(message((3, 9), "COMPARE_OP 6", 1), format!("COMPARE_OP: {}", out("comparison", 6, 6)));
    assert_eq!(message((3, 12), "CALL_INTRINSIC_1 12", 1), format!("CALL_INTRINSIC_1: {}", out("intrinsic of 1", 12, 12)));
    assert_eq!(message((3, 12), "LOAD_DEREF 0", 1), "LOAD_DEREF: slot 0 is neither cell nor free variable (offset 0)");
    assert_eq!(message((3, 12), "COPY_FREE_VARS 1", 1), "COPY_FREE_VARS: the argument 1 has no meaning (offset 0)");
    assert_eq!(message((3, 12), "LOAD_CONST; COPY 0", 2), "COPY: the argument 0 has no meaning (offset 2)");
    assert_eq!(message((3, 9), "CONTAINS_OP 2", 1), "CONTAINS_OP: the argument 2 has no meaning (offset 0)");
    // A prefix counts: 0x101.
    assert_eq!(
        message((3, 12), "EXTENDED_ARG 1; LOAD_CONST 1", 1),
        "LOAD_CONST: index 257 of constant is out of range, there are 3 (offset 2)"
    );
}

#[test]
fn jumps_lead_to_instructions() {
    assert_eq!(
        message((2, 7), "JUMP_FORWARD 1; LOAD_CONST; RETURN_VALUE", 1),
        "JUMP_FORWARD: no instruction begins at the target 4 (offset 0)"
    );
    assert_eq!(message((3, 12), "JUMP_BACKWARD 3", 1), "JUMP_BACKWARD: no instruction begins at the target -4 (offset 0)");
    // Into caches, and behind a prefix.
    assert_eq!(
        message((3, 12), "JUMP_FORWARD 2; LOAD_GLOBAL; RETURN_VALUE", 1),
        "JUMP_FORWARD: no instruction begins at the target 6 (offset 0)"
    );
    assert_eq!(
        message((3, 12), "JUMP_FORWARD 1; EXTENDED_ARG; NOP", 1),
        "JUMP_FORWARD: no instruction begins at the target 4 (offset 0)"
    );
    assert!(judge((3, 12), "JUMP_FORWARD 0; EXTENDED_ARG; LOAD_CONST; RETURN_VALUE", 1).is_ok());
}

#[test]
fn execution_ends_with_the_code() {
    assert_eq!(message((3, 9), "NOP", 0), "NOP: execution goes on behind the end of the code (offset 0)");
    assert!(judge((3, 9), "JUMP_ABSOLUTE 0", 0).is_ok());
}

#[test]
fn the_stack_stays_between_its_ends() {
    assert_eq!(message((3, 9), "POP_TOP", 1), "POP_TOP: takes 1 values from a stack that has 0 for it (offset 0)");
    assert_eq!(message((3, 9), "BUILD_TUPLE 255", 1), "BUILD_TUPLE: takes 255 values from a stack that has 0 for it (offset 0)");
    assert_eq!(message((3, 12), "LOAD_CONST; SWAP 2", 9), "SWAP: takes 2 values from a stack that has 1 for it (offset 2)");
    assert_eq!(
        message((3, 9), "LOAD_CONST; LOAD_CONST", 1),
        "LOAD_CONST: the stack becomes 2 deep, and stacksize is 1 (offset 2)"
    );
    let grows = "EXTENDED_ARG 255; EXTENDED_ARG 255; EXTENDED_ARG 255; UNPACK_SEQUENCE 255";
    let deep = "UNPACK_SEQUENCE: the stack becomes 4294967295 deep, and stacksize is 1 (offset 8)";
    assert_eq!(message((3, 9), &format!("LOAD_CONST; {grows}"), 1), deep);
}

#[test]
fn ways_meet_at_one_depth() {
    let text = "LOAD_CONST; POP_JUMP_IF_FALSE 6; LOAD_CONST; LOAD_CONST; RETURN_VALUE";
    assert_eq!(message((3, 9), text, 2), "LOAD_CONST: reached with 1 values on the stack, and with 0 (offset 4)");
    // A loop that pushes in each round.
    assert_eq!(
        message((3, 9), "LOAD_CONST; JUMP_ABSOLUTE 0", 9),
        "JUMP_ABSOLUTE: reached with 1 values on the stack, and with 0 (offset 2)"
    );
}

#[test]
fn blocks_are_popped_as_they_were_pushed() {
    assert_eq!(message((3, 7), "POP_BLOCK", 0), "POP_BLOCK: there is no block for it (offset 0)");
    assert_eq!(message((3, 7), "BREAK_LOOP", 0), "BREAK_LOOP: there is no block for it (offset 0)");
    assert_eq!(message((3, 7), "POP_EXCEPT", 0), "POP_EXCEPT: there is no block for it (offset 0)");
    assert_eq!(
        message((3, 8), "SETUP_FINALLY 4; LOAD_CONST; RETURN_VALUE; END_FINALLY", 6),
        "RETURN_VALUE: blocks are still open (offset 4)"
    );
    let text = "SETUP_LOOP 6; LOAD_CONST; POP_JUMP_IF_TRUE 0; POP_BLOCK; LOAD_CONST; RETURN_VALUE";
    assert_eq!(message((3, 7), text, 6), "POP_JUMP_IF_TRUE: reached with different blocks (offset 4)");
    let nested = "SETUP_LOOP 0; ".repeat(21);
    assert_eq!(message((3, 7), &format!("{nested}NOP"), 6), "SETUP_LOOP: more than 20 blocks are open (offset 40)");
}

#[test]
fn a_finally_clause_counts_as_if_an_exception_led_to_it() {
    // try: pass finally: x, of 2.7, where an exception is three values, and of 3.7, where it is six.
    let text = "SETUP_FINALLY 4; POP_BLOCK; LOAD_CONST; LOAD_CONST; POP_TOP; END_FINALLY; LOAD_CONST; RETURN_VALUE";
    let expected = [0, 0, 0, 3, 4, 3, 0, 1].map(Some);
    assert_eq!(depths((2, 7), text, 4), expected);
    let expected = [0, 0, 0, 6, 7, 6, 0, 1].map(Some);
    assert_eq!(depths((3, 7), text, 7), expected);
    let called = "SETUP_FINALLY 8; POP_BLOCK; CALL_FINALLY 4; LOAD_CONST; RETURN_VALUE; LOAD_CONST; POP_TOP; END_FINALLY";
    assert_eq!(depths((3, 8), called, 7), [0, 0, 0, 0, 1, 6, 7, 6].map(Some));
}

#[test]
fn a_handler_that_uses_its_exception_needs_one() {
    // The clause drops three values, as an `except` does, and is also fallen into.
    let text = "SETUP_FINALLY 4; POP_BLOCK; LOAD_CONST; POP_TOP; POP_TOP; POP_TOP; LOAD_CONST; RETURN_VALUE";
    assert_eq!(message((3, 7), text, 9), "POP_TOP: the handler is also reached without an exception (offset 6)");
}

#[test]
fn break_passes_through_finally() {
    // while ..: try: break finally: pass
    let text =
        "SETUP_LOOP 12; SETUP_FINALLY 4; BREAK_LOOP; POP_BLOCK; LOAD_CONST; END_FINALLY; POP_BLOCK; LOAD_CONST; RETURN_VALUE";
    let expected = [Some(0), Some(0), Some(0), None, None, Some(6), None, Some(0), Some(1)];
    assert_eq!(depths((3, 7), text.replace("SETUP_FINALLY 4", "SETUP_FINALLY 6").as_str(), 6), expected);
}

#[test]
fn protected_ranges_lie_between_instructions() {
    let text = "RESUME; LOAD_GLOBAL; RETURN_VALUE; PUSH_EXC_INFO; RERAISE";
    assert!(with_table(text, &[(2, 12, 14, 0, false)]).is_ok());
    let message = |entries: &[_]| with_table(text, entries).expect_err("a fault").to_string();
    assert_eq!(message(&[(4, 12, 14, 0, false)]), "no instruction begins at the bound 4 of a protected range (offset 4)");
    assert_eq!(message(&[(2, 10, 14, 0, false)]), "no instruction begins at the bound 10 of a protected range (offset 2)");
    assert_eq!(message(&[(2, 12, 10, 0, false)]), "no instruction begins at the handler 10 (offset 2)");
    assert_eq!(message(&[(2, 12, 18, 0, false)]), "no instruction begins at the handler 18 (offset 2)");
    assert_eq!(message(&[(2, 2, 14, 0, false)]), "ranges of the exception table are empty or out of order (offset 2)");
    let twice = [(2, 12, 14, 0, false), (2, 12, 14, 0, false)];
    assert_eq!(message(&twice), "ranges of the exception table are empty or out of order (offset 2)");
    // The depth to which the stack is cut must be there, and must be one.
    assert_eq!(message(&[(2, 12, 14, 1, false)]), "LOAD_GLOBAL: takes 0 values from a stack that has -1 for it (offset 2)");
    let twice = [(0, 2, 14, 0, false), (2, 12, 14, 0, true)];
    assert_eq!(message(&twice), "LOAD_GLOBAL: reached with 2 values on the stack, and with 1 (offset 2)");
}

#[test]
fn a_damaged_table_is_named() {
    let version = Version::new(3, 12);
    let code = code(version, "RESUME; LOAD_CONST; RETURN_VALUE");
    let fault = Made::of(version, &code, b"\x81\x01", 1).with(verify).expect_err("a fault");
    assert_eq!(fault.to_string(), "exception table ends inside of an entry (offset 2)");
}
