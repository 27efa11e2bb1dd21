// A served page only: any function of the programs, found while somebody types.

const askText = document.getElementById("ask-text");
const askHits = document.getElementById("ask-hits");
let askWait = 0;
let askAbort = null;
let hits = [];
let hitAt = -1;

/** Shows what the address of the page asks for, if it asks. */
async function showAddress() {
  const query = new URLSearchParams(location.search);
  if (!query.has("f")) {
    message("Search for a function to see what a patch of it must replace.");
    askText.focus();
    return;
  }
  message("Asking\u2026");
  try {
    await show(query);
    message(null);
  } catch (error) {
    message(error.hint ? `${error.message}. ${error.hint}` : error.message, (error.candidates ?? []).map((spec) => el("button", { type: "button", class: "link", on: { click: () => askFor(spec) } }, short(spec, 100))));
  }
}

/** Asks about `spec`, and keeps the way back. */
function askFor(spec) {
  const query = new URLSearchParams(location.search);
  query.set("f", spec);
  history.pushState(null, "", `?${query}`);
  closeHits();
  return showAddress();
}

function closeHits() {
  askHits.hidden = true;
  askText.setAttribute("aria-expanded", "false");
  askText.removeAttribute("aria-activedescendant");
  hitAt = -1;
}

async function search() {
  const text = askText.value.trim();
  askAbort?.abort();
  if (text === "") return closeHits();
  askAbort = new AbortController();
  try {
    const answer = JSON.parse(await ask("functions", new URLSearchParams({ q: text, limit: 30 }), askAbort.signal));
    hits = answer.functions;
    showHits(answer.total);
  } catch (error) {
    if (error.name === "AbortError") return;
    hits = [];
    closeHits();
    message(error.message);
  }
}

function showHits(total) {
  hitAt = -1;
  askText.removeAttribute("aria-activedescendant");
  const items = hits.map((hit, at) => el("li", { role: "option", id: `hit-${at}`, "aria-selected": "false", on: { mousedown: (event) => (event.preventDefault(), askFor(hit.spec)) } },
    code(hit.name, 60), el("span", { class: "dim" }, ` ${hit.file ? short(hit.file, 60) : "no DWARF"}${hit.line ? `:${hit.line}` : ""} \u2013 ${count(hit.instances, "instance", "instances")}, ${count(hit.copies, "copy", "copies")}`)));
  const more = total - hits.length;
  if (more > 0) items.push(el("li", { class: "dim", role: "presentation" }, `and ${digits.format(more)} more`));
  if (total === 0) items.push(el("li", { class: "dim", role: "presentation" }, "No function has this in its name."));
  askHits.replaceChildren(...items);
  askHits.hidden = false;
  askText.setAttribute("aria-expanded", "true");
}

function markHit(at) {
  if (hits.length === 0) return;
  hitAt = (at + hits.length) % hits.length;
  [...askHits.querySelectorAll("[role=option]")].forEach((item, index) => item.setAttribute("aria-selected", String(index === hitAt)));
  askText.setAttribute("aria-activedescendant", `hit-${hitAt}`);
  document.getElementById(`hit-${hitAt}`).scrollIntoView({ block: "nearest" });
}

function startServed() {
  document.getElementById("ask").hidden = false;
  askText.addEventListener("input", () => {
    clearTimeout(askWait);
    askWait = setTimeout(search, 100);
  });
  askText.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") markHit(hitAt + 1);
    else if (event.key === "ArrowUp") markHit(hitAt - 1);
    else if (event.key === "Escape") closeHits();
    else if (event.key === "Enter" && askText.value.trim() !== "") askFor(hitAt >= 0 ? hits[hitAt].spec : askText.value.trim());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  askText.addEventListener("blur", closeHits);
  window.addEventListener("popstate", showAddress);
  return showAddress();
}
