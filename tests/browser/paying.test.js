// The good case, and all the ways to pay only once.

import assert from "node:assert/strict";

import { assertAttempts, base, cards, createSession, paymentsOf, read } from "./lib/api.js";
import {
  assertFocus, eventually, fillIn, focused, inPaidState, inState, payButton, payer, stateOf, stay, withBrowser,
} from "./lib/browser.js";

withBrowser();

payer("a payer types a card key by key, pays, and is led back to the shop, and the shop hears of it", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  assert.equal(await page.title(), "Pay €28.50 – Demo Tea House");
  const number = page.locator("#number");
  let typed = "";
  for (const digit of cards.good) {
    typed += digit;
    await number.press(digit);
    assert.equal(await number.inputValue(), typed.match(/\d{1,4}/g).join(" "));
  }
  await assertBrand(page, "visa", "Visa");
  await page.locator("#expiry").pressSequentially("1234");
  assert.equal(await page.locator("#expiry").inputValue(), "12 / 34");
  await page.locator("#cvc").pressSequentially("12a3");
  assert.equal(await page.locator("#cvc").inputValue(), "123");
  await page.locator("#name").pressSequentially("Ada Lovelace");
  await payButton(page).click();

  await inState(page, "done");
  assert.match(await page.locator("h1").innerText(), /^Payment complete$/);
  await page.waitForURL(`${base}/thanks?session_id=${session.id}`);
  assert.equal(await page.locator("h1").innerText(), "Thank you!");

  await page.getByRole("link", { name: "See its webhooks" }).click();
  const letter = page.locator("#letters li", { has: page.getByText("payment_session.completed", { exact: true }) });
  await letter.locator("summary").click();
  await letter.locator(".letter").getByText("The signature verifies.", { exact: true }).waitFor();
  const body = JSON.parse(await letter.locator("pre").innerText());
  assert.equal(body.data.object.id, session.id);
  assert.equal(body.data.object.payment_outcome, "paid");
  await assertAttempts(session, 1, "paid");
});

payer("the start page's button leads to a session that can be paid", {}, async (page) => {
  await page.goto(base);
  await page.getByRole("button", { name: "Create a demo session and open its page" }).click();
  await inState(page, "form");
  await fillIn(page, cards.good);
  await payButton(page).click();
  await page.getByRole("heading", { name: "Thank you!" }).waitFor();
});

payer("the keyboard alone is enough, and the focus can be seen everywhere", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  const order = [];
  const next = async () => {
    await page.keyboard.press("Tab");
    order.push(await focused(page));
    assert.ok(await showsFocus(page), `no focus to be seen on ${order.at(-1)}`);
  };
  await next(); // back to the shop
  await next();
  await page.keyboard.type(cards.good);
  await next();
  await page.keyboard.type("1234");
  await next();
  await page.keyboard.type("123");
  await next();
  await page.keyboard.type("Ada Lovelace");
  await next(); // the button
  await next(); // whom to ask
  assert.deepEqual(order, ["A", "number", "expiry", "cvc", "name", "BUTTON", "A"]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await assertFocus(page, "name");
  await page.keyboard.press("Enter");
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

payer("every field says what it is for, so that browsers can fill it in", {}, async (page) => {
  await page.goto((await createSession()).url);
  const fields = page.locator("form[data-pay] input:not([type=hidden])");
  const said = await fields.evaluateAll((inputs) => inputs.map((input) => [
    input.labels[0].innerText, input.autocomplete, input.type, input.inputMode,
  ]));
  assert.deepEqual(said, [
    ["Card number", "cc-number", "text", "numeric"],
    ["Expiry date", "cc-exp", "text", "numeric"],
    ["Security code", "cc-csc", "text", "numeric"],
    ["Name on card", "cc-name", "text", ""],
  ]);
});

payer("what is pasted, filled in or typed in the middle is tidied up", {}, async (page) => {
  await page.goto((await createSession()).url);
  const [number, expiry] = [page.locator("#number"), page.locator("#expiry")];
  const put = async (input, text) => {
    await input.fill("");
    await input.focus();
    await page.keyboard.insertText(text);
    return input.inputValue();
  };
  assert.equal(await put(number, " 5555-5555 5555 4444\t"), "5555 5555 5555 4444");
  await assertBrand(page, "mastercard", "Mastercard");
  assert.equal(await put(number, cards.amex), "3782 822463 10005");
  await assertBrand(page, "amex", "American Express");
  assert.equal(await put(number, "６０１１ 0000"), "6011 0000");
  await assertBrand(page, "other", "");
  for (const [text, tidy] of [
    ["1234", "12 / 34"], ["12/34", "12 / 34"], ["12/2034", "12 / 34"], ["2034-12", "12 / 34"], ["9/34", "09 / 34"],
    ["934", "09 / 34"], ["１２３４", "12 / 34"],
  ]) {
    assert.equal(await put(expiry, text), tidy, `of ${text}`);
  }

  // A digit that was forgotten goes where the caret is, and the caret stays behind it.
  await put(number, "424242424242424");
  for (let step = 0; step < 15; step += 1) await page.keyboard.press("ArrowLeft");
  const caret = () => number.evaluate((input) => input.value.slice(0, input.selectionStart));
  const before = await caret();
  await page.keyboard.press("9");
  assert.equal((await caret()).replaceAll(" ", ""), `${before}9`.replaceAll(" ", ""));
  await page.keyboard.press("Backspace");
  assert.equal((await caret()).replaceAll(" ", ""), before.replaceAll(" ", ""));

  // The slash never holds up the backspace.
  await put(expiry, "1234");
  for (let left = 3; left >= 0; left -= 1) {
    await page.keyboard.press("Backspace");
    assert.equal((await expiry.inputValue()).replace(/\D/g, "").length, left);
  }
});

payer("a double click pays once", {}, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.good);
  await payButton(page).dblclick();
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

payer("a double click without JavaScript pays once", { javaScriptEnabled: false }, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.good);
  await payButton(page).dblclick();
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

payer("while the payment is made, the button says so, and a second try is not sent", {}, async (page, { context }) => {
  await stay(context);
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.good);
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request.url()));
  const seen = await page.locator("form[data-pay]").evaluate((form) => {
    const seen = [];
    const button = form.querySelector("button");
    addEventListener("submit", (event) => seen.push({
      sent: !event.defaultPrevented,
      busy: button.getAttribute("aria-busy"),
      disabled: button.disabled,
      words: button.innerText,
      said: form.querySelector("[role=status]").textContent,
    }));
    form.requestSubmit();
    form.requestSubmit();
    return seen;
  });
  const busy = { busy: "true", disabled: true, words: "Paying…", said: "Paying…" };
  assert.deepEqual(seen, [{ sent: true, ...busy }, { sent: false, ...busy }]);
  await inState(page, "done");
  assert.deepEqual(posts, [session.url]);
  await assertAttempts(session, 1, "paid");
});

payer("two windows that pay at the same time pay once", {}, async (page, { context }) => {
  const session = await createSession();
  const other = await context.newPage();
  for (const window of [page, other]) {
    await window.goto(session.url);
    await fillIn(window, cards.good);
  }
  await Promise.all([payButton(page).click(), payButton(other).click()]);
  await Promise.all([page, other].map(inPaidState));
  await assertAttempts(session, 1, "paid");
});

for (const [how, javaScriptEnabled] of [["", true], [" without JavaScript", false]]) {
  payer(`the back button after paying shows that it is paid, and charges nothing${how}`, { javaScriptEnabled }, async (page, { context }) => {
    const session = await createSession();
    await page.goto(base);
    await page.goto(session.url);
    await fillIn(page, cards.good);
    await payButton(page).click();
    await page.waitForURL(`${base}/thanks?session_id=${session.id}`);
    await stay(context);
    // Back through everything that the browser remembers of the page.
    let seen = 0;
    for (let step = 0; step < 3; step += 1) {
      await page.goBack({ waitUntil: "commit" });
      if (!page.url().startsWith(session.url)) break;
      assert.match(await stateOf(page), /^(done|already-paid)$/);
      seen += 1;
    }
    assert.ok(seen > 0, "the page is still in the history");
    assert.equal(page.url(), `${base}/`);
    await assertAttempts(session, 1, "paid");
  });
}

payer("a page that was left open pays nothing once the session is paid elsewhere", {}, async (page, { context }) => {
  await stay(context);
  const session = await createSession();
  const other = await context.newPage();
  await page.goto(session.url);
  await other.goto(session.url);
  await fillIn(other, cards.good);
  await payButton(other).click();
  await inState(other, "done");
  await fillIn(page, cards.mastercard);
  await payButton(page).click();
  await inState(page, "done");
  await assertAttempts(session, 1, "paid");
  const [payment] = await paymentsOf(session);
  assert.equal((await read(session)).payment_id, payment.id);
});

async function assertBrand(page, brand, said) {
  const shown = await page.locator(".mark").evaluateAll((marks) =>
    marks.filter((mark) => getComputedStyle(mark).display !== "none").map((mark) => mark.classList[1]));
  assert.deepEqual(shown, [brand]);
  assert.equal(await page.locator("#number-brand").textContent(), said);
}

/** Whether the focused element, or the box around it, has an outline. */
const showsFocus = (page) => page.evaluate(() => {
  const { activeElement } = document;
  return [activeElement, activeElement.closest(".cell")].some((place) => {
    if (!place) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(place);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
});
