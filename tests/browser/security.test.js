// What the browser is told it may do, what it is sent, and how much of it.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

import { base } from "./lib/api.js";
import { eventually, payer, withBrowser } from "./lib/browser.js";
import { checkoutStates, localPages } from "./lib/states.js";

withBrowser();

const limit = 15_000;

payer("every state comes with all its security headers, small, and from one place", {}, async (page) => {
  let answer;
  page.on("response", (response) => {
    if (response.request().isNavigationRequest() && response.status() !== 303) answer = response;
  });
  for (const [state, go] of Object.entries(checkoutStates)) {
    await go(page);
    const headers = answer.headers();
    const policy = headers["content-security-policy"];
    for (const part of [
      "default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'",
      "connect-src 'self'", "img-src 'self' data:", "require-trusted-types-for 'script'", "style-src 'sha256-",
    ]) {
      assert.ok(policy.includes(part), `${state}: ${part} is missing in ${policy}`);
    }
    assert.doesNotMatch(policy, /unsafe|\*|http:|https:/, state);
    assert.deepEqual(
      Object.fromEntries(["cache-control", "cross-origin-opener-policy", "cross-origin-resource-policy",
        "referrer-policy", "x-content-type-options", "x-robots-tag"].map((name) => [name, headers[name]])),
      {
        "cache-control": "no-store",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
      },
      state,
    );
    assert.ok(Number(headers["strict-transport-security"].match(/max-age=(\d+)/)[1]) >= 31_536_000, state);
    assert.match(headers["permissions-policy"], /payment=\(self\).*camera=\(\)/, state);
    assert.equal(headers["content-type"], "text/html; charset=utf-8", state);
    assert.equal(headers["set-cookie"], undefined, state);
    const size = gzipSync(await page.content()).length;
    assert.ok(size <= limit, `${state} is ${size} bytes, compressed`);
  }
});

payer("the form is small in every language, and is all that is loaded", {}, async (page) => {
  await checkoutStates.form(page);
  for (const language of ["en", "ja", "de", "fr", "es", "sv"]) {
    const answer = await fetch(page.url(), { headers: { "accept-language": language } });
    const size = gzipSync(await answer.text()).length;
    assert.ok(size <= limit, `${language} is ${size} bytes, compressed`);
  }
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.reload({ waitUntil: "networkidle" });
  assert.deepEqual(requests.filter((url) => !url.startsWith("data:")), [page.url()]);
});

payer("the policy holds: no foreign script, style, frame or form gets through", {}, async (page, { wrongs }) => {
  await checkoutStates.form(page);
  await page.evaluate(async () => {
    window.broken = new Set();
    addEventListener("securitypolicyviolation", (event) => window.broken.add(event.effectiveDirective));
    const add = (name, properties) => document.body.append(Object.assign(document.createElement(name), properties));
    for (const attempt of [
      () => { document.body.innerHTML = "<b>text</b>"; },
      () => add("script", { textContent: "window.ran = true" }),
      () => add("style", { textContent: "body { color: red }" }),
      () => add("iframe", { src: "/inbox" }),
      () => add("img", { src: "https://elsewhere.example/pixel" }),
      () => fetch("https://elsewhere.example/"),
    ]) {
      try {
        await attempt();
      } catch { /* Refused, as it should be. */ }
    }
  });
  await eventually(async () => assert.deepEqual(await page.evaluate(() => [...window.broken].sort()), [
    "connect-src", "frame-src", "img-src", "require-trusted-types-for", "style-src-elem",
  ]));
  assert.equal(await page.evaluate(() => window.ran), undefined);
  // All of that was complained of, and nothing else.
  const unexpected = wrongs.filter((wrong) => !/blocked|policy violated|elsewhere\.example/.test(wrong));
  assert.deepEqual(unexpected, []);
  wrongs.length = 0;
});

payer("no page can be framed, and the token of a page is not told to whom it leads", {}, async (page, { wrongs }) => {
  await checkoutStates.form(page);
  const url = page.url();
  await page.route(`${base}/framing`, (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${url}"></iframe>` }));
  await page.goto(`${base}/framing`);
  const frame = await (await page.locator("iframe").elementHandle()).contentFrame();
  assert.ok(!frame.url().startsWith(base), "the frame stays empty");
  assert.ok(wrongs.some((wrong) => wrong.includes("frame-ancestors")), String(wrongs));
  wrongs.length = 0;

  await page.goto(url);
  const [request] = await Promise.all([
    page.waitForRequest((request) => new URL(request.url()).pathname === "/"),
    page.locator("a.back").click(),
  ]);
  assert.equal((await request.allHeaders()).referer, undefined);
});

payer("the local pages keep to their policy, and ask nobody else", {}, async (page) => {
  for (const [name, go] of Object.entries(localPages)) {
    const answers = [];
    const note = (response) => answers.push(response);
    page.on("response", note);
    await go(page);
    page.off("response", note);
    const headers = answers.find((answer) => answer.request().isNavigationRequest()).headers();
    assert.match(headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/, name);
    assert.doesNotMatch(headers["content-security-policy"], /unsafe/, name);
    assert.deepEqual([headers["referrer-policy"], headers["x-content-type-options"]], ["no-referrer", "nosniff"], name);
  }
});
