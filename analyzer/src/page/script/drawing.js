// The drawing, by Cytoscape.js. Places come with the data; nothing is laid out here.

const canvas = document.getElementById("canvas");
let cy = null;
/** The fonts of labels: their width is what the places were computed for. */
const FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace";
/** Below this scale the labels of frames stand over their shapes, as names on a map. */
const FAR = 0.45;
/** The ids of what is drawn: what the filter holds back costs nothing. */
let drawnIds = new Set();

function cyStyle() {
  const ink = colour("ink");
  const verdict = (name) => ({
    selector: `node.${name}`,
    style: { "background-color": colour(`${name}-back`), "border-color": colour(name) },
  });
  return [
    { selector: "node", style: {
      shape: "rectangle", width: "data(w)", height: "data(h)", label: "data(label)",
      "font-family": FONT, "font-size": 12, color: ink, "text-valign": "center", "text-halign": "center",
      "background-color": colour("back"), "border-width": 1.5, "border-color": colour("line"),
      "min-zoomed-font-size": 5 } },
    { selector: "node.frame", style: {
      "background-color": colour("frame"), "border-width": 1, "border-color": colour("frame-line"),
      "text-valign": "top", "text-halign": "center", "text-margin-y": 19, color: colour("dim"),
      "font-size": 12, "font-weight": "bold", "text-wrap": "ellipsis", "text-max-width": "data(w)",
      "z-index": 0, "z-index-compare": "manual", events: "no", "min-zoomed-font-size": 4 } },
    { selector: "node.frame.far", style: {
      "text-valign": "center", "text-margin-y": 0, "background-opacity": 0, color: colour("ink"), "z-index": 4, label: "data(name)",
      "text-background-color": colour("back"), "text-background-opacity": 0.8, "text-background-padding": 2,
      "text-background-shape": "round-rectangle", "min-zoomed-font-size": 0 } },
    { selector: "node.shape", style: { "z-index": 2, "z-index-compare": "manual" } },
    { selector: "node.seed", style: { shape: "round-rectangle", "background-color": colour("seed-back"), "border-color": colour("seed"), "border-width": 3, "font-weight": "bold" } },
    { selector: "node.chain", style: { shape: "round-rectangle", "background-color": colour("back"), "border-width": 1, "font-style": "italic", color: colour("dim") } },
    ...VERDICTS.map(verdict),
    { selector: "node.own", style: { "border-width": 4, "border-style": "double" } },
    { selector: "node.caller, node.stead", style: { shape: "cut-rectangle" } },
    { selector: "node.lifted", style: { shape: "octagon" } },
    { selector: "node.recorded", style: { "border-style": "dashed" } },
    { selector: "node.possible, node.collateral", style: { "border-style": "dotted", "border-color": colour("dim"), color: colour("dim") } },
    { selector: "node.pile", style: { "border-width": 3, "border-style": "double" } },
    { selector: "edge", style: {
      width: 1.2, "line-color": colour("edge"), "target-arrow-color": colour("edge"), "target-arrow-shape": "triangle",
      "arrow-scale": 0.8, "curve-style": "round-taxi", "taxi-direction": "rightward", "taxi-turn": "-28px", "taxi-turn-min-distance": 8,
      "taxi-radius": 6, "z-index": 1, "z-index-compare": "manual", events: "no" } },
    { selector: "edge.calls, edge.lifted", style: { "line-style": "dashed" } },
    { selector: "edge.relies, edge.shares", style: { "line-style": "dotted" } },
    { selector: "edge.recorded", style: { "line-style": "dashed", "line-dash-pattern": [8, 3, 2, 3] } },
    { selector: "edge.bundle", style: {
      width: 2.5, label: "data(label)", "font-size": 11, "font-family": FONT, color: colour("dim"),
      "text-background-color": colour("back"), "text-background-opacity": 1, "text-background-padding": 2,
      "target-endpoint": "outside-to-node", "min-zoomed-font-size": 6 } },
    { selector: ".faint", style: { opacity: 0.3 } },
    { selector: "edge.lit", style: { "line-color": colour("accent"), "target-arrow-color": colour("accent"), width: 2.2, "z-index": 3 } },
    { selector: "node.picked", style: { "outline-width": 3, "outline-color": colour("accent"), "outline-offset": 2, "outline-style": "solid" } },
  ];
}

function shapeLabel(shape, node) {
  const verdict = shape.verdict ?? (node.kind === "possible" ? "unknown" : null);
  return (verdict ? `${VERDICT_SIGN[verdict]} ` : "") + shape.label;
}

function edgeItem(at) {
  const [from, to, kind] = state.drawing.edges[at];
  return { group: "edges", data: { id: `e${at}`, source: `s${from}`, target: `s${to}` }, classes: kind };
}

function shapeItem(at) {
  const shape = state.drawing.shapes[at];
  const node = state.drawing.nodes[shape.node];
  const classes = ["shape", node.kind, shape.verdict, node.tier, shape.others ? "pile" : null];
  return {
    group: "nodes", classes: classes.filter(Boolean).join(" "), position: { x: shape.x, y: shape.y },
    data: { id: `s${at}`, at, label: shapeLabel(shape, node), w: shape.w, h: shape.h },
  };
}

function frameItem(at) {
  const { label, count: many, x, y, w, h } = state.drawing.frames[at];
  const name = visible(label);
  return { group: "nodes", classes: "frame", position: { x, y }, selectable: false, data: { id: `f${at}`, label: `${name} (${many})`, name, w, h } };
}

function bundleItem(at, many) {
  const { from, frame, kind } = state.drawing.bundles[at];
  return { group: "edges", classes: `${kind} bundle`, data: { id: `b${at}`, source: `s${from}`, target: `f${frame}`, label: `\u00d7${many}` } };
}

/** All that the filter lets through, by id; nodes first. Edges of a bundle are not among it:
 * they are drawn while one of their ends is selected. */
function itemsNow() {
  const { shapes, edges, bundles, frames } = state.drawing;
  const there = state.nodesOf.map((nodes) => nodes.some((node) => state.shown[node]));
  const framed = new Set(shapes.filter((_, at) => there[at]).map((shape) => shape.frame));
  const isThere = (edge) => there[edges[edge][0]] && there[edges[edge][1]];
  const inBundle = new Set(bundles.flatMap((bundle) => bundle.edges));
  const items = new Map();
  frames.forEach((_, at) => framed.has(at) && items.set(`f${at}`, () => frameItem(at)));
  shapes.forEach((_, at) => there[at] && items.set(`s${at}`, () => shapeItem(at)));
  edges.forEach((_, at) => isThere(at) && !inBundle.has(at) && items.set(`e${at}`, () => edgeItem(at)));
  bundles.forEach((bundle, at) => {
    const many = bundle.edges.filter(isThere).length;
    if (many > 0) items.set(`b${at}`, () => bundleItem(at, many));
  });
  return items;
}

function draw() {
  cy?.destroy();
  const items = itemsNow();
  drawnIds = new Set(items.keys());
  cy = cytoscape({
    container: canvas, elements: [...items.values()].map((make) => make()), style: cyStyle(), layout: { name: "preset", fit: false },
    autoungrabify: true, boxSelectionEnabled: false, selectionType: "single",
    minZoom: 0.02, maxZoom: 4, hideEdgesOnViewport: state.drawing.edges.length > 4000,
  });
  cy.on("tap", "node.shape", (event) => select({ shape: event.target.data("at") }, "drawing"));
  cy.on("tap", (event) => event.target === cy && select(null, "drawing"));
  cy.on("zoom", labelFrames);
  cy.on("mouseover", "node.shape", (event) => point(event.target.data("at")));
  cy.on("mouseout", "node.shape", () => (canvas.title = ""));
  const piled = document.getElementById("piled");
  const by = state.drawing.piled_by;
  piled.hidden = !by;
  if (by) {
    piled.textContent = `${count(state.drawing.nodes.length, "function", "functions")}: too many to draw each. Those of one ${by} are drawn as one; click it to list them in the table.`;
  }
}

function point(shape) {
  const nodes = state.nodesOf[shape];
  const node = state.drawing.nodes[nodes[0]];
  const where = node.file ? `\n${visible(node.file)}${node.line ? `:${node.line}` : ""}` : "";
  canvas.title = nodes.length > 1 ? `${nodes.length} functions` : `${short(node.name, 200)}\n${KINDS.get(node.kind)[1]}${where}`;
}

/** Shows all that is drawn. The places are known: the library would measure every label. */
function fit() {
  if (!cy) return;
  cy.resize();
  const { shapes, frames } = state.drawing;
  const there = [...shapes.filter((_, at) => drawnIds.has(`s${at}`)), ...frames.filter((_, at) => drawnIds.has(`f${at}`))];
  if (there.length === 0) return;
  const MARGIN = 28;
  const { left, top, width, height } = extent(there);
  const scale = Math.min((canvas.clientWidth - 2 * MARGIN) / width, (canvas.clientHeight - 2 * MARGIN) / height);
  const zoom = Math.min(1.15, Math.max(0.02, scale));
  const pan = { x: canvas.clientWidth / 2 - zoom * (left + width / 2), y: canvas.clientHeight / 2 - zoom * (top + height / 2) };
  cy.viewport({ zoom, pan });
  labelFrames();
}

/** The rectangle around rectangles that are given by their centres. */
function extent(rects) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, w, h } of rects) {
    left = Math.min(left, x - w / 2);
    top = Math.min(top, y - h / 2);
    right = Math.max(right, x + w / 2);
    bottom = Math.max(bottom, y + h / 2);
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** Far away, the labels of frames are as large as on the near map. */
function labelFrames() {
  const frames = cy.nodes(".frame");
  const size = cy.zoom() < FAR ? Math.round(10 / cy.zoom()) : null;
  if (frames.empty() || cy.scratch("size") === size) return;
  cy.batch(() => {
    cy.scratch("size", size);
    frames.toggleClass("far", size !== null);
    if (size === null) frames.removeStyle("font-size");
    else frames.style("font-size", size);
  });
}

/** Takes out and puts in what the filter changed. */
function filterDrawing() {
  const items = itemsNow();
  cy.edges(".borrowed").remove();
  cy.batch(() => {
    const gone = [...drawnIds].filter((id) => !items.has(id) || id.startsWith("b"));
    cy.collection(gone.map((id) => cy.getElementById(id)[0]).filter(Boolean)).remove();
    cy.add([...items].filter(([id]) => !drawnIds.has(id) || id.startsWith("b")).map(([, make]) => make()));
  });
  drawnIds = new Set(items.keys());
  cy.scratch("size", undefined);
  labelFrames();
  light("filter");
}

/** Lights the ways to and from what is selected. */
function light(from) {
  if (!cy) return;
  cy.batch(() => {
    cy.edges(".borrowed").remove();
    cy.elements(".lit, .faint, .picked").removeClass("lit faint picked");
    if (!state.selected) return;
    const { shapes, edges } = ways(state.selected.shape);
    cy.elements(".shape, edge").addClass("faint");
    shapes.forEach((at) => cy.getElementById(`s${at}`).removeClass("faint"));
    for (const at of edges) {
      const [one, other] = state.drawing.edges[at];
      if (!drawnIds.has(`s${one}`) || !drawnIds.has(`s${other}`)) continue;
      const edge = cy.getElementById(`e${at}`);
      if (edge.nonempty()) edge.removeClass("faint").addClass("lit");
      else cy.add(edgeItem(at)).addClass("lit borrowed");
    }
    cy.getElementById(`s${state.selected.shape}`).addClass("picked");
  });
  if (!state.selected || !drawnIds.has(`s${state.selected.shape}`)) return;
  if (from === "filter") return;
  const picked = cy.getElementById(`s${state.selected.shape}`);
  const view = cy.extent();
  const { x, y } = picked.position();
  const isInView = x > view.x1 && x < view.x2 && y > view.y1 && y < view.y2;
  if (from !== "drawing" && !(isInView && cy.zoom() > 0.5)) {
    cy.zoom(Math.max(cy.zoom(), 0.8));
    cy.center(picked);
  } else if (!isInView) {
    cy.center(picked);
  }
  const nodes = state.nodesOf[state.selected.shape];
  const node = state.drawing.nodes[state.selected.node ?? nodes[0]];
  const verdict = node.verdict ? `, ${node.verdict}` : "";
  document.getElementById("here").textContent = nodes.length > 1
    ? `${nodes.length} functions in one` : `${short(node.name, 80)}, ${KINDS.get(node.kind)[0]}${verdict}`;
}

/** Arrow keys: along the edges to the left and right, within the layer up and down. */
function step(key) {
  const { shapes } = state.drawing;
  const isThere = (at) => drawnIds.has(`s${at}`);
  if (!state.selected) {
    const first = shapes.findIndex((_, at) => isThere(at));
    return first >= 0 && select({ shape: first }, "keys");
  }
  const at = state.selected.shape;
  const here = shapes[at];
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  const down = key === "ArrowDown" || key === "ArrowRight";
  let next = sideways ? linked(at, down) : shapes.map((_, other) => other).filter((other) => shapes[other].layer === here.layer && (shapes[other].x === here.x ? (shapes[other].y > here.y) === down : (shapes[other].x > here.x) === down));
  next = next.filter((other) => other !== at && isThere(other));
  const column = (other) => (sideways ? 0 : Math.abs(shapes[other].x - here.x));
  const far = (other) => column(other) * 1000 + Math.abs(shapes[other].y - here.y);
  next.sort((one, other) => far(one) - far(other) || one - other);
  if (next.length > 0) select({ shape: next[0] }, "keys");
}

function zoom(by) {
  cy?.zoom({ level: cy.zoom() * by, renderedPosition: { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 } });
}

canvas.addEventListener("keydown", (event) => {
  if (!event.key.startsWith("Arrow") || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  step(event.key);
});
document.getElementById("zoom-in").addEventListener("click", () => zoom(1.4));
document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
document.getElementById("zoom-fit").addEventListener("click", fit);
on("filter", () => (cy ? filterDrawing() : draw()));
on("select", light);
themeListeners.push(() => cy?.style(cyStyle()));
