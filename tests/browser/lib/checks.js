// What must hold on every page, whatever it shows.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** That axe finds nothing wrong. */
export async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(
    (values) => axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), tags);
  assert.ok(passes.length > 10, `${where}: axe has looked at the page`);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  assert.deepEqual(found, [], where);
}

/** That nothing reaches out of the window sideways, nor out of a box that would cut it off. */
export async function assertFits(page, where) {
  const outside = await page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`] : [];
    for (const element of document.body.querySelectorAll("*:not(.unseen, .unseen *, svg *)")) {
      const { left, right, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const name = `${element.tagName.toLowerCase()}.${element.className} “${(element.innerText ?? "").slice(0, 40)}”`;
      const scrolls = element.closest("pre");
      if (!scrolls && (left < -0.5 || right > clientWidth + 0.5)) found.push(`${name} reaches from ${left} to ${right}`);
      const cut = !scrolls && element.tagName !== "INPUT" && getComputedStyle(element).overflowX !== "visible";
      if (cut && element.scrollWidth > element.clientWidth + 1) found.push(`${name} is cut off`);
    }
    return found;
  });
  assert.deepEqual(outside, [], where);
}

/** That what can be hit is large enough: 44 px for buttons and fields, 24 px for the rest. */
export async function assertLargeTargets(page, where, { button = 44 } = {}) {
  const small = await page.evaluate((button) => {
    const found = [];
    for (const element of document.querySelectorAll("a, button, input:not([type=hidden]), summary")) {
      // Of a box to tick, the words beside it are hit as well.
      const target = element.matches("[type=radio], [type=checkbox]") ? element.closest("label") : element;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      // A link within a sentence is as high as its line.
      const inline = element.tagName === "A" && getComputedStyle(element).display === "inline";
      const large = element.matches("button, input, .action") ? button : 24;
      if (!inline && (width < Math.min(large, 44) || height < large)) {
        found.push(`${element.tagName} “${element.innerText}” is ${width} × ${height}`);
      }
    }
    return found;
  }, button);
  assert.deepEqual(small, [], where);
}
