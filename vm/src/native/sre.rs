//! `_sre`: what regular expressions are, once the library's own `sre_compile` has made code of them.

use super::ModuleDef;
use crate::builtin::prelude::*;

mod charset;
mod engine;
mod found;
mod pattern;
mod program;
mod template;

/// What a pattern's code is marked with, by version.
fn magic(minor: u8) -> i64 {
    match minor {
        ..=10 => 20_171_005,
        11 => 20_220_615,
        12 => 20_221_023,
        _ => 20_230_612,
    }
}

pub(crate) static MODULE: ModuleDef = ModuleDef {
    functions: &[
        Def::function_of("compile", "pattern, flags, code, groups, groupindex, indexgroup", pattern::compile),
        Def::function("getcodesize", 0, 0, |_, _| Ok(Value::Int(4))),
        Def::function_of("ascii_iscased", "character, /", |vm, args| {
            let c = vm.to_c_int(args[0])?;
            Ok(Value::bool(u8::try_from(c).is_ok_and(|it| it.is_ascii_alphabetic())))
        }),
        Def::function_of("unicode_iscased", "character, /", |vm, args| {
            let c = vm.to_c_int(args[0])? as u32;
            Ok(Value::bool(crate::text::unicode::simple_lower(c) != c || crate::text::unicode::simple_upper(c) != c))
        }),
        Def::function_of("ascii_tolower", "character, /", |vm, args| {
            let c = vm.to_c_int(args[0])?;
            Ok(Value::Int(i64::from(charset::ascii_lower(c as u32) as i32)))
        }),
        Def::function_of("unicode_tolower", "character, /", |vm, args| {
            let c = vm.to_c_int(args[0])?;
            Ok(Value::Int(i64::from(crate::text::unicode::simple_lower(c as u32) as i32)))
        }),
        Def::function_of("template", "pattern, template, /", template::make)
            .doc("template is a list containing interleaved literal strings (str or bytes) and group indices (int), as returned by re._parser.parse_template:\n    [literal1, group1, literal2, group2, ..., literalN]\n")
            .since(12),
    ],
    fill: Some(|vm, dict| {
        let magic = magic(vm.minor());
        let groups = if vm.minor() >= 11 { 0x3FFF_FFFF } else { 0x7FFF_FFFF };
        for (name, number) in [("MAGIC", magic), ("CODESIZE", 4), ("MAXREPEAT", 0xFFFF_FFFF), ("MAXGROUPS", groups)] {
            vm.put(dict, name, Value::Int(number));
        }
        let copyright = vm.str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
        vm.put(dict, "copyright", copyright);
        Ok(())
    }),
    ..ModuleDef::new("_sre")
};

/// Whether something that is searched is bytes and no string.
fn is_bytes(vm: &mut Vm, value: Value) -> Result<bool, Raised> {
    let native = vm.native(value);
    if matches!(native, Value::Str(_)) {
        return Ok(false);
    }
    if vm.byte_view(native).is_some() {
        return Ok(true);
    }
    let class = vm.class_name(value);
    let got = if vm.minor() >= 11 { format!(", got '{class}'") } else { String::new() };
    Err(vm.type_error(format!("expected string or bytes-like object{got}")))
}

/// The number of characters or bytes.
fn len(vm: &Vm, value: Value) -> usize {
    match vm.byte_view(value) {
        Some(it) => it.len(),
        None => vm.view(value).len(),
    }
}

/// A part of what was searched.
fn part(vm: &mut Vm, value: Value, start: usize, end: usize) -> Outcome {
    let whole = start == 0 && end == len(vm, value);
    let len = end.saturating_sub(start);
    vm.charge_copy(len, 4)?;
    if let Some(bytes) = vm.byte_view(value) {
        if whole && matches!(value, Value::Bytes(_)) {
            return Ok(value);
        }
        let bytes = bytes.get(start..end).unwrap_or_default().to_vec();
        return Ok(vm.bytes(bytes));
    }
    if whole && matches!(value, Value::Str(_)) {
        return Ok(value);
    }
    let view = vm.view(value);
    if len == 1
        && let Some(point) = view.get(start)
    {
        return Ok(vm.char(point));
    }
    if len == 0 {
        return Ok(Value::Str(vm.empty_str));
    }
    let text = view.slice(start, end);
    Ok(vm.text(text))
}

/// Parts joined to what is of the kind that was searched.
fn join(vm: &mut Vm, bytes: bool, parts: Vec<Value>) -> Outcome {
    let parts = Value::List(vm.add(List { items: parts }));
    if !bytes {
        return vm.join(Value::Str(vm.empty_str), parts);
    }
    let (nothing, name) = (vm.bytes([]), vm.intern("join"));
    let join = vm.get_attr(nothing, name)?;
    vm.call_sync(join, &[parts])
}

/// Calls a function of the library's `re`.
fn call_library(vm: &mut Vm, name: &str, args: &[Value]) -> Outcome {
    let (re, name) = (vm.import_module_named("re")?, vm.intern(name));
    let function = vm.get_attr(re, name)?;
    vm.call_sync(function, args)
}

#[cfg(test)]
mod tests {
    use super::engine::{Matcher, Mode, Outcome};
    use super::program::Program;

    /// Codes of patterns of 3.10 and 3.13: `(a|b)*?c\b`, `(?=(x.)?)(?(1)[^\dа-я]{2,5}?|y+)\1`, `(?i)(ab|c[d-f])+(?<!q)$`, `(?>a(b?)*+)(?:c){2}+`.
    const CODES: [(u8, &[u32]); 7] = [
        (10, &[15, 4, 0, 1, 4_294_967_295, 24, 13, 0, 4_294_967_295, 18, 0, 14, 5, 23, 97, 98, 0, 18, 1, 20, 17, 99, 6, 10, 1]),
        (13, &[14, 4, 0, 1, 4_294_967_295, 23, 13, 0, 4_294_967_295, 17, 0, 13, 5, 22, 97, 98, 0, 17, 1, 19, 16, 99, 6, 10, 1]),
        (
            10,
            &[
                15,
                4,
                0,
                3,
                4_294_967_295,
                4,
                15,
                0,
                24,
                10,
                0,
                1,
                18,
                0,
                17,
                120,
                2,
                18,
                1,
                19,
                1,
                13,
                0,
                18,
                27,
                13,
                2,
                5,
                14,
                8,
                22,
                9,
                10,
                23,
                1_072,
                1_103,
                0,
                1,
                16,
                8,
                25,
                6,
                1,
                4_294_967_295,
                17,
                121,
                1,
                12,
                0,
                1,
            ],
        ),
        (
            13,
            &[
                14,
                4,
                0,
                3,
                4_294_967_295,
                4,
                15,
                0,
                23,
                10,
                0,
                1,
                17,
                0,
                16,
                120,
                2,
                17,
                1,
                18,
                1,
                12,
                0,
                18,
                26,
                13,
                2,
                5,
                13,
                8,
                21,
                8,
                10,
                22,
                1_072,
                1_103,
                0,
                1,
                15,
                8,
                24,
                6,
                1,
                4_294_967_295,
                16,
                121,
                1,
                11,
                0,
                1,
            ],
        ),
        (
            10,
            &[
                15,
                4,
                0,
                2,
                4_294_967_295,
                24,
                27,
                1,
                4_294_967_295,
                18,
                0,
                7,
                7,
                38,
                97,
                38,
                98,
                16,
                13,
                11,
                38,
                99,
                37,
                5,
                23,
                100,
                102,
                0,
                16,
                2,
                0,
                18,
                1,
                19,
                5,
                5,
                1,
                38,
                113,
                1,
                6,
                5,
                1,
            ],
        ),
        (
            13,
            &[
                14,
                4,
                0,
                2,
                4_294_967_295,
                23,
                27,
                1,
                4_294_967_295,
                17,
                0,
                7,
                7,
                40,
                97,
                40,
                98,
                15,
                13,
                11,
                40,
                99,
                39,
                5,
                22,
                100,
                102,
                0,
                15,
                2,
                0,
                17,
                1,
                18,
                5,
                5,
                1,
                40,
                113,
                1,
                6,
                5,
                1,
            ],
        ),
        (
            13,
            &[
                14,
                4,
                0,
                3,
                4_294_967_295,
                27,
                20,
                16,
                97,
                28,
                14,
                0,
                4_294_967_295,
                17,
                0,
                24,
                6,
                0,
                1,
                16,
                98,
                1,
                17,
                1,
                1,
                1,
                29,
                6,
                2,
                2,
                16,
                99,
                1,
                1,
            ],
        ),
    ];

    fn search(program: &Program, minor: u8, mode: Mode) -> Outcome {
        let text = b"abcab ccab9yyq\xFFabbaabbc";
        let mut matcher = Matcher::new(program.groups, 0, text.len(), minor);
        matcher.begin(mode);
        for _ in 0..40 {
            match matcher.run(program, text, 500) {
                Outcome::Paused => {}
                Outcome::Matched => {
                    matcher.advance();
                    matcher.begin(mode);
                }
                Outcome::Failed => return Outcome::Failed,
            }
            assert!(matcher.memory() < 1 << 24, "memory without steps");
        }
        Outcome::Paused
    }

    #[test]
    fn codes_that_nobody_compiled_do_no_harm() {
        let mut seed = 7_u64;
        let mut random = move |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut accepted = 0;
        for round in 0..60_000 {
            let (minor, words) = CODES[round % CODES.len()];
            let mut words = words.to_vec();
            for _ in 0..random(4) {
                let (at, other) = (random(words.len()), random(words.len()));
                match random(4) {
                    0 => words[at] = random(45) as u32,
                    1 => words[at] = words[at].wrapping_add(random(5) as u32).wrapping_sub(2),
                    2 => words[at] = words[other],
                    _ => words.insert(at, random(43) as u32),
                }
            }
            let Ok(program) = Program::parse(words, 1 + random(2) as u32, minor) else { continue };
            accepted += 1;
            for mode in [Mode::Search, Mode::Match, Mode::FullMatch] {
                search(&program, minor, mode);
            }
        }
        assert!(accepted > 3000, "{accepted}");
    }

    #[test]
    fn parts_within_parts_are_no_recursion() {
        // ((((…)))) of atomic groups.
        let depth = 100_000;
        let mut words = Vec::new();
        for level in 0..depth {
            words.extend([27, 2 + 3 * (depth - 1 - level) as u32 + 2]);
        }
        words.extend([16, 97]);
        words.extend(vec![1; depth + 1]);
        let program = Program::parse(words, 0, 13).expect("a pattern");
        let text = b"a";
        let mut matcher = Matcher::new(0, 0, 1, 13);
        matcher.begin(Mode::FullMatch);
        assert_eq!(matcher.run(&program, text, u64::MAX / 2), Outcome::Matched);
    }
}
