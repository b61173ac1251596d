// Light or dark: as the system says, until somebody chooses.

const KEY = "overheard-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set();

const chosen = () => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

/** The theme that is shown. */
export const theme = () => document.documentElement.dataset.theme;

function apply() {
  document.documentElement.dataset.theme = chosen() ?? (dark.matches ? "dark" : "light");
  for (const listener of listeners) listener(theme());
}

export function startTheme() {
  apply();
  dark.addEventListener("change", apply);
}

export function toggleTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  try {
    // What the system says anyway need not be remembered.
    if (next === (dark.matches ? "dark" : "light")) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    document.documentElement.dataset.theme = next;
    return;
  }
  apply();
}

/** Calls `listener` with each new theme; gives the function that ends it. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
