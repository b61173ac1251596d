import { Icon } from "./icons.jsx";

/** What went wrong, and, of a scenario, where. */
export function Notice({ failure, diagnostics = failure?.diagnostics, onOpen, onEdit }) {
  if (!failure && !diagnostics?.length) return null;
  return (
    <div class="notice" role="alert">
      <Icon name="warn" />
      <div>
        {failure && <p>{sentence(failure.message)}</p>}
        {diagnostics?.length > 0 && (
          <ul>
            {diagnostics.slice(0, 8).map((diagnostic, index) => (
              <li key={index}><Diagnostic diagnostic={diagnostic} onOpen={onOpen} /></li>
            ))}
          </ul>
        )}
        {diagnostics?.length > 0 && onEdit && <button type="button" onClick={onEdit}>Open it in Edit</button>}
        {diagnostics?.length > 8 && <p>… and {diagnostics.length - 8} more.</p>}
      </div>
    </div>
  );
}

/** One thing that is wrong: where, what, what to try. */
export function Diagnostic({ diagnostic, onOpen }) {
  const { line, path, message, help } = diagnostic;
  const where = line ? `Line ${line}` : diagnostic.file;
  return (
    <>
      {where && (onOpen && line
        ? <button type="button" class="plain line-link" onClick={() => onOpen(diagnostic)}>{where}</button>
        : <strong>{where}</strong>)}
      {where && ": "}{path && <><bdi>{path}</bdi>: </>}<bdi>{message}</bdi>{help && <span class="hint"> <bdi>{help}</bdi></span>}
    </>
  );
}

const sentence = (text) => {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
};
