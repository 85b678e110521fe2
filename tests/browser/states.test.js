// What else a session can be, as its payer finds it.

import assert from "node:assert/strict";

import { assertAttempts, cancel, cards, createSession } from "./lib/api.js";
import { fillIn, inState, payButton, payer, stateOf, withBrowser } from "./lib/browser.js";
import { checkoutStates } from "./lib/states.js";

withBrowser();

payer("a session that was cancelled says so, also to a form that was open before", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.good);
  await cancel(session);
  await payButton(page).click();
  await inState(page, "cancelled");
  assert.match(await page.locator("main").innerText(), /This payment was cancelled\s+Nothing was charged\./);
  await page.getByRole("link", { name: "Back to Demo Tea House" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await assertAttempts(session, 0, "unpaid");
});

for (const [state, start] of [
  ["form that begins a series", "By paying, you allow Demo Tea House to save this card "],
  ["form that begins a series with saved cards", "By paying, you allow Demo Tea House to save this card "],
  ["form that begins a series and verifies", "By saving this card, you allow Demo Tea House to keep it "],
]) {
  payer(`what the button allows stands above it and describes it: ${state}`, {}, async (page) => {
    await checkoutStates[state](page);
    const consent = page.locator("#consent");
    const words = await consent.innerText();
    assert.ok(words.startsWith(start), words);
    assert.match(words, /You can withdraw this permission at any time by contacting Demo Tea House\.$/);
    assert.equal(await payButton(page).getAttribute("aria-describedby"), "consent");
    const [above, below] = [await consent.boundingBox(), await payButton(page).boundingBox()];
    assert.ok(above.y + above.height <= below.y, "it is read before the button");
    assert.equal(await page.locator('[name="save"]').count(), 0, "nobody is asked what follows anyway");
  });
}

payer("a session that nobody can take money for says so", {}, async (page) => {
  await checkoutStates.unavailable(page);
  assert.equal(await page.locator("h1").innerText(), "Payment is not possible here");
  assert.equal(await page.locator("form").count(), 0);
  assert.equal(await page.getByText("Test mode").count(), 0);
});

payer("a link that nobody knows says so, in the browser's language", { locale: "sv-SE" }, async (page) => {
  const session = await createSession();
  const answer = await page.goto(`${session.url}x`);
  assert.equal(answer.status(), 404);
  assert.equal(await stateOf(page), "not-found");
  assert.equal(await page.locator("html").getAttribute("lang"), "sv");
  assert.ok(!(await page.content()).includes("Demo Tea House"), "a stranger learns nothing");
});

payer("the session's language goes before the browser's, and times are the payer's own", { locale: "sv-SE", timezoneId: "Asia/Tokyo" }, async (page) => {
  const session = await createSession({ locale: "ja-JP", currency: "JPY", amount: 4200, line_items: undefined });
  await page.goto(session.url);
  assert.equal(await page.locator("html").getAttribute("lang"), "ja");
  assert.match(await page.locator("h1").innerText(), /￥4,200|¥4,200/);
  const written = await page.locator("footer time").innerText();
  const expected = new Date(session.expires_at).toLocaleString("ja", { timeZone: "Asia/Tokyo", dateStyle: "long", timeStyle: "short" });
  assert.equal(written, expected);
});
