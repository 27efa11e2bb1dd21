// The question, the answer in numbers, and what is not known.

/** What was asked, as short as it can be read. */
function questionText(head) {
  const { functions } = head.question;
  const parts = [...functions, ...head.lines, ...head.patches.map((name) => `patch ${name}`)];
  return parts.slice(0, 4).map((part) => short(part, 48)).join(", ") + (parts.length > 4 ? ", \u2026" : "");
}

function figure(number, text, title) {
  const shown = typeof number === "number" ? digits.format(number) : number;
  return el("div", { class: "figure", title }, el("b", {}, shown), el("span", {}, text));
}

function renderHead() {
  const { head } = state.drawing;
  const { totals } = head;
  document.title = `${questionText(head)} \u2013 klpscope`;
  const objects = head.kernel
    ? `${head.kernel.release ?? "a kernel"}: ${count(head.kernel.read, "object", "objects")}`
    : head.objects.slice(0, 3).map((row) => row.name).join(", ") +
      (head.objects.length > 3 ? ` and ${head.objects.length - 3} more` : "");
  const only = head.objects.length === 1 ? head.objects[0] : null;
  document.getElementById("head").replaceChildren(
    el("div", { class: "question" },
      el("h1", {}, code(questionText(head), 200)),
      badge(totals.verdict),
      el("span", { class: "where" }, "in ", code(objects, 90),
        only ? el("span", { class: "dim" }, only.build_id ? " build-id " : " no build-id") : null,
        only?.build_id ? code(only.build_id, 40) : null),
    ),
    ...patched(head),
    el("div", { class: "figures" },
      figure(totals.members, `to replace (model ${head.question.model})`),
      ...VERDICTS.map((verdict) => [verdict, totals.verdicts[verdict.replace("-", "_")]])
        .filter(([, n]) => n > 0)
        .map(([verdict, n]) => figure(`${VERDICT_SIGN[verdict]} ${digits.format(n)}`, verdict)),
      totals.verdicts.gone ? figure(totals.verdicts.gone, "of these need not be", "init code of the kernel, which has run") : null,
      totals.lifted !== undefined ? figure(totals.lifted, "replaced by their callers") : null,
      totals.recorded ? figure(totals.recorded, "by compiler records only") : null,
      figure(totals.inline_clone, "inline-clone bound", "members by GCC's documented bound"),
      totals.collateral ? figure(totals.collateral, "share a body") : null,
      figure(totals.possible, "may rely on it", "beside the set: they may rely on a fact about a patched function"),
      figure(totals.needs.carried.other_file + totals.needs.carried.same_file, "sources to bring along", "functions without a symbol to call, headers aside"),
      totals.objects === 1 ? null : figure(totals.objects, "objects with members"),
    ),
    ...unknowns(head),
    el("div", { id: "more" }),
  );
}

/** The patched functions where the question does not say it all. */
function patched(head) {
  if (head.seeds_in_all === 0) return [];
  const shown = head.seeds.slice(0, 6).map((seed) => {
    const at = seed.places[0];
    const had = [count(seed.instances, "instance", "instances"), count(seed.copies, "inlined copy", "inlined copies")];
    if (seed.recorded_copies) had.push(`${seed.recorded_copies} recorded`);
    const root = state.drawing.nodes.find((node) => node.kind === "seed" && node.name === seed.name)?.file;
    const where = at ? ` ${root && at.file.endsWith(root) ? root : at.file}:${at.line}` : "";
    return el("li", {}, code(seed.name), el("span", { class: "dim" }, code(where.trim(), 60), ` ${had.join(", ")}`, seed.note ? ` (${visible(seed.note)})` : ""));
  });
  const more = head.seeds_in_all - shown.length;
  return [el("ul", { class: "patched", "aria-label": "Patched functions" }, shown, more > 0 ? el("li", { class: "dim" }, `and ${digits.format(more)} more`) : null)];
}

/** What is not known is said as loud as what is. */
function unknowns(head) {
  const { totals, kernel } = head;
  const banners = [];
  if (totals.incomplete > 0) {
    banners.push(el("p", { class: "banner", role: "alert" },
      el("b", {}, "Incomplete. "),
      `${count(totals.incomplete, "part", "parts")} of the input could not be read: functions to replace may be missing from this page. The notices below name them.`));
  }
  const gone = head.seeds.filter((seed) => seed.instances + seed.copies + seed.recorded_copies === 0);
  if (gone.length > 0) {
    banners.push(el("p", { class: "banner" }, el("b", {}, "Unknown. "), "Neither code nor a copy was found of ",
      ...gone.slice(0, 5).flatMap((seed) => [code(seed.name), " "])));
  }
  const blind = head.objects.reduce((sum, row) => sum + row.without_dwarf.functions, kernel?.functions_without_dwarf ?? 0);
  const bytes = head.objects.reduce((sum, row) => sum + row.without_dwarf.unknown_bytes, kernel?.unknown_bytes ?? 0);
  const lines = [];
  if (blind + bytes > 0) {
    lines.push(`${count(blind, "function has", "functions have")} no DWARF${bytes ? ` and ${digits.format(bytes)} bytes of code no name` : ""}: copies in them would not be seen.`);
  }
  const missing = head.objects.map((row) => row.not_shown).find((row) => row);
  if (missing) {
    lines.push(`In programs built so (${missing.build}), ${missing.least} to ${missing.most} of 1,000 copies left no trace in DWARF.`);
  }
  if (lines.length > 0) banners.push(el("p", { class: "unknowns" }, el("b", {}, "Not seen: "), lines.join(" ")));
  return banners;
}

/** What the head has only once the report is unpacked. */
function renderMore() {
  const { report, drawing } = state;
  const parts = [];
  const { notices } = report;
  if (notices.length > 0) {
    const grave = notices.filter((row) => row.incomplete).length;
    parts.push(details(`Notices (${digits.format(notices.length)}${grave ? `, ${digits.format(grave)} incomplete` : ""})`, notices.length,
      (from, to) => notices.slice(from, to).map((row) => el("li", { class: row.incomplete ? "grave" : null },
        row.incomplete ? el("b", {}, "incomplete: ") : null, code(row.object), " ", code(row.place), " ", visible(row.text))), grave > 0));
  }
  const objects = report.objects;
  parts.push(details(`Objects and how they were built (${digits.format(objects.length)})`, objects.length,
    (from, to) => objects.slice(from, to).map((row) => el("li", {}, code(row.name), " ",
      row.build_id ? code(row.build_id, 48) : el("span", { class: "dim" }, "no build-id"),
      ` ${count(row.members.length, "member", "members")}. ${visible(row.build.summary)} `,
      row.build.remarks.map((id) => el("code", { class: "id" }, id)),
      row.possible_notes.map((note) => ` ${visible(note)}`)))));
  if (report.patch) parts.push(patchPart(report.patch));
  document.getElementById("more").replaceChildren(...parts);
  if (drawing.head.totals.incomplete > 0) document.body.classList.add("incomplete");
}

function patchPart(patch) {
  const changes = patch.files.flatMap((file) => file.hunks.flatMap((hunk) => hunk.changes.map((change) => ({ file, hunk, change }))));
  const quiet = patch.files.filter((file) => file.hunks.length === 0);
  const rows = [...changes, ...quiet.map((file) => ({ file }))];
  return details(`The patch: ${count(patch.totals.files, "file", "files")}, ${count(patch.totals.hunks, "hunk", "hunks")}, ${digits.format(patch.totals.on_functions)} on functions`, rows.length,
    (from, to) => rows.slice(from, to).map(({ file, hunk, change }) => el("li", {},
      code(file.path, 70), ` (${file.kind}${file.note ? `, ${visible(file.note)}` : ""})`,
      hunk ? el("span", { class: "dim" }, ` hunk at line ${hunk.line}, ${hunk.fit}: `) : null,
      change ? `${change.kind} ${change.state} ` : null,
      change?.name ? code(change.name) : null,
      change ? ` ${visible(change.why)}` : null)));
}

/** A part that is closed at first, of a list that is filled when it opens, bit by bit. */
function details(title, length, items, open = false) {
  const STEP = 200;
  const list = el("ul", {});
  const more = el("button", { type: "button", on: { click: () => fill() } }, "More");
  const part = el("details", { class: "more" }, el("summary", {}, title), list, more);
  const fill = () => {
    const from = list.children.length;
    list.append(...items(from, from + STEP));
    more.hidden = list.children.length >= length;
  };
  part.addEventListener("toggle", () => part.open && list.children.length === 0 && fill());
  more.hidden = true;
  part.open = open;
  return part;
}

on("data", renderHead);
on("report", renderMore);
