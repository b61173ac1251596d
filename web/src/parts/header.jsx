import { useEffect, useRef, useState } from "preact/hooks";
import { VIEWS, hashOf } from "../state.js";
import { onTheme, theme, toggleTheme } from "../theme.js";
import { useMoment } from "../hooks.js";
import { Icon } from "./icons.jsx";

const NAMES = { explore: "Explore", compare: "Compare", explain: "Explain", edit: "Edit" };

/** The name, the choice of scenario, the views, the link, light or dark. */
export function Header({ list, state, choose, children }) {
  return (
    <header class="head">
      <div class="brand"><Icon name="mark" /><span>overheard</span></div>
      <label class="pick">
        <span class="unseen">Scenario</span>
        <select value={state.scenario} onChange={(event) => choose(event.target.value)}>
          {list.scenarios.map(({ id, title }) => <option key={id} value={id}>{title || id}</option>)}
        </select>
      </label>
      {children}
      <div class="tools">
        <CopyLink state={state} />
        <ThemeButton />
      </div>
    </header>
  );
}

/** The four views, as tabs: arrows, Home and End go along them. */
export function Tabs({ view, onView }) {
  const row = useRef(null);
  const pressed = (event) => {
    const at = VIEWS.indexOf(view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: VIEWS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = VIEWS[(to + VIEWS.length) % VIEWS.length];
    onView(next);
    row.current.querySelector(`#tab-${next}`).focus();
  };
  return (
    <nav class="tabs" aria-label="Views">
      <div role="tablist" aria-label="Views" ref={row} onKeyDown={pressed}>
        {VIEWS.map((name) => (
          <button key={name} type="button" role="tab" id={`tab-${name}`} aria-controls={`panel-${name}`}
            aria-selected={name === view} tabIndex={name === view ? 0 : -1} onClick={() => onView(name)}>
            {NAMES[name]}
          </button>
        ))}
      </div>
    </nav>
  );
}

/** Copies the address of what is shown, whole. */
function CopyLink({ state }) {
  const [said, say] = useMoment();
  const copy = async () => {
    const address = new URL(await hashOf(state), location.href).href;
    say(await copied(address) ? "Link copied" : "The link is in the address bar");
  };
  return (
    <>
      <button type="button" class="quiet" onClick={copy} title="Copy a link to what is shown, with all that is set">
        <Icon name="link" /><span class="wide-only">Copy link</span>
        <span class="unseen">, with all that is set</span>
      </button>
      <span role="status" class={said ? "toast" : "unseen"}>{said}</span>
    </>
  );
}

/** Whether a text could be put on the clipboard. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function ThemeButton() {
  const [shown, setShown] = useState(theme());
  useEffect(() => onTheme(setShown), []);
  const dark = shown === "dark";
  return (
    <button type="button" class="quiet icon-only" aria-pressed={dark} aria-label="Dark colours"
      title={dark ? "To light colours" : "To dark colours"} onClick={() => {
        toggleTheme();
        setShown(theme());
      }}>
      <Icon name={dark ? "sun" : "moon"} />
    </button>
  );
}
