//! Any code object can be printed, drawn and asked for its graph, in its own manner and in that of every other version.

use pyc_bytecode::cfg::{Cfg, label};
use pyc_bytecode::depth::stack_size;
use pyc_bytecode::{CodeInfo, Disassembler, Function};
use pyc_marshal::{Mode, Version};

/// Holds for any bytes: as [`crate::verify::run`] takes them.
pub fn run(data: &[u8]) {
    crate::of_modules(data, |module, _| check(module));
}

fn check(data: &[u8]) {
    let Some((tree, layout)) = crate::parse(data, Mode::Lenient) else { return };
    let Some(module) = tree.codes().next() else { return };
    let versions: Vec<Version> = Version::all().collect();
    let other = versions.get(data.len() % versions.len()).copied().unwrap_or(layout.version);
    let own = Disassembler::new().show_caches(true).show_offsets(true).show_positions(true);
    let _ = own.text(&module);
    let _ = Disassembler::new().style(other).text(&module);
    let mut infos = CodeInfo::new(&tree, layout.header.len());
    for code in tree.codes().take(20) {
        let _ = infos.text(&code);
        own.each(&code, |item| {
            let _ = (item.instruction(), item.start_offset(), item.cache_info().count());
        });
        let Some(function) = Function::new(code) else { continue };
        let _ = stack_size(&function);
        let graph = Cfg::new(&function);
        let (dominators, loops) = (graph.dominators(), graph.loops());
        for block in 0..graph.blocks().len() {
            assert!(dominators.immediate(block).is_none_or(|it| it < graph.blocks().len()));
        }
        let _ = loops.all();
        assert!(graph.to_dot("f", &label).starts_with("digraph"));
        assert!(graph.to_svg("f", &label).contains("<svg"));
    }
}
