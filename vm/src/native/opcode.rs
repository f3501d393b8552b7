//! `_opcode`: what instruction sets say of themselves.

use pyc_bytecode::{Argument, Flow, InstructionSet, Kind, Op, OpInfo, Opcode};

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "Opcode support module.",
    functions: &[
        Def::function_of("stack_effect", "opcode, oparg=None, /, *, jump=None", stack_effect)
            .doc("Compute the stack effect of the opcode."),
        Def::function("get_specialization_stats", 0, 0, |_, _| Ok(Value::None)).doc("Return the specialization stats").since(11),
        Def::function_of("is_valid", "opcode", |vm, args| asked(vm, args[0], |_| true))
            .doc("Return True if opcode is valid, False otherwise.")
            .since(13),
        Def::function_of("has_arg", "opcode", |vm, args| asked(vm, args[0], |it| it.argument != Argument::None))
            .doc("Return True if the opcode uses its oparg, False otherwise.")
            .since(13),
        Def::function_of("has_const", "opcode", |vm, args| asked(vm, args[0], |it| it.argument == Argument::Const))
            .doc("Return True if the opcode accesses a constant, False otherwise.")
            .since(13),
        Def::function_of("has_name", "opcode", |vm, args| {
            asked(vm, args[0], |it| {
                matches!(
                    it.argument,
                    Argument::Name | Argument::NameNull | Argument::NameMethod | Argument::NameSuper | Argument::NameImport
                )
            })
        })
        .doc("Return True if the opcode accesses an attribute by name, False otherwise.")
        .since(13),
        Def::function_of("has_jump", "opcode", |vm, args| {
            asked(vm, args[0], |it| it.argument.is_jump() && it.flow != Flow::Setup && !matches!(it.kind, Kind::Instrumented(_)))
        })
        .doc("Return True if the opcode has a jump target, False otherwise.")
        .since(13),
        Def::function_of("has_free", "opcode", |vm, args| asked(vm, args[0], is_free))
            .doc("Return True if the opcode accesses a free variable, False otherwise.")
            .since(13),
        Def::function_of("has_local", "opcode", |vm, args| {
            asked(vm, args[0], |it| {
                matches!(it.argument, Argument::Local | Argument::LocalPair) || it.argument == Argument::Slot && !is_free(it)
            })
        })
        .doc("Return True if the opcode accesses a local variable, False otherwise.")
        .since(13),
        Def::function_of("has_exc", "opcode", |vm, args| asked(vm, args[0], |it| it.flow == Flow::Setup))
            .doc("Return True if the opcode sets an exception handler, False otherwise.")
            .since(13),
        Def::function("get_nb_ops", 0, 0, |vm, _| {
            let mut all = Vec::new();
            for &(name, symbol) in set(vm).map_or(&[][..], |it| it.binary_ops) {
                let pair = [vm.str(name), vm.str(symbol)];
                all.push(vm.tuple(&pair));
            }
            Ok(Value::List(vm.add(List { items: all })))
        })
        .doc("Return array of symbols of binary ops.\n\nIndexed by the BINARY_OP oparg value.")
        .since(13),
        Def::function("get_intrinsic1_descs", 0, 0, |vm, _| names(vm, |it| it.intrinsics_1))
            .doc("Return a list of names of the unary intrinsics.")
            .since(13),
        Def::function("get_intrinsic2_descs", 0, 0, |vm, _| names(vm, |it| it.intrinsics_2))
            .doc("Return a list of names of the binary intrinsics.")
            .since(13),
        Def::function("get_special_method_names", 0, 0, |vm, _| names(vm, |it| it.special_methods))
            .doc("Return a list of special method names.")
            .since(14),
        Def::function_of("get_executor", "code, offset", |vm, args| match args[0] {
            Value::Code(_) => Err(vm.value_error("no executor at that byte offset")),
            other => {
                let class = vm.class_name(other);
                Err(vm.type_error(format!("expected a code object, not '{class}'")))
            }
        })
        .doc("Return the executor object at offset in code if exists, None otherwise.")
        .since(13),
    ],
    fill: Some(|vm, dict| {
        if vm.minor() >= 13 {
            vm.put(dict, "ENABLE_SPECIALIZATION", Value::bool(true));
        }
        if vm.minor() >= 14 {
            vm.put(dict, "ENABLE_SPECIALIZATION_FT", Value::bool(false));
        }
        Ok(())
    }),
    ..ModuleDef::new("_opcode")
};

fn set(vm: &Vm) -> Option<&'static InstructionSet> {
    InstructionSet::of(vm.version)
}

fn names(vm: &mut Vm, list: impl Fn(&InstructionSet) -> &'static [&'static str]) -> Outcome {
    let items = set(vm).map_or(&[][..], list).iter().map(|it| vm.str(it)).collect();
    Ok(Value::List(vm.add(List { items })))
}

/// What is known of a number, pseudo opcodes among them.
fn info(vm: &Vm, opcode: i32) -> Option<OpInfo> {
    let set = set(vm)?;
    match u8::try_from(opcode) {
        Ok(opcode) => set.info(Opcode(opcode)).copied(),
        Err(_) => {
            let &(_, op) = set.pseudo.iter().find(|it| i32::from(it.0) == opcode)?;
            set.pseudo_info(op)
        }
    }
}

fn asked(vm: &mut Vm, opcode: Value, question: impl Fn(&OpInfo) -> bool) -> Outcome {
    let opcode = vm.to_c_int(opcode)?;
    Ok(Value::bool(info(vm, opcode).is_some_and(|it| question(&it))))
}

fn is_free(it: &OpInfo) -> bool {
    matches!(it.argument, Argument::Deref | Argument::Slot)
        && matches!(
            it.op,
            Op::MakeCell | Op::LoadDeref | Op::StoreDeref | Op::DeleteDeref | Op::LoadFromDictOrDeref | Op::LoadClassderef
        )
}

fn stack_effect(vm: &mut Vm, args: &[Value]) -> Outcome {
    let opcode = vm.to_c_int(args[0])?;
    let jump = match args[2] {
        Value::None => None,
        Value::Bool(it) => Some(it.get()),
        _ => return Err(vm.value_error("stack_effect: jump must be False, True or None")),
    };
    let known = info(vm, opcode);
    let mut oparg = 0;
    let has_argument = match known {
        Some(it) if vm.minor() >= 12 => it.argument != Argument::None && !matches!(it.kind, Kind::Specialised(_)),
        // Below 3.12 the number tells.
        _ => opcode >= 90,
    };
    if vm.minor() >= 13 {
        if !args[1].is_none() {
            oparg = vm.to_c_int(args[1])?;
        }
    } else if has_argument {
        if args[1].is_none() {
            return Err(vm.value_error("stack_effect: opcode requires oparg but oparg was not specified"));
        }
        oparg = vm.to_c_int(args[1])?;
    } else if !args[1].is_none() {
        return Err(vm.value_error("stack_effect: opcode does not permit oparg but oparg was specified"));
    }
    match known {
        Some(it) if vm.minor() >= 13 || !matches!(it.kind, Kind::Specialised(_)) => Ok(Value::Int(it.effect(oparg as u32, jump))),
        _ => Err(vm.value_error("invalid opcode or oparg")),
    }
}
