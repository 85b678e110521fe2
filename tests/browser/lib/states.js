// Every page there is, and the way to it. Each entry opens its page in a given window.

import assert from "node:assert/strict";

import { base, cancel, cards, createLiveSession, createSession, pay, read } from "./api.js";
import { eventually, fillIn, inState, payButton, stay } from "./browser.js";

/** Sessions are made once for a file, when the first window asks for them. */
const made = new Map();
function once(name, make) {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
}

const longWords = {
  description: "Gemäß Auftrag 1042\nDonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  amount: 9_876_543_210,
  line_items: [
    { description: "Unaussprechlichkeitsvermeidungsverordnungsentwurf_mit_einem_sehr_langen_Namen", amount: 9_876_542_010 },
    ...Array.from({ length: 6 }, (_, at) => ({ description: `Sencha ${at + 1}`, amount: 100, quantity: 2 })),
  ],
  email: "a.rather.long.address.of.somebody@mail.department.of.tea.and.biscuits.example",
};

const asks = (session) => pay(session, cards.bankAsks);

async function visit(page, session, state) {
  await page.goto(session.url);
  await inState(page, state);
}

/** The first session of a series, which tells the payer what that allows. */
const series = { type: "first_in_series" };

async function visitSeries(page, name, make) {
  await visit(page, await once(name, make), "form");
  await page.locator("#consent").waitFor();
}

async function declined(page, number) {
  const session = await once(`declined ${number}`, async () => {
    const session = await createSession();
    await pay(session, number);
    return session;
  });
  await visit(page, session, "form");
  await page.getByRole("alert").waitFor();
}

/** A session of somebody who has saved two cards, which asks whether to save another. */
export async function returning(changes = { save_payment_method: "prompt" }) {
  const first = await createSession({ save_payment_method: "always" });
  await pay(first, cards.good);
  const customer = (await read(first)).customer_id;
  await pay(await createSession({ customer, save_payment_method: "always" }), cards.mastercard);
  return createSession({ customer, ...changes });
}

export const checkoutStates = {
  "form": async (page) => visit(page, await once("form", () => createSession()), "form"),
  "form in Japanese yen": async (page) => {
    const yen = { amount: 4200, currency: "JPY", line_items: [{ description: "煎茶 100g", amount: 4200 }], email: "ada@example.com" };
    return visit(page, await once("yen", () => createSession(yen)), "form");
  },
  "form with many long lines": async (page) => {
    await visit(page, await once("long", () => createSession(longWords)), "form");
    await page.locator("details summary").click();
  },
  "form with wrong fields": async (page) => {
    await visit(page, await once("form", () => createSession()), "form");
    await payButton(page).click();
    await page.locator("#number[aria-invalid]").waitFor();
  },
  "form with wrong fields, from the server": async (page) => {
    await visit(page, await once("form", () => createSession()), "form");
    await fillIn(page, "4242424242424241", { expiry: "1", cvc: "1", name: "" });
    await page.locator("form[data-pay]").evaluate((form) => form.submit());
    await page.getByRole("alert").waitFor();
  },
  "form that asks whether to save": async (page) => {
    await visit(page, await once("prompt", () => createSession({ save_payment_method: "prompt" })), "form");
  },
  "form that will save": async (page) => {
    await visit(page, await once("always", () => createSession({ save_payment_method: "always" })), "form");
  },
  "form with saved cards": async (page) => visit(page, await once("returning", returning), "form"),
  "form with saved cards, another chosen": async (page) => {
    await visit(page, await once("returning", returning), "form");
    await page.locator('input[name="method"][value="card"]').check();
  },
  "form that verifies": async (page) => {
    await visit(page, await once("verifies", () => createSession({ amount: 0, line_items: [] })), "form");
  },
  "form that begins a series": (page) => visitSeries(page, "series", () => createSession(series)),
  "form that begins a series with saved cards": (page) => visitSeries(page, "series, returning", () => returning(series)),
  "form that begins a series and verifies": (page) => {
    return visitSeries(page, "series, verifies", () => createSession({ ...series, amount: 0, line_items: [] }));
  },
  "verified": async (page) => {
    await stay(page.context());
    const session = await createSession({ amount: 0, line_items: [] });
    await pay(session, cards.good);
    await visit(page, session, "done");
  },
  "declined": (page) => declined(page, cards.declined),
  "declined for its security code": (page) => declined(page, cards.wrongCode),
  "bank-check": async (page) => {
    const session = await once("bank", async () => {
      const session = await createSession();
      await asks(session);
      return session;
    });
    await visit(page, session, "bank-check");
  },
  "bank": async (page) => {
    await checkoutStates["bank-check"](page);
    await page.locator("a.action").click();
    await inState(page, "bank");
  },
  "processing": async (page) => {
    // It lasts about a minute, so that each visit makes its own.
    const session = await createSession();
    await pay(session, cards.good, { "sandbox-scenario": "timeout_after_commit" });
    await visit(page, session, "processing");
  },
  "done": async (page) => {
    await stay(page.context());
    const session = await createSession();
    await pay(session, cards.good);
    await visit(page, session, "done");
  },
  "failed": async (page) => {
    // Tried on the page itself: only then it tells the reason.
    await visit(page, await createSession({ max_attempts: 1 }), "form");
    await fillIn(page, cards.declined);
    await payButton(page).click();
    await inState(page, "failed");
  },
  "failed, at a later visit": async (page) => {
    const session = await once("failed", async () => {
      const session = await createSession({ max_attempts: 1 });
      await pay(session, cards.declined);
      return session;
    });
    await visit(page, session, "failed");
  },
  "cancelled": async (page) => {
    const session = await once("cancelled", async () => {
      const session = await createSession();
      await cancel(session);
      return session;
    });
    await visit(page, session, "cancelled");
  },
  "unavailable": async (page) => visit(page, await once("live", createLiveSession), "unavailable"),
  "not-found": async (page) => {
    await page.goto(`${base}/checkout/nothing`);
    await inState(page, "not-found");
  },
  // These two take a minute to come about, so that they stand last.
  "expired": async (page) => {
    const { expiring } = early();
    await eventually(async () => assert.equal((await read(expiring)).expired, true), 90);
    await visit(page, expiring, "expired");
  },
  "already-paid": async (page) => {
    const { paid } = early();
    const at = Date.parse((await read(paid)).completed_at);
    // The API tells whole seconds.
    await eventually(() => assert.ok(Date.now() > at + 61_000), 90);
    await visit(page, paid, "already-paid");
  },
};

/** What `early.js` began when the server had started. */
export const early = () => JSON.parse(process.env.EARLY);

export const localPages = {
  "start page": async (page) => {
    await page.goto(base);
    await page.locator(".copy").first().waitFor();
  },
  "inbox": async (page) => {
    await page.goto(`${base}/inbox`);
    await page.locator("#letters summary").first().click();
    await page.locator("#letters pre").first().waitFor();
  },
  "inbox with nothing to show": async (page) => {
    await page.goto(`${base}/inbox?about=ps_nothing`);
    await page.getByText("Nothing here is about that.").waitFor();
  },
  "thanks": async (page) => {
    const session = await once("thanked", async () => {
      const session = await createSession();
      await pay(session, cards.good);
      return session;
    });
    await page.goto(`${base}/thanks?session_id=${session.id}`);
    await page.locator("details summary").click();
    await page.locator("details pre").waitFor();
  },
  "thanks, not paid": async (page) => {
    await page.goto(`${base}/thanks?session_id=${(await once("form", () => createSession())).id}`);
    await page.getByRole("heading", { name: "Not paid yet" }).waitFor();
  },
  "thanks for nothing": async (page) => {
    await page.goto(`${base}/thanks?session_id=nothing`);
    await page.getByRole("heading", { name: "We know of no such order" }).waitFor();
  },
};
