// All functions as rows. Thousands of rows are put in as the reader gets to them.

const rowsBox = document.getElementById("rows");
const tbody = rowsBox.querySelector("tbody");
const STEP = 150;
const order = [...KINDS.keys()];
/** Indexes of nodes, filtered and sorted. */
let listed = [];
let sortBy = null;
let sortDown = false;

const COLUMNS = [
  ["verdict", "Verdict", (node) => VERDICTS.indexOf(node.verdict)],
  ["name", "Function", (node) => node.name],
  ["kind", "What", (node) => order.indexOf(node.kind)],
  ["object", "Object", (node) => node.object ?? -1],
  ["file", "Source", (node) => `${node.file ?? "\uffff"}:${String(node.line ?? 0).padStart(8, "0")}`],
  ["size", "Bytes", (node) => node.size ?? -1],
];

function objectName(node) {
  return node.object === undefined ? "" : state.drawing.head.objects[node.object].name;
}

function renderTableHead() {
  const several = state.drawing.head.objects.length > 1;
  rowsBox.classList.toggle("one-object", !several);
  const cells = COLUMNS.map(([key, title]) => el("th", { scope: "col", class: key, "aria-sort": sortBy === key ? (sortDown ? "descending" : "ascending") : null },
    el("button", { type: "button", on: { click: () => sort(key) } }, title, el("span", { "aria-hidden": "true", class: "arrow" }, sortBy === key ? (sortDown ? " \u25bc" : " \u25b2") : ""))));
  rowsBox.querySelector("thead").replaceChildren(el("tr", {}, cells));
}

function sort(key) {
  sortDown = sortBy === key && !sortDown;
  sortBy = key;
  renderTableHead();
  list();
}

function list() {
  const { nodes } = state.drawing;
  listed = nodes.map((_, at) => at).filter((at) => state.shown[at]);
  const value = COLUMNS.find(([key]) => key === (sortBy ?? "kind"))[2];
  const keys = new Map(listed.map((at) => [at, value(nodes[at])]));
  const less = (one, other) => (keys.get(one) < keys.get(other) ? -1 : keys.get(one) > keys.get(other) ? 1 : 0);
  listed.sort((one, other) => (sortDown ? less(other, one) : less(one, other)) || one - other);
  tbody.replaceChildren();
  rowsBox.scrollTop = 0;
  putRows(STEP);
  markRow();
  document.getElementById("rows-none").hidden = listed.length > 0;
}

function putRows(more) {
  const from = tbody.children.length;
  tbody.append(...listed.slice(from, from + more).map((at) => tableRow(at)));
  if (from === 0 && tbody.firstChild && !state.selected) tbody.firstChild.tabIndex = 0;
}

/** A path that breaks between its folders only. */
function path(where) {
  const whole = code(where, 60);
  whole.replaceChildren(...whole.textContent.split(/(?<=\/)/).flatMap((part) => [part, el("wbr")]));
  return whole;
}

function tableRow(at) {
  const node = state.drawing.nodes[at];
  const verdict = node.verdict ?? (node.kind === "possible" ? "unknown" : null);
  const where = node.file ? `${node.file}${node.line ? `:${node.line}` : ""}` : "";
  return el("tr", { "data-node": at, tabindex: "-1", class: node.kind },
    el("td", { class: `verdict ${node.verdict ?? ""}`, title: node.verdict ?? null },
      el("span", { "aria-hidden": "true" }, verdict ? VERDICT_SIGN[verdict] : ""),
      el("span", { class: node.verdict ? "word" : "unseen" }, node.verdict ? ` ${node.verdict}` : "no verdict")),
    el("td", { class: "name" }, code(node.name, 44), ...(node.findings ?? []).map((id) => el("span", { class: "id" }, id))),
    el("td", { class: "kind" }, KINDS.get(node.kind)[0], node.tier === "recorded" ? " (recorded)" : ""),
    el("td", { class: "object" }, node.object === undefined ? "" : code(objectName(node), 24)),
    el("td", { class: "file" }, where ? path(where) : ""),
    el("td", { class: "size" }, node.size === undefined ? "" : digits.format(node.size)));
}

/** Puts in rows up to the one of `at`, and returns it. */
function rowAt(at) {
  const index = listed.indexOf(at);
  if (index < 0) return null;
  if (index >= tbody.children.length) putRows(index + STEP - tbody.children.length);
  return tbody.children[index];
}

function markRow(from) {
  tbody.querySelectorAll("tr[aria-selected]").forEach((row) => {
    row.removeAttribute("aria-selected");
    row.tabIndex = -1;
  });
  const nodes = state.selected ? (state.selected.node !== undefined ? [state.selected.node] : state.nodesOf[state.selected.shape]) : [];
  const rows = nodes.slice(0, 50).map(rowAt).filter(Boolean);
  rows.forEach((row) => row.setAttribute("aria-selected", "true"));
  const first = rows[0] ?? tbody.firstChild;
  if (first) first.tabIndex = 0;
  if (rows.length > 0 && from !== "table") rows[0].scrollIntoView({ block: "nearest" });
}

function pickRow(row, from) {
  if (row) select({ node: Number(row.dataset.node) }, from);
}

tbody.addEventListener("click", (event) => pickRow(event.target.closest("tr"), "table"));
tbody.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr");
  const next = { ArrowDown: row?.nextSibling, ArrowUp: row?.previousSibling, Home: tbody.firstChild }[event.key];
  if (event.key === "Enter" && row) {
    pickRow(row, "table");
    document.getElementById("panel").focus();
  } else if (next) {
    if (next === tbody.lastChild) putRows(STEP);
    pickRow(next, "table");
    next.focus();
  } else {
    return;
  }
  event.preventDefault();
});
rowsBox.addEventListener("scroll", () => {
  if (rowsBox.scrollTop + rowsBox.clientHeight > rowsBox.scrollHeight - 600) putRows(STEP);
}, { passive: true });

on("data", () => {
  sortBy = null;
  renderTableHead();
});
on("filter", list);
on("select", markRow);
