import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Live } from "./api.js";

/** What the server answers to a question, again each time the question changes while `active`. */
export function useLive(path, main, question, active) {
  const [told, setTold] = useState({ status: "idle", answer: null });
  const live = useRef(null);
  live.current ??= new Live(path, main, (news) => setTold((before) => ({ ...before, ...news })));
  const body = question && JSON.stringify(question);
  useEffect(() => {
    if (active && body) live.current.ask(body);
    else live.current.stop();
  }, [body, active]);
  useEffect(() => () => live.current.stop(), []);
  return { ...told, current: told.answerOf === body };
}

/** What is wrong with a scenario is the answer to every question about it. */
export function orBroken(live, known) {
  return known.broken ? { ...live, diagnostics: live.diagnostics ?? known.diagnostics } : live;
}

/** The width of an element, followed. */
export function useWidth() {
  const ref = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = () => ref.current && setWidth(Math.floor(ref.current.clientWidth));
    measured();
    const watcher = new ResizeObserver(measured);
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, []);
  return [ref, width];
}

/** Whether an element can be seen. */
export function useSeen() {
  const ref = useRef(null);
  const [seen, setSeen] = useState(true);
  useEffect(() => {
    if (!ref.current) return undefined;
    const watcher = new IntersectionObserver(([entry]) => setSeen(entry.isIntersecting));
    watcher.observe(ref.current);
    return () => watcher.disconnect();
  }, []);
  return [ref, seen];
}

/** Something that is true for a moment after it was called: "Copied". */
export function useMoment(milliseconds = 2500) {
  const [what, setWhat] = useState(null);
  const timer = useRef(null);
  const tell = useCallback((value) => {
    clearTimeout(timer.current);
    setWhat(value);
    timer.current = setTimeout(() => setWhat(null), milliseconds);
  }, [milliseconds]);
  return [what, tell];
}
