// A payer who has been here before chooses among saved cards, with JavaScript and without.

import assert from "node:assert/strict";

import { assertAttempts, cards, read } from "./lib/api.js";
import { fillIn, inPaidState, payButton, payer, withBrowser } from "./lib/browser.js";
import { returning } from "./lib/states.js";

withBrowser();

for (const [how, options] of [["with", {}], ["without", { javaScriptEnabled: false }]]) {
  payer(`${how} JavaScript a saved card pays with one click`, options, async (page) => {
    const session = await returning();
    await page.goto(session.url);
    assert.equal(await page.getByLabel(/Visa .*4242/).isChecked(), true, "the default comes first");
    assert.equal(await page.locator("#number").isVisible(), false);
    await payButton(page).click();
    await inPaidState(page);
    await assertAttempts(session, 1, "paid");
    assert.ok((await read(session)).payment_method_id.startsWith("pm_"));
  });

  payer(`${how} JavaScript another card may be chosen, and saved`, options, async (page) => {
    const session = await returning();
    await page.goto(session.url);
    await page.getByLabel("Another card").check();
    await fillIn(page, cards.amex, { cvc: "1234" });
    await page.getByLabel("Save this card for my next payment").check();
    await payButton(page).click();
    await inPaidState(page);
    assert.ok((await read(session)).payment_method_id.startsWith("pm_"));
  });
}

payer("the keyboard goes through the cards, and another card shows what must be filled in", {}, async (page) => {
  const session = await returning();
  await page.goto(session.url);
  await page.getByLabel(/Visa .*4242/).focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getByLabel(/Mastercard .*4444/).isChecked(), true);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#number").isVisible(), true);
  await payButton(page).click();
  assert.equal(await page.locator("#number").getAttribute("aria-invalid"), "true");
  assert.equal((await read(session)).attempts, 0);
});
