//! `_warnings`: which warnings are told, and once how often.
//!
//! What the module `warnings` has counts where it is there: its filters, its default action, its way to show. Without it the lists of this module count.

use super::ModuleDef;
use crate::builtin::prelude::*;

pub(crate) static MODULE: ModuleDef = ModuleDef {
    doc: "_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up.",
    functions: &[
        Def::function_of("warn", "message, category=None, stacklevel=1, source=None", warn).doc(WARN_DOC).until(12),
        Def::function_of("warn", "message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=?", warn)
            .doc(WARN_DOC)
            .since(12),
        Def::function_of(
            "warn_explicit",
            "message, category, filename, lineno, module=?, registry=?, module_globals=?, source=None",
            warn_explicit,
        )
        .doc("Issue a warning, or maybe ignore it or raise an exception."),
        Def::function("_filters_mutated", 0, 0, filters_changed).until(14),
        Def::function("_filters_mutated_lock_held", 0, 0, filters_changed).since(14),
        Def::function("_acquire_lock", 0, 0, |_, _| Ok(Value::None)).since(14),
        Def::function("_release_lock", 0, 0, |_, _| Ok(Value::None)).since(14),
    ],
    fill: Some(|vm, dict| {
        let main = vm.str("__main__");
        let mut filters = Vec::new();
        for (action, category, module) in [
            ("default", "DeprecationWarning", main),
            ("ignore", "DeprecationWarning", Value::None),
            ("ignore", "PendingDeprecationWarning", Value::None),
            ("ignore", "ImportWarning", Value::None),
            ("ignore", "ResourceWarning", Value::None),
        ] {
            let (action, category) = (Value::Str(vm.intern(action)), Value::Type(vm.exception_class(category)));
            filters.push(vm.tuple(&[action, Value::None, category, module, Value::Int(0)]));
        }
        let filters = Value::List(vm.add(List { items: filters }));
        vm.put(dict, "filters", filters);
        let action = vm.str("default");
        vm.put(dict, "_defaultaction", action);
        let registry = Value::Dict(vm.add(Dict::default()));
        vm.put(dict, "_onceregistry", registry);
        Ok(())
    }),
    ..ModuleDef::new("_warnings")
};

const WARN_DOC: &str = "Issue a warning, or maybe ignore it or raise an exception.";

/// A warning, and where it comes from.
struct Warning {
    message: Value,
    category: Value,
    file: Value,
    line: i64,
    module: Value,
    /// A dict, `None`, or unbound.
    registry: Value,
    source: Value,
}

fn filters_changed(vm: &mut Vm, _: &[Value]) -> Outcome {
    vm.warning_filters += 1;
    Ok(Value::None)
}

fn category_of(vm: &mut Vm, message: Value, category: Value) -> Outcome {
    let base = vm.exception_class("Warning");
    if vm.is_instance(message, base) {
        return Ok(Value::Type(vm.class_of(message)));
    }
    match category {
        Value::None | Value::Unbound => Ok(Value::Type(vm.exception_class("UserWarning"))),
        Value::Type(id) if vm.is_subclass(id, base) => Ok(category),
        other => {
            let name = vm.class_name(other);
            Err(vm.type_error(format!("category must be a Warning subclass, not '{name}'")))
        }
    }
}

fn warn(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[message, category, level, source, ref rest @ ..] = args else { return Ok(Value::None) };
    let category = category_of(vm, message, category)?;
    let mut level = vm.to_size(level)?;
    let mut prefixes = Vec::new();
    if let Some(&given) = rest.first().filter(|it| !it.is_unbound()) {
        let Value::Tuple(_) = vm.native(given) else {
            let name = vm.class_name(given);
            return Err(vm.type_error(format!("warn() argument 'skip_file_prefixes' must be tuple, not {name}")));
        };
        for item in vm.items(given) {
            let Value::Str(id) = vm.native(item) else {
                let name = vm.class_name(item);
                return Err(vm.type_error(format!("Found non-str '{name}' in skip_file_prefixes.")));
            };
            prefixes.push(vm.lossy(id));
        }
        if !prefixes.is_empty() {
            level = level.max(2);
        }
    }
    let it = placed(vm, message, category, level, &prefixes, source)?;
    explicit(vm, &it)
}

/// The warning with the frame that it is about: `level` 1 is the one that warns.
fn placed(
    vm: &mut Vm,
    message: Value,
    category: Value,
    level: i64,
    prefixes: &[String],
    source: Value,
) -> Result<Warning, Raised> {
    let mut at = vm.frames.len();
    let mut left = level.max(1);
    while left > 0 && at > 0 {
        at -= 1;
        left -= 1;
        // Frames of some files do not count, but for the first.
        while !prefixes.is_empty() && left < level - 1 && at > 0 && is_skipped(vm, at, prefixes) {
            at -= 1;
        }
    }
    let frame = if left == 0 { vm.frames.get(at).copied() } else { None };
    let place = frame.and_then(|frame| {
        let body = vm.body_of(&frame)?;
        let line = crate::machine::lines::line(body, vm.offset_of(&frame), vm.version).unwrap_or(0);
        Some((frame.globals, body.filename, i64::from(line)))
    });
    let (globals, file, line) = match place {
        Some((globals, file, line)) => (Some(globals), Value::Str(file), line),
        None => {
            let sys = vm.import_module_named("sys")?;
            let globals = match sys {
                Value::Module(id) => vm.heap.modules[id].dict,
                _ => None,
            };
            let (file, line) = if vm.minor() >= 13 { ("<sys>", 0) } else { ("sys", 1) };
            (globals, vm.str(file), line)
        }
    };
    let (mut registry, mut module) = (Value::Unbound, Value::Unbound);
    if let Some(globals) = globals {
        let key = vm.intern("__warningregistry__");
        registry = match vm.heap.dicts[globals].get_str(&vm.heap.strs, key) {
            Some(it) => it,
            None => {
                let new = Value::Dict(vm.add(Dict::default()));
                vm.set_entry(globals, key, new);
                new
            }
        };
        module = vm.heap.dicts[globals].get_str(&vm.heap.strs, vm.names.name).unwrap_or_default();
    }
    if !matches!(vm.native(module), Value::Str(_) | Value::None) {
        module = vm.str("<string>");
    }
    Ok(Warning { message, category, file, line, module, registry, source })
}

fn is_skipped(vm: &Vm, at: usize, prefixes: &[String]) -> bool {
    let Some(body) = vm.frames.get(at).and_then(|it| vm.body_of(it)) else { return false };
    let file = vm.lossy(body.filename);
    prefixes.iter().any(|it| file.starts_with(it.as_str()))
}

fn warn_explicit(vm: &mut Vm, args: &[Value]) -> Outcome {
    let &[message, category, file, line, module, registry, globals, source] = args else { return Ok(Value::None) };
    let Value::Str(_) = vm.native(file) else {
        let name = vm.class_name(file);
        let which = if vm.minor() >= 12 { "'filename'" } else { "3" };
        return Err(vm.type_error(format!("warn_explicit() argument {which} must be str, not {name}")));
    };
    let line = i64::from(vm.to_c_int(line)?);
    if !globals.is_unbound() && !globals.is_none() && !matches!(vm.native(globals), Value::Dict(_)) {
        let name = vm.class_name(globals);
        return Err(vm.type_error(format!("module_globals must be a dict, not '{name}'")));
    }
    explicit(vm, &Warning { message, category, file, line, module, registry, source })
}

/// What `warnings` has under a name, if it is imported; else what this module has.
fn attribute(vm: &mut Vm, name: &str) -> Result<Option<Value>, Raised> {
    for module in ["warnings", "_warnings"] {
        let key = vm.intern(module);
        let found = match vm.heap.dicts[vm.modules].get_str(&vm.heap.strs, key) {
            Some(it) => it,
            None if module == "_warnings" => vm.import_module_named(module)?,
            None => continue,
        };
        let name = vm.intern(name);
        if let Some(value) = vm.find_attr(found, name)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Whether a registry knows a key already; it forgets all when filters have changed.
fn already(vm: &mut Vm, registry: Id<Dict>, key: Value, set: bool) -> Result<bool, Raised> {
    let name = vm.intern("version");
    let version = vm.heap.dicts[registry].get_str(&vm.heap.strs, name);
    if matches!(version, Some(Value::Int(it)) if it == vm.warning_filters) {
        if let Some(known) = vm.dict_get(registry, key)?
            && vm.truth(known)?
        {
            return Ok(true);
        }
    } else {
        vm.heap.dicts[registry].clear();
        let version = Value::Int(vm.warning_filters);
        vm.set_entry(registry, name, version);
    }
    if set {
        vm.dict_set(registry, key, Value::bool(true))?;
    }
    Ok(false)
}

/// The action of the first filter that fits, and the filter.
fn action_of(vm: &mut Vm, category: Value, text: Value, line: i64, module: Value) -> Result<(String, Value), Raised> {
    let filters = attribute(vm, "filters")?.unwrap_or_default();
    let Value::List(list) = vm.native(filters) else { return Err(vm.value_error("_warnings.filters must be a list")) };
    let mut at = 0;
    while let Some(&item) = vm.heap.lists[list].items.get(at) {
        vm.charge(1, 0)?;
        let fields = if let Value::Tuple(_) = item { vm.items(item) } else { Vec::new() };
        let &[action, message, kind, of_module, of_line] = &fields[..] else {
            return Err(vm.value_error(format!("_warnings.filters item {at} isn't a 5-tuple")));
        };
        let Value::Str(_) = vm.native(action) else {
            let name = vm.class_name(action);
            return Err(vm.type_error(format!("action must be a string, not '{name}'")));
        };
        // All are asked, whatever the others say.
        let fits = [matches(vm, message, text)?, matches(vm, of_module, module)?, vm.check_subclass(category, kind)?];
        let of_line = vm.to_size(of_line)?;
        if fits == [true; 3] && (of_line == 0 || of_line == line) {
            return Ok((vm.plain_text(action), item));
        }
        at += 1;
    }
    match attribute(vm, "defaultaction")? {
        Some(action) => Ok((vm.plain_text(action), Value::None)),
        None => {
            let action = attribute(vm, "_defaultaction")?.unwrap_or_default();
            Ok((vm.plain_text(action), Value::None))
        }
    }
}

/// Whether a pattern fits: none fits all, a string must be equal, anything else is asked by its `match`.
fn matches(vm: &mut Vm, pattern: Value, value: Value) -> Result<bool, Raised> {
    match pattern {
        Value::None => Ok(true),
        Value::Str(_) => vm.equal(pattern, value),
        _ => {
            let name = vm.intern("match");
            let method = vm.get_attr(pattern, name)?;
            let result = vm.call_sync(method, &[value])?;
            vm.truth(result)
        }
    }
}

/// A module's name by its file.
fn module_name(vm: &mut Vm, file: Value) -> Value {
    let text = vm.plain_text(file);
    let name = match text.strip_suffix(".py") {
        _ if text.is_empty() => "<unknown>",
        Some(name) => name,
        None => &text,
    };
    vm.str(name)
}

fn explicit(vm: &mut Vm, it: &Warning) -> Outcome {
    if it.module.is_none() {
        return Ok(Value::None);
    }
    if !it.registry.is_unbound() && !it.registry.is_none() && !matches!(vm.native(it.registry), Value::Dict(_)) {
        return Err(vm.type_error("'registry' must be a dict or None"));
    }
    let module = if it.module.is_unbound() { module_name(vm, it.file) } else { it.module };
    let base = vm.exception_class("Warning");
    let (text, category, message) = if vm.is_instance(it.message, base) {
        (vm.to_str(it.message)?, Value::Type(vm.class_of(it.message)), it.message)
    } else {
        (it.message, it.category, vm.call_sync(it.category, &[it.message])?)
    };
    let key = vm.tuple(&[text, category, Value::Int(it.line)]);
    let registry = match vm.native(it.registry) {
        Value::Dict(id) => Some(id),
        _ => None,
    };
    if let Some(registry) = registry
        && already(vm, registry, key, false)?
    {
        return Ok(Value::None);
    }
    let (action, filter) = action_of(vm, category, text, it.line, module)?;
    match action.as_str() {
        "error" => return Err(vm.raise_value(message)),
        "ignore" => return Ok(Value::None),
        "always" | "all" => {}
        _ => {
            if let Some(registry) = registry {
                vm.dict_set(registry, key, Value::bool(true))?;
            }
            let known = match action.as_str() {
                "once" => {
                    let registry = match registry {
                        Some(it) => it,
                        None => once_registry(vm)?,
                    };
                    let key = vm.tuple(&[text, category]);
                    already(vm, registry, key, true)?
                }
                "module" => match registry {
                    Some(registry) => {
                        let key = vm.tuple(&[text, category, Value::Int(0)]);
                        already(vm, registry, key, true)?
                    }
                    None => false,
                },
                "default" => false,
                _ => {
                    let (action, filter) = (vm.str(&action), filter);
                    let text = format!(
                        "Unrecognized action ({}) in warnings.filters:\n {}",
                        vm.repr_text(action)?,
                        vm.repr_text(filter)?
                    );
                    return Err(vm.error(Class::RuntimeError, text));
                }
            };
            if known {
                return Ok(Value::None);
            }
        }
    }
    show(vm, it, message, category, text)
}

fn once_registry(vm: &mut Vm) -> Result<Id<Dict>, Raised> {
    let found = match attribute(vm, "onceregistry")? {
        Some(it) => it,
        None => attribute(vm, "_onceregistry")?.unwrap_or_default(),
    };
    match vm.native(found) {
        Value::Dict(id) => Ok(id),
        _ => {
            let name = vm.class_name(found);
            Err(vm.type_error(format!("_warnings.onceregistry must be a dict, not '{name}'")))
        }
    }
}

fn show(vm: &mut Vm, it: &Warning, message: Value, category: Value, text: Value) -> Outcome {
    // What the source is must be told by the module, which is imported for it.
    if !it.source.is_none() && !it.source.is_unbound() {
        vm.import_module_named("warnings")?;
    }
    let Some(function) = attribute(vm, "_showwarnmsg")? else {
        let file = vm.plain_text(it.file);
        let name = match category {
            Value::Type(id) => vm.type_name(id),
            other => vm.repr_text(other)?,
        };
        let mut out = format!("{file}:{}: {name}: {}\n", it.line, vm.display(text)?);
        let line = i32::try_from(it.line).unwrap_or(0);
        if let Some(source) = vm.source_line(&file, line).filter(|it| !it.trim().is_empty()) {
            out += &format!("  {}\n", source.trim());
        }
        vm.print_error(&out)?;
        return Ok(Value::None);
    };
    if !vm.is_callable(function) {
        return Err(vm.type_error("warnings._showwarnmsg() must be set to a callable"));
    }
    let Some(class) = attribute(vm, "WarningMessage")? else {
        return Err(vm.error(Class::RuntimeError, "unable to get warnings.WarningMessage"));
    };
    let source = if it.source.is_unbound() { Value::None } else { it.source };
    let shown = vm.call_sync(class, &[message, category, it.file, Value::Int(it.line), Value::None, Value::None, source])?;
    vm.call_sync(function, &[shown])?;
    Ok(Value::None)
}

impl Vm {
    /// Warns as `warnings.warn` does, from the frame that is running.
    pub(crate) fn warn(&mut self, category: &str, message: &str) -> Result<(), Raised> {
        let (category, message) = (Value::Type(self.exception_class(category)), self.str(message));
        let it = placed(self, message, category, 1, &[], Value::None)?;
        explicit(self, &it).map(|_| ())
    }
}
