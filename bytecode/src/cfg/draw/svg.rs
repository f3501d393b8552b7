//! A layered drawing, in rows from the entry down.

use core::fmt::Write;

use super::layers::layers;
use super::{Label, colour};
use crate::cfg::{Cfg, EdgeKind};

/// Width of a character of the monospaced font, in tenths of a pixel.
const CHAR_TENTHS: usize = 72;
const LINE: usize = 15;
const PADDING: usize = 8;
/// Distances between boxes.
const ACROSS: usize = 40;
const DOWN: usize = 56;
/// Lines of a box, and characters of a line, that are drawn at most.
const MAX_LINES: usize = 60;
const MAX_CHARS: usize = 80;

/// A block in the drawing: its text, and where it stands in pixels.
struct Shape {
    lines: Vec<String>,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Shape {
    fn of(cfg: &Cfg<'_>, block: usize, label: &Label<'_>) -> Shape {
        let instructions = cfg.instructions_of(block);
        let mut lines: Vec<String> =
            instructions.iter().take(MAX_LINES).map(|it| label(it).chars().take(MAX_CHARS).collect()).collect();
        if let Some(more) = instructions.len().checked_sub(MAX_LINES).filter(|&more| more > 0) {
            lines.push(format!("... {more} more"));
        }
        let chars = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let width = chars * CHAR_TENTHS / 10 + 2 * PADDING;
        let height = lines.len() * LINE + 2 * PADDING;
        Shape { lines, x: 0, y: 0, width, height }
    }

    fn middle(&self) -> usize {
        self.x + self.width / 2
    }
}

impl Cfg<'_> {
    /// The graph as an SVG drawing: each block below those that lead to it, ways back of loops at the right of them, handlers
    /// behind dashed edges.
    ///
    /// Boxes show 60 instructions at most, of 80 characters at most.
    pub fn to_svg(&self, name: &str, label: &Label<'_>) -> String {
        let layers = layers(self);
        let mut shapes: Vec<Shape> = (0..self.blocks().len()).map(|block| Shape::of(self, block, label)).collect();
        let (width, height) = place(self, &layers.rows, &mut shapes);
        let mut out = String::new();
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             font-family=\"monospace\" font-size=\"12\">"
        );
        out.push_str("<title>");
        escape(name, &mut out);
        out.push_str("</title>\n<defs>\n");
        for kind in [EdgeKind::Fall, EdgeKind::Jump, EdgeKind::Leave, EdgeKind::Exception] {
            let _ = writeln!(
                out,
                "<marker id=\"{}\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" \
                 orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"{}\"/></marker>",
                kind.name(),
                colour(kind)
            );
        }
        out.push_str("</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        self.edges_to_svg(&shapes, &layers.back, &mut out);
        let (dominators, loops) = (self.dominators(), self.loops());
        for (block, shape) in shapes.iter().enumerate() {
            let heads = loops.innermost(block).and_then(|it| loops.all().get(it)).is_some_and(|it| it.header == block);
            let fill = if dominators.is_reachable(block) { "#f6f5f4" } else { "#dddddd" };
            write_shape(shape, fill, if heads { 3 } else { 1 }, &mut out);
        }
        out.push_str("</svg>\n");
        out
    }

    fn edges_to_svg(&self, shapes: &[Shape], back: &[bool], out: &mut String) {
        for (edge, &back) in self.edges().iter().zip(back) {
            let (Some(from), Some(to)) = (shapes.get(edge.from), shapes.get(edge.to)) else { continue };
            let dashes = if edge.kind == EdgeKind::Exception { " stroke-dasharray=\"5 3\"" } else { "" };
            out.push_str("<path d=\"");
            if back {
                let (x1, y1) = (from.x + from.width, from.y + from.height - PADDING);
                let (x2, y2) = (to.x + to.width, to.y + PADDING);
                let bend = x1.max(x2) + ACROSS;
                let _ = write!(out, "M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}");
            } else {
                // Out of the left for the next instruction, further right for the others.
                let share = match edge.kind {
                    EdgeKind::Fall => from.width / 3,
                    EdgeKind::Jump | EdgeKind::Leave => from.width / 2,
                    EdgeKind::Exception => from.width * 4 / 5,
                };
                let (x1, y1, x2, y2) = (from.x + share, from.y + from.height, to.middle(), to.y);
                let bend = DOWN / 2 + y2.saturating_sub(y1) / 4;
                let _ = write!(out, "M{x1} {y1}C{x1} {} {x2} {} {x2} {y2}", y1 + bend, y2.saturating_sub(bend));
            }
            let (kind, colour) = (edge.kind.name(), colour(edge.kind));
            let _ = writeln!(out, "\" fill=\"none\" stroke=\"{colour}\"{dashes} marker-end=\"url(#{kind})\"/>");
        }
    }
}

/// Gives each block its place; returns width and height of the whole.
fn place(cfg: &Cfg<'_>, rows: &[Vec<usize>], shapes: &mut [Shape]) -> (usize, usize) {
    let row_width = |row: &[usize], shapes: &[Shape]| {
        row.iter().filter_map(|&block| shapes.get(block)).map(|shape| shape.width + ACROSS).sum::<usize>() + ACROSS
    };
    let width = rows.iter().map(|row| row_width(row, shapes)).max().unwrap_or(0) + ACROSS;
    let mut y = DOWN / 2;
    for row in rows {
        let mut order: Vec<(usize, usize)> = row.iter().map(|&block| (wish(cfg, block, shapes), block)).collect();
        order.sort_unstable();
        let mut x = (width - row_width(row, shapes)) / 2 + ACROSS / 2;
        let mut height = 0;
        for (_, block) in order {
            if let Some(shape) = shapes.get_mut(block) {
                (shape.x, shape.y) = (x, y);
                x += shape.width + ACROSS;
                height = height.max(shape.height);
            }
        }
        y += height + DOWN;
    }
    (width, y)
}

/// Where a block would like to stand: in the middle of the blocks above that lead to it.
fn wish(cfg: &Cfg<'_>, block: usize, shapes: &[Shape]) -> usize {
    let above = cfg.predecessors(block).filter_map(|edge| shapes.get(edge.from)).filter(|shape| shape.y > 0);
    let (sum, count) = above.fold((0, 0), |(sum, count), shape| (sum + shape.middle(), count + 1));
    sum / 1.max(count)
}

fn write_shape(shape: &Shape, fill: &str, border: usize, out: &mut String) {
    let Shape { x, y, width, height, .. } = shape;
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\" fill=\"{fill}\" stroke=\"#241f31\" \
         stroke-width=\"{border}\"/>"
    );
    for (i, line) in shape.lines.iter().enumerate() {
        let (x, y) = (x + PADDING, y + PADDING + (i + 1) * LINE - 4);
        let _ = write!(out, "<text x=\"{x}\" y=\"{y}\" xml:space=\"preserve\">");
        escape(line, out);
        out.push_str("</text>\n");
    }
}

/// Text as XML has it. Characters that XML does not allow become U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
