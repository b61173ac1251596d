import { useState } from "preact/hooks";

/** What else a result says, table by table. */
export function Tables({ page, skip = [] }) {
  const tables = page.tables.filter(({ caption }) => !skip.includes(caption));
  if (tables.length === 0) return null;
  return (
    <section class="card" aria-label="More">
      <h2>More</h2>
      {tables.map((table) => (
        <details class="group" key={table.caption}>
          <summary><h3><bdi>{table.caption}</bdi></h3></summary>
          <Sortable table={table} />
        </details>
      ))}
    </section>
  );
}

/** A table that sorts by the heading that was chosen. */
export function Sortable({ table }) {
  const [{ column, down }, setSort] = useState({ column: null, down: false });
  const rows = [...table.rows];
  if (column !== null) {
    const value = (row) => row[column].key ?? row[column].text;
    rows.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en");
      return down ? -order : order;
    });
  }
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={`${table.caption}, table`}>
      <table class="rows">
        <caption class="unseen">{table.caption}</caption>
        <thead>
          <tr>
            {table.heads.map(({ text, kind }, index) => (
              <th key={index} scope="col" class={kind} aria-sort={index === column ? (down ? "descending" : "ascending") : undefined}>
                <button type="button" class="plain sort" onClick={() => setSort({ column: index, down: index === column && !down })}>{text}</button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => <tr key={index}>{row.map((cell, at) => <td key={at} class={cell.kind}><bdi>{cell.text}</bdi></td>)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}
