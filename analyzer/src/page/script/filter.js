// The filter: what of the report is drawn and listed.

const find = document.getElementById("find");
const objectChoice = document.getElementById("objects");
/** Indexes of the nodes of a pile that is looked at, or null. */
let only = null;

function choices(id, values, label) {
  const box = document.getElementById(id);
  box.replaceChildren(box.querySelector("legend"), ...values.map(([value, n, isOff]) => el("label", { class: "choice" },
    el("input", { type: "checkbox", name: id, value, checked: !isOff }), ` ${label(value)} `, el("span", { class: "dim" }, digits.format(n)))));
  box.hidden = values.length < 2;
}

/** How many nodes have which value, in the order of `values`. */
function counted(values, of) {
  const counts = new Map();
  for (const node of state.drawing.nodes) counts.set(of(node), (counts.get(of(node)) ?? 0) + 1);
  return values.filter((value) => counts.has(value)).map((value) => [value, counts.get(value)]);
}

function renderFilter() {
  const { nodes, head } = state.drawing;
  only = null;
  find.value = "";
  const members = nodes.filter((node) => MEMBERS.has(node.kind)).length;
  // A few members must not drown in what is beside the set.
  const tooMany = (kind, n) => kind === "possible" && n > 20 + members;
  choices("kinds", counted([...KINDS.keys()], (node) => node.kind).map(([kind, n]) => [kind, n, tooMany(kind, n)]), (kind) => KINDS.get(kind)[0]);
  choices("verdicts", counted(VERDICTS, (node) => node.verdict), (verdict) => `${VERDICT_SIGN[verdict]} ${verdict}`);
  choices("tiers", counted(["proven", "recorded", "possible"], (node) => node.tier), (tier) => tier);
  objectChoice.replaceChildren(el("option", { value: "" }, "all"), ...head.objects.map((row, at) => el("option", { value: at }, short(row.name, 50))));
  objectChoice.parentElement.hidden = head.objects.length < 2;
}

function ticked(name) {
  const boxes = [...document.querySelectorAll(`input[name=${name}]`)];
  return boxes.length === 0 || boxes.every((box) => box.checked) ? null : new Set(boxes.filter((box) => box.checked).map((box) => box.value));
}

/** Functions that have no verdict, tier or object are there for those that they lead to. */
function isWay(node) {
  return node.kind === "seed" || node.kind === "chain";
}

function applyFilter() {
  const { nodes, shapes } = state.drawing;
  const [kinds, verdicts, tiers] = ["kinds", "verdicts", "tiers"].map(ticked);
  const text = find.value.trim().toLowerCase();
  const within = only && new Set(only);
  const passes = (node, at) =>
    (!kinds || kinds.has(node.kind)) &&
    (!verdicts || verdicts.has(node.verdict)) &&
    (!tiers || tiers.has(node.tier)) &&
    (objectChoice.value === "" || node.object === Number(objectChoice.value)) &&
    (!within || within.has(at)) &&
    (!text || node.name.toLowerCase().includes(text) || (node.file ?? "").toLowerCase().includes(text));
  const isFiltered = Boolean(verdicts || tiers || text || within || objectChoice.value !== "");
  state.shown = nodes.map((node, at) => (isFiltered && isWay(node) && !text ? false : passes(node, at)));
  const matched = state.shown.filter(Boolean).length;
  if (isFiltered) {
    // Functions on the way to what is shown stay with it.
    const left = [...new Set(state.shown.flatMap((yes, at) => (yes ? [state.shapeOf[at]] : [])))];
    const seen = new Set(left);
    while (left.length > 0) {
      for (const before of linked(left.pop(), false)) {
        if (seen.has(before) || !isWay(nodes[shapes[before].node])) continue;
        seen.add(before);
        left.push(before);
        for (const at of state.nodesOf[before]) state.shown[at] = !kinds || kinds.has(nodes[at].kind);
      }
    }
  }
  const isAll = state.shown.every(Boolean);
  document.getElementById("count").textContent = isAll ? `${digits.format(nodes.length)} shown` : `${digits.format(isFiltered ? matched : state.shown.filter(Boolean).length)} of ${digits.format(nodes.length)} shown`;
  document.getElementById("all").disabled = isAll && !isFiltered;
  tell("filter");
}

function showAll() {
  only = null;
  find.value = "";
  objectChoice.value = "";
  document.querySelectorAll("#filters input[type=checkbox]").forEach((box) => (box.checked = true));
  applyFilter();
  fit();
}

/** Lists only these nodes. */
function onlyThese(nodes) {
  only = nodes;
  applyFilter();
}

let waiting = 0;
document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("filters").addEventListener("change", (event) => {
  if (event.target === find) return;
  applyFilter();
  fit();
});
find.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    applyFilter();
    fit();
  }, 120);
});
find.addEventListener("keydown", (event) => {
  if (event.key === "Enter" || event.key === "ArrowDown") {
    event.preventDefault();
    clearTimeout(waiting);
    applyFilter();
    fit();
    const first = tbody.firstChild;
    if (first) {
      pickRow(first, "keys");
      first.focus();
    }
  }
});
document.getElementById("all").addEventListener("click", showAll);
on("data", renderFilter);
