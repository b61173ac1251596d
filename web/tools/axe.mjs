// Checks every view with axe-core, in light and dark colours, on a phone and on a desk:
//   node tools/axe.mjs 'http://127.0.0.1:PORT/?token=…'
// The address is the one that `overheard serve` prints. Ends with 1 if anything is found.
import { readFile } from "node:fs/promises";
import { browser } from "./browser.mjs";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const SIZES = [[390, 844], [1280, 900]];
const VIEWS = {
  explore: "document.querySelector('#status')?.dataset.state === 'done'",
  compare: "document.querySelector('#panel-compare .posterior, #panel-compare .rows') !== null",
  explain: "document.querySelector('#panel-explain .posterior') !== null",
  edit: "document.querySelector('#check-status.done') !== null",
};
const address = process.argv[2];
const scenario = process.argv[3] ?? "singapore-airshow-2024";
const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const page = await browser();
let found = 0;
await page.call("Page.navigate", { url: address });
await page.until("document.querySelector('[role=tab]') !== null");
for (const [width, height] of SIZES) {
  for (const theme of ["light", "dark"]) {
    for (const [view, ready] of Object.entries(VIEWS)) {
      await page.call("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
      await page.call("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: theme }] });
      await page.call("Page.navigate", { url: "about:blank" });
      await page.call("Page.navigate", { url: `${new URL(address).origin}/#/${view}?scenario=${scenario}` });
      await page.until(ready);
      await page.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
      // What fades is looked at when it has faded.
      await page.value("Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations !== Infinity).map((one) => one.finished))");
      await page.value(axe);
      const violations = await page.value(`axe.run(document, { runOnly: ${JSON.stringify(STANDARD)} }).then(({ violations }) => violations.map(({ id, impact, help, nodes }) =>
        ({ id, impact, help, nodes: nodes.slice(0, 4).map(({ html, failureSummary }) => html.slice(0, 160) + " :: " + failureSummary.replace(/\\s+/g, " ").slice(0, 220)) })))`);
      console.log(`${view}, ${theme}, ${width} px: ${violations.length === 0 ? "nothing" : ""}`);
      for (const { id, impact, help, nodes } of violations) console.log(`  ${impact} ${id}: ${help}\n    ${nodes.join("\n    ")}`);
      found += violations.length;
    }
  }
}
await page.close();
process.exit(found === 0 ? 0 : 1);
