// Every page, for everybody: axe, and targets that can be hit, light and dark, small and large.

import { payer, withBrowser } from "./lib/browser.js";
import { assertAccessible, assertLargeTargets } from "./lib/checks.js";
import { checkoutStates, localPages } from "./lib/states.js";

withBrowser();

const windows = [{ width: 390, height: 844 }, { width: 1280, height: 800 }];

async function look(page, where, rules) {
  for (const viewport of windows) {
    await page.setViewportSize(viewport);
    await assertLargeTargets(page, `${where}, ${viewport.width} px`, rules);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `${where}, ${viewport.width} px, ${colorScheme}`);
    }
  }
}

for (const [state, go] of Object.entries(checkoutStates)) {
  payer(`the hosted page can be used by everybody: ${state}`, {}, async (page) => {
    await go(page);
    await look(page, state);
  });
}

for (const [name, go] of Object.entries(localPages)) {
  payer(`the local pages can be used by everybody: ${name}`, {}, async (page) => {
    await go(page);
    // A developer's page may have smaller buttons beside what they copy.
    await look(page, name, { button: 24 });
  });
}
