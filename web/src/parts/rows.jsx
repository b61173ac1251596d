import { useState } from "preact/hooks";
import { Shown } from "../charts/funnel.jsx";

/** Rows that are shown before somebody asks for more. */
const SHOWN = 16;
/** This column says the odds once more, and stands below them. */
const IN_WORDS = "In words";
/** What the charts above show, too, and narrow windows have no room for. */
const SPARED = ["Ratio", "Frontier", "Effect"];

const classOf = ({ text, kind }) => `${kind}${SPARED.includes(text) ? " spared" : ""}${text.startsWith("Harm") ? " long" : ""}`;

/** The rows of a comparison, sorted by any of their columns. */
export function Rows({ rows, table, sort, setSort, pointed, setPointed, onTry, best }) {
  const [all, setAll] = useState(false);
  const listed = all ? rows : rows.slice(0, SHOWN);
  const chosen = (column) => setSort((before) => ({ column, down: before.column === column ? !before.down : false }));
  const words = table.heads.findIndex(({ text }) => text === IN_WORDS);
  const sorted = sort.column ?? table.heads.findIndex(({ text }) => text === "Odds");
  return (
    <section class="card" aria-labelledby="rows-title">
      <h2 id="rows-title">Rows</h2>
      <p class="hint">{table.caption}. Choose a heading to sort by it.</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Rows, table">
        <table class="rows" aria-labelledby="rows-title">
          <thead>
            <tr>
              {table.heads.map(({ text, kind }, column) => column !== words && (
                <th key={text} scope="col" class={classOf({ text, kind })} aria-sort={column === sorted ? (sort.down ? "descending" : "ascending") : undefined}>
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
                {row.cells.map((cell, column) => column !== words && (column === 0
                  ? <th key={column} scope="row"><bdi>{cell.text}</bdi>{row.titles?.length === 1 && <span class="hint small"><bdi>{row.titles[0]}</bdi></span>}</th>
                  : <td key={column} class={classOf(table.heads[column])} data-head={table.heads[column].text}>
                    <bdi><Shown text={cell.text} /></bdi>
                    {table.heads[column].text === "Odds" && words >= 0 && <span class="small">{row.cells[words].text}</span>}
                  </td>))}
                <td class="act">{!row.baseline && <button type="button" class="quiet" onClick={() => onTry(row.measures)} aria-label={`Explore with ${row.name}`}>Explore</button>}</td>
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
