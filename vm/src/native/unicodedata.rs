//! `unicodedata`: characters as the version of Unicode knows them that a release of CPython comes with, and as 3.2.0 did.

use super::ModuleDef;
use crate::builtin::prelude::*;
use crate::text::Text;

mod normalize;
mod ucd;

use ucd::View;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n3.2.0 which is publicly available from the Unicode Consortium.",
    functions: &FUNCTIONS,
    fill: Some(|vm, dict| {
        let version = vm.str(View::of(vm.minor()).name());
        vm.put(dict, "unidata_version", version);
        let class = vm.class(&DATABASE);
        vm.put(dict, "UCD", Value::Type(class));
        let old = vm.new_object(class, Old);
        vm.put(dict, "ucd_3_2_0", old);
        Ok(())
    }),
    ..ModuleDef::new("unicodedata")
};

/// The database of 3.2.0.
struct Old;

impl NativeData for Old {}

static DATABASE: TypeDef = TypeDef {
    module: "unicodedata",
    methods: &METHODS,
    getset: &[GetSet::get("unidata_version", |vm, _| Ok(vm.str(View::old(vm.minor()).name())))],
    ..TypeDef::new("UCD")
};

macro_rules! both {
    ($count:literal; $($name:literal $least:literal $most:literal $code:path, $doc:literal;)*) => {
        static FUNCTIONS: [Def; $count] = [$(Def::function($name, $least, $most, |vm, args| {
            let view = View::of(vm.minor());
            $code(vm, view, args)
        }).doc($doc),)*];
        static METHODS: [Def; $count] = [$(Def::method($name, $least, $most, |vm, args| {
            let view = View::old(vm.minor());
            $code(vm, view, &args[1..])
        }).doc($doc),)*];
    };
}

both! {
    13;
    "decimal" 1 2 decimal, "Converts a Unicode character into its equivalent decimal value.\n\nReturns the decimal value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
    "digit" 1 2 digit, "Converts a Unicode character into its equivalent digit value.\n\nReturns the digit value assigned to the character chr as integer.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
    "numeric" 1 2 numeric, "Converts a Unicode character into its equivalent numeric value.\n\nReturns the numeric value assigned to the character chr as float.\nIf no such value is defined, default is returned, or, if not given,\nValueError is raised.";
    "category" 1 1 category, "Returns the general category assigned to the character chr as string.";
    "bidirectional" 1 1 bidirectional, "Returns the bidirectional class assigned to the character chr as string.\n\nIf no such value is defined, an empty string is returned.";
    "combining" 1 1 combining, "Returns the canonical combining class assigned to the character chr as integer.\n\nReturns 0 if no combining class is defined.";
    "mirrored" 1 1 mirrored, "Returns the mirrored property assigned to the character chr as integer.\n\nReturns 1 if the character has been identified as a \"mirrored\"\ncharacter in bidirectional text, 0 otherwise.";
    "east_asian_width" 1 1 width, "Returns the east asian width assigned to the character chr as string.";
    "decomposition" 1 1 decomposition, "Returns the character decomposition mapping assigned to the character chr as string.\n\nAn empty string is returned in case no such mapping is defined.";
    "name" 1 2 name, "Returns the name assigned to the character chr as a string.\n\nIf no name is defined, default is returned, or, if not given,\nValueError is raised.";
    "lookup" 1 1 lookup, "Look up character by name.\n\nIf a character with the given name is found, return the\ncorresponding character.  If not found, KeyError is raised.";
    "is_normalized" 2 2 is_normalized, "Return whether the Unicode string unistr is in the normal form 'form'.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
    "normalize" 2 2 normalized, "Return the normal form 'form' for the Unicode string unistr.\n\nValid values for form are 'NFC', 'NFKC', 'NFD', and 'NFKD'.";
}

/// The character that an argument is; `given` is how many arguments there are.
fn character(vm: &mut Vm, value: Value, name: &str, place: &str) -> Result<u32, Raised> {
    if let Value::Str(id) = vm.native(value) {
        let view = vm.heap.strs[id].view();
        if let (1, Some(point)) = (view.len(), view.get(0)) {
            return Ok(point);
        }
        if vm.minor() >= 14 {
            let len = view.len();
            return Err(
                vm.type_error(format!("{name}(): argument{place} must be a unicode character, not a string of length {len}"))
            );
        }
    }
    let class = if value.is_none() { "None".to_owned() } else { vm.class_name(value) };
    Err(vm.type_error(format!("{name}() argument{place} must be a unicode character, not {class}")))
}

/// A value of a character, or the default, or an error.
fn or_default(vm: &mut Vm, args: &[Value], value: Option<Value>, message: &str) -> Outcome {
    match (value, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(&default)) => Ok(default),
        (None, None) => Err(vm.value_error(message)),
    }
}

fn decimal(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "decimal", " 1")?;
    let value = view.number(point).filter(|it| it.decimal).map(|it| Value::Int(it.value as i64));
    or_default(vm, args, value, "not a decimal")
}

fn digit(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "digit", " 1")?;
    // Which digits there are is asked of the newest version, also for 3.2.0.
    let value = View::of(vm.minor()).number(point).filter(|it| it.digit).map(|it| Value::Int(it.value as i64));
    let _ = view;
    or_default(vm, args, value, "not a digit")
}

fn numeric(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "numeric", " 1")?;
    let value = view.number(point).map(|it| Value::float(it.value));
    or_default(vm, args, value, "not a numeric character")
}

fn category(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "category", "")?;
    Ok(vm.str(view.record(point).category))
}

fn bidirectional(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "bidirectional", "")?;
    Ok(vm.str(view.record(point).bidirectional))
}

fn combining(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "combining", "")?;
    Ok(Value::Int(i64::from(view.record(point).combining)))
}

fn mirrored(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "mirrored", "")?;
    Ok(Value::Int(i64::from(view.record(point).mirrored)))
}

fn width(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "east_asian_width", "")?;
    Ok(vm.str(view.record(point).width))
}

fn decomposition(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "decomposition", "")?;
    Ok(vm.str(view.decomposition(point)))
}

fn name(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let point = character(vm, args[0], "name", " 1")?;
    let found = name_of(view, point).map(|it| vm.str(&it));
    or_default(vm, args, found, "no such name")
}

fn name_of(view: View, point: u32) -> Option<String> {
    // The last block of ideographs that 3.8 knows ends too late there.
    if view.is_of_3_8() && (0x2EBE1..=0x2EBEF).contains(&point) {
        return Some(format!("CJK UNIFIED IDEOGRAPH-{point:X}"));
    }
    let c = char::from_u32(point).filter(|_| view.has(point))?;
    unicode_names2::name(c).map(|it| it.to_string())
}

fn lookup(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let text = match vm.native(args[0]) {
        Value::Str(id) => vm.lossy(id),
        native => match vm.byte_view(native) {
            Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            None => {
                let class = vm.class_name(args[0]);
                return Err(vm.type_error(format!("a bytes-like object is required, not '{class}'")));
            }
        },
    };
    if text.len() > 256 {
        return Err(vm.error(Class::KeyError, "name too long"));
    }
    // The crate is more lenient than CPython about blanks, hyphens and underscores.
    let plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b' ' | b'-'));
    let newest = View::of(vm.minor());
    let found = unicode_names2::character(&text).filter(|it| plain && newest.has(u32::from(*it)));
    if let Some(c) = found {
        let name = name_of(newest, u32::from(c)).unwrap_or_default();
        let letters = |it: &str| it.replace([' ', '-'], "").to_ascii_uppercase();
        let exact = name.eq_ignore_ascii_case(&text);
        let alias = !view.is_old() && letters(&name) != letters(&text);
        // Before 3.13 the names of the old version were compared, but for those that follow from a rule.
        let known = vm.minor() >= 13 || name.starts_with("CJK UNIFIED") || view.has(u32::from(c));
        if exact && known || alias {
            return Ok(vm.char(u32::from(c)));
        }
    }
    Err(vm.error(Class::KeyError, format!("undefined character name '{text}'")))
}

/// A string in the form of a name.
fn in_form(vm: &mut Vm, view: View, args: &[Value], function: &str) -> Result<Vec<u32>, Raised> {
    let (Value::Str(form), Value::Str(text)) = (vm.native(args[0]), vm.native(args[1])) else {
        let at = usize::from(matches!(vm.native(args[0]), Value::Str(_)));
        let class = vm.class_name(args[at]);
        return Err(vm.type_error(format!("{function}() argument {} must be str, not {class}", at + 1)));
    };
    let (compatible, compose) = match vm.lossy(form).as_str() {
        "NFC" => (false, true),
        "NFD" => (false, false),
        "NFKC" => (true, true),
        "NFKD" => (true, false),
        _ => return Err(vm.value_error("invalid normalization form")),
    };
    let view_of = vm.heap.strs[text].view();
    let (len, ascii) = (view_of.len(), view_of.is_ascii());
    if ascii {
        return Ok(vm.heap.strs[text].view().points().collect());
    }
    // No character becomes more than 18.
    vm.charge(len as u64, len.saturating_mul(if compatible { 72 } else { 16 }))?;
    let parts = normalize::decomposed(vm.heap.strs[text].view().points(), view, compatible);
    vm.charge(parts.len() as u64, 0)?;
    Ok(if compose { normalize::composed(&parts, view) } else { parts })
}

fn normalized(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let points = in_form(vm, view, args, "normalize")?;
    let Value::Str(id) = vm.native(args[1]) else { return Ok(Value::None) };
    if vm.heap.strs[id].view().points().eq(points.iter().copied()) {
        return Ok(Value::Str(id));
    }
    Ok(vm.text(Text::from_code_points(points)))
}

fn is_normalized(vm: &mut Vm, view: View, args: &[Value]) -> Outcome {
    let points = in_form(vm, view, args, "is_normalized")?;
    if view.is_old() && vm.minor() < 10 {
        return Ok(Value::bool(false));
    }
    let Value::Str(id) = vm.native(args[1]) else { return Ok(Value::None) };
    Ok(Value::bool(vm.heap.strs[id].view().points().eq(points)))
}
