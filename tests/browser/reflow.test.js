// Every page in every language, on the narrowest screens and at the largest sizes.

import assert from "node:assert/strict";

import { assertAttempts, base, cards, createSession } from "./lib/api.js";
import { fillIn, inPaidState, inState, payButton, payer, withBrowser } from "./lib/browser.js";
import { assertFits } from "./lib/checks.js";
import { checkoutStates, localPages } from "./lib/states.js";

withBrowser();

const narrow = { width: 320, height: 640 };
const locales = { "en-GB": "en", "ja-JP": "ja", "de-DE": "de", "fr-FR": "fr", "es-ES": "es", "sv-SE": "sv" };

for (const [locale, lang] of Object.entries(locales)) {
  payer(`every state speaks its language and fits 320 px (${lang})`, { locale, viewport: narrow }, async (page) => {
    for (const [state, go] of Object.entries(checkoutStates)) {
      await go(page);
      assert.equal(await page.locator("html").getAttribute("lang"), lang, state);
      await assertFits(page, state);
    }
  });
}

payer("every state fits when its text is twice as large, or the window is at 200 % and 400 %", {}, async (page) => {
  for (const [state, go] of Object.entries(checkoutStates)) {
    await page.setViewportSize({ width: 640, height: 400 });
    await go(page);
    await assertFits(page, `${state} at 200 %`);
    await page.setViewportSize({ width: 320, height: 256 });
    await assertFits(page, `${state} at 400 %`);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await assertFits(page, `${state} with large text`);
  }
});

payer("a payer can pay in a window at 200 %", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.good);
  await payButton(page).click();
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

payer("a payer can pay on a phone turned on its side, at 400 %", { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4, hasTouch: true, isMobile: true }, async (page) => {
  const session = await createSession();
  await page.goto(session.url);
  await fillIn(page, cards.bankAsks);
  await payButton(page).tap();
  await inState(page, "bank");
  await page.getByRole("button", { name: "Approve" }).tap();
  await inPaidState(page);
  await assertAttempts(session, 1, "paid");
});

for (const [name, go] of Object.entries(localPages)) {
  payer(`the local pages fit 320 px: ${name}`, { viewport: narrow }, async (page) => {
    await go(page);
    await assertFits(page, name);
  });
}
