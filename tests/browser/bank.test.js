// 3-D Secure: the payer's bank asks first.

import assert from "node:assert/strict";

import { assertAttempts, base, cards, createSession, pay, read } from "./lib/api.js";
import { assertFocus, fillIn, inPaidState, inState, payButton, payer, stateOf, withBrowser } from "./lib/browser.js";

withBrowser();

async function toTheBank(page) {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.bankAsks);
  await payButton(page).click();
  await inState(page, "bank");
  const facts = await page.locator("dl").innerText();
  for (const fact of ["Demo Tea House", "€28.50", "3184"]) assert.ok(facts.includes(fact), facts);
  return session;
}

payer("a payer approves at the bank and has paid", {}, async (page) => {
  const session = await toTheBank(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await inState(page, "done");
  await page.waitForURL(`${base}/thanks?session_id=${session.id}`);
  await assertAttempts(session, 1, "paid");
});

payer("a payer who refuses at the bank gets the form again, and can pay with another card", {}, async (page) => {
  const session = await toTheBank(page);
  await page.getByRole("button", { name: "Refuse" }).click();
  await inState(page, "form");
  assert.match(await page.getByRole("alert").innerText(), /Your bank could not confirm that it was you\./);
  await assertFocus(page, "problem");
  await assertAttempts(session, 1, "not_started");
  await fillIn(page, cards.mastercard);
  await payButton(page).click();
  await inPaidState(page);
  await assertAttempts(session, 2, "paid");
});

payer("a payer who went away from the bank is led there again, also on another device", {}, async (page) => {
  const session = await createSession();
  const asked = await pay(session, cards.bankAsks);
  assert.equal(asked.body.next_action.type, "redirect");
  await page.goto(session.url);
  assert.equal(await stateOf(page), "bank-check");
  await page.getByRole("link", { name: "Continue to your bank" }).click();
  await inState(page, "bank");
  assert.equal(page.url(), asked.body.next_action.url);
  await page.getByRole("button", { name: "Approve" }).click();
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

payer("a decision at the bank is final, whatever the back button does", {}, async (page) => {
  const session = await toTheBank(page);
  const bank = page.url();
  await page.getByRole("button", { name: "Refuse" }).dblclick();
  await inState(page, "form");
  await page.goto(bank);
  await page.waitForURL(session.url);
  assert.equal(await stateOf(page), "form");
  assert.equal((await read(session)).attempts, 1);
});
