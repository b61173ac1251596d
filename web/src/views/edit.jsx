import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { call } from "../api.js";
import { Icon } from "../parts/icons.jsx";
import { Diagnostic, Notice } from "../parts/notice.jsx";
import { SaveDialog } from "../parts/save.jsx";

/** How long after the last key the rest of the page follows, in milliseconds. */
const FOLLOW_PAUSE = 200;

/** The scenario as text. */
export function Edit({ state, known, list, active, change, saved }) {
  const place = useRef(null);
  const editor = useRef(null);
  const timer = useRef(null);
  const [failure, setFailure] = useState(null);
  const [steps, setSteps] = useState({ undo: false, redo: false });
  const [diagnostics, setDiagnostics] = useState(null);
  const [saving, setSaving] = useState(false);
  const [said, setSaid] = useState("");
  const [text, setText] = useState(state.text ?? known.saved);
  const latest = useRef({ state, known });
  latest.current = { state, known };

  const follow = useCallback((next) => {
    setText(next);
    setSaid("");
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change({ text: next === latest.current.known.saved ? null : next }), FOLLOW_PAUSE);
  }, [change]);
  useEffect(() => {
    if (!active || editor.current) return;
    const nonce = document.querySelector('meta[name="style-nonce"]').content;
    import("/assets/editor.js").then(({ makeEditor }) => {
      if (editor.current) return;
      const scenario = () => latest.current.state.scenario;
      editor.current = makeEditor({
        parent: place.current, text: latest.current.state.text ?? latest.current.known.saved, nonce, label: "Scenario, as text",
        check: async (checkedText) => (await call("/check", { text: checkedText, scenario: scenario() })).diagnostics,
        complete: (at) => call("/complete", { ...at, scenario: scenario() }),
        onText: follow, onHistory: setSteps, onDiagnostics: setDiagnostics,
      });
    }, () => setFailure({ message: "The editor could not be loaded. Load the page again." }));
  }, [active]);
  useEffect(() => () => {
    clearTimeout(timer.current);
    editor.current?.destroy();
  }, []);
  // Another scenario was chosen, or a link was followed.
  useEffect(() => {
    const next = state.text ?? known.saved;
    if (!editor.current || editor.current.text() === next) return;
    clearTimeout(timer.current);
    editor.current.open(next);
    setText(next);
  }, [state.scenario, known.saved, state.text === null]);
  useEffect(() => {
    if (active) document.title = `${known.path ?? known.title} · overheard`;
  }, [active, known.title]);

  const changed = text !== known.saved;
  const errors = diagnostics?.filter(({ severity }) => severity === "error").length ?? 0;
  const warnings = (diagnostics?.length ?? 0) - errors;
  return (
    <div class="split edit">
      <div class="lead">
        <Notice failure={failure} />
        <section class="card editor-card" aria-label="Scenario, as text">
          <div class="editor-bar">
            <h1 class="file"><bdi>{known.path ?? known.id}</bdi>{changed && <span class="hint"> · edited</span>}</h1>
            <div class="buttons">
              <button type="button" class="quiet" disabled={!steps.undo} onClick={() => editor.current.undo()}><Icon name="undo" />Undo</button>
              <button type="button" class="quiet" disabled={!steps.redo} onClick={() => editor.current.redo()}><Icon name="redo" />Redo</button>
              <button type="button" class="quiet" disabled={!changed} onClick={() => editor.current.replace(known.saved)}>As saved</button>
              <button type="button" disabled={errors > 0} onClick={() => change({ view: "explore" })}>Explore</button>
              <button type="button" class="primary" onClick={() => setSaving(true)}>Save as…</button>
            </div>
          </div>
          <div class="editor" ref={place} />
        </section>
      </div>
      <div class="side">
        <section class="card" aria-labelledby="problems-title">
          <div class="card-head">
            <h2 id="problems-title">Diagnostics</h2>
            <p class={`status ${diagnostics === null ? "running" : errors ? "failed" : "done"}`} role="status" id="check-status">
              <span class="dot" aria-hidden="true" />{diagnostics === null ? "Checking…" : wordsOf(errors, warnings)}
            </p>
          </div>
          {diagnostics?.length === 0 && <p class="hint">Nothing is wrong with this text, as far as can be told without running it.</p>}
          <ul class="problems">
            {diagnostics?.map((diagnostic, index) => (
              <li key={index} class={diagnostic.severity}><Diagnostic diagnostic={diagnostic} onOpen={(at) => editor.current.go(at)} /></li>
            ))}
          </ul>
          <p class="hint small">Ctrl-Space completes, pointing at a key explains it, F8 goes to the next diagnostic, Ctrl-F finds. Tab leaves the text.</p>
          <p role="status">{said}</p>
        </section>
      </div>
      {saving && (
        <SaveDialog list={list} known={known} text={() => editor.current.text()} onClose={() => setSaving(false)}
          onSaved={async (id, name) => {
            setSaving(false);
            clearTimeout(timer.current);
            await saved(id);
            setSaid(`Saved as ${name}.`);
          }} />
      )}
    </div>
  );
}

function wordsOf(errors, warnings) {
  const count = (number, word) => number > 0 && `${number} ${word}${number === 1 ? "" : "s"}`;
  return [count(errors, "error"), count(warnings, "warning")].filter(Boolean).join(", ") || "No error";
}
