// What every page of the desk needs: its words, asking the server, what is saved, the job at work.
const known = JSON.parse(document.querySelector("meta[name=desk]").content);
export const { words, lesson, language, project } = known;
let { token } = known;

export const all = (selector, within = document) => [...within.querySelectorAll(selector)];
export const one = (selector, within = document) => within.querySelector(selector);
export const say = (key, values = {}) =>
  words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const line = one("#status");
export function tell(text, isBad = false) {
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("bad", isBad);
}

// What the server refuses, in its own words; `status` 0 where it cannot be reached.
export class Refusal extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  try {
    return await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refusal(say("unreachable"), 0);
  }
}

async function answered(response) {
  if (response.ok) return response;
  const text = await response.text();
  let said = text;
  try {
    said = JSON.parse(text).error;
  } catch {
    // Not all refusals come from where answers are JSON.
  }
  throw new Refusal(said, response.status);
}

export async function get(path) {
  return answered(await request(path, {}));
}

// A change: after a restart of the desk its token is another, and the page learns it.
export async function post(path, body, type = "application/json") {
  const send = () =>
    request(path, {
      method: "POST",
      headers: { "Content-Type": type, "X-Desk-Token": token },
      body: body instanceof Blob ? body : JSON.stringify(body ?? {}),
    });
  let response = await send();
  if (response.status === 403) {
    const session = await request("/api/session", {});
    if (session.ok) {
      ({ token } = await session.json());
      response = await send();
    }
  }
  return (await answered(response)).json();
}

// One thing after the other: each meets what the one before it left, and no answer to an earlier
// question comes after the answer to a later one.
export function inTurn() {
  let last = Promise.resolve();
  return (what) => {
    last = last.then(() => what(), () => what());
    return last;
  };
}

// The same for what need not happen twice: asked again while it still waits, it happens once.
export function onceInTurn(turn, what) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    turn(() => {
      isWaiting = false;
      return what();
    }).catch(() => {});
  };
}

// Only so may a field be changed that somebody may take it back in with the browser's own undo.
export function put(area, text, whole = true) {
  area.focus();
  if (whole) area.select();
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function diff(element, changes) {
  element.replaceChildren(
    ...changes.map(([fate, text]) => {
      if (fate === "span") return document.createTextNode(text);
      const part = document.createElement(fate);
      part.textContent = text;
      return part;
    }),
  );
}

// One stream for all tabs: a browser opens six connections to a host, and a stream keeps one. The
// tab that holds the lock has it and tells the others.
const listeners = [];
export const listen = (listener) => listeners.push(listener);
const told = (event) => listeners.forEach((listener) => listener(event));
const channel = new BroadcastChannel("desk");
channel.addEventListener("message", ({ data }) => told(data));
function stream() {
  const source = new EventSource("/events");
  const pass = (event) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- no window: a channel
    channel.postMessage(event);
    told(event);
  };
  source.addEventListener("message", ({ data }) => pass(JSON.parse(data)));
  source.addEventListener("open", () => pass({ kind: "open" }));
  source.addEventListener("error", () => {
    // A desk that was restarted refuses the old cookie, and the browser asks no more by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(stream, 3000);
  });
}
navigator.locks.request("desk-stream", () => new Promise(stream));

// The job at work.
const jobBox = one("#job");
function showJob(job) {
  if (!job) return;
  jobBox.hidden = false;
  const head = document.createElement("p");
  const key = job.is_over ? (job.failed ? "job_failed" : job.stopped ? "job_stopped" : "job_done") : "job_runs";
  head.textContent = say(key, { what: say(`job_${job.name}`) });
  const parts = [head];
  if (!job.is_over) {
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", say(`job_${job.name}`));
    if (job.total) Object.assign(bar, { max: job.total, value: job.done });
    parts.push(bar);
  }
  for (const said of job.said) {
    const more = document.createElement("p");
    more.lang = "en";
    more.textContent = said;
    parts.push(more);
  }
  for (const file of job.files) {
    const link = document.createElement("a");
    link.href = `/file/${file}`;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = file.split("/").at(-1);
    parts.push(link);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = say(job.is_over ? "close" : "stop");
  button.addEventListener("click", () => {
    if (job.is_over) jobBox.hidden = true;
    else post("/api/stop");
  });
  parts.push(button);
  jobBox.classList.toggle("bad", job.failed);
  const hadFocus = jobBox.contains(document.activeElement);
  jobBox.replaceChildren(...parts);
  if (hadFocus) button.focus();
}
listen((event) => {
  if (event.kind === "job") showJob(event.job);
  if (event.kind === "noticed") tell(event.lines.join(" "), true);
});
get("/api/session").then((r) => r.json()).then(({ job }) => job && !job.is_over && showJob(job)).catch(() => {});

export async function begin(path, body) {
  try {
    const { started } = await post(path, body);
    if (!started) tell(say("job_busy"), true);
  } catch (bad) {
    tell(bad.message, true);
  }
}

one("#surface").addEventListener("change", async ({ target }) => {
  await post("/api/surface", { language: target.value });
  location.reload();
});
