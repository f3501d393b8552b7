//! Names: globals, builtins, the local names of modules and classes.

use crate::fail::Class;
use crate::inst::Common;
use crate::machine::{Frame, Raised, Vm};
use crate::object::arena::Id;
use crate::object::heap::Heap;
use crate::object::value::Value;
use crate::object::{Body, Cache, Dict, SiteKind, Str};

impl Vm {
    /// The globals of the frame that is running.
    pub(crate) fn globals(&self) -> Option<Id<Dict>> {
        self.frames.last().map(|it| it.globals)
    }

    /// Its builtins.
    pub(crate) fn frame_builtins(&self) -> Id<Dict> {
        self.frames.last().and_then(|it| self.heap.functions[it.func].builtins).unwrap_or(self.builtins)
    }

    /// A global or builtin.
    pub(crate) fn load_global(&mut self, body: &Body, site: u32) -> Result<Value, Raised> {
        let name = body.names[body.lowered.sites[site as usize] as usize];
        let cache = &body.caches[site as usize];
        if let Some(globals) = self.globals() {
            let dict = &self.heap.dicts[globals];
            if let Some(at) = dict.find_str(&self.heap.strs, name) {
                cache.set(Cache::Global { index: at as u32 });
                return Ok(dict.entries()[at].value);
            }
            let id = self.frame_builtins();
            let builtins = &self.heap.dicts[id];
            if let Some(at) = builtins.find_str(&self.heap.strs, name) {
                cache.set(Cache::Builtin { version: dict.version(), epoch: self.epoch, index: at as u32, builtins: id });
                return Ok(builtins.entries()[at].value);
            }
        }
        Err(self.name_error(name))
    }

    #[cold]
    pub(crate) fn name_error(&mut self, name: Id<Str>) -> Raised {
        let text = self.lossy(name);
        let raised = self.error(Class::NameError, format!("name '{text}' is not defined"));
        self.set_exception_field(0, Value::Str(name));
        raised
    }

    /// A global or builtin by name.
    pub(crate) fn global(&mut self, name: Id<Str>) -> Result<Value, Raised> {
        if let Some(globals) = self.globals()
            && let Some(value) = self.heap.dicts[globals].get_str(&self.heap.strs, name)
        {
            return Ok(value);
        }
        match self.heap.dicts[self.frame_builtins()].get_str(&self.heap.strs, name) {
            Some(value) => Ok(value),
            None => Err(self.name_error(name)),
        }
    }

    /// Sets the entry of a dict whose key is a string.
    pub(crate) fn set_entry(&mut self, dict: Id<Dict>, name: Id<Str>, value: Value) {
        self.heap.bytes += self.heap.dicts.get_mut(dict).set_str(&self.heap.strs, name, value);
    }

    pub(crate) fn store_global(&mut self, name: Id<Str>, value: Value) -> Result<(), Raised> {
        if let Some(globals) = self.globals() {
            self.set_entry(globals, name, value);
        }
        Ok(())
    }

    pub(crate) fn delete_global(&mut self, name: Id<Str>) -> Result<(), Raised> {
        let found = self.globals().and_then(|dict| Some((dict, self.heap.dicts[dict].find_str(&self.heap.strs, name)?)));
        match found {
            Some((dict, at)) => {
                self.heap.dicts[dict].remove(at);
                Ok(())
            }
            None => Err(self.name_error(name)),
        }
    }

    /// The local names of the frame that is running: a mapping, or unbound in a function.
    fn local_names(&self) -> Value {
        self.frames.last().map_or(Value::Unbound, Frame::locals)
    }

    pub(crate) fn load_name(&mut self, name: Id<Str>) -> Result<Value, Raised> {
        let locals = self.local_names();
        if let Some(value) = self.mapping_get(locals, name)? {
            return Ok(value);
        }
        self.global(name)
    }

    /// The value of a string in a mapping, if it is there.
    fn mapping_get(&mut self, mapping: Value, name: Id<Str>) -> Result<Option<Value>, Raised> {
        match mapping {
            Value::Dict(dict) => Ok(self.heap.dicts[dict].get_str(&self.heap.strs, name)),
            Value::Unbound => Ok(None),
            _ => match self.get_item(mapping, Value::Str(name)) {
                Ok(value) => Ok(Some(value)),
                Err(raised) => self.catch(raised, Class::KeyError).map(|()| None),
            },
        }
    }

    pub(crate) fn store_name(&mut self, name: Id<Str>, value: Value) -> Result<(), Raised> {
        match self.local_names() {
            Value::Dict(dict) => {
                self.set_entry(dict, name, value);
                Ok(())
            }
            Value::Unbound => self.store_global(name, value),
            mapping => self.set_item(mapping, Value::Str(name), value),
        }
    }

    pub(crate) fn delete_name(&mut self, name: Id<Str>) -> Result<(), Raised> {
        match self.local_names() {
            Value::Dict(dict) => match self.heap.dicts[dict].find_str(&self.heap.strs, name) {
                Some(at) => {
                    self.heap.dicts[dict].remove(at);
                    Ok(())
                }
                None => Err(self.name_error(name)),
            },
            Value::Unbound => self.delete_global(name),
            mapping => match self.del_item(mapping, Value::Str(name)) {
                Ok(()) => Ok(()),
                Err(raised) => {
                    self.catch(raised, Class::KeyError)?;
                    Err(self.name_error(name))
                }
            },
        }
    }

    pub(crate) fn load_dict_or_global(&mut self, dict: Value, name: Id<Str>) -> Result<Value, Raised> {
        match self.mapping_get(dict, name)? {
            Some(value) => Ok(value),
            None => self.global(name),
        }
    }

    pub(crate) fn load_dict_or_cell(&mut self, body: &Body, base: usize, dict: Value, cell: u16) -> Result<Value, Raised> {
        if let Some(&name) = body.variables.get(usize::from(cell))
            && let Some(value) = self.mapping_get(dict, name)?
        {
            return Ok(value);
        }
        self.load_cell(body, base, cell)
    }

    pub(crate) fn load_locals(&mut self) -> Result<Value, Raised> {
        match self.local_names() {
            Value::Unbound => Ok(self.globals().map_or(Value::None, Value::Dict)),
            mapping => Ok(mapping),
        }
    }

    pub(crate) fn load_common(&mut self, which: Common) -> Result<Value, Raised> {
        let name = match which {
            Common::None => return Ok(Value::None),
            Common::AssertionError => return Ok(Value::Type(self.types.exception(Class::AssertionError))),
            Common::NotImplementedError => return Ok(Value::Type(self.types.exception(Class::NotImplementedError))),
            Common::Tuple => return Ok(Value::Type(self.types.tuple)),
            Common::List => return Ok(Value::Type(self.types.list)),
            Common::Set => return Ok(Value::Type(self.types.set)),
            Common::BuildClass => self.names.build_class,
            Common::All => self.intern("all"),
            Common::Any => self.intern("any"),
        };
        match self.heap.dicts[self.frame_builtins()].get_str(&self.heap.strs, name) {
            Some(value) => Ok(value),
            None => {
                let text = self.lossy(name);
                Err(self.error(Class::NameError, format!("{text} not found")))
            }
        }
    }

    pub(crate) fn setup_annotations(&mut self) -> Result<(), Raised> {
        let (locals, name) = (self.load_locals()?, self.names.annotations);
        if self.mapping_get(locals, name)?.is_none() {
            let dict = Value::Dict(self.add(Dict::default()));
            self.store_name(name, dict)?;
        }
        Ok(())
    }
}

/// What an instruction has found before, if it is there still.
#[inline(always)]
pub(crate) fn cached_global(heap: &Heap, globals: Id<Dict>, epoch: u32, body: &Body, site: u32) -> Option<Value> {
    let cache = &body.caches[site as usize];
    let dict = match cache.kind.get() {
        SiteKind::Global => globals,
        SiteKind::Builtin => {
            if heap.dicts[globals].version() != cache.key.get() || epoch != cache.epoch.get() {
                return None;
            }
            let Value::Dict(builtins) = cache.value.get() else { return None };
            builtins
        }
        _ => return None,
    };
    let entry = heap.dicts[dict].entries().get(cache.index.get() as usize)?;
    let name = body.names[body.lowered.sites[site as usize] as usize];
    matches!(entry.key, Value::Str(it) if it == name).then_some(entry.value)
}
