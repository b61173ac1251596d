import { useEffect, useState } from "preact/hooks";

const HOURS = 24;

/** What is known of the leak, as a form. */
export function Facts({ facts, seen, onTell, onReset, onClear }) {
  const known = Object.keys(seen).length;
  return (
    <section class="card" aria-label="What is known of the leak">
      <div class="card-head">
        <h2>What is known of the leak</h2>
      </div>
      <p class="hint small">Leave open what is not known. Venue, channel, group and cause are of one and the same leg.</p>
      {facts === null ? <p class="loading">…</p> : facts.map((fact) => (
        <Fact key={fact.field} fact={fact} value={seen[fact.field]} onTell={(value) => onTell(fact.field, value)} />
      ))}
      <div class="buttons">
        <button type="button" class="quiet" disabled={known === 0} onClick={onClear}>Clear</button>
        <button type="button" class="quiet" disabled={onReset === null} onClick={onReset ?? undefined}>As in the scenario</button>
      </div>
    </section>
  );
}

function Fact({ fact, value, onTell }) {
  const input = fact.kind === "choice" ? <Chosen fact={fact} value={value} onTell={onTell} />
    : fact.kind === "hours" ? <Hours fact={fact} value={value} onTell={onTell} />
      : <Range fact={fact} value={value} onTell={onTell} />;
  return (
    <div class={`fact${value === undefined ? "" : " told"}`} data-field={fact.field}>
      {input}
      {fact.help && <p class="hint small">{fact.help}</p>}
    </div>
  );
}

function Chosen({ fact, value, onTell }) {
  return (
    <label class="field"><span>{fact.label}</span>
      <select value={value ?? ""} onChange={(event) => onTell(event.target.value || null)}>
        <option value="">not known</option>
        {fact.values.map((name) => <option key={name} value={name}>{name}</option>)}
        {value !== undefined && !fact.values.includes(value) && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

/** `from-to` of a text; one number is both. */
const endsOf = (value) => {
  const [from, to = from] = (value ?? "").split("-");
  return [from ?? "", to ?? ""];
};

function Hours({ fact, value, onTell }) {
  const [from, to] = endsOf(value);
  const two = (hour) => String(hour).padStart(2, "0");
  const give = (first, last) => {
    if (first === "" && last === "") return onTell(null);
    const start = first === "" ? 0 : Number(first);
    const end = last === "" ? Math.min(HOURS, start + 1) : Number(last);
    return onTell(start < end ? `${two(start)}-${two(end)}` : `${two(start)}-${two(Math.min(HOURS, start + 1))}`);
  };
  const option = (hour) => <option key={hour} value={hour}>{two(hour)}:00</option>;
  const number = (text) => (text === "" ? "" : String(Number(text)));
  return (
    <fieldset class="field pair"><legend>{fact.label}</legend>
      <select aria-label={`${fact.label}, from`} value={number(from)} onChange={(event) => give(event.target.value, event.target.value === "" ? "" : to)}>
        <option value="">not known</option>
        {Array.from({ length: HOURS }, (_, hour) => option(hour))}
      </select>
      <span>to</span>
      <select aria-label={`${fact.label}, to`} value={number(to)} disabled={from === ""} onChange={(event) => give(from, event.target.value)}>
        <option value="">…</option>
        {Array.from({ length: HOURS }, (_, hour) => option(hour + 1))}
      </select>
    </fieldset>
  );
}

function Range({ fact, value, onTell }) {
  const [ends, setEnds] = useState(endsOf(value));
  useEffect(() => setEnds(endsOf(value)), [value]);
  const [min, max] = [fact.min ?? 0, fact.max ?? Infinity];
  const valid = (text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max;
  const give = (from, to) => {
    setEnds([from, to]);
    if (from === "" && to === "") return onTell(null);
    const [first, last] = [from === "" ? to : from, to === "" ? from : to];
    if (valid(first) && valid(last) && Number(first) <= Number(last)) onTell(first === last ? first : `${first}-${last}`);
    return undefined;
  };
  const [from, to] = ends;
  const wrong = (from !== "" && !valid(from)) || (to !== "" && !valid(to)) || (from !== "" && to !== "" && Number(from) > Number(to));
  const input = (end, label, text, next) => (
    <input type="text" inputMode="numeric" size={4} aria-label={`${fact.label}, ${label}`} aria-invalid={wrong} data-end={end}
      placeholder={end === 0 ? "not known" : ""} value={text} onInput={(event) => next(event.target.value.trim())} />
  );
  return (
    <fieldset class="field pair"><legend>{fact.label}</legend>
      {input(0, "from", from, (text) => give(text, to === from ? text : to))}
      <span>to</span>
      {input(1, "to", to, (text) => give(from, text))}
      {wrong && <p class="bad small">Whole numbers{max === Infinity ? ` from ${min}` : ` from ${min} to ${max}`}, the smaller first.</p>}
    </fieldset>
  );
}
