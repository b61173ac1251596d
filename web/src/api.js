// The server's API: calls, and streams of ever better answers.

const BASE = "/api/v1";
/** The least time between two requests of a stream while a slider moves, in milliseconds. */
const THROTTLE = 30;
/** A request that has not answered for so long gives way to a newer one. */
const PATIENCE = 400;
/** How long to wait before a request is made again that the server was too busy for. */
const BUSY_PAUSE = 250;
/** Tells the server which requests are of one page, so that a newer one cancels the older. */
const PAGE = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** What went wrong, as the server says it. */
export class ApiError extends Error {
  constructor(status, code, message, diagnostics) {
    super(message);
    this.status = status;
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

function request(path, body, signal) {
  const headers = { "X-Overheard-Page": PAGE };
  if (body === undefined) return fetch(BASE + path, { headers, signal, credentials: "same-origin" });
  headers["Content-Type"] = "application/json";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(BASE + path, { method: "POST", headers, body: text, signal, credentials: "same-origin" });
}

async function checked(path, body, signal) {
  let answer;
  try {
    answer = await request(path, body, signal);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "unreachable", "The server does not answer. Is “overheard serve” still running?");
  }
  if (answer.ok) return answer;
  const told = (await answer.json().catch(() => ({}))).error ?? {};
  const message = answer.status === 401
    ? "This page is not signed in. Open the address that “overheard serve” printed, with its token."
    : told.message ?? `The server answered ${answer.status} ${answer.statusText}.`;
  throw new ApiError(answer.status, told.code ?? String(answer.status), message, told.diagnostics);
}

/** A call with a single answer. */
export async function call(path, body, signal) {
  const answer = await checked(path, body, signal);
  return answer.status === 204 ? null : answer.json();
}

/** A file, with the name that the server gives it. */
export async function download(body) {
  const answer = await checked("/download", body);
  const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
  return { blob: await answer.blob(), name: named?.[1] ?? `overheard.${body.format}` };
}

/** Calls `on(event, data)` for each event of an answer that comes piece by piece. */
async function stream(path, body, signal, on) {
  const answer = await checked(path, body, signal);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value.replaceAll("\r\n", "\n");
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      dispatch(rest.slice(0, end), on);
      rest = rest.slice(end + 2);
    }
  }
}

function dispatch(message, on) {
  let event = "message";
  const data = [];
  for (const line of message.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  if (data.length === 0 && event === "message") return;
  const text = data.join("\n");
  on(event, text === "" ? null : JSON.parse(text));
}

/**
 * One question that is asked again and again, while a hand is on a slider: a new question cancels the old one, though
 * not before that has given its first answer, so that something is seen to move however fast the questions come.
 */
export class Live {
  /** `main` is the event that carries answers; `on` is called with what changed. */
  constructor(path, main, on) {
    Object.assign(this, { path, main, on, wanted: null, running: null, timer: null, sentAt: -Infinity, answered: null });
  }

  /** Asks, unless the very same question has been answered to the end or is being answered. */
  ask(body) {
    if (body === this.answered && !this.running) return;
    if (this.running?.body === body) {
      this.wanted = null;
      return;
    }
    this.wanted = body;
    this.plan();
  }

  /** Stops whatever runs. */
  stop() {
    clearTimeout(this.timer);
    Object.assign(this, { timer: null, wanted: null });
    this.running?.abort.abort();
    this.running = null;
  }

  plan() {
    if (this.timer !== null || this.wanted === null) return;
    const now = performance.now();
    let due = this.sentAt + THROTTLE;
    if (this.running && !this.running.heard) due = Math.max(due, this.sentAt + PATIENCE);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.start();
    }, Math.max(0, due - now));
  }

  start() {
    if (this.wanted === null) return;
    const body = this.wanted;
    this.wanted = null;
    this.running?.abort.abort();
    const run = { body, abort: new AbortController(), heard: false };
    this.running = run;
    this.answered = null;
    this.sentAt = performance.now();
    this.on({ status: "running", body, progress: null, queued: null, error: null });
    stream(this.path, body, run.abort.signal, (event, data) => this.hear(run, event, data)).then(
      () => this.end(run, null),
      (error) => this.end(run, error),
    );
  }

  hear(run, event, data) {
    if (run !== this.running) return;
    if (event === this.main) this.on({ answer: data, answerOf: run.body, error: null, diagnostics: null, queued: null });
    else if (event === "command") this.on({ command: data.command });
    else if (event === "queued") this.on({ queued: data });
    else if (event === "progress") this.on({ progress: data });
    else if (event === "diagnostics") this.on({ diagnostics: data.diagnostics, error: null });
    else if (event === "error") this.on({ error: data });
    else if (event === "done") run.done = true;
    if (event !== this.main && event !== "diagnostics") return;
    run.heard = true;
    this.hurry();
  }

  /** Somebody may be waiting for the first answer. */
  hurry() {
    clearTimeout(this.timer);
    this.timer = null;
    this.plan();
  }

  end(run, error) {
    if (run !== this.running || error?.name === "AbortError") return;
    this.running = null;
    if (error && (error.status === 429 || error.status === 503) && this.wanted === null) {
      this.wanted = run.body;
      this.sentAt = performance.now() + BUSY_PAUSE;
      this.on({ status: "waiting" });
      this.plan();
      return;
    }
    if (error === null && !run.done) error = new ApiError(0, "cut", "The answer was cut off. Is “overheard serve” still running?");
    this.answered = error === null ? run.body : null;
    const told = error?.diagnostics ? { diagnostics: error.diagnostics, error: null } : { error };
    this.on(error === null ? { status: "done" } : { status: "failed", ...told });
    this.hurry();
  }
}
