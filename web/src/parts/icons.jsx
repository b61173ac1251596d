const PATHS = {
  mark: ["M4 13a8 8 0 0 1 16 0", "M8 13a4 4 0 0 1 8 0", "M12 13v6"],
  link: ["M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.300 1.300", "M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.300-1.300"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8", "M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600 19 19M5 19l1.400-1.400M17.600 6.400 19 5"],
  moon: ["M20 14.500A8 8 0 0 1 9.500 4 8 8 0 1 0 20 14.500"],
  copy: ["M9 9h10v10H9z", "M5 15V5h10"],
  down: ["M12 4v11", "M7 11l5 5 5-5", "M5 20h14"],
  undo: ["M9 14 4 9l5-5", "M4 9h10a6 6 0 0 1 0 12h-3"],
  redo: ["m15 14 5-5-5-5", "M20 9H10a6 6 0 0 0 0 12h3"],
  warn: ["M12 4 2.500 20h19z", "M12 10v5", "M12 17.500v.5"],
  good: ["M4 12.500 9.500 18 20 6.500"],
};

/** A small picture beside a word; it says nothing that the word does not. */
export function Icon({ name }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      {PATHS[name].map((d) => <path key={d} d={d} />)}
    </svg>
  );
}
