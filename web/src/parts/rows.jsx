import { useState } from "preact/hooks";
import { Shown } from "../charts/funnel.jsx";

/** Rows that are shown before somebody asks for more. */
const SHOWN = 16;

/** The rows of a comparison, sorted by any of their columns. */
export function Rows({ rows, table, sort, setSort, pointed, setPointed, onTry, best }) {
  const [all, setAll] = useState(false);
  const listed = all ? rows : rows.slice(0, SHOWN);
  const chosen = (column) => setSort((before) => ({ column, down: before.column === column ? !before.down : false }));
  const sorted = sort.column ?? table.heads.findIndex(({ text }) => text === "Odds");
  return (
    <section class="card" aria-labelledby="rows-title">
      <h2 id="rows-title">Rows</h2>
      <p class="hint">{table.caption}. Choose a heading to sort by it.</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Rows, table">
        <table class="rows" aria-labelledby="rows-title">
          <thead>
            <tr>
              {table.heads.map(({ text, kind }, column) => (
                <th key={text} scope="col" class={kind} aria-sort={column === sorted ? (sort.down ? "descending" : "ascending") : undefined}>
                  <button type="button" class="plain sort" onClick={() => chosen(column)}>{text}</button>
                </th>
              ))}
              <th scope="col"><span class="unseen">Explore</span></th>
            </tr>
          </thead>
          <tbody>
            {listed.map((row) => (
              <tr key={row.key} class={`${row.over ? "over" : ""}${row === best ? " best" : ""}${pointed === row.key ? " pointed" : ""}`}
                onMouseEnter={() => setPointed(row.key)} onMouseLeave={() => setPointed(null)}>
                {row.cells.map((cell, column) => (column === 0
                  ? <th key={column} scope="row"><bdi>{cell.text}</bdi>{row.titles?.length === 1 && <span class="hint small"><bdi>{row.titles[0]}</bdi></span>}</th>
                  : <td key={column} class={cell.kind}><bdi><Shown text={cell.text} /></bdi></td>))}
                <td>{!row.baseline && <button type="button" class="quiet" onClick={() => onTry(row.measures)} aria-label={`Explore with ${row.name}`}>Explore</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > SHOWN && (
        <button type="button" class="quiet" aria-expanded={all} onClick={() => setAll(!all)}>{all ? `Show ${SHOWN} rows` : `Show all ${rows.length} rows`}</button>
      )}
    </section>
  );
}
