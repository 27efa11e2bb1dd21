// Where the report comes from: blocks of the page itself, or the server that sent the page.

/** The JSON text of a block of the page. */
async function blockText(id) {
  const block = document.getElementById(id);
  if (block.dataset.encoding !== "gzip") return block.textContent;
  const packed = atob(block.textContent);
  const bytes = new Uint8Array(packed.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = packed.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

const served = document.body.dataset.mode === "served";

/** The text of an answer of the server; what it says is wrong becomes an error. */
async function ask(path, query, signal) {
  const response = await fetch(`api/${path}?${query}`, { signal });
  const text = await response.text();
  if (response.ok) return text;
  let answer = { error: text };
  try {
    answer = JSON.parse(text);
  } catch {
    // Not from klpscope: the text says what there is to say.
  }
  throw Object.assign(new Error(answer.error), answer);
}

/** The drawing, and how to get the text of the report: unpacking it must not hold up the
 * drawing. A page that is served asks by its own query. */
async function load(query) {
  if (served) {
    const [drawing, report] = await Promise.all([ask("drawing", query), ask("report", query)]);
    return { drawing: JSON.parse(drawing), reportText: async () => report };
  }
  const drawing = JSON.parse(await blockText("klpscope-drawing"));
  return { drawing, reportText: () => blockText("klpscope-report") };
}
