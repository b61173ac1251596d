import { Bar } from "./contributors.jsx";
import { Shown } from "./funnel.jsx";

/** The odds that each measure would have prevented what leaked. */
export function Prevention({ answer, dim }) {
  const { result, page } = answer;
  const table = page.tables.find(({ heads }) => heads[0]?.text === "Measure");
  if (!table || !(result.prevention?.length > 0)) return null;
  return (
    <section class={`card${dim ? " dim" : ""}`} aria-labelledby="prevention-title">
      <h2 id="prevention-title">Would a measure have prevented it?</h2>
      <p class="hint">Odds that it would have, whoever captured it, with 95 % intervals. A full bar is 100 %.</p>
      <table class="bars prevention" aria-labelledby="prevention-title">
        <thead class="unseen"><tr><th scope="col">Measure</th><th scope="col">Odds</th></tr></thead>
        <tbody>
          {result.prevention.map(({ measure, prevented }, index) => (
            <tr key={measure}>
              <th scope="row"><bdi>{table.rows[index]?.[0].text ?? measure}</bdi></th>
              <td><Bar {...prevented} /><span class="value"><Shown text={table.rows[index]?.[1].text ?? ""} /></span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
