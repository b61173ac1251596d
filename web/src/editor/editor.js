// The editor: CodeMirror with TOML, and with what the server knows of scenarios.
import { acceptCompletion, autocompletion, completionKeymap, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { StreamLanguage, bracketMatching, foldGutter, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, lintKeymap, linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

/** How long after the last key the text is checked, in milliseconds. */
const CHECK_PAUSE = 250;

/** The place in the document of a line and a column, both from 1, the column counted in code points. */
function placeOf(doc, line, column) {
  const there = doc.line(Math.min(Math.max(1, line ?? 1), doc.lines));
  const before = Array.from(there.text).slice(0, Math.max(0, (column ?? 1) - 1)).join("");
  return Math.min(there.to, there.from + before.length);
}

/** Line and column, as the server counts them. */
function lineAndColumn(doc, place) {
  const there = doc.lineAt(place);
  return { line: there.number, column: Array.from(there.text.slice(0, place - there.from)).length + 1 };
}

function shownDiagnostic(doc, diagnostic) {
  const from = placeOf(doc, diagnostic.line, diagnostic.column);
  const line = doc.lineAt(from);
  let to = diagnostic.end_line ? placeOf(doc, diagnostic.end_line, diagnostic.end_column) : from;
  // An empty place cannot be seen: the rest of its line, or all of it.
  if (to <= from) to = Math.min(line.to, from + Math.max(1, line.text.slice(from - line.from).search(/[\s=\]}]|$/)));
  const what = diagnostic.path ? `${diagnostic.path}: ${diagnostic.message}` : diagnostic.message;
  const message = diagnostic.help ? `${what}\n${diagnostic.help}` : what;
  return { from: to > from ? from : line.from, to: Math.max(to, line.to > from ? to : from), severity: diagnostic.severity === "warning" ? "warning" : "error", message };
}

/** What may be written at a place, and what stands there. */
async function known(complete, state, place) {
  const text = state.doc.toString();
  return complete({ text, ...lineAndColumn(state.doc, place) }).catch(() => null);
}

function completions(complete) {
  return async (context) => {
    const word = context.matchBefore(/[\w.*-]+/);
    if (!word && !context.explicit && !/[=[{,"\s]$/.test(context.state.doc.lineAt(context.pos).text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from))) return null;
    const told = await known(complete, context.state, context.pos);
    if (!told?.completions?.length || context.aborted) return null;
    return {
      from: told.replaces === undefined ? word?.from ?? context.pos : context.pos - told.replaces,
      options: told.completions.map(({ label, detail, insert }) => ({ label, detail, apply: insert ?? label })),
      validFor: /^[\w.*-]*$/,
    };
  };
}

function hover(complete) {
  return hoverTooltip(async (view, place) => {
    const told = await known(complete, view.state, place);
    if (!told?.hover) return null;
    const word = view.state.wordAt(place);
    return {
      pos: word?.from ?? place, end: word?.to ?? place, above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "hover-help";
        const title = document.createElement("strong");
        title.textContent = told.hover.title;
        const text = document.createElement("p");
        text.textContent = told.hover.text;
        dom.append(title, text);
        return { dom };
      },
    };
  });
}

/**
 * An editor in `parent`. `check(text)` gives diagnostics, `complete({text, line, column})` completions and help;
 * `onText` hears of every text, `onHistory` of what can be undone.
 */
export function makeEditor({ parent, text, nonce, label, check, complete, onText, onHistory, onDiagnostics }) {
  const readable = new Compartment();
  const told = (state) => onHistory({ undo: undoDepth(state) > 0, redo: redoDepth(state) > 0 });
  const checked = linter(async (view) => {
    const { doc } = view.state;
    const diagnostics = await check(doc.toString()).catch(() => null);
    if (diagnostics === null) return [];
    onDiagnostics(diagnostics, doc.toString());
    return diagnostics.filter(({ own, line }) => own !== false && line).map((diagnostic) => shownDiagnostic(doc, diagnostic));
  }, { delay: CHECK_PAUSE });
  const extensions = [
    EditorView.cspNonce.of(nonce), lineNumbers(), foldGutter(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
    indentOnInput(), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
    StreamLanguage.define(toml), syntaxHighlighting(classHighlighter), checked, lintGutter(), hover(complete),
    autocompletion({ override: [completions(complete)] }), EditorView.lineWrapping, readable.of([]),
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    // Tab moves on, as everywhere on the page; it is taken only to accept a completion.
    keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString());
      if (update.docChanged || update.transactions.length > 0) told(update.state);
    }),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions }) });
  told(view.state);
  return {
    /** Another text, of which nothing can be undone. */
    open(next) {
      if (view.state.doc.toString() === next) return;
      view.setState(EditorState.create({ doc: next, extensions }));
      told(view.state);
    },
    /** Another text, as an edit. */
    replace(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    text: () => view.state.doc.toString(),
    go({ line, column }) {
      const place = placeOf(view.state.doc, line, column);
      view.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: "center" }) });
      view.focus();
    },
    undo: () => undo(view),
    redo: () => redo(view),
    destroy: () => view.destroy(),
  };
}
