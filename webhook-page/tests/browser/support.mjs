// The shop, what is sent to it, and the browser.
import { createHmac } from "node:crypto";
import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.MODULES}/`);
const { chromium } = require("playwright-core");
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const SECRET = "your-shared-secret";
const SHOTS = process.env.SHOTS;

// Starts the shop on a free port.
export async function shop() {
  const child = spawn(process.env.SHOP, { env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      const found = /serving on (http:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on("exit", () => reject(new Error("the shop did not start")));
  });
  const send = async (path, body, { forged = false } = {}) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const signature = createHmac("sha256", SECRET).update(text).digest("hex");
    const reply = await fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-signature": forged ? "00".repeat(32) : signature },
      body: text,
    });
    return reply.status;
  };
  return { url, send, stop: () => child.kill() };
}

export async function browser() {
  return chromium.launch({
    executablePath: process.env.BROWSER,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}

// A page that fails if the policy is broken, a script fails or a dialog opens.
export async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.faults = [];
  page.on("dialog", (dialog) => {
    page.faults.push(`a dialog opened: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("pageerror", (error) => page.faults.push(`a script failed: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") page.faults.push(`the console says: ${message.text()}`);
  });
  return page;
}

export function check(holds, what) {
  if (!holds) throw new Error(what);
}

export function equal(found, wanted, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: ${one}, not ${other}`);
}

// Fails if axe finds anything.
export async function accessible(page, what) {
  const found = await page.evaluate(
    `(() => { ${AXE}; return axe.run(document, { resultTypes: ["violations"], runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } }); })()`,
  );
  const texts = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("; ")}`);
  check(texts.length === 0, `${what}: axe finds ${texts.length}: ${texts.join("\n")}`);
  accessible.count += 1;
}
accessible.count = 0;

export async function shot(page, name) {
  if (!SHOTS) return;
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

// Nothing is wider than the window.
export async function fits(page, what) {
  const [width, room] = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]");
  check(width <= room, `${what} is ${width} wide in ${room}`);
}

// Waits until it holds.
export async function until(holds, what, patience = 5_000) {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
