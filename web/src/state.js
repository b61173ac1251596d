// What the page shows, whole, in the address after the `#`: a link gives everybody the same page.

export const VIEWS = ["explore", "compare", "explain", "edit"];
/** Longer texts than this are left out of the link: browsers and mail programs cut such addresses. */
const LONGEST_LINK_TEXT = 60000;

/** A page about nothing yet. */
export function blank() {
  return {
    view: "explore", scenario: null, text: null, set: {}, measures: [], seed: null, precision: null,
    combine: 1, budget: null, only: null, seen: null,
  };
}

const valueOf = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The address of a state, without what a link need not say. */
export async function hashOf(state) {
  const query = new URLSearchParams();
  if (state.scenario) query.set("scenario", state.scenario);
  for (const [path, value] of Object.entries(state.set)) query.append("set", `${path}=${JSON.stringify(value)}`);
  for (const name of state.measures) query.append("measure", name);
  for (const key of ["seed", "precision", "budget"]) if (state[key] !== null) query.set(key, state[key]);
  if (state.combine !== 1) query.set("combine", state.combine);
  if (state.only) query.set("only", JSON.stringify(state.only));
  if (state.seen) query.set("seen", JSON.stringify(state.seen));
  if (state.text !== null) {
    const packed = await pack(state.text);
    if (packed.length <= LONGEST_LINK_TEXT) query.set("text", packed);
  }
  const rest = query.toString();
  return `#/${state.view}${rest && `?${rest}`}`;
}

/** The state that an address describes; what it does not say, or says wrongly, is as in a new page. */
export async function stateOf(hash) {
  const state = blank();
  const [view, rest = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  if (VIEWS.includes(view)) state.view = view;
  const query = new URLSearchParams(rest);
  state.scenario = query.get("scenario");
  for (const entry of query.getAll("set")) {
    const cut = entry.indexOf("=");
    if (cut > 0) state.set[entry.slice(0, cut)] = valueOf(entry.slice(cut + 1));
  }
  state.measures = query.getAll("measure");
  const number = (key) => {
    const value = Number(query.get(key));
    return query.has(key) && Number.isFinite(value) && value >= 0 ? value : null;
  };
  Object.assign(state, { seed: number("seed"), precision: number("precision"), budget: number("budget") });
  state.combine = Math.min(3, Math.max(1, Math.trunc(number("combine") ?? 1)));
  const only = valueOf(query.get("only") ?? "null");
  if (Array.isArray(only)) state.only = only.map(String);
  const seen = valueOf(query.get("seen") ?? "null");
  if (seen && typeof seen === "object" && !Array.isArray(seen)) {
    state.seen = Object.fromEntries(Object.entries(seen).map(([field, value]) => [field, String(value)]));
  }
  if (query.has("text")) state.text = await unpack(query.get("text")).catch(() => null);
  return state;
}

async function through(bytes, transform) {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(transform)).arrayBuffer());
}

/** A text, compressed, in letters that an address may hold. */
export async function pack(text) {
  const bytes = await through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpack(packed) {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
}

/** Which scenario a request is about: the file, or its text where that was edited. */
export function subject(state) {
  return state.text === null ? { scenario: state.scenario } : { scenario: state.scenario, text: state.text };
}

/** The body of a request for the odds of what is set. */
export function runBody(state, known) {
  return {
    ...subject(state), set: state.set, measures: state.measures, seed: state.seed ?? known.seed,
    ...(state.precision === null ? {} : { precision: state.precision }),
  };
}
