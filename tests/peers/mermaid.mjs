// Draws flowcharts with Mermaid in a browser: `node mermaid.mjs NODE_MODULES CHROMIUM FILE...`.
// Prints for each a line of JSON: {"nodes": {id: label}, "edges": [[source, target, label],
// ...], "drawn": [text, ...], "harm": [...]}: what its parser took, the texts of the nodes in
// the picture, and whatever the picture did beside being one.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, chromium, ...files] = process.argv.slice(2);
const { chromium: driver } = createRequire(`${modules}/`)("playwright-core");
const browser = await driver.launch({ executablePath: chromium, args: ["--no-sandbox"] });
for (const file of files) {
  const page = await browser.newPage();
  const harm = [];
  page.on("request", (request) => harm.push(`request: ${request.url()}`));
  page.on("dialog", (dialog) => harm.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  page.on("pageerror", (error) => harm.push(`error: ${error}`));
  await page.setContent("<!doctype html><body></body>");
  await page.addScriptTag({ path: `${modules}/mermaid/dist/mermaid.min.js` });
  const read = await page.evaluate(async (text) => {
    mermaid.initialize({ startOnLoad: false, maxEdges: 1e6, maxTextSize: 1e8 });
    const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
    const nodes = {};
    for (const [id, vertex] of diagram.db.getVertices()) nodes[id] = vertex.text;
    const edges = diagram.db.getEdges().map((edge) => [edge.start, edge.end, edge.text]);
    const { svg } = await mermaid.render("picture", text);
    document.body.innerHTML = svg;
    const drawn = [...document.querySelectorAll(".node")].map((node) => node.textContent.trim());
    return { nodes, edges, drawn };
  }, readFileSync(file, "utf8"));
  console.log(JSON.stringify({ ...read, harm }));
  await page.close();
}
await browser.close();
