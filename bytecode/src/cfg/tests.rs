use super::made::Made;
use super::*;

type Edges = Vec<(usize, usize, EdgeKind)>;

/// Where blocks start and end, and the edges.
fn edges(version: (u8, u8), text: &str) -> (Vec<(u32, u32)>, Edges) {
    Made::new(version, text, 9).with(|function| {
        let cfg = Cfg::new(function);
        let blocks = cfg.blocks().iter().map(|block| (block.start, block.end)).collect();
        (blocks, cfg.edges().iter().map(|edge| (edge.from, edge.to, edge.kind)).collect())
    })
}

use EdgeKind::{Exception, Fall, Jump, Leave};

#[test]
fn blocks_end_at_jumps_and_begin_at_targets() {
    let text = "LOAD_CONST; POP_JUMP_IF_FALSE 8; LOAD_CONST; RETURN_VALUE; NOP; LOAD_CONST; RETURN_VALUE";
    let (blocks, edges) = edges((3, 9), text);
    assert_eq!(blocks, [(0, 4), (4, 8), (8, 14)]);
    assert_eq!(edges, [(0, 1, Fall), (0, 2, Jump)]);
}

#[test]
fn blocks_of_the_frame_protect() {
    let text = "SETUP_EXCEPT 6; NOP; POP_BLOCK; JUMP_FORWARD 8; POP_TOP; POP_TOP; POP_TOP; POP_EXCEPT; LOAD_CONST; RETURN_VALUE";
    let made = Made::new((3, 7), text, 9);
    made.with(|function| {
        let cfg = Cfg::new(function);
        // `POP_BLOCK` itself still belongs to the block.
        assert_eq!(cfg.protected(), [Protected { start: 2, end: 6, handler: 8, depth: 0, lasti: false }]);
        let of_handler: Vec<_> = cfg.predecessors(cfg.block_at(8).expect("the handler")).collect();
        assert_eq!(of_handler, [Edge { from: 1, to: 3, kind: Exception }]);
    });
}

#[test]
fn break_goes_by_the_finally_clause() {
    let text = "SETUP_LOOP 14; SETUP_FINALLY 6; BREAK_LOOP; POP_BLOCK; LOAD_CONST; END_FINALLY; JUMP_ABSOLUTE 2; POP_BLOCK; \
                LOAD_CONST; RETURN_VALUE";
    let (blocks, edges) = edges((3, 7), text);
    assert_eq!(blocks, [(0, 2), (2, 4), (4, 6), (6, 10), (10, 12), (12, 14), (14, 16), (16, 20)]);
    let from_break: Vec<_> = edges.iter().filter(|edge| edge.0 == 2).collect();
    assert_eq!(from_break, [&(2, 4, Leave), &(2, 4, Exception)]);
    // The end of the clause goes on to the end of the loop, and nowhere else: nothing falls into it.
    let from_end: Vec<_> = edges.iter().filter(|edge| edge.0 == 4).collect();
    assert_eq!(from_end, [&(4, 7, Leave)]);
}

#[test]
fn code_that_makes_no_sense_has_a_graph() {
    for version in [(1, 1), (2, 7), (3, 6), (3, 8), (3, 10), (3, 11), (3, 14)] {
        for text in ["", "0; 0", "255; 255; 255; 255", "NOP; 1; 1"] {
            let text = if version == (1, 1) { text.replace("NOP", "POP_TOP") } else { text.to_owned() };
            Made::new(version, &text, 9).with(|function| {
                let cfg = Cfg::new(function);
                assert_eq!(cfg.dominators().immediate(0), None);
                assert!(cfg.to_svg("<&>", &label).contains("<title>&lt;&amp;&gt;</title>"));
                assert!(cfg.to_dot("a\"b", &label).starts_with("digraph \"a\\\"b\" {"));
            });
        }
    }
    let (_, edges) = edges((3, 9), "JUMP_FORWARD 9; JUMP_ABSOLUTE 200");
    assert_eq!(edges, []);
}

#[test]
fn loops_nest() {
    // for x in a: while b: c
    let text = "LOAD_CONST; GET_ITER; FOR_ITER 10; STORE_FAST; LOAD_CONST; POP_JUMP_IF_FALSE 4; NOP; JUMP_ABSOLUTE 8; \
                LOAD_CONST; RETURN_VALUE";
    Made::new((3, 9), text, 9).with(|function| {
        let (cfg, at) = (Cfg::new(function), |cfg: &Cfg<'_>, offset| cfg.block_at(offset).expect("a block"));
        let loops = cfg.loops();
        let outer = Loop { header: at(&cfg, 4), outer: None, depth: 1 };
        assert_eq!(loops.all(), [outer, Loop { header: at(&cfg, 8), outer: Some(0), depth: 2 }]);
        let depths: Vec<u32> = [0, 4, 6, 8, 12, 16].map(|offset| loops.depth(at(&cfg, offset))).into();
        assert_eq!(depths, [0, 1, 1, 2, 2, 0]);
    });
}

/// Random code: jumps of all kinds between other instructions.
fn random_code(seed: u64, len: usize) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut text = String::new();
    for _ in 0..len {
        let target = 2 * next(len.min(127) as u64);
        match next(6) {
            0 => text.push_str("NOP"),
            1 => text.push_str("RETURN_VALUE"),
            2 => text.extend(["JUMP_ABSOLUTE ", &target.to_string()]),
            _ => text.extend(["POP_JUMP_IF_FALSE ", &target.to_string()]),
        }
        text.push(';');
    }
    text
}

/// Blocks that are reached from the entry without passing through `without`.
fn reach(cfg: &Cfg<'_>, without: Option<usize>) -> Vec<bool> {
    let mut reached = vec![false; cfg.blocks().len()];
    let mut todo = vec![0];
    while let Some(block) = todo.pop() {
        if Some(block) != without && !core::mem::replace(&mut reached[block], true) {
            todo.extend(cfg.successors(block).iter().map(|edge| edge.to));
        }
    }
    reached
}

#[test]
fn dominators_are_what_the_definition_says() {
    for seed in 1..200 {
        Made::new((3, 9), &random_code(seed, 5 + seed as usize % 60), 9).with(|function| {
            let cfg = Cfg::new(function);
            let (dominators, all) = (cfg.dominators(), reach(&cfg, None));
            for a in 0..cfg.blocks().len() {
                let without = reach(&cfg, Some(a));
                assert_eq!(dominators.is_reachable(a), all[a]);
                for b in 0..cfg.blocks().len() {
                    assert_eq!(dominators.dominates(a, b), all[b] && !without[b], "{seed}: {a} {b}");
                }
                let mut above: Vec<usize> = (0..cfg.blocks().len()).filter(|&b| b != a && dominators.dominates(b, a)).collect();
                above.sort_by_key(|&b| above_count(&dominators, b, cfg.blocks().len()));
                assert_eq!(dominators.immediate(a), above.last().copied(), "{seed}: {a}");
            }
        });
    }
}

fn above_count(dominators: &Dominators, block: usize, count: usize) -> usize {
    (0..count).filter(|&b| dominators.dominates(b, block)).count()
}

#[test]
fn loops_are_what_the_definition_says() {
    for seed in 1..200 {
        Made::new((3, 9), &random_code(seed, 5 + seed as usize % 60), 9).with(|function| {
            let cfg = Cfg::new(function);
            let (dominators, loops) = (cfg.dominators(), cfg.loops());
            let mut depths = vec![0; cfg.blocks().len()];
            for header in 0..cfg.blocks().len() {
                let back: Vec<usize> =
                    cfg.predecessors(header).map(|edge| edge.from).filter(|&from| dominators.dominates(header, from)).collect();
                let heads = loops.all().iter().any(|it| it.header == header);
                assert_eq!(heads, !back.is_empty(), "{seed}: {header}");
                if !heads {
                    continue;
                }
                let mut inside = vec![false; cfg.blocks().len()];
                inside[header] = true;
                let mut todo = back;
                while let Some(block) = todo.pop() {
                    if dominators.is_reachable(block) && !core::mem::replace(&mut inside[block], true) {
                        todo.extend(cfg.predecessors(block).map(|edge| edge.from));
                    }
                }
                depths.iter_mut().zip(inside).for_each(|(depth, inside)| *depth += u32::from(inside));
            }
            let found: Vec<u32> = (0..cfg.blocks().len()).map(|block| loops.depth(block)).collect();
            assert_eq!(found, depths, "{seed}");
        });
    }
}
