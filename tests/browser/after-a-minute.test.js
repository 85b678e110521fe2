// What a minute changes. These tests mostly wait, beside each other and beside the others.

import assert from "node:assert/strict";
import { describe } from "node:test";

import { assertAttempts, base, cards, createSession, pay, read } from "./lib/api.js";
import { eventually, fillIn, inState, payButton, payer, stateOf, withBrowser } from "./lib/browser.js";
import { checkoutStates } from "./lib/states.js";

withBrowser();

describe("after a minute", { concurrency: true }, () => {
  for (const [how, javaScriptEnabled] of [["", true], [" without JavaScript", false]]) {
    payer(`a payment whose outcome is not known yet says so, and moves on by itself${how}`, { javaScriptEnabled }, async (page) => {
      const session = await createSession();
      const paid = await pay(session, cards.good, { "sandbox-scenario": "timeout_after_commit" });
      assert.equal(paid.body.payment_outcome, "pending");
      await page.goto(session.url);
      assert.equal(await stateOf(page), "processing");
      assert.match(await page.locator("main").innerText(), /Please do not pay again\./);
      // It is asked about when it is a minute old, and the rule that does so ticks each minute.
      await page.waitForURL(`${base}/thanks?session_id=${session.id}`, { timeout: 145_000 });
      await assertAttempts(session, 1, "paid");
    });
  }

  payer("a form that was opened in time and is sent too late pays nothing", {}, async (page) => {
    const session = await createSession({ expires_in_seconds: 60 });
    await page.goto(session.url);
    await fillIn(page, cards.good);
    await eventually(async () => assert.equal((await read(session)).expired, true), 90);
    await payButton(page).click();
    await inState(page, "expired");
    assert.match(await page.locator("main").innerText(), /This link has expired\s+Nothing was charged\./);
    await assertAttempts(session, 0, "unpaid");
  });

  payer("a session that was paid a while ago says so, and stays where it is", {}, async (page) => {
    await checkoutStates["already-paid"](page);
    assert.equal(await page.locator("h1").innerText(), "Already paid");
    assert.equal(await page.locator("[data-forward]").count(), 0);
    await page.getByRole("link", { name: "Back to Demo Tea House" }).click();
    await page.getByRole("heading", { name: "Thank you!" }).waitFor();
  });
});
