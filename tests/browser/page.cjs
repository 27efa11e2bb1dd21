// Opens a page of klpscope in Chromium, uses it as a reader would, and prints what it saw:
// one JSON object. What is right is for the test that started this to say.
//
// node page.cjs NODE_MODULES CHROMIUM PROFILE URL SCENARIO

const [modules, executablePath, profile, url, scenario] = process.argv.slice(2);
const { chromium } = require(require("path").resolve(modules, "playwright-core"));

const ARGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const READY = () => document.body.dataset.ready === "yes";

/** What goes on beside the page: requests, and everything it complains of. */
function watch(page, seen) {
  seen.requests = [];
  seen.complaints = [];
  page.on("request", (request) => seen.requests.push(request.url().slice(0, 200)));
  page.on("console", (line) => {
    if (["error", "warning"].includes(line.type())) seen.complaints.push(line.text().slice(0, 300));
  });
  page.on("pageerror", (error) => seen.complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    seen.complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
}

/** The drawing as the library holds it. */
const drawn = (page) => page.evaluate(() => {
  const { cy } = document.getElementById("canvas")._cyreg;
  const shapes = cy.nodes(".shape");
  return {
    shapes: shapes.length,
    edges: cy.edges().length,
    members: shapes.filter(".own, .copy, .caller, .stead").length,
    lit: cy.edges(".lit").length,
    picked: cy.nodes(".picked").map((node) => node.data("label")),
    labels: shapes.map((node) => node.data("label")),
  };
});
const rows = (page) => page.locator("#rows tbody tr").count();
const panel = (page) => page.locator("#panel").innerText();
const settled = (page) => page.waitForTimeout(250);

/** Clicks into the middle of the shape with this label, on the canvas. */
async function click(page, label) {
  const at = await page.evaluate((wanted) => {
    const canvas = document.getElementById("canvas");
    const node = canvas._cyreg.cy.nodes(".shape").filter((one) => one.data("label").endsWith(wanted))[0];
    const { left, top } = canvas.getBoundingClientRect();
    const { x, y } = node.renderedPosition();
    return { x: left + x, y: top + y };
  }, label);
  await page.mouse.click(at.x, at.y);
  await settled(page);
}

/** Pixels of the canvas that are not the background: something is really painted. */
const painted = (page) => page.evaluate(() => {
  const layers = [...document.querySelectorAll("#canvas canvas")];
  return layers.reduce((sum, layer) => {
    const { data } = layer.getContext("2d").getImageData(0, 0, layer.width, layer.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) count += data[at] > 0 ? 1 : 0;
    return sum + count;
  }, 0);
});

const scenarios = {
  /** Draws, and nothing more. A busy machine may need a while for the first frames; pixels are
   * read back once, as the browser complains of more. */
  async draw(page) {
    const shown = () => performance.getEntriesByName("klpscope-painted").length > 0;
    await page.waitForFunction(shown, null, { timeout: 30_000 });
    await settled(page);
    return { drawn: await drawn(page), rows: await rows(page), painted: await painted(page) };
  },

  /** Reads, clicks, filters, searches, all by mouse. `main.rs` asks about the case it names. */
  async mouse(page) {
    const seen = { head: await page.locator("#head").innerText(), before: await drawn(page), rows: await rows(page) };
    await click(page, "first");
    seen.clicked = { panel: await panel(page), drawn: await drawn(page), row: await page.locator("#rows tr[aria-selected]").innerText() };
    await page.locator("#rows tbody tr", { hasText: "second" }).first().click();
    await settled(page);
    seen.fromTable = { panel: await panel(page), drawn: await drawn(page) };
    await page.locator("#panel .close").click();
    seen.closed = await page.locator("#panel").isHidden();
    await page.locator("input[name=kinds][value=caller]").uncheck();
    await settled(page);
    seen.filtered = { drawn: await drawn(page), rows: await rows(page), count: await page.locator("#count").innerText() };
    await page.locator("#all").click();
    await settled(page);
    seen.all = await drawn(page);
    await page.locator("#find").fill("middle");
    await settled(page);
    seen.searched = { drawn: await drawn(page), rows: await page.locator("#rows tbody").innerText() };
    await page.locator("#find").fill("no such function");
    await settled(page);
    seen.nothing = { rows: await rows(page), said: await page.locator("#rows-none").isVisible() };
    return seen;
  },

  /** The same with keys alone. */
  async keys(page) {
    const seen = {};
    const focus = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);
    await page.keyboard.press("?");
    seen.help = await page.locator("#help").isVisible();
    await page.keyboard.press("Escape");
    await page.locator("#help").waitFor({ state: "hidden" });
    // What lies behind a dialog takes no focus until the next frame.
    await settled(page);
    await page.keyboard.press("/");
    seen.search = await focus();
    await page.keyboard.type("second");
    await page.keyboard.press("Enter");
    await settled(page);
    seen.found = { focus: await focus(), panel: await panel(page) };
    await page.keyboard.press("Enter");
    seen.details = await focus();
    await page.keyboard.press("Escape");
    seen.left = { focus: await focus(), panel: await page.locator("#panel").isHidden() };
    await page.locator("#all").press("Enter");
    await settled(page);
    await page.locator("#canvas").focus();
    seen.way = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"]) {
      await page.keyboard.press(key);
      seen.way.push((await drawn(page)).picked[0] ?? null);
    }
    seen.told = await page.locator("#here").innerText();
    await page.locator("#rows tr[tabindex='0']").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    seen.row = await page.locator("#rows tr[aria-selected]").innerText();
    seen.outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    await page.keyboard.press("d");
    seen.theme = await page.evaluate(() => document.documentElement.dataset.theme);
    const reached = new Set();
    for (let at = 0; at < 40; at++) {
      await page.keyboard.press("Tab");
      reached.add(await focus());
    }
    seen.reached = [...reached];
    return seen;
  },

  /** Light and dark, as the system says and as the reader does; and paper. */
  async looks(page) {
    const look = () => page.evaluate(() => ({
      theme: document.documentElement.dataset.theme,
      back: getComputedStyle(document.documentElement).backgroundColor,
      ink: getComputedStyle(document.body).color,
      border: document.getElementById("canvas")._cyreg.cy.nodes(".feasible, .with-conditions")[0].style("border-color"),
    }));
    const seen = { light: await look() };
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    seen.dark = await look();
    await page.locator("#theme").click();
    seen.chosen = await look();
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    seen.paper = {
      ...(await look()),
      svg: await page.locator("#printed-drawing > svg").isVisible(),
      svgTexts: await page.locator("#printed-drawing > svg > g > text").count(),
      svgLines: await page.locator("#printed-drawing > svg > path").count(),
      canvas: await page.locator("#canvas").isVisible(),
      details: await page.locator("#printed").innerText(),
    };
    return seen;
  },

  /** Every row and every panel, one after the other. */
  async everything(page) {
    const texts = [];
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    const count = await rows(page);
    for (let at = 0; at < count; at++) {
      await page.evaluate((index) => document.querySelectorAll("#rows tbody tr")[index].click(), at);
      texts.push(await panel(page));
    }
    const overlaps = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll("#rows tbody tr")].map((row) => row.getBoundingClientRect());
      return boxes.filter((box, at) => box.height < 10 || (at > 0 && box.top < boxes[at - 1].bottom - 1)).length;
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const elements = await page.evaluate(() => ({
      scripts: document.querySelectorAll("script").length,
      foreign: document.querySelectorAll("img, iframe, object, embed, link:not([rel=icon]), b[onmouseover]").length,
      hidden: /[\u202a-\u202e\u2066-\u2069\u200b-\u200f]/.test(document.body.innerText),
      longest: Math.max(...[...document.querySelectorAll("code")].map((one) => one.textContent.length)),
    }));
    return { texts, wide, overlaps, elements, drawn: await drawn(page) };
  },

  /** A served page: search as one types, choose, go back. */
  async served(page) {
    const seen = {};
    await page.keyboard.press("f");
    await page.locator("#ask-text").fill("");
    await page.locator("#ask-text").pressSequentially("midd", { delay: 20 });
    await page.locator("#ask-hits [role=option]").first().waitFor();
    seen.hits = await page.locator("#ask-hits [role=option]").allInnerTexts();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.title.startsWith("middle"));
    await settled(page);
    seen.asked = { url: page.url(), head: await page.locator("#head").innerText(), drawn: await drawn(page) };
    await page.goBack();
    await page.waitForFunction(() => document.title.startsWith("inner"));
    seen.back = await page.locator("#head").innerText();
    await page.locator("#ask-text").fill("no_such_function");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("message").textContent.includes("no_such_function"));
    seen.unknown = await page.locator("#message").innerText();
    return seen;
  },
};

async function main() {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, args: ARGS, headless: true, viewport: { width: 1400, height: 900 }, colorScheme: "light",
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const seen = {};
  watch(page, seen);
  await page.goto(url);
  try {
    await page.waitForFunction(READY, null, { timeout: 30_000 });
    Object.assign(seen, await scenarios[scenario](page));
  } catch (error) {
    const said = await page.locator("#message").textContent();
    seen.failed = `${error.message} (page says: ${said})`;
  }
  await context.close();
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
