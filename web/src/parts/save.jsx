import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../api.js";

/** Asks for folder and name, and before a file is replaced. */
export function SaveDialog({ list, known, text, onClose, onSaved }) {
  const dialog = useRef(null);
  const folders = list.folders?.filter(({ writable }) => writable !== false) ?? [];
  const [folder, setFolder] = useState(known.folder ?? folders[0]?.id);
  const [name, setName] = useState(proposal(known));
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  const save = async (event) => {
    event.preventDefault();
    if (!asking && exists(list, folder, name.trim())) {
      setAsking(true);
      setWrong(`There is a file ${name.trim()} already. It would be replaced.`);
      return;
    }
    setBusy(true);
    setWrong(null);
    try {
      const { id } = await call("/save", { folder, name: name.trim(), text: text(), replace: asking });
      await onSaved(id, name.trim());
      return;
    } catch (error) {
      if (error.status === 409 && !asking) setAsking(true);
      setWrong(error.message);
    }
    setBusy(false);
  };
  const edited = (set) => (event) => {
    setAsking(false);
    setWrong(null);
    set(event.target.value);
  };
  return (
    <dialog ref={dialog} aria-labelledby="save-title" onClose={onClose}>
      <form onSubmit={save}>
        <h2 id="save-title">Save as a file</h2>
        {folders.length > 1 && (
          <label class="field"><span>Folder</span>
            <select value={folder} onChange={edited(setFolder)}>{folders.map(({ id, path, name: shown }) => <option key={id} value={id}>{path ?? shown}</option>)}</select>
          </label>
        )}
        {folders.length === 1 && <p class="hint">In <bdi>{folders[0].path ?? folders[0].name}</bdi></p>}
        <label class="field"><span>Name</span>
          <input type="text" value={name} required autocomplete="off" spellcheck={false} onInput={edited(setName)} aria-invalid={wrong !== null} aria-describedby="save-wrong" />
        </label>
        <p id="save-wrong" class="bad" role="alert">{wrong}</p>
        <div class="buttons end">
          <button type="button" onClick={() => dialog.current.close()}>Cancel</button>
          <button type="submit" class="primary" disabled={busy || folders.length === 0}>{asking ? "Replace it" : "Save"}</button>
        </div>
        {folders.length === 0 && <p class="bad">No folder was served, only files: nothing can be saved. Start “overheard serve” with a folder.</p>}
      </form>
    </dialog>
  );
}

/** Whether a scenario of that name is known; of any other file the server tells. */
function exists({ scenarios }, folder, name) {
  const file = name.endsWith(".toml") ? name : `${name}.toml`;
  return scenarios.some((scenario) => scenario.folder === folder && scenario.path.split(/[\\/]/).pop() === file);
}

/** A name that is free, most likely: nothing is replaced without being asked for. */
function proposal({ path, id }) {
  const file = (path ?? id ?? "scenario").split("/").pop().replace(/\.toml$/, "");
  return `${file.replace(/-copy$/, "")}-copy.toml`;
}
