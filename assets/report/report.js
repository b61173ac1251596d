"use strict";
// Sorts a table by the column whose heading was chosen; chosen again, the other way round.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    const value = (row) => {
      const cell = row.cells[column];
      return cell.dataset.key === undefined ? cell.textContent : Number(cell.dataset.key);
    };
    const order = (a, b) => {
      const [x, y] = [value(a), value(b)];
      const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en");
      return down ? -sign : sign;
    };
    heads.forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    table.tBodies[0].append(...Array.from(table.tBodies[0].rows).sort(order));
  }));
}
