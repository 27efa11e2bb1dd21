// The drawing as SVG, which is sharp at any size: for paper, and to keep.

const SVG = "http://www.w3.org/2000/svg";
/** Functions whose details are printed; of more there are too many pages. */
const PRINTED = 100;

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Colours of paper, whatever the screen has. */
const INK = { feasible: "#1a6b3c", "with-conditions": "#8a5a00", unknown: "#5b4a9c", infeasible: "#a31621", line: "#555", dim: "#666", frame: "#bbb", ink: "#000" };

function svgShape(shape, node) {
  const { x, y, w, h } = shape;
  const stroke = INK[shape.verdict] ?? (node.kind === "seed" ? INK.ink : INK.line);
  const isBeside = node.kind === "possible" || node.kind === "collateral";
  const dash = isBeside ? "2 3" : node.tier === "recorded" ? "6 4" : null;
  const isRound = node.kind === "seed" || node.kind === "chain";
  const width = node.kind === "seed" || node.kind === "own" ? 2.5 : 1.2;
  return svg("g", {},
    svg("rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: isRound ? 7 : 0, fill: "#fff", stroke, "stroke-width": width, "stroke-dasharray": dash }),
    svg("text", { x, y: y + 4, "text-anchor": "middle", "font-size": 12, fill: INK.ink, "font-weight": node.kind === "seed" ? "bold" : null }, shapeLabel(shape, node)));
}

/** From the right side of `one` to the left of `other`, as on the screen: across, down, across. */
function svgLine(one, other, kind, many) {
  const [x1, x2] = [one.x + one.w / 2, other.x - other.w / 2];
  const middle = x1 + (x2 - x1) / 2;
  const dash = { calls: "6 4", lifted: "6 4", relies: "2 3", shares: "2 3", recorded: "8 3 2 3" }[kind] ?? null;
  return svg("path", { d: `M${x1} ${one.y}H${middle}V${other.y}H${x2 - 4}`, fill: "none", stroke: INK.line, "stroke-width": many ? 2.2 : 0.9, "stroke-dasharray": dash, "marker-end": "url(#arrow)" });
}

/** What is shown of the drawing, as one picture. */
function svgDrawing() {
  const { nodes, shapes, frames, edges, bundles } = state.drawing;
  const there = state.nodesOf.map((list) => list.some((node) => state.shown[node]));
  const framed = new Set(shapes.filter((shape, at) => there[at]).map((shape) => shape.frame));
  const inFrames = frames.filter((_, at) => framed.has(at));
  const all = [...shapes.filter((_, at) => there[at]), ...inFrames];
  const box = extent(all);
  const [left, top, w, h] = [box.left - 12, box.top - 12, box.width + 24, box.height + 24];
  const inBundle = new Set(bundles.flatMap((bundle) => bundle.edges));
  const isThere = (at) => there[edges[at][0]] && there[edges[at][1]];
  return svg("svg", { xmlns: SVG, viewBox: `${left} ${top} ${w} ${h}`, width: w, height: h, role: "img", "font-family": "DejaVu Sans Mono, Menlo, Consolas, monospace" },
    svg("title", {}, document.title),
    svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 4, refY: 4, markerWidth: 6, markerHeight: 6, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0 0L8 4L0 8Z", fill: INK.line }))),
    ...inFrames.map((it) => svg("g", {},
      svg("rect", { x: it.x - it.w / 2, y: it.y - it.h / 2, width: it.w, height: it.h, fill: "#f6f6f6", stroke: INK.frame }),
      svg("text", { x: it.x, y: it.y - it.h / 2 + 16, "text-anchor": "middle", "font-size": 12, "font-weight": "bold", fill: INK.dim }, `${visible(it.label)} (${it.count})`))),
    ...edges.flatMap(([from, to, kind], at) => (inBundle.has(at) || !isThere(at) ? [] : [svgLine(shapes[from], shapes[to], kind)])),
    ...bundles.flatMap((it) => (it.edges.some(isThere) ? [svgLine(shapes[it.from], frames[it.frame], it.kind, true)] : [])),
    ...shapes.flatMap((shape, at) => (there[at] ? [svgShape(shape, nodes[shape.node])] : [])));
}

/** Puts what only paper needs into the page. */
function preparePrint() {
  if (!state.drawing) return;
  putRows(Infinity);
  const box = document.getElementById("printed");
  const members = state.drawing.nodes.filter((node, at) => state.shown[at] && MEMBERS.has(node.kind));
  const picture = state.shown.some(Boolean) ? [svgDrawing()] : [];
  document.getElementById("printed-drawing").replaceChildren(...picture);
  box.replaceChildren();
  if (!state.report) return;
  const texts = members.slice(0, PRINTED).map((node) => el("article", {},
    el("h2", {}, code(node.name, 120), " ", badge(node.verdict)), memberDetails(node, rowOf(node))));
  if (members.length > PRINTED) texts.push(el("p", {}, `Details of ${digits.format(members.length - PRINTED)} more are not printed: filter, or ask for text: klpscope impact --all`));
  box.append(...texts);
}

/** Lets the reader keep `text` as a file. */
function keep(text, type, name) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function fileName(end) {
  const name = questionText(state.drawing.head).replace(/[^A-Za-z0-9_.-]+/g, "-").slice(0, 60);
  return `klpscope-${name}.${end}`;
}

window.addEventListener("beforeprint", preparePrint);
window.addEventListener("afterprint", () => {
  for (const id of ["printed", "printed-drawing"]) document.getElementById(id).replaceChildren();
});
document.getElementById("print").addEventListener("click", () => window.print());
document.getElementById("save-svg").addEventListener("click", () => {
  if (state.drawing) keep(new XMLSerializer().serializeToString(svgDrawing()), "image/svg+xml", fileName("svg"));
});
document.getElementById("save-json").addEventListener("click", async () => {
  if (state.drawing) keep(await state.reportText, "application/json", fileName("json"));
});
