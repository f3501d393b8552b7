//! `pyc cfg`: the control-flow graph of a function, to be looked at.

use std::collections::BTreeMap;
use std::io::{self, Write};

use pyc_bytecode::cfg::{Cfg, label};
use pyc_bytecode::{Disassembler, Function, Instruction};
use pyc_marshal::Code;

use crate::document::{self, Document, Inputs, is_called};
use crate::help;
use crate::io::{Output, Status, complain};

/// Characters of a line in a block; the same for both forms.
const LINE_LIMIT: usize = 80;
/// Bytes of a name that become the title.
const NAME_LIMIT: usize = 200;

/// Draws the control-flow graph of a function
///
/// Blocks of instructions, and edges between them: black to the next instruction, blue for jumps, dashed red from protected
/// instructions to the handler of their exceptions, and violet for ways that lead through a `finally` clause (to 3.8). Headers of
/// loops have a thick border; what can never be reached is grey.
#[derive(Debug, clap::Args)]
#[command(after_help = help::CFG)]
pub(crate) struct Args {
    /// Draw the first code object of this name, plain or qualified [default: the outermost]
    #[arg(long, value_name = "NAME")]
    function: Option<String>,
    /// Print the graph for Graphviz: the default
    #[arg(long, conflicts_with = "svg")]
    dot: bool,
    /// Print an SVG drawing
    #[arg(long)]
    svg: bool,
    #[command(flatten)]
    inputs: Inputs,
}

pub(crate) fn run(args: &Args, out: &mut Output) -> io::Result<Status> {
    let mut found = true;
    let status = args.inputs.each(out, |path, document, out| {
        let wanted = |code: &Code<'_, '_>, name: &str| args.function.as_ref().is_none_or(|wanted| is_called(code, name, wanted));
        let code = document.codes().find(|(code, name)| wanted(code, name)).map(|(code, _)| code);
        match code.zip(document.set()).map(|(code, set)| Function::with_set(code, set)) {
            Some(function) => draw(args, &function, document, out),
            None => {
                found = false;
                let wanted = args.function.as_deref().map(|name| format!(" called {name:?}")).unwrap_or_default();
                complain(Some(path), &format_args!("no code object{wanted} in it"));
                Ok(())
            }
        }
    })?;
    Ok(if found { status } else { status.max(Status::Found) })
}

fn draw(args: &Args, function: &Function<'_, '_>, document: &Document<'_>, out: &mut Output) -> io::Result<()> {
    let code = function.code();
    let mut meanings: BTreeMap<u32, String> = BTreeMap::new();
    Disassembler::new().set(function.set()).base(document.base()).each(&code, |item| {
        if !item.argrepr.is_empty() {
            meanings.insert(item.instruction().offset(), item.argrepr.chars().take(LINE_LIMIT).collect());
        }
    });
    let line = |instruction: &Instruction<'_>| {
        let meaning = meanings.get(&instruction.offset()).map(|text| format!(" ({text})")).unwrap_or_default();
        format!("{}{meaning}", label(instruction)).chars().take(LINE_LIMIT).collect()
    };
    let name = code.qualname().or(code.name()).map(|name| document::name(name, code.layout(), NAME_LIMIT)).unwrap_or_default();
    let cfg = Cfg::new(function);
    let graph = if args.svg { cfg.to_svg(&name, &line) } else { cfg.to_dot(&name, &line) };
    out.write_all(graph.as_bytes())
}
