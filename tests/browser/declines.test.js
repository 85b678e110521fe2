// What goes wrong, and how the payer gets on.

import assert from "node:assert/strict";

import { assertAttempts, base, cards, createSession, read } from "./lib/api.js";
import { assertFocus, eventually, fillIn, inPaidState, inState, payButton, payer, stateOf, withBrowser } from "./lib/browser.js";

withBrowser();

payer("a decline keeps name and expiry, puts the focus on the advice, and the second try pays", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.declined);
  await payButton(page).click();
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.innerText(), /^The payment was not completed\s+Your bank declined this payment\. .* You have not been charged\.$/);
  assert.match(await page.title(), /^The payment was not completed – /);
  await assertFocus(page, "problem");
  assert.deepEqual(await typed(page), { number: "", expiry: "12 / 34", cvc: "", name: "Ada Lovelace" });
  await assertAttempts(session, 1, "not_started");

  await page.locator("#number").fill(cards.good);
  await page.locator("#cvc").fill("123");
  await payButton(page).click();
  await inPaidState(page);
  await assertAttempts(session, 2, "paid");
});

for (const [what, number, field, advice] of [
  ["an expired card", cards.expired, "expiry", /has expired/],
  ["a wrong security code", cards.wrongCode, "cvc", /security code is not right/],
]) {
  payer(`a decline for ${what} puts the focus on that field`, {}, async (page) => {
    const session = await createSession();
    await page.goto(session.url);
    await fillIn(page, number);
    await payButton(page).click();
    await page.getByRole("alert").waitFor();
    await assertFocus(page, field);
    await assertWrong(page, field, advice);
    assert.equal((await read(session)).attempts, 1);
  });
}

payer("a reload of a decline, and a visit later, charge nothing again", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.declined);
  await payButton(page).click();
  await page.getByRole("alert").waitFor();
  const posts = [];
  page.on("request", (request) => posts.push(request.method()));
  await page.reload();
  await page.getByRole("alert").waitFor();
  assert.deepEqual(posts, ["POST"], "the browser sends the form again");
  await assertAttempts(session, 1, "not_started");
  await page.goto(session.url);
  assert.equal(await stateOf(page), "form");
  await assertAttempts(session, 1, "not_started");
});

payer("back from a decline to the form before it, the same card is not charged again", {}, async (page) => {
  const session = await createSession();
  await page.goto(base);
  await page.goto(session.url);
  await fillIn(page, cards.declined);
  await payButton(page).click();
  await page.getByRole("alert").waitFor();
  await page.goBack({ waitUntil: "commit" });
  if (page.url() === `${base}/`) await page.goForward();
  await inState(page, "form");
  await assertAttempts(session, 1, "not_started");
  await fillIn(page, cards.good);
  await payButton(page).click();
  await eventually(async () => assert.notEqual(await stateOf(page).catch(() => null), "form"));
  await assertAttempts(session, 2, "paid");
});

payer("on a phone, below a long order, a decline is brought into sight", { viewport: { width: 390, height: 664 } }, async (page) => {
  const line_items = Array.from({ length: 20 }, (_, at) => ({ description: `Sencha ${at + 1}`, amount: 100 }));
  await page.goto((await createSession({ amount: 2000, line_items })).url);
  await fillIn(page, cards.declined);
  await payButton(page).click();
  await assertFocus(page, "problem");
  await eventually(async () => {
    const { y, height } = await page.locator("#problem").boundingBox();
    assert.ok(y >= 0 && y + height <= 664, `the advice reaches from ${y} to ${y + height}`);
  });
});

payer("the last decline says why once, that nothing was charged, and leads back to the shop", {}, async (page) => {
  const session = await createSession({ max_attempts: 1 });
  await page.goto(session.url);
  await fillIn(page, cards.wrongCode);
  await payButton(page).click();
  await inState(page, "failed");
  const main = page.locator(".outcome");
  const end = "Nothing was charged. This link takes no further attempts. Please go back to Demo Tea House and ask for a new one.";
  assert.equal(await page.title(), "This payment could not be completed – Demo Tea House");
  assert.equal(await page.locator("h1").innerText(), "This payment could not be completed");
  assert.equal(await main.locator(".reason").innerText(), "The security code is not right.");
  assert.ok((await main.innerText()).includes(end));
  assert.equal(await page.locator("form").count(), 0, "there is nothing more to try");

  await page.goto(session.url);
  assert.equal(await stateOf(page), "failed");
  assert.equal(await main.locator(".reason").count(), 0);
  assert.ok((await main.innerText()).includes(end));
  await page.getByRole("link", { name: "Back to Demo Tea House" }).click();
  await page.waitForURL((url) => url.pathname === "/" && url.searchParams.get("session_id") === session.id);
  await assertAttempts(session, 1, "unpaid");
});

for (const [locale, lang, words] of [
  ["en-GB", "en", { number: /^Enter the card number\.$/, expired: /^This card has expired/, digits: /^This card number is not right/ }],
  ["de-AT", "de", { number: /Kartennummer/, expired: /abgelaufen/, digits: /Kartennummer/ }],
  ["ja-JP", "ja", { number: /カード番号/, expired: /期限/, digits: /カード番号/ }],
]) {
  payer(`wrong fields are named in the page's language (${lang}), and the first has the focus`, { locale }, async (page) => {
    const session = await createSession();
    await page.goto(session.url);
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await payButton(page).click();
    await assertFocus(page, "number");
    for (const field of ["number", "expiry", "cvc", "name"]) await assertWrong(page, field, /./);
    await assertWrong(page, "number", words.number);

    await fillIn(page, "4242424242424241", { expiry: "01 / 20" });
    await payButton(page).click();
    await assertFocus(page, "number");
    await assertWrong(page, "number", words.digits);
    await assertWrong(page, "expiry", words.expired);
    await assertRight(page, "cvc");
    await assertRight(page, "name");

    // What is put right is no longer wrong, at once.
    await page.locator("#number").fill(cards.good);
    await assertRight(page, "number");
    await payButton(page).click();
    await assertFocus(page, "expiry");
    assert.equal((await read(session)).version, 1, "nothing was attempted");
  });
}

payer("a card that is no test card is refused at its field, and is not sent back", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, "4111111111111111");
  await payButton(page).click();
  await page.getByRole("alert").waitFor();
  await assertFocus(page, "number");
  await assertWrong(page, "number", /^Only test cards work here/);
  assert.equal((await typed(page)).number, "");
  assert.ok(!(await page.content()).includes("4111"));
  assert.equal((await read(session)).version, 1);
  await page.getByRole("alert").getByRole("link").click();
  await assertFocus(page, "number");
});

const typed = (page) => page.locator("form[data-pay]").evaluate((form) => Object.fromEntries(
  ["number", "expiry", "cvc", "name"].map((name) => [name, form.elements[name].value])));

async function assertWrong(page, field, message) {
  const input = page.locator(`#${field}`);
  assert.equal(await input.getAttribute("aria-invalid"), "true", `${field} is marked`);
  const described = (await input.getAttribute("aria-describedby")).split(" ");
  assert.equal(described[0], `${field}-error`);
  for (const id of described) assert.equal(await page.locator(`#${id}`).count(), 1, id);
  const said = page.locator(`#${field}-error`);
  assert.match(await said.innerText(), message);
  assert.ok(await said.isVisible());
}

async function assertRight(page, field) {
  assert.equal(await page.locator(`#${field}`).getAttribute("aria-invalid"), null);
  assert.equal(await page.locator(`#${field}-error`).innerText(), "");
}
