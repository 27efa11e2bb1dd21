// Starts the page: the drawing first, then the report behind it; and the keys of the whole page.

/** One line above everything, or none. */
function message(text, more = []) {
  const line = document.getElementById("message");
  line.hidden = text === null;
  line.replaceChildren(text === null ? "" : visible(text), ...more.flatMap((part) => [" ", part]));
}

async function show(query) {
  const data = await load(query);
  document.querySelector("main").hidden = false;
  document.getElementById("filters").hidden = false;
  cy?.destroy();
  cy = null;
  setDrawing(data.drawing);
  applyFilter();
  select(null);
  fit();
  const unpacked = painted().then(data.reportText);
  state.reportText = unpacked;
  const text = await unpacked;
  // Another question was asked meanwhile.
  if (state.reportText !== unpacked) return;
  state.report = JSON.parse(text);
  tell("report");
  document.body.dataset.ready = "yes";
}

/** When the drawing is on the screen; of a page that nobody looks at, soon. */
function painted() {
  const soon = new Promise((done) => setTimeout(done, 1000));
  const frame = () => new Promise(requestAnimationFrame);
  const seen = frame().then(frame).then(() => performance.mark("klpscope-painted"));
  return Promise.race([seen, soon]);
}

function legend() {
  const row = (kind, extra) => el("li", {}, el("span", { class: `sample ${kind}`, "aria-hidden": "true" }), ` ${extra ?? KINDS.get(kind)[0]}`);
  const there = new Set(state.drawing.nodes.map((node) => node.kind));
  const verdicts = VERDICTS.filter((verdict) => state.drawing.nodes.some((node) => node.verdict === verdict));
  document.getElementById("legend-body").replaceChildren(
    el("ul", {}, [...KINDS.keys()].filter((kind) => there.has(kind)).map((kind) => row(kind)),
      state.drawing.nodes.some((node) => node.tier === "recorded") ? row("recorded", "by a compiler record only") : null,
      verdicts.map((verdict) => el("li", {}, el("span", { class: `sample ${verdict}`, "aria-hidden": "true" }, VERDICT_SIGN[verdict]), ` ${verdict}`)),
      state.drawing.bundles.length ? el("li", {}, el("span", { class: "sample rope", "aria-hidden": "true" }, "\u00d7n"), " so many at once") : null),
    el("p", { class: "dim" }, "left to right: patched, inlined through, to replace, callers, beside"));
}

const KEYS = {
  "/": () => find.focus(),
  f: () => served && askText.focus(),
  d: toggleTheme,
  "?": () => document.getElementById("help").showModal(),
  "+": () => zoom(1.4),
  "=": () => zoom(1.4),
  "-": () => zoom(1 / 1.4),
  0: fit,
  Enter: () => state.selected && panel.focus(),
  Escape: () => {
    if (panel.contains(document.activeElement)) canvas.focus();
    select(null, "keys");
  },
};

document.addEventListener("keydown", (event) => {
  const isField = event.target.matches("input, select, textarea, button, summary, a");
  if (event.key === "Escape" && event.target === find) return find.blur();
  if ((isField && event.key !== "Escape") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.getElementById("help").open || !state.drawing || !KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});
document.getElementById("help-open").addEventListener("click", () => document.getElementById("help").showModal());
on("data", legend);

document.getElementById("divider").addEventListener("pointerdown", (start) => {
  const main = document.querySelector("main");
  const move = (event) => {
    const right = Math.min(Math.max(window.innerWidth - event.clientX, 260), window.innerWidth - 260);
    main.style.gridTemplateColumns = `minmax(0, 1fr) 6px ${right}px`;
  };
  start.target.setPointerCapture(start.pointerId);
  start.target.addEventListener("pointermove", move);
  start.target.addEventListener("pointerup", () => start.target.removeEventListener("pointermove", move), { once: true });
});

let sized = 0;
new ResizeObserver(() => {
  clearTimeout(sized);
  sized = setTimeout(() => cy?.resize(), 60);
}).observe(canvas);

if (served) {
  startServed();
} else {
  show(null).catch((error) => message(`This page cannot be shown: ${error.message}`));
}
