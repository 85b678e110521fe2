// The whole path in a browser that runs no script.

import assert from "node:assert/strict";

import { assertAttempts, base, cards, createSession, read } from "./lib/api.js";
import { fillIn, inPaidState, inState, payButton, payer, stateOf, withBrowser } from "./lib/browser.js";

withBrowser();

const plain = { javaScriptEnabled: false };

payer("without JavaScript a payer pays, is led back, and sees the webhook", plain, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, "4242 4242 4242 4242", { expiry: "12/34" });
  await payButton(page).click();
  await inState(page, "done");
  await page.waitForURL(`${base}/thanks?session_id=${session.id}`);
  await page.getByRole("link", { name: "See its webhooks" }).click();
  // The page looks for more by itself.
  const letter = page.locator("#letters li", { has: page.getByText("payment_session.completed", { exact: true }) });
  await letter.getByTitle("The signature verifies").waitFor();
  await assertAttempts(session, 1, "paid");
});

payer("without JavaScript wrong fields are named, and lead to where they are put right", plain, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, "4242 4242 4242 4241", { expiry: "13 / 34", cvc: "1" });
  await payButton(page).click();
  const alert = page.getByRole("alert");
  await alert.waitFor();
  const links = alert.getByRole("link");
  assert.deepEqual(await links.evaluateAll((all) => all.map((a) => a.getAttribute("href"))), ["#number", "#expiry", "#cvc"]);
  for (const field of ["number", "expiry", "cvc"]) {
    const input = page.locator(`#${field}`);
    assert.equal(await input.getAttribute("aria-invalid"), "true");
    assert.ok((await input.getAttribute("aria-describedby")).startsWith(`${field}-error`));
    assert.notEqual(await page.locator(`#${field}-error`).innerText(), "");
  }
  assert.equal(await page.locator("#number").getAttribute("autofocus"), "");
  assert.equal(await page.locator("#number").inputValue(), "");
  assert.equal(await page.locator("#expiry").inputValue(), "13 / 34");
  assert.equal(await page.locator("#name").inputValue(), "Ada Lovelace");
  assert.equal((await read(session)).version, 1, "nothing was attempted");

  await fillIn(page, cards.good);
  await payButton(page).click();
  await inPaidState(page);
});

payer("without JavaScript an empty form is not sent", plain, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  const posts = [];
  page.on("request", (request) => posts.push(request.url()));
  await payButton(page).click();
  assert.equal(await page.locator("#number").evaluate((input) => input.validity.valueMissing), true);
  assert.deepEqual(posts, []);
});

payer("without JavaScript a decline keeps the form, and the second try pays", plain, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.declined);
  await payButton(page).click();
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator("#expiry").inputValue(), "12 / 34");
  assert.equal(await page.locator("#name").inputValue(), "Ada Lovelace");
  await page.locator("#number").fill(cards.good);
  await page.locator("#cvc").fill("123");
  await payButton(page).click();
  await inPaidState(page);
  await assertAttempts(session, 2, "paid");
});

payer("without JavaScript the bank can be told yes and no", plain, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  for (const [decision, state] of [["Refuse", "form"], ["Approve", "done"]]) {
    await fillIn(page, cards.bankAsks);
    await payButton(page).click();
    await inState(page, "bank");
    await page.getByRole("button", { name: decision }).click();
    await inState(page, state);
  }
  await inPaidState(page);
  await assertAttempts(session, 2, "paid");
});

payer("without JavaScript the page of an unknown link says so", plain, async (page) => {
  const answer = await page.goto(`${base}/checkout/nothing`);
  assert.equal(answer.status(), 404);
  assert.equal(await stateOf(page), "not-found");
});
