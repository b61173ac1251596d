// A headless Chromium over a pipe: enough of the DevTools protocol to look at the page and to check it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export async function browser(program = process.env.OVERHEARD_BROWSER ?? "chromium") {
  const profile = await mkdtemp(join(tmpdir(), "overheard-page-"));
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank"];
  const process_ = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const [, , , input, output] = process_.stdio;
  const waiting = new Map();
  const events = [];
  let last = 0;
  let session;
  let rest = "";
  output.setEncoding("utf8");
  output.on("data", (chunk) => {
    rest += chunk;
    const messages = rest.split("\0");
    rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      if (waiting.has(message.id)) waiting.get(message.id)(message);
      else events.push(message);
    }
  });
  const call = (method, params = {}) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, (message) => (message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result)));
    input.write(`${JSON.stringify({ id: last, method, params, ...(session ? { sessionId: session } : {}) })}\0`);
  });
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  session = (await call("Target.attachToTarget", { targetId, flatten: true })).sessionId;
  for (const domain of ["Page", "Runtime", "Network", "Log"]) await call(`${domain}.enable`);
  // What is run in the page for a check is not of the page, and its policy need not allow it.
  const value = async (expression) => {
    const { result, exceptionDetails } = await call("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const until = async (expression, milliseconds = 60000) => {
    const end = Date.now() + milliseconds;
    while (!(await value(expression))) {
      if (Date.now() > end) throw new Error(`never true: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const close = async () => {
    process_.kill();
    await new Promise((resolve) => process_.once("exit", resolve));
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { call, value, until, events, close };
}
