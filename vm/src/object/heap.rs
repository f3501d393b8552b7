//! All objects, and the collector.

use crate::object::arena::{Arena, Held, Id};
use crate::object::value::Value;
use crate::object::{
    Big, Bytes, Cell, CodeObject, Complex, Dict, Exception, Function, Generator, Instance, Iter, List, Method, Module, Native,
    Object, Range, Set, Slice, Str, Traceback, Tuple, Type,
};

/// Collects what an object refers to.
#[derive(Debug, Default)]
pub(crate) struct Tracer {
    gray: Vec<Value>,
    /// Long sequences, of which the items before an index have been visited: otherwise a list of a million lists would need as much memory again.
    long: Vec<(Value, usize)>,
}

/// Items of a sequence that are visited at once.
const STRETCH: usize = 4096;

impl Tracer {
    /// The object refers to this.
    #[inline]
    pub(crate) fn visit(&mut self, value: Value) {
        if value.is_object() {
            self.gray.push(value);
        }
    }

    /// The object refers to all of these.
    pub(crate) fn visit_all(&mut self, values: &[Value]) {
        for &value in values {
            self.visit(value);
        }
    }
}

/// What refers to others.
pub(crate) trait Trace {
    /// Visits each reference.
    fn trace(&self, _: &mut Tracer) {}
}

macro_rules! first {
    ($first:path $(, $rest:path)*) => {
        $first
    };
}

macro_rules! heap {
    ($($field:ident $type:ident $($variant:ident)+;)*) => {
        /// The objects of a machine, by type.
        pub(crate) struct Heap {
            $(pub(crate) $field: Arena<$type>,)*
            /// Bytes in use: exact after a collection, and every growth since has been added.
            pub(crate) bytes: usize,
            /// Bytes of places without objects after the last collection: memory that only objects of their types can use.
            pub(crate) idle: usize,
            /// What was made since the loop that is running was entered, or since its last collection: natives may hold it where the collector does not
            /// look.
            pub(crate) fresh: Vec<Value>,
        }

        impl Heap {
            pub(crate) fn new() -> Heap {
                Heap { $($field: Arena::new(),)* bytes: 0, idle: 0, fresh: Vec::new() }
            }

            /// Number of objects.
            pub(crate) fn count(&self) -> usize {
                0 $(+ self.$field.len())*
            }

            /// What an object refers to.
            pub(crate) fn referents(&self, value: Value) -> Vec<Value> {
                let mut tracer = Tracer::default();
                match value {
                    $($(Value::$variant(id))|+ => self.$field[id].trace(&mut tracer),)*
                    _ => {}
                }
                tracer.gray
            }

            pub(crate) fn start_marking(&mut self) {
                $(self.$field.start_marking();)*
            }

            /// Marks all that can be reached from what the tracer has visited. A loop, however deep objects are nested.
            pub(crate) fn mark(&mut self, tracer: &mut Tracer) {
                while let Some(value) = self.next_gray(tracer) {
                    match value {
                        Value::List(id) if self.lists[id].items.len() > STRETCH && self.lists.mark(id) => {
                            tracer.long.push((value, 0));
                        }
                        Value::Tuple(id) if self.tuples[id].items().len() > STRETCH && self.tuples.mark(id) => {
                            tracer.long.push((value, 0));
                        }
                        $($(Value::$variant(id))|+ if self.$field.mark(id) => self.$field[id].trace(tracer),)*
                        _ => {}
                    }
                }
            }

            /// Whether the collection under way has reached an object.
            pub(crate) fn is_marked(&self, value: Value) -> bool {
                match value {
                    $($(Value::$variant(id))|+ => self.$field.is_marked(id),)*
                    _ => true,
                }
            }

            /// Frees what was not reached.
            pub(crate) fn sweep(&mut self, round: u32) {
                let (mut bytes, mut idle) = (0, 0);
                $({
                    let left = self.$field.sweep(round);
                    bytes += left.used;
                    idle += left.idle;
                })*
                (self.bytes, self.idle) = (bytes, idle);
            }
        }

        $(impl Add for $type {
            #[inline]
            fn add_to(self, heap: &mut Heap) -> Id<$type> {
                heap.bytes += size_of::<$type>() + self.owned();
                let id = heap.$field.add(self);
                heap.fresh.push(first!($(Value::$variant),+)(id));
                id
            }
        })*
    };
}

impl Heap {
    /// The next object whose references have to be visited.
    #[inline]
    fn next_gray(&self, tracer: &mut Tracer) -> Option<Value> {
        if let Some(value) = tracer.gray.pop() {
            return Some(value);
        }
        while let Some((value, from)) = tracer.long.pop() {
            let items = match value {
                Value::List(id) => &self.lists[id].items,
                Value::Tuple(id) => self.tuples[id].items(),
                _ => &[],
            };
            let rest = items.get(from..).unwrap_or_default();
            if rest.len() > STRETCH {
                tracer.long.push((value, from + STRETCH));
            }
            tracer.visit_all(&rest[..rest.len().min(STRETCH)]);
            if let Some(value) = tracer.gray.pop() {
                return Some(value);
            }
        }
        None
    }
}

/// An object that the heap has an arena for.
pub(crate) trait Add: Held {
    /// Puts it there.
    fn add_to(self, heap: &mut Heap) -> Id<Self>;
}

impl Heap {
    /// Puts an object into its arena.
    #[inline]
    pub(crate) fn add<T: Add>(&mut self, object: T) -> Id<T> {
        object.add_to(self)
    }
}

heap! {
    bigs Big Big;
    complexes Complex Complex;
    strs Str Str;
    bytes_objects Bytes Bytes;
    tuples Tuple Tuple;
    lists List List;
    dicts Dict Dict;
    sets Set Set FrozenSet;
    ranges Range Range;
    slices Slice Slice;
    functions Function Function;
    methods Method Method;
    natives Native Native;
    types Type Type;
    instances Instance Instance;
    exceptions Exception Exception;
    modules Module Module;
    cells Cell Cell;
    codes CodeObject Code;
    generators Generator Generator;
    iters Iter Iter;
    tracebacks Traceback Traceback;
    objects Object Object;
}
