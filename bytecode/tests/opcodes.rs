//! The instruction sets against what interpreters say of themselves (`corpus/opcodes`, recorded by `xtask/python/opcodes.py`).

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pyc_bytecode::{Argument, Flow, InstructionSet, Kind, Op, OpInfo, Opcode};
use pyc_marshal::{Magic, Version};
use serde_json::Value;

/// What was recorded of an instruction set.
struct Truth {
    set: &'static InstructionSet,
    facts: Value,
}

impl Truth {
    fn names(&self, key: &str) -> Vec<&str> {
        self.facts[key].as_array().map_or(vec![], |names| names.iter().map(|name| name.as_str().expect("a name")).collect())
    }

    fn numbers(&self) -> impl Iterator<Item = (&str, u64)> {
        self.facts["opcodes"]
            .as_object()
            .expect("a map")
            .iter()
            .map(|(name, number)| (name.as_str(), number.as_u64().expect("a number")))
    }

    /// What we know of the opcode that has this name.
    fn info(&self, name: &str) -> OpInfo {
        let op = Op::from_name(name).unwrap_or_else(|| panic!("{}: {name} is not known", self.set.name));
        let real = self.set.opcode(op).and_then(|opcode| self.set.info(opcode)).copied();
        real.or_else(|| self.set.pseudo_info(op)).unwrap_or_else(|| panic!("{} has no {name}", self.set.name))
    }
}

fn truths() -> Vec<Truth> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/opcodes");
    let mut truths = Vec::new();
    for entry in fs::read_dir(directory).expect("corpus/opcodes") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let facts = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("JSON");
        truths.push(Truth { set: InstructionSet::named(&name).expect("a set of this name"), facts });
    }
    assert!(truths.len() >= 18, "{} recorded sets", truths.len());
    truths
}

#[test]
fn numbers_are_those_of_the_interpreter() {
    for truth in truths() {
        let set = truth.set;
        let mut recorded: Vec<(u16, &str)> = truth.numbers().map(|(name, number)| (number as u16, name)).collect();
        recorded.sort_unstable();
        let known = (0..=255).filter_map(|number| Some((u16::from(number), set.info(Opcode(number))?.op.name())));
        let mut known: Vec<(u16, &str)> = known.chain(set.pseudo.iter().map(|(number, op)| (*number, op.name()))).collect();
        known.sort_unstable();
        assert_eq!(known, recorded, "{}", set.name);
        let bases = truth.facts["specialised"].as_object().expect("a map");
        for (name, _) in truth.numbers() {
            let base = if let Kind::Specialised(base) = truth.info(name).kind { base.name() } else { "" };
            assert_eq!(base, bases.get(name).and_then(Value::as_str).unwrap_or_default(), "{} {name}", set.name);
        }
    }
}

/// Lists of the module `opcode`, and the arguments that opcodes in them have.
const CATEGORIES: &[(&str, &[Argument])] = &[
    ("hasconst", &[Argument::Const]),
    ("hasname", &[Argument::Name, Argument::NameNull, Argument::NameMethod, Argument::NameSuper, Argument::NameImport]),
    ("hasjabs", &[Argument::JumpAbsolute]),
    ("hasjrel", &[Argument::JumpForward, Argument::JumpBackward]),
    ("haslocal", &[Argument::Local, Argument::LocalPair]),
    ("hasfree", &[Argument::Deref, Argument::Slot]),
    ("hascompare", &[Argument::Compare, Argument::Compare16, Argument::Compare32]),
];

#[test]
fn arguments_are_in_the_categories_of_the_interpreter() {
    for truth in truths() {
        let set = truth.set;
        for (name, _) in truth.numbers() {
            let info = truth.info(name);
            if info.kind != Kind::Base {
                continue; // The lists have gaps here; these rows have the argument of their base.
            }
            for (list, arguments) in CATEGORIES {
                let mut expected = truth.names(list).contains(&name);
                // A handler is no jump to `opcode`; and in one array of locals, cells and frees 3.13 and 3.15 call some of the cells locals.
                expected |= *list == "hasjrel" && truth.names("hasexc").contains(&name);
                if matches!(info.argument, Argument::Slot) {
                    assert!(["haslocal", "hasfree"].iter().any(|list| truth.names(list).contains(&name)), "{} {name}", set.name);
                    expected = *list == "hasfree";
                }
                assert_eq!(arguments.contains(&info.argument), expected, "{} {name} {list}", set.name);
            }
        }
    }
}

#[test]
fn opcodes_with_an_argument_are_those_of_the_interpreter() {
    for truth in truths() {
        let set = truth.set;
        let listed: Option<Vec<&str>> = truth.facts.get("hasarg").map(|_| truth.names("hasarg"));
        let first = truth.facts["have_argument"].as_u64().expect("a number");
        for number in 0..=255 {
            let info = set.info(Opcode(number));
            if info.is_some_and(|info| info.kind != Kind::Base) {
                let base = info.and_then(|info| set.opcode(info.base())).expect("a base");
                let alone = info.is_some_and(|info| info.kind == Kind::Instrumented(None));
                assert!(alone || set.has_argument(Opcode(number)) == set.has_argument(base), "{} {number}", set.name);
                continue;
            }
            let expected = match &listed {
                Some(names) => info.is_some_and(|info| names.contains(&info.op.name())),
                None => u64::from(number) >= first,
            };
            assert_eq!(set.has_argument(Opcode(number)), expected, "{} {number}", set.name);
        }
        let extended = truth.facts["extended_arg"].as_u64();
        assert_eq!(set.extended_arg.map(|opcode| u64::from(opcode.0)), extended, "{}", set.name);
    }
}

#[test]
fn lists_of_names_are_those_of_the_interpreter() {
    for truth in truths() {
        let set = truth.set;
        assert_eq!(set.cmp_op, truth.names("cmp_op"), "{}", set.name);
        let operators = truth.facts["binary_ops"].as_array().expect("a list").iter();
        let operators: Vec<_> =
            operators.map(|pair| (pair[0].as_str().expect("a name"), pair[1].as_str().expect("a symbol"))).collect();
        assert_eq!(set.binary_ops, operators, "{}", set.name);
        assert_eq!(set.intrinsics_1, truth.names("intrinsics_1"), "{}", set.name);
        assert_eq!(set.intrinsics_2, truth.names("intrinsics_2"), "{}", set.name);
        assert_eq!(set.common_constants, truth.names("common_constants"), "{}", set.name);
        assert_eq!(set.special_methods, truth.names("special_methods"), "{}", set.name);
    }
}

#[test]
fn caches_are_those_of_the_interpreter() {
    for truth in truths() {
        let formats = truth.facts["caches"].as_object().expect("a map");
        for (name, _) in truth.numbers() {
            let info = truth.info(name);
            let fields = formats.get(info.base().name()).and_then(Value::as_array).into_iter().flatten();
            let fields: Vec<_> =
                fields.map(|it| (it[0].as_str().expect("a name"), it[1].as_u64().expect("a size") as u8)).collect();
            assert_eq!(truth.set.cache_format(&info), fields, "{} {name}", truth.set.name);
            assert_eq!(info.caches, fields.iter().map(|(_, units)| units).sum::<u8>(), "{} {name}", truth.set.name);
        }
    }
}

#[test]
fn stack_effects_are_those_of_the_interpreter() {
    let mut compared = 0;
    for truth in truths() {
        let Some(effects) = truth.facts.get("effects").and_then(Value::as_object) else { continue };
        let arguments: Vec<u32> =
            truth.facts["arguments"].as_array().expect("a list").iter().map(|it| it.as_u64().expect("a number") as u32).collect();
        let knows_jumps = truth.set.version >= Version::new(3, 8);
        for (name, effect) in effects {
            let info = truth.info(name);
            for (at, &oparg) in arguments.iter().enumerate() {
                let recorded = |effect: &Value| effect.as_i64().or_else(|| effect[at].as_i64()).expect("an effect");
                let place = format!("{} {name} {oparg}", truth.set.name);
                if knows_jumps {
                    for (way, jump) in [None, Some(true), Some(false)].into_iter().enumerate() {
                        assert_eq!(info.effect(oparg, jump), recorded(&effect[way]), "{place} {jump:?}");
                        compared += 1;
                    }
                } else {
                    // Here `stackdepth_walk` adds what the handler gets to what `dis.stack_effect` says.
                    let walks = matches!(info.op, Op::SetupExcept | Op::SetupFinally) && truth.set.version < Version::new(3, 7);
                    assert_eq!(info.effect(oparg, if walks { Some(false) } else { None }), recorded(effect), "{place}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 60_000, "{compared} effects compared");
}

#[test]
fn every_version_has_a_set() {
    for version in Version::all() {
        let set = InstructionSet::of(version).unwrap_or_else(|| panic!("{version} has no instruction set"));
        assert_eq!(set.name, version.to_string());
        // 1.1 and 1.2 have one magic number.
        let magic = Magic::from_number(set.magic).layout().map(|layout| layout.version);
        assert!(magic == Ok(version) || version == Version::new(1, 1), "{version}: {magic:?}");
    }
    assert_eq!(InstructionSet::of(Version::new(3, 16)).map(|set| set.name), None);
    assert_eq!(InstructionSet::pypy_3_9().map(|set| set.version), Some(Version::new(3, 9)));
}

#[test]
fn names_and_numbers_come_back() {
    assert_eq!(Op::ALL.len(), Op::COUNT);
    for (at, op) in Op::ALL.into_iter().enumerate() {
        assert_eq!(op as usize, at);
        assert_eq!(Op::from_name(op.name()), Some(op), "{op}");
    }
    assert!(Op::ALL.is_sorted_by(|a, b| a.name() < b.name()));
    assert_eq!(Op::from_name("SLICE+0"), Some(Op::SlicePlus0));
    assert_eq!([Op::from_name("load_const"), Op::from_name("")], [None, None]);
    let mut seen = BTreeSet::new();
    for set in InstructionSet::all() {
        for number in 0..=255 {
            if let Some(info) = set.info(Opcode(number)) {
                // Two numbers for one name would not both come back.
                assert_eq!(set.opcode(info.op), Some(Opcode(number)), "{} {}", set.name, info.op);
                seen.insert(info.op);
            }
        }
        seen.extend(set.pseudo.iter().map(|(_, op)| op));
    }
    assert_eq!(seen.len(), Op::COUNT);
}

#[test]
fn effects_are_total() {
    let arguments = [0, 1, 2, 3, 255, 256, 0xFFFF, 0x1_0000, i32::MAX as u32, u32::MAX];
    for set in InstructionSet::all() {
        let rows = (0..=255).filter_map(|number| set.info(Opcode(number)).copied());
        for info in rows.chain(set.pseudo.iter().filter_map(|(_, op)| set.pseudo_info(*op))) {
            for (oparg, jump) in arguments.into_iter().flat_map(|oparg| [(oparg, false), (oparg, true)]) {
                let (pops, pushes) = (info.pops(oparg), info.pushes(oparg, jump));
                assert!(pops >= 0 && pushes >= 0, "{} {} {oparg}", set.name, info.op);
                assert_eq!(pushes - pops, info.effect(oparg, Some(jump)), "{} {} {oparg}", set.name, info.op);
                assert!(info.effect(oparg, None) >= info.effect(oparg, Some(jump)));
            }
        }
    }
}

/// Items that an instruction needs, whatever its net effect: `dis.stack_effect` does not tell.
#[test]
fn what_an_instruction_needs() {
    let needs = |name: &str, op: Op, oparg: u32| {
        let set = InstructionSet::named(name).expect("a set");
        set.opcode(op).and_then(|opcode| set.info(opcode)).map(|info| info.pops(oparg))
    };
    assert_eq!(needs("2.7", Op::RotThree, 0), Some(3));
    assert_eq!(needs("2.7", Op::DupTop, 0), Some(1));
    assert_eq!(needs("2.7", Op::ListAppend, 2), Some(3));
    assert_eq!(needs("2.7", Op::ForIter, 0), Some(1));
    assert_eq!(needs("2.7", Op::CallFunction, 0x0203), Some(8));
    assert_eq!(needs("3.4", Op::MakeFunction, 0x0003_0201), Some(10));
    assert_eq!(needs("3.9", Op::DictMerge, 1), Some(4));
    assert_eq!(needs("3.10", Op::RotN, 5), Some(5));
    assert_eq!(needs("3.11", Op::Call, 2), Some(2));
    assert_eq!(needs("3.12", Op::Call, 2), Some(4));
    assert_eq!(needs("3.12", Op::Copy, 3), Some(3));
    assert_eq!(needs("3.12", Op::Swap, 4), Some(4));
    assert_eq!(needs("3.13", Op::ListAppend, 2), Some(3));
    assert_eq!(needs("3.13", Op::BuildMap, 3), Some(6));
    assert_eq!(needs("3.13", Op::Reraise, 1), Some(2));
    assert_eq!(needs("3.15", Op::EndSend, 0), Some(3));
    assert_eq!(needs("3.15", Op::EndSend, u32::MAX), Some(3));
    assert_eq!(needs("3.15", Op::RotThree, 0), None);
    // What 1.x had is not recorded by anyone: `Include/opcode.h` and `Python/ceval.c` of these releases.
    assert_eq!(needs("1.0", Op::AccessMode, 0), Some(1));
    assert_eq!(needs("1.0", Op::LoadGlobals, 0), Some(0));
    assert_eq!(needs("1.2", Op::SetFuncArgs, 3), Some(2));
    assert_eq!(needs("1.2", Op::BinaryCall, 0), Some(2));
    assert_eq!(needs("1.3", Op::BinaryCall, 0), None);
    assert_eq!(needs("1.3", Op::CallFunction, 1), Some(2));
    // 3.0 brought the values of the exception handled before.
    let handler = |name| {
        InstructionSet::named(name).and_then(|set| set.info(set.opcode(Op::SetupFinally)?)).map(|info| info.effect(0, Some(true)))
    };
    assert_eq!(["2.6", "3.0", "3.1"].map(handler), [Some(3), Some(6), Some(6)]);
}

#[test]
fn targets_and_flow_agree() {
    for set in InstructionSet::all() {
        for info in (0..=255).filter_map(|number| set.info(Opcode(number))) {
            let leads = matches!(info.flow, Flow::Jump | Flow::Branch | Flow::Setup);
            // The argument of END_ASYNC_FOR (3.14) says where the loop is, for tools that watch; it does not go there.
            let names = info.argument.is_jump() && info.base() != Op::EndAsyncFor;
            assert_eq!(leads, names, "{} {}", set.name, info.op);
        }
    }
}
