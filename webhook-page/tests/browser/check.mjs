// Looks at the page in a browser: what is live, what is filtered, what is done, and whether everybody can use it.
import { accessible, browser, check, equal, fits, open, pause, shop, shot, until } from "./support.mjs";

const served = await shop();
const chrome = await browser();
const at = (path) => served.url + path;
const order = (type, id, note) => ({ type, id, data: { note: note ?? null, lines: [{ sku: "A-1", count: 2 }], total: 12.5 } });
const row = (page, id) => page.locator("#rows tr", { has: page.locator(`td.id:text-is("${id}")`) });
// The pages that are looked at in each size and theme.
const pages = [];
const HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202egnp.exe\u2069</td></table>";

const steps = {
  async "the list updates live"() {
    const page = await open(chrome);
    await page.goto(at("/"));
    await until(async () => (await page.textContent("#state")) === "Live", "it is live");
    await served.send("/shop", order("order.created", "live-1"));
    await row(page, "live-1").waitFor();
    const first = await page.locator("#rows tr").first().locator("td.id").textContent();
    equal(first, "live-1", "the first row");
    await until(async () => (await page.textContent("#news")).includes("new deliver"), "it is told to screen readers", 8_000);
    check((await page.locator("#plots rect.good").count()) > 0, "the plot has a bar");
    return page;
  },

  async "it can be paused"() {
    const page = await open(chrome);
    await page.goto(at("/"));
    const button = page.getByRole("button", { name: "Pause" });
    await button.click();
    equal(await button.getAttribute("aria-pressed"), "true", "pressed");
    equal(await page.textContent("#state"), "Paused", "the state");
    await served.send("/shop", order("order.created", "paused-1"));
    await pause(1_200);
    equal(await row(page, "paused-1").count(), 0, "rows while it is paused");
    await button.click();
    await row(page, "paused-1").waitFor();
    return page;
  },

  async "filters are in the URL, and hold for what comes"() {
    const page = await open(chrome);
    await page.goto(at("/"));
    await page.getByLabel("Outcome").selectOption("problems");
    await page.getByLabel("Text").fill("shelf");
    await page.getByRole("button", { name: "Filter" }).click();
    check(page.url().includes("outcome=problems") && page.url().includes("text=shelf"), page.url());
    equal(await page.getByLabel("Text").inputValue(), "shelf", "the form");
    const before = await page.locator("#rows tr").count();
    check(before >= 2, `${before} rows`);
    check(!(await page.textContent("#rows")).includes("handled"), "a handled one is shown");
    await served.send("/shop", order("order.created", "other"));
    await served.send("/shop", order("order.refused", "matches"));
    await row(page, "matches").waitFor();
    equal(await row(page, "other").count(), 0, "rows of others");
    return page;
  },

  async "one delivery is told step by step"() {
    const page = await open(chrome);
    await page.goto(at("/?text=first"));
    await row(page, "first").getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "order.created of shop" }).waitFor();
    const text = await page.textContent("main");
    for (const part of ["the secret 2026 made the signature", "the secret 2025 did not make it", "the event is order.created", '"sku": "A-1"', "masked"]) {
      check(text.includes(part), part);
    }
    await page.getByText("Hex", { exact: true }).click();
    await page.getByLabel("Body, as bytes").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Save as fixture" }).click();
    check((await download).suggestedFilename().endsWith(".http"), "the name of the fixture");
    return page;
  },

  async "a dead delivery is replayed after one question"() {
    const page = await open(chrome);
    await page.goto(at("/inbox?outcome=dead"));
    await row(page, "lost-1").getByRole("link").click();
    await page.getByRole("link", { name: "Replay …" }).click();
    await accessible(page, "the question");
    await shot(page, "question");
    await page.getByRole("button", { name: "Replay" }).click();
    equal(await page.textContent("p.result"), "It is queued, and runs again.", "the answer");
    await accessible(page, "the answer");
    await page.goto(at("/inbox?outcome=dead"));
    await page.getByRole("link", { name: "Replay all that match" }).click();
    await page.getByRole("button", { name: "Replay all" }).click();
    check((await page.textContent("p.result")).includes("are queued"), "the answer to all");
    return page;
  },

  async "the keyboard is enough, and its focus is seen"() {
    const page = await open(chrome);
    await page.goto(at("/"));
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document;
        const style = getComputedStyle(activeElement);
        const box = activeElement.getBoundingClientRect();
        return { text: activeElement.textContent.trim(), tag: activeElement.tagName, seen: style.outlineStyle !== "none" && box.width > 0 && box.x >= 0 };
      });
    await page.keyboard.press("Tab");
    equal((await focused()).text, "Skip to the content", "the first stop");
    await shot(page, "focus");
    await page.keyboard.press("Enter");
    let link = null;
    for (let stop = 0; stop < 40 && !link; stop += 1) {
      await page.keyboard.press("Tab");
      const now = await focused();
      check(now.seen, `the focus is not seen on ${now.tag} ${now.text}`);
      if (now.tag === "BUTTON" && now.text === "Pause") await page.keyboard.press("Space");
      if (now.tag === "A" && /^\d{4}-/.test(now.text)) link = now;
    }
    check(link, "no row can be reached");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/delivery\/\d+$/);
    return page;
  },

  async "nothing needs scripts"() {
    const page = await open(chrome, { javaScriptEnabled: false });
    await page.goto(at("/"));
    check(await page.locator("#live").isHidden(), "something pretends to be live");
    await page.getByLabel("Outcome").selectOption("rejected");
    await page.getByRole("button", { name: "Filter" }).click();
    equal(await page.locator("#rows tr").count(), 1, "rows");
    await shot(page, "no-scripts");
    await page.locator("#rows a").click();
    check((await page.textContent("main")).includes("It does not verify"), "the steps");
    await page.goto(at("/inbox?outcome=dead"));
    await row(page, "lost-2").getByRole("link").click();
    await page.getByRole("link", { name: "Mark as dead" }).or(page.getByRole("link", { name: "Erase" })).first().click();
    await page.getByRole("button").click();
    await page.locator("p.result").waitFor();
    return page;
  },

  async "hostile texts stay texts"() {
    const page = await open(chrome);
    await page.goto(at("/"));
    await served.send("/shop", order("order.refused", HOSTILE, HOSTILE));
    const cell = page.locator("#rows td.id", { hasText: "onerror=alert(1)" });
    await cell.waitFor();
    equal(await page.locator("#rows img, #rows script").count(), 0, "elements of the sender");
    await cell.locator("xpath=..").getByRole("link").click();
    await page.getByText("Raw", { exact: true }).click();
    equal(await page.locator("main img, main script").count(), 0, "elements of the sender");
    check((await page.textContent("main")).includes("[U+202E]"), "what reverses text is spelt out");
    await shot(page, "hostile");
    await accessible(page, "hostile texts");
    return page;
  },

  async "360 pixels and twice the size are enough"() {
    for (const [name, options] of [
      ["narrow", { viewport: { width: 360, height: 740 } }],
      ["zoomed", { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
    ]) {
      const page = await open(chrome, options);
      for (const [part, path] of pages) {
        await page.goto(at(path));
        await fits(page, `${part} ${name}`);
        await accessible(page, `${part} ${name}`);
        if (name === "narrow") await shot(page, `narrow-${part}`);
      }
      equal(page.faults, [], name);
    }
  },

  async "both themes have contrast"() {
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(chrome, { colorScheme });
      for (const [part, path] of pages) {
        await page.goto(at(path));
        await accessible(page, `${part} ${colorScheme}`);
        await shot(page, `${colorScheme}-${part}`);
      }
      equal(page.faults, [], colorScheme);
    }
  },

  async "nothing moves for those who do not want it"() {
    const page = await open(chrome, { reducedMotion: "reduce" });
    await page.goto(at("/"));
    await served.send("/shop", order("order.created", "still"));
    await row(page, "still").waitFor();
    equal(await row(page, "still").evaluate((element) => getComputedStyle(element).animationName), "none", "the animation");
    return page;
  },
};

let failed = 0;
try {
  await served.send("/shop", order("order.created", "first"));
  await served.send("/shop", order("order.refused", "refused-1"));
  await served.send("/shop", order("order.archived", "archived"));
  await served.send("/shop", order("order.created", "forged"), { forged: true });
  for (const id of ["lost-1", "lost-2"]) await served.send("/orders", order("order.lost", id));
  for (const id of ["paid-1", "paid-2"]) await served.send("/orders", order("order.paid", id));
  for (let number = 0; number < 30; number += 1) await served.send("/shop", order("order.created", `order-${number}`));
  await until(async () => (await (await fetch(at("/inbox?outcome=dead"))).text()).includes("lost-2"), "the lost ones are dead");
  await served.send("/shop", order("order.refused", "refused-2"));
  const numbers = await (await fetch(at("/deliveries.json?text=refused-1"))).json();
  pages.push(
    ["list", "/"],
    ["empty", "/?text=nothing-has-this"],
    ["delivery", `/delivery/${numbers.deliveries[0].number}`],
    ["inbox", "/inbox"],
    ["stored", "/inbox/1"],
    ["erase", "/inbox/1/erase"],
  );
  for (const [name, step] of Object.entries(steps)) {
    const started = Date.now();
    try {
      const page = await step();
      if (page) {
        equal(page.faults, [], "faults of the page");
        await page.context().close();
      }
      console.log(`ok      ${name} (${Date.now() - started} ms)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${name}: ${error.message}`);
    }
  }
  console.log(`axe looked ${accessible.count} times, ${Object.keys(steps).length - failed} of ${Object.keys(steps).length} steps are as expected`);
} finally {
  await chrome.close();
  served.stop();
}
process.exit(failed > 0 ? 1 : 0);
