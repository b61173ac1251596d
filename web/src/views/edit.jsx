export function Edit() { return <p>…</p>; }
