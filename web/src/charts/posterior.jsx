import { Bar } from "./contributors.jsx";
import { Shown } from "./funnel.jsx";

/** Prior and posterior of each explanation. */
export function Posterior({ answer, dim }) {
  const { result, page } = answer;
  const rows = page.figures?.rows ?? [];
  const cell = (index, head) => {
    const at = page.figures.heads.findIndex(({ text }) => text.startsWith(head));
    return rows[index]?.[at]?.text ?? "";
  };
  return (
    <div class={dim ? "dim" : ""}>
      <table class="posterior">
        <caption class="unseen">Who captured it</caption>
        <thead><tr><th scope="col">Who</th><td class="plot-cell" /><th scope="col" class="number">Before</th><th scope="col" class="number">After</th></tr></thead>
        <tbody>
          {result.hypotheses.map((hypothesis, index) => {
            const leads = hypothesis.name === result.leading;
            return (
              <tr key={`${hypothesis.sort} ${hypothesis.name}`} class={leads ? "leads" : ""}>
                <th scope="row"><bdi>{cell(index, "Who") || hypothesis.name}</bdi><span class="hint small"><bdi>{cell(index, "What")}</bdi></span></th>
                <td class="plot-cell" aria-hidden="true"><Bar {...hypothesis.posterior} mark={hypothesis.prior.mean} /></td>
                <td class="number hint"><Shown text={cell(index, "Prior")} /></td>
                <td class="number"><strong><Shown text={cell(index, "Posterior")} /></strong></td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="legend" aria-hidden="true"><span><i class="key bar-key" />after what is known</span><span><i class="key mark-key" />before</span><span><i class="key whisker-key" />95 % interval</span><span>a full bar is 100 %</span></p>
    </div>
  );
}
