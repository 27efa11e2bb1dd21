// The details of what is selected: why it is in the set, and what speaks against replacing it.

const panel = document.getElementById("panel");

function fact(title, ...value) {
  return [el("dt", {}, title), el("dd", {}, value)];
}

function section(title, ...parts) {
  return el("section", {}, el("h3", {}, title), parts);
}

function rootOf(node) {
  return state.report?.objects[node.object ?? 0]?.source_root ?? "";
}

/** A function by its name and declaration place. */
function functionItem(row, root, ...more) {
  return el("li", {}, code(row.name, 70), " ", el("span", { class: "dim" }, place(row.place, root)), more);
}

function sites(list, root) {
  return el("ul", { class: "sites" }, list.map((site) => el("li", {},
    el("b", {}, site.kind), " at ", code(site.address), " ", place(site.place, root),
    site.within ? [" in the copy of ", code(site.within)] : null,
    el("span", { class: "dim" }, ` seen by ${site.evidence}`))));
}

/** The host first, then each function that was inlined, to the patched one. */
function chain(reason, host, root) {
  const left = reason.depth - reason.chain.length;
  return el("ol", { class: "chain" },
    el("li", {}, code(host, 70), el("span", { class: "dim" }, " (this function)")),
    left > 0 ? el("li", { class: "dim" }, `${left} more steps, not kept`) : null,
    reason.chain.map((step, at) => el("li", { class: at === reason.chain.length - 1 ? "end" : null },
      code(step.function, 70), " ", el("span", { class: "dim" }, "called at ", place(step.call, root)))));
}

function callee(reason) {
  return code(reason.callee ?? reason.callee_function ?? reason.callee_address, 70);
}

function reasonItem(reason, host, root) {
  const caller = reason.caller_of ? [", which calls ", code(reason.caller_of)] : null;
  if (reason.kind === "own_code") {
    const [what, value] = Object.entries(reason.evidence)[0];
    return el("li", {}, "code of ", code(reason.function), caller, el("span", { class: "dim" }, ` by ${what === "die" ? "the DIE at" : "the symbol"} `, code(value)));
  }
  if (reason.kind === "inlined") {
    return el("li", {}, "holds a copy of ", code(reason.function), caller,
      el("span", { class: "dim" }, ` (${count(reason.depth, "step", "steps")}, ${reason.ranges ? count(reason.ranges, "range", "ranges") : "no instruction left"}, DIE ${visible(reason.die)})`),
      chain(reason, host, root));
  }
  if (reason.kind === "recorded") {
    return el("li", {}, "holds a copy of ", code(reason.function), caller, reason.via ? [" through ", code(reason.via)] : null,
      el("span", { class: "dim" }, " by the compiler's record ", code(reason.record)));
  }
  const why = reason.kind === "lifted" ? ", which cannot be replaced" : ", whose signature the compiler changed";
  return el("li", {}, "calls ", callee(reason), ` at ${visible(reason.callee_address)}${why}`, sites(reason.sites, root));
}

function reasons(member, node) {
  const STEP = 20;
  const list = el("ul", { class: "reasons" });
  const more = el("button", { type: "button", on: { click: () => put() } }, "More reasons");
  const put = () => {
    const from = list.children.length;
    list.append(...member.reasons.slice(from, from + STEP).map((reason) => reasonItem(reason, node.name, rootOf(node))));
    more.hidden = list.children.length >= member.reasons.length;
  };
  put();
  return section(`Why it is in the set (${digits.format(member.reasons.length)})`, list, more);
}

function finding(row) {
  return el("li", { class: `finding ${row.effect}` },
    el("b", {}, row.effect), " ", el("code", { class: "id" }, row.id), el("p", {}, visible(row.text)),
    row.evidence.length ? el("ul", { class: "evidence" }, row.evidence.slice(0, 40).map((text) => el("li", {}, code(text, 160))),
      row.evidence.length > 40 ? el("li", {}, `and ${row.evidence.length - 40} more`) : null) : null,
    row.way_out ? el("p", { class: "way" }, el("b", {}, "Way out: "), visible(row.way_out)) : null);
}

function findings(list) {
  if (list.length === 0) return section("Findings", el("p", { class: "dim" }, "Nothing speaks against replacing it."));
  return section(`Findings (${list.length})`, el("ul", { class: "findings" }, list.map(finding)));
}

/** What the replacement brings along and refers to: long lists, closed at first. */
function needs(member, root) {
  const parts = [];
  if (member.carried.length > 0) {
    parts.push(details(`Sources to bring along (${member.carried.length})`, member.carried.length,
      (from, to) => member.carried.slice(from, to).map((row) => functionItem(row.function, root, el("span", { class: "dim" }, ` ${row.from}, ${row.why}`)))));
  }
  if (member.external.length > 0) {
    parts.push(details(`Symbols it refers to (${member.external.length})`, member.external.length,
      (from, to) => member.external.slice(from, to).map((row) => el("li", {}, code(row.symbol, 70),
        el("span", { class: "dim" }, ` ${row.kind}${row.sympos ? `, sympos ${row.sympos}` : ""}${row.is_per_cpu ? ", per-cpu" : ""}${row.is_code ? "" : ", data"}`),
        row.object ? [" of ", code(row.object)] : null, row.function ? [" of ", code(row.function)] : null))));
  }
  if (!member.decoded) parts.push(el("p", { class: "dim" }, "Its machine code is not decoded: of what it refers to only calls are known."));
  return parts;
}

function memberDetails(node, member) {
  const root = rootOf(node);
  return [
    el("dl", { class: "facts" },
      fact("Source", el("ul", { class: "plain" }, member.functions.map((row) => functionItem(row, root)))),
      fact("Object", code(objectName(node)), " ", code(member.address), ` ${visible(member.section)}, ${count(member.size, "byte", "bytes")}`),
      fact("Evidence", node.tier, member.abi === "declared" ? "" : `; signature changed (${member.abi})`),
      member.aliases.length ? fact("Also called", member.aliases.slice(0, 20).flatMap((name) => [code(name), " "])) : []),
    reasons(member, node),
    findings(member.findings),
    ...needs(member, root),
  ];
}

function seedDetails(node) {
  const rows = state.report.seeds.filter((seed) => seed.name === node.name);
  return [
    section("Declared", el("ul", { class: "plain" }, rows.flatMap((row) => row.places.map((at) => el("li", {}, place(at, rootOf(node))))))),
    ...rows.map((row) => el("p", {}, `${count(row.instances, "instance", "instances")}, ${count(row.copies, "inlined copy", "inlined copies")}`,
      row.recorded_copies ? `, ${row.recorded_copies} by compiler records` : "", row.note ? ` (${visible(row.note)})` : "")),
    neighbours(node, true, "Leads to"),
  ];
}

function causes(row, root) {
  return [
    el("dl", { class: "facts" },
      fact("Source", el("ul", { class: "plain" }, row.functions.map((item) => functionItem(item, root)))),
      fact("Entry", code(row.address))),
    section("What may have reached it", el("ul", { class: "findings" }, row.causes.map((cause) => el("li", { class: "finding" },
      el("b", {}, cause.strength), " ", el("code", { class: "id" }, cause.pass), " about ", code(cause.about),
      el("p", {}, visible(cause.text)),
      el("ul", { class: "evidence" }, cause.evidence.slice(0, 40).map((text) => el("li", {}, code(text, 160)))))))),
  ];
}

function liftedDetails(row, root) {
  const instance = (item) => el("li", {}, code(item.symbol ?? item.function ?? item.address), " ", code(item.address));
  const part = (title, list) => (list.length ? section(title, el("ul", { class: "plain" }, list.map(instance))) : null);
  return [
    el("dl", { class: "facts" }, fact("Source", el("ul", { class: "plain" }, row.functions.map((item) => functionItem(item, root)))),
      fact("Blocked by", row.blocked_by.map((id) => el("code", { class: "id" }, id)))),
    part("Replaced in its stead", row.callers),
    part("On the way to them, also blocked", row.through),
    row.open.length ? section("Open", el("ul", { class: "plain" }, row.open.map((text) => el("li", {}, visible(text))))) : null,
  ];
}

/** The functions at the other ends of its edges, to go to. */
function neighbours(node, forward, title) {
  const shape = state.shapeOf[state.drawing.nodes.indexOf(node)];
  const next = [...new Set(linked(shape, forward))];
  if (next.length === 0) return null;
  return details(`${title} (${digits.format(next.length)})`, next.length, (from, to) => next.slice(from, to).map((at) => {
    const other = state.drawing.nodes[state.nodesOf[at][0]];
    const name = state.nodesOf[at].length > 1 ? state.drawing.shapes[at].label : other.name;
    return el("li", {}, el("button", { type: "button", class: "link", on: { click: () => select({ shape: at }, "panel") } }, short(name, 60)));
  }), next.length <= 12);
}

function pileDetails(shape) {
  const nodes = state.nodesOf[shape];
  return [
    el("p", {}, `${count(nodes.length, "function is", "functions are")} drawn as one, because there are too many for a drawing.`),
    el("button", { type: "button", on: { click: () => onlyThese(nodes) } }, "List only these in the table"),
    details("All of them", nodes.length, (from, to) => nodes.slice(from, to).map((at) => el("li", {},
      el("button", { type: "button", class: "link", on: { click: () => select({ node: at }, "panel") } }, short(state.drawing.nodes[at].name, 60)))), true),
  ];
}

/** The rest of a panel, once the report is unpacked. */
function body(node) {
  const row = rowOf(node);
  if (node.kind === "seed") return seedDetails(node);
  if (node.kind === "chain") {
    const shape = state.shapeOf[state.drawing.nodes.indexOf(node)];
    const isCaller = state.edgesOf[shape].some((at) => state.drawing.edges[at][1] === shape && state.drawing.edges[at][2] === "calls");
    return [
      node.file ? el("p", {}, "in ", code(node.file, 70)) : null,
      el("p", {}, isCaller
        ? "It calls a patched function: by this model its code and its copies are replaced too."
        : "A patched function was inlined into it, and it in turn into others. What is to be replaced are those at the end."),
      neighbours(node, false, isCaller ? "Calls" : "Holds a copy of"), neighbours(node, true, "Leads to"),
    ];
  }
  if (node.kind === "possible") return causes(row, rootOf(node));
  if (node.kind === "lifted") return liftedDetails(row, rootOf(node));
  if (node.kind === "collateral") {
    return [el("ul", { class: "plain" }, functionItem(row.function, rootOf(node))),
      el("p", {}, `${row.shared === "folded" ? "One body for both: identical code folding, by DWARF." : "A further symbol at the entry names it."} Replacing `, code(row.member ?? row.address), " redirects it too.")];
  }
  return memberDetails(node, row);
}

function renderPanel() {
  const { selected } = state;
  panel.hidden = !selected;
  document.body.classList.toggle("with-panel", Boolean(selected));
  if (!selected) return;
  const node = selected.node === undefined ? null : state.drawing.nodes[selected.node];
  const title = node ? node.name : state.drawing.shapes[selected.shape].label;
  const ready = !node || state.report;
  panel.replaceChildren(
    el("div", { class: "panel-head" },
      el("h2", {}, code(title, 120)),
      node?.verdict ? badge(node.verdict) : null,
      el("button", { type: "button", class: "close", "aria-label": "Close the details", on: { click: () => select(null, "panel") } }, "\u00d7")),
    ...(node ? [el("p", { class: "dim what" }, KINDS.get(node.kind)[1], ...elsewhere(node))] : []),
    ...(ready ? (node ? body(node) : pileDetails(selected.shape)) : [el("p", {}, "Unpacking the report\u2026")]).filter(Boolean));
  panel.scrollTop = 0;
}

/** A served page can ask the same question about any function that has a name. */
function elsewhere(node) {
  if (!served || node.kind === "seed") return [];
  return [" ", el("button", { type: "button", class: "link", on: { click: () => askFor(node.name) } }, "Ask about it")];
}

on("select", renderPanel);
on("report", renderPanel);
