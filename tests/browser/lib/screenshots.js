// The hosted page with a card half typed in, light and dark.

import { join } from "node:path";

import { cards, createSession } from "./api.js";
import { launch } from "./browser.js";

const [folder] = process.argv.slice(2);

const browser = await launch();
try {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
      reducedMotion: "reduce",
      locale: "en-GB",
      timezoneId: "Europe/Berlin",
      colorScheme,
    });
    const page = await context.newPage();
    await page.goto((await createSession()).url);
    await page.locator("#number").pressSequentially(cards.good);
    await page.locator("#expiry").pressSequentially("1234");
    await page.locator("#cvc").focus();
    await page.screenshot({ path: join(folder, `checkout-${colorScheme}.png`), caret: "hide" });
    await context.close();
  }
} finally {
  await browser.close();
}
