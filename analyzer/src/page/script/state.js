// What is on the page: the data, what of it is shown, and what is selected. Whoever shows
// something of it listens for changes.

const state = {
  drawing: null,
  /** Null until it is unpacked; the drawing does not wait for it. */
  report: null,
  /** A promise of its text. */
  reportText: null,
  /** For each node its shape. */
  shapeOf: [],
  /** For each shape the indexes of its nodes. */
  nodesOf: [],
  /** For each shape the edges that begin or end there. */
  edgesOf: [],
  /** For each node whether the filter lets it through. */
  shown: [],
  /** A node, or of a pile a shape. */
  selected: null,
};

const listeners = { data: [], report: [], filter: [], select: [] };

function on(event, run) {
  listeners[event].push(run);
}

function tell(event, detail) {
  for (const run of listeners[event]) run(detail);
}

function setDrawing(drawing) {
  const { nodes, shapes, edges } = drawing;
  Object.assign(state, { drawing, report: null, reportText: null, selected: null });
  state.nodesOf = shapes.map((shape) => [shape.node, ...(shape.others ?? [])]);
  state.shapeOf = new Array(nodes.length);
  state.nodesOf.forEach((list, shape) => list.forEach((node) => (state.shapeOf[node] = shape)));
  state.edgesOf = shapes.map(() => []);
  edges.forEach(([from, to], edge) => {
    state.edgesOf[from].push(edge);
    state.edgesOf[to].push(edge);
  });
  state.shown = nodes.map(() => true);
  tell("data");
}

/** Selects `{ node }`, `{ shape }` or nothing; `from` is who asks, and need not follow. */
function select(selected, from) {
  if (selected && selected.node !== undefined) selected.shape = state.shapeOf[selected.node];
  if (selected && selected.node === undefined && state.nodesOf[selected.shape].length === 1) {
    selected.node = state.nodesOf[selected.shape][0];
  }
  state.selected = selected;
  tell("select", from);
}

/** The shapes from which edges lead to `shape`, or to which they lead from it. */
function linked(shape, forward) {
  const ends = state.edgesOf[shape].map((edge) => state.drawing.edges[edge]);
  return ends
    .filter(([from, to]) => (forward ? from : to) === shape)
    .map(([from, to]) => (forward ? to : from));
}

/** All shapes and edges on the ways that lead to `shape` and on from it. */
function ways(shape) {
  const found = { shapes: new Set([shape]), edges: new Set() };
  for (const forward of [false, true]) {
    const seen = new Set([shape]);
    const left = [shape];
    while (left.length > 0) {
      const at = left.pop();
      for (const edge of state.edgesOf[at]) {
        const [from, to] = state.drawing.edges[edge];
        if ((forward ? from : to) !== at) continue;
        found.edges.add(edge);
        const next = forward ? to : from;
        found.shapes.add(next);
        if (!seen.has(next)) {
          seen.add(next);
          left.push(next);
        }
      }
    }
  }
  return found;
}

/** The row of the report that a node comes from; null until the report is there. */
function rowOf(node) {
  if (!state.report || node.row === undefined) return null;
  if (node.kind === "seed") return state.report.seeds[node.row];
  const object = state.report.objects[node.object];
  const list = { lifted: "lifted", collateral: "collateral", possible: "possible" }[node.kind];
  return object[list ?? "members"][node.row];
}
