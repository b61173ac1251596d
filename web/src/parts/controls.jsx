import { useId, useState } from "preact/hooks";
import { percent, typed } from "../scale.js";

/** Steps of a slider, whatever its scale. */
const STEPS = 1000;
/** The least that a logarithmic slider which begins at 0 shows beside 0, as a share of its greatest. */
const LEAST = 1e-4;
/** Digits of a value that a slider gives. */
const DIGITS = 3;

/** Sliders for what planners can change, in sections. */
export function Controls({ controls, set, onSet }) {
  return groupedBy(controls, ({ section }) => section).map(([name, inside], index) => {
    const changed = inside.flatMap(pathsOf).filter((path) => path in set).length;
    return (
      <details key={name} class="group" open={index === 0 || changed > 0}>
        <summary><h3>{name}</h3>{changed > 0 && <span class="count">{changed} changed</span>}</summary>
        {groupedBy(inside, whatOf).map(([what, alike]) => <Alike key={what} what={what} controls={alike} set={set} onSet={onSet} />)}
      </details>
    );
  });
}

/** Runs of entries with the same key. */
function groupedBy(entries, keyOf) {
  const groups = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    if (groups.at(-1)?.[0] === key) groups.at(-1)[1].push(entry);
    else groups.push([key, [entry]]);
  }
  return groups;
}

const several = (control) => control.kind === "weights" || control.kind === "hours";
const pathsOf = (control) => (several(control) ? control.keys.map((key) => `${control.path}.${key}`) : [control.path]);

/** A label is "who: what"; what is the same of several is said once. */
function partsOf({ label }) {
  const cut = label.lastIndexOf(": ");
  return cut < 0 ? [label, ""] : [label.slice(0, cut), label.slice(cut + 2)];
}
const whatOf = (control) => `${partsOf(control)[1]} ${control.kind}`;

/** Controls of the same kind, under one heading. */
function Alike({ controls, set, onSet }) {
  const [first] = controls;
  const [, what] = partsOf(first);
  const unit = first.unit && first.kind !== "switch" && !several(first) ? first.unit : "";
  const heading = what ? what.charAt(0).toUpperCase() + what.slice(1) : "";
  return (
    <fieldset class="alike">
      <legend class={heading ? "" : "unseen"}>{heading || first.section}{unit && <span class="hint small"> {unit}</span>}</legend>
      {first.help && <p class="hint small">{first.help}</p>}
      {controls.map((control) => <Control key={control.path} control={control} name={partsOf(control)[0]} set={set} onSet={onSet} />)}
    </fieldset>
  );
}

function Control({ control, name, set, onSet }) {
  if (control.kind === "switch") return <Switch control={control} name={name} set={set} onSet={onSet} />;
  if (!several(control)) {
    return <Slider control={control} name={name} path={control.path} base={control.central ?? control.value} set={set} onSet={onSet} />;
  }
  return (
    <fieldset class="weights">
      <legend><bdi>{name}</bdi></legend>
      {control.keys.map((key) => {
        const value = control.value?.[key];
        return <Slider key={key} control={control} name={key} within={control.label} path={`${control.path}.${key}`}
          base={typeof value === "number" ? value : 0} set={set} onSet={onSet} />;
      })}
    </fieldset>
  );
}

function Switch({ control, name, set, onSet }) {
  const states = typeof control.value === "object" ? control.value : { off: false, on: true };
  const base = (typeof control.value === "object" ? control.central > 0 : control.value) ? states.on : states.off;
  const value = set[control.path] ?? base;
  const on = value === states.on;
  const flip = () => {
    const next = on ? states.off : states.on;
    onSet(control.path, next === base ? null : next);
  };
  return (
    <label class="switch">
      <input type="checkbox" role="switch" checked={on} data-path={control.path} onChange={flip} />
      <bdi>{name}</bdi>
    </label>
  );
}

/** Between values and places on a slider. */
function scaleOf({ min, max, scale, kind, step }) {
  const whole = kind === "integer";
  // On a logarithmic scale a step would be too coarse at one end or too fine at the other.
  const grid = scale === "log" ? 0 : step;
  const tidy = (value) => {
    const stepped = grid ? min + Math.round((value - min) / grid) * grid : value;
    const rounded = whole ? Math.round(stepped) : Number(stepped.toPrecision(grid ? 12 : DIGITS));
    return Math.min(max, Math.max(min, rounded));
  };
  if (scale !== "log") {
    const steps = step ? Math.min(STEPS * 10, Math.max(1, Math.round((max - min) / step))) : STEPS;
    return { steps, placeOf: (value) => ((value - min) / (max - min || 1)) * steps, valueAt: (place) => tidy(min + (place / steps) * (max - min)) };
  }
  const low = min > 0 ? min : max * LEAST;
  const zero = min > 0 ? 0 : 1;
  const span = STEPS - zero;
  return {
    steps: STEPS,
    placeOf: (value) => (value < low ? 0 : zero + (Math.log(value / low) / Math.log(max / low)) * span),
    valueAt: (place) => (place < zero ? min : tidy(low * (max / low) ** ((place - zero) / span))),
  };
}

function Slider({ control, name, within = control.label, path, base, set, onSet }) {
  const id = useId();
  const [draft, setDraft] = useState(null);
  const [refused, setRefused] = useState(null);
  const changed = path in set;
  const value = changed && typeof set[path] === "number" ? set[path] : base;
  const { steps, placeOf, valueAt } = scaleOf(control);
  const odds = control.kind === "odds";
  const give = (next) => onSet(path, next === base && !control.uncertain ? null : next);
  const told = shownValue(value, control);
  const typedIn = (text) => {
    setDraft(null);
    const number = Number(text.replace(/[\s,%]/g, "")) / (odds ? 100 : 1);
    const wrong = text.trim() === "" || !(number >= control.min && number <= control.max) || (control.kind === "integer" && !Number.isInteger(number));
    setRefused(wrong ? `From ${shownValue(control.min, control)} to ${shownValue(control.max, control)}${control.kind === "integer" ? ", whole" : ""}` : null);
    if (!wrong) give(Number(number.toPrecision(12)));
  };
  const shade = control.uncertain && !changed;
  return (
    <div class={`control${changed ? " changed" : ""}`} data-path={path}>
      <div class="control-head">
        <label for={id}><bdi>{name}</bdi></label>
        <span class="control-value">
          <input type="text" inputMode="decimal" size={7} aria-label={`${within}${several(control) ? `, ${name}` : ""}, exact value${odds ? " in percent" : ""}`}
            aria-invalid={refused !== null} aria-describedby={`${id}-note`} value={draft ?? (odds ? typed(value * 100, changed ? 6 : 4) : typed(value, changed ? 6 : 4))}
            onInput={(event) => setDraft(event.target.value)} onBlur={(event) => draft !== null && typedIn(event.target.value)}
            onKeyDown={(event) => event.key === "Enter" && typedIn(event.target.value)} />
          <span class="unit">{odds ? "%" : ""}</span>
          <button type="button" class="plain" hidden={!changed} onClick={() => {
            setRefused(null);
            onSet(path, null);
          }} aria-label={`Reset ${within}${several(control) ? `, ${name}` : ""}`} title="As in the scenario">↺</button>
        </span>
      </div>
      <div class="slide">
        {shade && <i class="slide-range" style={{ left: `${(placeOf(control.uncertain.low) / steps) * 100}%`, width: `${((placeOf(control.uncertain.high) - placeOf(control.uncertain.low)) / steps) * 100}%` }} />}
        {changed && <i class="slide-base" style={{ left: `${(placeOf(base) / steps) * 100}%` }} />}
        <input id={id} type="range" min={0} max={steps} step={1} value={Math.round(placeOf(value))} aria-valuetext={told} aria-describedby={`${id}-note`}
          onInput={(event) => give(valueAt(Number(event.target.value)))} />
      </div>
      <p class={refused ? "bad small" : "hint small"} id={`${id}-note`}>{refused ?? noteOf(control, changed, base)}</p>
    </div>
  );
}

function noteOf(control, changed, base) {
  const { uncertain } = control;
  if (uncertain) {
    const range = `${shownValue(uncertain.low, control)} to ${shownValue(uncertain.high, control)}`;
    return changed ? `Not known in the scenario: ${range}.` : `Not known: ${range}. Moving it fixes it.`;
  }
  return changed ? `In the scenario: ${shownValue(base, control)}.` : "";
}

const shownValue = (value, { kind }) => (kind === "odds" ? percent(value) : typed(value, 6));
