/** Pixels of a letter, on average: charts are set in 13 pixels. */
const LETTER = 7;

/** A text that is cut to a width in pixels. */
export function fitted(text, width) {
  const letters = Array.from(text);
  const most = Math.max(3, Math.floor(width / LETTER));
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}

/** How wide a text is, about. */
export const widthOf = (text) => Array.from(text).length * LETTER;
