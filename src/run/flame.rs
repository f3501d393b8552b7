//! A flame graph: who called whom, as wide as the fuel that went there.
#![allow(clippy::cast_precision_loss, reason = "shares and pixels are drawn, not added up")]

use std::collections::BTreeMap;
use std::fmt::Write;

use pyc_vm::profile::Stack;

const WIDTH: f64 = 1200.0;
const ROW: usize = 17;
const MARGIN: usize = 24;
/// Width of a character, in pixels.
const CHAR: f64 = 6.6;
/// What is narrower is left out, as are rows above this number.
const NARROWEST: f64 = 0.3;
const ROWS: usize = 400;

/// A box: all that one function did when it was called this way.
#[derive(Default)]
struct Node {
    /// Its own fuel, and later that of all above it.
    fuel: u64,
    children: BTreeMap<String, usize>,
}

/// The drawing as SVG, with the callers at the bottom.
pub(super) fn svg(stacks: &[Stack], title: &str) -> String {
    let nodes = tree(stacks);
    let mut rows = 1;
    let mut boxes = String::new();
    // Node, name, depth, left edge in units of fuel.
    let mut todo = vec![(0, "all".to_owned(), 0usize, 0u64)];
    let total = nodes[0].fuel.max(1);
    let scale = WIDTH / total as f64;
    while let Some((at, name, depth, left)) = todo.pop() {
        let node = &nodes[at];
        let width = node.fuel as f64 * scale;
        if width < NARROWEST || depth >= ROWS {
            continue;
        }
        rows = rows.max(depth + 1);
        draw(&mut boxes, &name, (left as f64 * scale, depth, width), node.fuel, total);
        let mut left = left;
        for (name, &child) in &node.children {
            todo.push((child, name.clone(), depth + 1, left));
            left += nodes[child].fuel;
        }
    }
    let height = rows * ROW + 2 * MARGIN;
    let base = rows * ROW + MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"monospace\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"8\" y=\"16\">{}: {total} units of fuel</text>\n<g transform=\"translate(0 {base})\">\n{boxes}</g>\n</svg>\n",
        escape(title)
    )
}

/// The nodes, parents before children, each with the fuel of all above it.
fn tree(stacks: &[Stack]) -> Vec<Node> {
    let mut nodes = vec![Node::default()];
    for stack in stacks {
        let mut at = 0;
        nodes[0].fuel += stack.own.fuel;
        for name in &stack.functions {
            let next = nodes.len();
            let child = *nodes[at].children.entry(name.clone()).or_insert(next);
            if child == next {
                nodes.push(Node::default());
            }
            at = child;
            nodes[at].fuel += stack.own.fuel;
        }
    }
    nodes
}

fn draw(out: &mut String, name: &str, (x, depth, width): (f64, usize, f64), fuel: u64, total: u64) {
    let y = -(((depth + 1) * ROW) as isize);
    let share = fuel as f64 * 100.0 / total as f64;
    let escaped = escape(name);
    // Warm colours, the same for the same name.
    let hash = name.bytes().fold(7u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
    let (hue, light) = (hash % 50, 62 + hash / 50 % 16);
    let _ = write!(
        out,
        "<g><title>{escaped}: {fuel} ({share:.1}%)</title><rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{}\" \
         fill=\"hsl({hue} 85% {light}%)\" rx=\"1\"/>",
        ROW - 1
    );
    let fits = (width / CHAR) as usize;
    if fits > 3 {
        let shown = if name.chars().count() + 1 > fits {
            escape(&name.chars().take(fits - 2).chain(['…']).collect::<String>())
        } else {
            escaped
        };
        let _ = write!(out, "<text x=\"{:.1}\" y=\"{}\">{shown}</text>", x + 3.0, y + 12);
    }
    out.push_str("</g>\n");
}

/// Text as XML has it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyc_vm::profile::Work;

    #[test]
    fn boxes_are_as_wide_as_their_share() {
        let stack = |functions: &[&str], fuel| Stack {
            functions: functions.iter().map(|&it| it.to_owned()).collect(),
            own: Work { fuel, instructions: 0 },
        };
        let drawn = svg(&[stack(&["<m>"], 25), stack(&["<m>", "f&g"], 75)], "a<b");
        assert!(drawn.contains("a&lt;b: 100 units of fuel"));
        assert!(drawn.contains("<title>&lt;m&gt;: 100 (100.0%)</title><rect x=\"0.0\" y=\"-34\" width=\"1200.0\""), "{drawn}");
        assert!(drawn.contains("<title>f&amp;g: 75 (75.0%)</title><rect x=\"0.0\" y=\"-51\" width=\"900.0\""), "{drawn}");
    }
}
