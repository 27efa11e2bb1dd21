//! The shapes of a drawing to places: layers from left to right, a layer of a few shapes
//! as a column, one of many as boxes that fill a rectangle.

use serde::Serialize;

use super::box_plan::{Plan, plan};
use super::node::Node;
use super::order::order;
use super::pile::Drawn;

/// Pixels at scale 1. A character of the page's 12 px fixed-width font is 7.3 wide.
const CHARACTER: f64 = 7.3;
const HEIGHT: f64 = 26.0;
const PADDING: f64 = 34.0;
const GAP: f64 = 10.0;
const COLUMN_GAP: f64 = 16.0;
const LAYER_GAP: f64 = 90.0;
const BOX_GAP: f64 = 18.0;
/// More edges than these that pass a column are not given a lane of their own.
const LANES: usize = 12;
/// Above the shapes of a box: its label.
const BOX_HEAD: f64 = 22.0;
/// Width to height that a layer of boxes tends to.
const LAYER_RATIO: f64 = 0.8;
/// Width to height of a single box.
const BOX_RATIO: f64 = 1.8;
/// The same of a crowded layer without frames: chains stay narrow.
const CHAIN_RATIO: f64 = 0.3;

/// A rectangle: its centre and its extent, in pixels at scale 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rect {
    /// Of the centre, from the left.
    pub x: f64,
    /// Of the centre, from the top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A frame around the shapes of an object or folder.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// What they have in common.
    pub label: String,
    /// Where it is.
    #[serde(flatten)]
    pub rect: Rect,
    /// How many shapes it holds.
    pub count: usize,
}

/// Where everything is.
pub(super) struct Placed {
    /// Of each shape.
    pub(super) shapes: Vec<Rect>,
    pub(super) frames: Vec<Frame>,
    /// The frame of each shape.
    pub(super) frame: Vec<Option<usize>>,
}

/// Places all shapes; `lengths` are the characters of their labels.
pub(super) fn place(drawn: &Drawn, nodes: &[Node], lengths: &[usize], objects: &[&str]) -> Placed {
    let rank = order(drawn);
    let count = drawn.shapes.iter().map(|shape| shape.layer + 1).max().unwrap_or(0);
    let mut layers = vec![Vec::new(); count];
    for (at, shape) in drawn.shapes.iter().enumerate() {
        layers[shape.layer].push(at);
    }
    let mut placed = Placed {
        shapes: vec![Rect::default(); drawn.shapes.len()],
        frames: Vec::new(),
        frame: vec![None; drawn.shapes.len()],
    };
    let mut left = 0.0;
    for (at, mut layer) in layers.into_iter().enumerate() {
        layer.sort_by(|&one, &other| rank[one].total_cmp(&rank[other]).then(one.cmp(&other)));
        let plans = plan(&layer, drawn, nodes, objects);
        left += placed.layer(left, &plans, lengths) + LAYER_GAP;
        if let [Plan { label: None, shapes }] = plans.as_slice() {
            placed.give_way(shapes, &placed.lanes(drawn, at));
        }
    }
    placed
}

impl Placed {
    /// Puts a layer at `left`, its middle at height 0; returns its width.
    fn layer(&mut self, left: f64, plans: &[Plan], lengths: &[usize]) -> f64 {
        let grids: Vec<_> = plans.iter().map(|plan| Grid::of(plan, plans.len(), lengths)).collect();
        let area: f64 = grids.iter().map(|grid| (grid.w + BOX_GAP) * (grid.h + BOX_GAP)).sum();
        let widest = grids.iter().map(|grid| grid.w).fold(0.0, f64::max);
        let most = (area * LAYER_RATIO).sqrt().max(widest);
        let (mut x, mut y, mut shelf, mut width): (f64, f64, f64, f64) = (0.0, 0.0, 0.0, 0.0);
        let mut corners = Vec::new();
        for grid in &grids {
            if x > 0.0 && x + grid.w > most {
                (x, y, shelf) = (0.0, y + shelf + BOX_GAP, 0.0);
            }
            corners.push((x, y));
            width = width.max(x + grid.w);
            shelf = shelf.max(grid.h);
            x += grid.w + BOX_GAP;
        }
        let up = (y + shelf) / 2.0;
        for ((plan, grid), (x, y)) in plans.iter().zip(&grids).zip(corners) {
            self.fill(plan, grid, (left + x, y - up));
        }
        width
    }

    /// The heights at which edges pass a layer: an edge runs level from its source until
    /// just before its target.
    fn lanes(&self, drawn: &Drawn, layer: usize) -> Vec<f64> {
        let layer_of = |at: usize| drawn.shapes[at].layer;
        let passing = drawn
            .links
            .iter()
            .filter(|&&(from, to, _)| layer_of(from) < layer && layer_of(to) > layer);
        let mut lanes: Vec<_> = passing.map(|&(from, ..)| self.shapes[from].y).collect();
        lanes.sort_by(f64::total_cmp);
        lanes.dedup();
        lanes
    }

    /// Moves the shapes of a column down where an edge would run through them.
    fn give_way(&mut self, column: &[usize], lanes: &[f64]) {
        let is_column =
            column.windows(2).all(|pair| self.shapes[pair[0]].x == self.shapes[pair[1]].x);
        if !is_column || lanes.is_empty() || lanes.len() > LANES {
            return;
        }
        let clear = HEIGHT / 2.0 + 5.0;
        let mut lowest = f64::NEG_INFINITY;
        for &at in column {
            let mut y = self.shapes[at].y.max(lowest);
            for lane in lanes {
                if (y - lane).abs() < clear {
                    y = lane + clear;
                }
            }
            self.shapes[at].y = y;
            lowest = y + HEIGHT + GAP;
        }
    }

    fn fill(&mut self, plan: &Plan, grid: &Grid, (left, top): (f64, f64)) {
        let frame = plan.label.as_ref().map(|label| {
            let (w, h) = (grid.w, grid.h);
            let rect = Rect { x: left + w / 2.0, y: top + h / 2.0, w, h };
            let count = plan.shapes.len();
            self.frames.push(Frame { label: label.clone(), rect: rect.rounded(), count });
            self.frames.len() - 1
        });
        let (inset, head) = if frame.is_some() { (GAP, BOX_HEAD) } else { (0.0, 0.0) };
        for (index, &at) in plan.shapes.iter().enumerate() {
            let (column, row) = ((index / grid.rows) as f64, (index % grid.rows) as f64);
            let x = left + inset + column * (grid.cell + COLUMN_GAP) + grid.cell / 2.0;
            let y = top + head + inset + row * (HEIGHT + GAP) + HEIGHT / 2.0;
            self.shapes[at] = Rect { x, y, w: grid.cell, h: HEIGHT }.rounded();
            self.frame[at] = frame;
        }
    }
}

impl Rect {
    fn rounded(self) -> Self {
        let round = |value: f64| (value * 10.0).round() / 10.0;
        Self { x: round(self.x), y: round(self.y), w: round(self.w), h: round(self.h) }
    }
}

/// Shapes in columns, each column filled from the top.
struct Grid {
    rows: usize,
    /// Width of a shape: that of the longest label.
    cell: f64,
    w: f64,
    h: f64,
}

impl Grid {
    /// A single plan without a frame, of a few shapes, is one column.
    fn of(plan: &Plan, plans: usize, lengths: &[usize]) -> Self {
        let count = plan.shapes.len().max(1);
        let longest = plan.shapes.iter().map(|&at| lengths[at]).max().unwrap_or(0);
        let head = plan.label.as_ref().map_or(0, |label| label.chars().count() + 6);
        let cell = longest as f64 * CHARACTER + PADDING;
        let is_column = plans == 1 && plan.label.is_none() && count <= 14;
        let ratio = if plan.label.is_some() { BOX_RATIO } else { CHAIN_RATIO };
        let high = (count as f64 * (cell + COLUMN_GAP) / (HEIGHT + GAP) / ratio).sqrt();
        let rows = if is_column { count } else { (high.ceil() as usize).clamp(1, count) };
        let columns = count.div_ceil(rows);
        let framed = plan.label.is_some();
        let (inset, top) = if framed { (2.0 * GAP, BOX_HEAD) } else { (0.0, 0.0) };
        let w = columns as f64 * (cell + COLUMN_GAP) - COLUMN_GAP + inset;
        let h = rows as f64 * (HEIGHT + GAP) - GAP + inset + top;
        Self { rows, cell, w: w.max(head as f64 * CHARACTER), h }
    }
}
