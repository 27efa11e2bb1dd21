// Text of the report to elements. Names come from a file that nobody vouches for: they are
// only ever text, and what would turn the direction of writing is spelt out.

const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** `text` without characters that a reader would not see, but obey. */
function visible(text) {
  return String(text).replace(HARMFUL, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

/** At most `most` characters of `text`: the middle goes, the end tells clones apart. */
function short(text, most = 60) {
  const cut = text.length > 4 * most ? text.slice(0, 2 * most) + text.slice(-2 * most) : text;
  const letters = Array.from(visible(cut));
  if (cut === text && letters.length <= most) return letters.join("");
  const head = Math.ceil(most * 0.66);
  return letters.slice(0, head).join("") + "\u2026" + letters.slice(head + 1 - most).join("");
}

/** An element. Attributes that are null or false are left out; `on` holds listeners. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A name of the file as code: short in view, whole (up to a limit) when pointed at. */
function code(text, most = 60) {
  const shown = short(text, most);
  const title = shown === text ? null : short(text, 2000);
  return el("code", { title, class: text.length > most ? "cut" : null }, shown);
}

/** `FILE:LINE` without the folder that all sources share. */
function place(row, root) {
  if (!row) return el("span", { class: "dim" }, "place unknown");
  const file = root && row.file.startsWith(root) ? row.file.slice(root.length) : row.file;
  return code(row.line ? `${file}:${row.line}` : file, 70);
}

const digits = new Intl.NumberFormat("en-US");

/** `1 copy`, `3,000 copies`. */
function count(n, one, many) {
  return `${digits.format(n)} ${n === 1 ? one : many}`;
}

const VERDICTS = ["feasible", "with-conditions", "unknown", "infeasible"];
const VERDICT_SIGN = {
  feasible: "\u2713",
  "with-conditions": "!",
  unknown: "?",
  infeasible: "\u2715",
};

/** A verdict with its sign: colour alone says nothing to many. */
function badge(verdict) {
  return el(
    "span",
    { class: `badge ${verdict}` },
    el("span", { "aria-hidden": "true" }, VERDICT_SIGN[verdict] + " "),
    verdict,
  );
}

/** The kinds of nodes, in the order of tables: what each is called, and said in a sentence. */
const KINDS = new Map([
  ["seed", ["patched", "the function to patch"]],
  ["own", ["own code", "code of a patched function"]],
  ["copy", ["holds a copy", "a patched function is inlined into it"]],
  ["caller", ["calls it", "it calls one whose signature changed"]],
  ["lifted", ["cannot be replaced", "its callers are replaced in its stead"]],
  ["stead", ["in its stead", "replaced in stead of what it calls"]],
  ["collateral", ["shares a body", "replacing the member redirects it too"]],
  ["possible", ["may rely on it", "not in the set: may rely on a fact about a patched function"]],
  ["chain", ["on the way", "a source function between the patched one and the members"]],
]);
const MEMBERS = new Set(["own", "copy", "caller", "stead"]);
