import { render } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { call } from "./api.js";
import { blank, hashOf, stateOf } from "./state.js";
import { Header, Tabs } from "./parts/header.jsx";
import { Notice } from "./parts/notice.jsx";
import { Explore } from "./views/explore.jsx";
import { Compare } from "./views/compare.jsx";
import { Explain } from "./views/explain.jsx";
import { Edit } from "./views/edit.jsx";
import { startTheme } from "./theme.js";
import "./app.css";

/** Browsers allow few changes of the address in a while, and a slider makes many. */
const ADDRESS_PAUSE = 250;

function App({ first, catalogue, missing }) {
  const [state, setState] = useState(first);
  const [known, setKnown] = useState(null);
  const [failure, setFailure] = useState(null);
  const [visited, setVisited] = useState({ [first.view]: true });
  const [list, setList] = useState(catalogue);
  const change = useCallback((patch) => {
    setState((before) => ({ ...before, ...(typeof patch === "function" ? patch(before) : patch) }));
  }, []);
  useAddress(state, setState);
  useEffect(() => setVisited((before) => ({ ...before, [state.view]: true })), [state.view]);

  // What can be set, and what the names are: of the file, or of its text where that was edited.
  const wanted = `${state.scenario}\n${state.text ?? ""}`;
  const latest = useRef(wanted);
  useEffect(() => {
    latest.current = wanted;
    if (state.scenario === null) return undefined;
    const stop = new AbortController();
    const path = `/scenarios/${encodeURIComponent(state.scenario)}`;
    const described = async () => {
      const file = await call(path, undefined, stop.signal);
      if (state.text === null || state.text === file.text) return { ...file, saved: file.text };
      // What is no scenario cannot be described; the views say what is wrong with it.
      const { diagnostics } = await call("/check", { scenario: state.scenario, text: state.text }, stop.signal);
      if (diagnostics.some(({ severity }) => severity === "error")) {
        return { ...file, saved: file.text, valid: false, diagnostics };
      }
      const edited = await call("/describe", { scenario: state.scenario, text: state.text }, stop.signal);
      return { ...edited, id: file.id, saved: file.text, path: file.path };
    };
    const timer = setTimeout(() => described().then(
      (about) => {
        if (latest.current !== wanted) return;
        setKnown({ ...about, unit: about.currency ?? "", broken: about.valid === false, seed: list.seed, for: state.scenario });
        setFailure(null);
      },
      (error) => error.name !== "AbortError" && setFailure(error),
    ), state.text === null ? 0 : 300);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted, list]);

  const choose = useCallback((scenario) => {
    setState((before) => ({ ...blank(), view: before.view, seed: before.seed, precision: before.precision, scenario }));
  }, []);
  const saved = useCallback(async (id) => {
    const news = await call("/scenarios");
    setList(news);
    setState((before) => ({ ...before, scenario: id, text: null }));
  }, []);
  const ready = known !== null && known.for === state.scenario;
  const views = { explore: Explore, compare: Compare, explain: Explain, edit: Edit };
  const shared = useMemo(() => ({ change, choose, saved }), [change, choose, saved]);
  return (
    <>
      <a class="skip" href="#main" onClick={toMain}>To the answer</a>
      <Header list={list} state={state} choose={choose}>
        <Tabs view={state.view} onView={(view) => change({ view })} />
      </Header>
      <main id="main" tabIndex={-1}>
        {missing && missing !== state.scenario && <Notice failure={{ message: `The link is about “${missing}”, which is not served here` }} />}
        {failure && !failure.diagnostics?.length && <Notice failure={failure} />}
        {!ready && !failure && <p class="loading">Reading the scenario…</p>}
        {Object.entries(views).map(([name, View]) => (
          <div key={name} role="tabpanel" id={`panel-${name}`} aria-labelledby={`tab-${name}`} hidden={state.view !== name} class="panel">
            {ready && (visited[name] || state.view === name) && (
              <View state={state} known={known} list={list} active={state.view === name} {...shared} />
            )}
          </div>
        ))}
      </main>
      <footer class="foot">
        <p>Odds over many such events, not a forecast of one. Everything is computed on this computer; nothing leaves it.</p>
        <p>overheard {list.version ?? ""} · <a href="/assets/licences.txt">licences</a>, <a href="/assets/OFL.txt">of the font</a></p>
      </footer>
    </>
  );
}

/** The link in the address would replace the state that is kept there. */
function toMain(event) {
  event.preventDefault();
  document.getElementById("main").focus();
}

/** Keeps the address what is shown, and shows what the address says. */
function useAddress(state, setState) {
  const own = useRef(location.hash);
  const view = useRef(state.view);
  useEffect(() => {
    const timer = setTimeout(async () => {
      const hash = await hashOf(state);
      if (hash === location.hash) return;
      own.current = hash;
      // Each view is a step back; what was set on it is not.
      if (view.current === state.view) history.replaceState(null, "", hash);
      else history.pushState(null, "", hash);
      view.current = state.view;
    }, ADDRESS_PAUSE);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    const followed = async () => {
      if (location.hash === own.current) return;
      own.current = location.hash;
      const told = await stateOf(location.hash);
      view.current = told.view;
      setState((before) => ({ ...told, scenario: told.scenario ?? before.scenario }));
    };
    addEventListener("popstate", followed);
    return () => removeEventListener("popstate", followed);
  }, []);
}

async function start() {
  startTheme();
  const root = document.getElementById("app");
  const show = (what) => {
    root.replaceChildren();
    render(what, root);
  };
  try {
    const catalogue = await call("/scenarios");
    const first = await stateOf(location.hash);
    const { scenarios } = catalogue;
    if (scenarios.length === 0) {
      show(<main class="alone"><h1>overheard</h1><p>No scenario is served. <code>overheard init</code> writes one to begin with.</p></main>);
      return;
    }
    const missing = scenarios.some(({ id }) => id === first.scenario) ? null : first.scenario;
    if (missing !== null) Object.assign(first, blank(), { view: first.view });
    first.scenario ??= (scenarios.find(({ valid }) => valid !== false) ?? scenarios[0]).id;
    show(<App first={first} catalogue={catalogue} missing={missing} />);
  } catch (error) {
    show(<main class="alone"><h1>overheard</h1><Notice failure={error} /></main>);
  }
}

start();
