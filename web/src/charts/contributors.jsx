import { linear } from "../scale.js";

const KINDS = [["venue", "Venue"], ["channel", "Channel"], ["group", "Group"], ["cause", "Cause"], ["kind", "Kind of conversation"], ["campaign", "Campaign"]];
/** Rows of each list; the rest stands in the downloads. */
const MOST = 7;

/** Whose share of the captured legs is how large. */
export function Contributors({ figures }) {
  const lists = KINDS.filter(([key]) => figures.contributors?.[key]?.length > 1);
  if (lists.length === 0) return null;
  return (
    <section class="card full" aria-labelledby="contributors-title">
      <h2 id="contributors-title">What contributes</h2>
      <p class="hint">Share of captured legs, with 95 % intervals: where a measure would have to act. A full bar is 100 %.</p>
      <div class="lists">
        {lists.map(([key, label]) => <Shares key={key} label={label} shares={figures.contributors[key]} />)}
      </div>
    </section>
  );
}

function Shares({ label, shares }) {
  const ordered = [...shares].sort((a, b) => b.mean - a.mean);
  const shown = ordered.slice(0, MOST);
  return (
    <table class="bars">
      <caption>{label}</caption>
      <thead class="unseen"><tr><th scope="col">{label}</th><th scope="col">Share</th></tr></thead>
      <tbody>
        {shown.map(({ name, mean, low, high, shown: text, interval }) => (
          <tr key={name}>
            <th scope="row"><bdi>{name}</bdi></th>
            <td><Bar mean={mean} low={low} high={high} /><span class="value">{text}</span><span class="unseen">, {interval}</span></td>
          </tr>
        ))}
        {ordered.length > MOST && <tr><th scope="row" class="hint">and {ordered.length - MOST} more</th><td /></tr>}
      </tbody>
    </table>
  );
}

/** A bar of a share, from 0 to 100 %, with its interval; another value may be marked on it. */
export function Bar({ mean, low, high, mark }) {
  const x = linear(0, 1, 0, 100);
  return (
    <div class="bar" aria-hidden="true">
      <i class="bar-fill" style={{ width: `${x(mean)}%` }} />
      {high > low && <i class="bar-whisker" style={{ left: `${x(low)}%`, width: `${x(high) - x(low)}%` }} />}
      {mark !== undefined && <i class="bar-mark" style={{ left: `${x(mark)}%` }} />}
    </div>
  );
}
