//! Where the fuel goes: by function, by line, and by the calls that led there.

use std::rc::Rc;

use hashbrown::HashMap;

use crate::machine::Vm;
use crate::object::Body;
use crate::watch::{Moment, Watcher};

/// Work that was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Units of fuel, with what native functions took that were called from here.
    pub fuel: u64,
    /// Instructions of the machine.
    pub instructions: u64,
}

impl Work {
    fn add(&mut self, other: Work) {
        self.fuel += other.fuel;
        self.instructions += other.instructions;
    }
}

/// A function in a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its qualified name.
    pub function: String,
    /// The file that it was compiled from.
    pub file: String,
    /// Its first line; of an entry of [`Profile::lines`] the line.
    pub line: i32,
    /// Its own work.
    pub own: Work,
    /// Its own and that of all that it called. Of recursive calls only the outermost counts; what more than 400 calls within each other do is not seen here.
    pub total: Work,
}

/// Calls within calls, the outermost first, and what the last of them used by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// Functions as `file:name`.
    pub functions: Vec<String>,
    /// The work.
    pub own: Work,
}

/// Calls within calls that are told apart; what is deeper counts as work of the one at this depth.
const DEPTH: usize = 400;
/// Ways that calls take that are told apart.
const NODES: usize = 1 << 18;

/// A function, by the number of its first appearance.
type Number = usize;

struct Known {
    /// Keeps the address from being used again.
    body: Rc<Body>,
    own: Work,
    function: String,
    file: String,
    /// The line of each instruction.
    lines: Vec<i32>,
}

/// A way to a function.
struct Node {
    parent: usize,
    function: Number,
    own: Work,
}

/// A [`Watcher`] that counts the work of a program.
///
/// ```
/// use std::{cell::RefCell, rc::Rc};
/// use pyc_vm::profile::Profile;
///
/// # use pyc_vm::{Vm, host::Nothing, limits::Limits};
/// # let mut vm = Vm::new(pyc_marshal::Version::new(3, 10), Limits::default(), Box::new(Nothing));
/// let profile = Rc::new(RefCell::new(Profile::default()));
/// vm.watch(Box::new(Rc::clone(&profile)));
/// // Run something here.
/// for entry in profile.borrow().functions().iter().take(20) {
///     println!("{} {}", entry.own.fuel, entry.function);
/// }
/// ```
#[derive(Default)]
pub struct Profile {
    known: Vec<Known>,
    numbers: HashMap<usize, Number>,
    nodes: Vec<Node>,
    children: HashMap<(usize, Number), usize>,
    by_line: HashMap<(Number, i32), Work>,
    /// The nodes of the frames on the machine's stack.
    path: Vec<usize>,
    /// Whose work it is that is going on: a node, a function and a line.
    current: Option<(usize, Number, i32)>,
    fuel: u64,
}

impl core::fmt::Debug for Profile {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Profile").field("functions", &self.known.len()).field("fuel", &self.fuel).finish_non_exhaustive()
    }
}

impl Watcher for Profile {
    fn before(&mut self, at: &Moment<'_>) {
        self.look(at);
        self.count(Work { fuel: 0, instructions: 1 });
    }

    fn resumed(&mut self, at: &Moment<'_>) {
        self.look(at);
    }
}

impl Profile {
    /// Gives what was used since the last look to whom it belongs, and finds whose turn it is now.
    fn look(&mut self, at: &Moment<'_>) {
        self.settle(at.fuel());
        let number = self.number(at.vm, at.body);
        let node = self.find(at, number);
        let line = self.known[number].lines.get((at.frame.pc as usize).wrapping_sub(1)).copied().unwrap_or(0);
        self.current = Some((node, number, line));
    }

    fn settle(&mut self, fuel: u64) {
        let used = fuel.saturating_sub(self.fuel);
        self.fuel = fuel;
        self.count(Work { fuel: used, instructions: 0 });
    }

    fn count(&mut self, work: Work) {
        if let Some((node, number, line)) = self.current {
            self.nodes[node].own.add(work);
            self.known[number].own.add(work);
            self.by_line.entry((number, line)).or_default().add(work);
        }
    }

    /// Counts what the last instruction has used: to be called when the program has ended.
    pub fn finish(&mut self, vm: &Vm) {
        self.settle(vm.fuel_used());
        self.current = None;
    }

    /// The node of the frame that is running.
    fn find(&mut self, at: &Moment<'_>, last: Number) -> usize {
        let frames = &at.vm.frames;
        self.path.truncate(frames.len());
        // Frames below the last have not changed since it began: each runs an instruction when it is the last.
        if self.path.len() == frames.len() {
            self.path.pop();
        }
        for at_depth in self.path.len()..frames.len() {
            let number = match at.vm.body_of(&frames[at_depth]) {
                Some(body) if at_depth + 1 < frames.len() => self.number(at.vm, body),
                _ => last,
            };
            let node = self.child(self.path.last().copied(), number);
            self.path.push(node);
        }
        self.path.last().copied().unwrap_or(0)
    }

    fn child(&mut self, parent: Option<usize>, number: Number) -> usize {
        if let Some(parent) = parent
            && (self.path.len() >= DEPTH || self.nodes.len() >= NODES)
        {
            return parent;
        }
        let parent = parent.unwrap_or(usize::MAX);
        let nodes = &mut self.nodes;
        *self.children.entry((parent, number)).or_insert_with(|| {
            nodes.push(Node { parent, function: number, own: Work::default() });
            nodes.len() - 1
        })
    }

    fn number(&mut self, vm: &Vm, body: &Rc<Body>) -> Number {
        let known = &mut self.known;
        *self.numbers.entry(Rc::as_ptr(body).addr()).or_insert_with(|| {
            let ranges = crate::machine::lines::ranges(body, vm.version);
            let line = |offset: u32| {
                let after = ranges.partition_point(|it| it.0 <= offset);
                after.checked_sub(1).and_then(|it| ranges[it].2).unwrap_or(body.firstlineno)
            };
            let lines = body.lowered.origins.iter().map(|&it| line(it)).collect();
            known.push(Known {
                function: vm.lossy(body.qualname),
                file: vm.lossy(body.filename),
                body: Rc::clone(body),
                own: Work::default(),
                lines,
            });
            known.len() - 1
        })
    }

    /// All functions that ran, those with the most own fuel first.
    pub fn functions(&self) -> Vec<Entry> {
        let mut total = vec![Work::default(); self.known.len()];
        // Nodes stand behind their parents.
        let mut below: Vec<Work> = self.nodes.iter().map(|it| it.own).collect();
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let work = below[at];
            if let Some(parent) = below.get_mut(node.parent) {
                parent.add(work);
            }
        }
        for (at, node) in self.nodes.iter().enumerate() {
            if !self.is_recursive(at) {
                total[node.function].add(below[at]);
            }
        }
        let entry = |(known, total): (&Known, Work)| Entry {
            function: known.function.clone(),
            file: known.file.clone(),
            line: known.body.firstlineno,
            own: known.own,
            total: if total.fuel < known.own.fuel { known.own } else { total },
        };
        sorted(self.known.iter().zip(total).map(entry).collect())
    }

    /// Whether the function of a node is among those that called it.
    fn is_recursive(&self, node: usize) -> bool {
        let function = self.nodes[node].function;
        let mut at = self.nodes[node].parent;
        while let Some(it) = self.nodes.get(at) {
            if it.function == function {
                return true;
            }
            at = it.parent;
        }
        false
    }

    /// All lines that ran, those with the most fuel first.
    pub fn lines(&self) -> Vec<Entry> {
        let entry = |(&(number, line), &own): (&(Number, i32), &Work)| Entry {
            function: self.known[number].function.clone(),
            file: self.known[number].file.clone(),
            line,
            own,
            total: own,
        };
        sorted(self.by_line.iter().map(entry).collect())
    }

    /// All ways that calls took, in the order in which they were taken first. What flame graphs are made of.
    pub fn stacks(&self) -> Vec<Stack> {
        let stack = |node: &Node| {
            let mut functions = Vec::new();
            let mut at = Some(node);
            while let Some(it) = at {
                let known = &self.known[it.function];
                functions.push(format!("{}:{}", known.file, known.function));
                at = self.nodes.get(it.parent);
            }
            functions.reverse();
            Stack { functions, own: node.own }
        };
        self.nodes.iter().map(stack).collect()
    }
}

fn sorted(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| {
        let key = |it: &Entry| (core::cmp::Reverse(it.own.fuel), core::cmp::Reverse(it.own.instructions));
        key(a).cmp(&key(b)).then_with(|| (&a.file, a.line, &a.function).cmp(&(&b.file, b.line, &b.function)))
    });
    entries
}
