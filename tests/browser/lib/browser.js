// Real browsers, and everything that no page may ever do in one.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

import { base } from "./api.js";

let browser;

/** One Chromium for a file of tests. Each payer gets a context, and so a profile, of their own. */
export function withBrowser() {
  before(async () => { browser = await launch(); });
  after(() => browser?.close());
}

export function launch(env = {}) {
  const args = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ];
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    chromiumSandbox: false,
    args,
    env: { ...process.env, ...env },
  });
}

/**
 * A test with a payer's browser. Whatever it does, at its end no page may have broken its policy,
 * complained in the console, or asked anybody but this server.
 */
export function payer(name, options, body) {
  test(name, async () => {
    const visit = await open(options);
    try {
      await body(visit.page, visit);
      assert.deepEqual(visit.wrongs, []);
    } finally {
      await visit.context.close();
    }
  });
}

/** Opens a browser window with somebody watching. */
export async function open(options = {}) {
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const wrongs = [];
  watch(context, wrongs);
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  const page = await context.newPage();
  return { page, context, wrongs };
}

function watch(context, wrongs) {
  context.on("console", (message) => {
    // Chromium notes it when a page comes with a 4xx status, as that of a declined form does.
    const status = /^Failed to load resource: the server responded with a status of (402|404|422) /;
    if (status.test(message.text()) && message.location().url === message.page()?.url()) return;
    if (["error", "warning", "assert"].includes(message.type())) wrongs.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => wrongs.push(`script: ${error.error()}`));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== base) wrongs.push(`request to another origin: ${url}`);
  });
}

/** Repeats a check until it holds; its own complaint is what a timeout says. */
export async function eventually(check, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    try {
      return await check();
    } catch (complaint) {
      if (performance.now() > end) throw complaint;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

export const stateOf = (page) => page.locator("html").getAttribute("data-state");

/** Waits until the page is in this state. */
export async function inState(page, state) {
  await page.locator(`html[data-state="${state}"]`).waitFor({ state: "attached" });
}

/** Waits for the good news: on the page, which leaves for the shop after two seconds, or there. */
export async function inPaidState(page) {
  await page.locator('html[data-state="done"], main.shop').first().waitFor({ state: "attached" });
}

/** Fills in what the card form asks for. */
export async function fillIn(page, number, { expiry = "12 / 34", cvc = "123", name = "Ada Lovelace" } = {}) {
  await page.locator("#number").fill(number);
  await page.locator("#expiry").fill(expiry);
  await page.locator("#cvc").fill(cvc);
  await page.locator("#name").fill(name);
}

export const payButton = (page) => page.locator("form[data-pay] button");

/** The id of what has the focus. */
export const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

export async function assertFocus(page, id) {
  await eventually(async () => assert.equal(await focused(page), id));
}

/** Lets nobody leave for the shop: the good news of `done` would be gone after two seconds. */
export function stay(context) {
  return context.route("**/thanks?*", (route) => route.fulfill({ status: 204 }));
}
