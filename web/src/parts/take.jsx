import { useState } from "preact/hooks";
import { download } from "../api.js";
import { useMoment } from "../hooks.js";
import { theme } from "../theme.js";
import { copied } from "./header.jsx";
import { Icon } from "./icons.jsx";

/** Charts by name, as people call them. */
const CHARTS = {
  funnel: "Funnel", venue_hour: "Venue by hour", contributions_venue: "Shares by venue", contributions_channel: "Shares by channel",
  contributions_group: "Shares by group", contributions_cause: "Shares by cause", contributions_kind: "Shares by kind",
  contributions_campaign: "Shares by campaign", first_capture: "First capture", captures: "Number of captures", harm: "Harm",
  draws: "Draws", convergence: "Convergence", forest: "Changes of the odds", frontier: "Cost against odds", saved: "Who would have been saved",
  interaction: "More or less together", shapley: "Fair shares", posterior: "Prior and posterior", prevention: "Prevention",
};
const TABLES = (name) => name.replaceAll("_", " ");

/** Everything that is shown, to be taken along: the command, tables, charts, the report. */
export function Take({ kind, body, command, charts, tables, ready }) {
  const [chart, setChart] = useState(null);
  const [table, setTable] = useState(null);
  const [busy, setBusy] = useState(null);
  const [failure, setFailure] = useState(null);
  const chosenChart = charts?.includes(chart) ? chart : charts?.[0];
  const chosenTable = tables?.includes(table) ? table : tables?.[0];
  const take = async (format, more = {}) => {
    setBusy(format);
    setFailure(null);
    try {
      save(await download({ command: kind, ...body, theme: theme(), ...more, format }));
    } catch (error) {
      setFailure(error.message);
    }
    setBusy(null);
  };
  const button = (format, label, more) => (
    <button type="button" disabled={!ready || busy !== null} aria-busy={busy === format} data-format={format}
      onClick={() => take(format, more)}><Icon name="down" />{label}</button>
  );
  return (
    <section class="card take" aria-label="Take it along">
      <h2>Take it along</h2>
      <Command command={command} />
      <div class="take-rows">
        <div class="take-row">{button("html", "HTML report")}{button("json", "JSON")}</div>
        {tables?.length > 0 && (
          <div class="take-row">
            <label><span>Table</span>
              <select value={chosenTable} onChange={(event) => setTable(event.target.value)}>
                {tables.map((name) => <option key={name} value={name}>{TABLES(name)}</option>)}
              </select>
            </label>
            {button("csv", "CSV", { table: chosenTable })}
          </div>
        )}
        {charts?.length > 0 && (
          <div class="take-row">
            <label><span>Chart</span>
              <select value={chosenChart} onChange={(event) => setChart(event.target.value)}>
                {charts.map((name) => <option key={name} value={name}>{CHARTS[name] ?? TABLES(name)}</option>)}
              </select>
            </label>
            {button("svg", "SVG", { chart: chosenChart })}{button("png", "PNG", { chart: chosenChart })}
          </div>
        )}
      </div>
      <p role="status" class="hint">{busy && `Making ${busy.toUpperCase()}…`}</p>
      {failure && <p class="bad" role="alert">{failure}</p>}
    </section>
  );
}

/** The command that makes the same numbers again. */
function Command({ command }) {
  const [said, say] = useMoment();
  const copy = async () => say(await copied(command) ? "Copied" : "Select the command and copy it");
  return (
    <>
      <p class="hint">This command makes the same numbers again, to the last digit:</p>
      <div class="command">
        <pre tabIndex={0} aria-label="Command"><code>{command ?? "…"}</code></pre>
        <button type="button" onClick={copy} disabled={!command}><Icon name="copy" />{said === "Copied" ? "Copied" : "Copy"}</button>
      </div>
      <span role="status" class="unseen">{said}</span>
    </>
  );
}

function save({ blob, name }) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  Object.assign(link, { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
