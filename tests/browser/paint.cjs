// How long pages take until their drawing is on the screen, in headless Chromium: the median of
// some runs, each with a browser of its own. For docs/report-page.md; no test, as it measures
// the machine too.
//
// node paint.cjs NODE_MODULES CHROMIUM RUNS PAGE.html...

const fs = require("fs");
const os = require("os");
const path = require("path");

const [modules, executablePath, runs, ...pages] = process.argv.slice(2);
const { chromium } = require(path.resolve(modules, "playwright-core"));

const ARGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

async function once(file) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "klpscope-paint-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, args: ARGS, headless: true, viewport: { width: 1400, height: 900 },
  });
  try {
    const page = context.pages()[0];
    await page.goto(`file://${path.resolve(file)}`);
    await page.waitForFunction(() => document.body.dataset.ready === "yes", null, { timeout: 60_000 });
    return await page.evaluate(() => performance.getEntriesByName("klpscope-painted")[0].startTime);
  } finally {
    await context.close();
    fs.rmSync(profile, { recursive: true, force: true });
  }
}

async function main() {
  for (const file of pages) {
    const times = [];
    for (let run = 0; run < Number(runs); run++) times.push(await once(file));
    times.sort((one, other) => one - other);
    const median = times[Math.floor(times.length / 2)];
    console.log(`${path.basename(file)}\t${fs.statSync(file).size} bytes\t${Math.round(median)} ms (${times.map(Math.round).join(", ")})`);
  }
}

main();
