// Words, questions, exercises: every wish goes to the server at once, and the list comes back new.
// A form that somebody has opened stays open with what is in it.
import { all, begin, get, inTurn, lesson, listen, onceInTurn, one, post, say, tell } from "./common.js";

const path = encodeURIComponent(lesson);
const box = () => one("#teaching");
const turn = inTurn();

async function refresh() {
  const html = await (await get(`/teaching/${path}`)).text();
  const made = new DOMParser().parseFromString(html, "text/html");
  const now = one("#teaching", made);
  if (now.dataset.digest === box().dataset.digest && now.innerHTML === box().dataset.html) return;
  const open = all("form:not([hidden])", box()).filter((form) => form.dataset.isTouched);
  if (open.length) { // its lines may be others by now: they are found by what they are of
    box().dataset.digest = now.dataset.digest;
    for (const form of all("form[data-line]", box())) {
      const key = form.closest("li").dataset.key;
      const same = all("li[data-key]", now).find((item) => item.dataset.key === key);
      if (same) form.dataset.line = one("form", same).dataset.line;
    }
    return;
  }
  const label = document.activeElement?.getAttribute("aria-label");
  const unfolded = all("details", box()).map((part) => part.open);
  const madeOf = now.innerHTML;
  box().replaceWith(document.importNode(now, true));
  box().dataset.html = madeOf;
  all("details", box()).forEach((part, n) => { part.open = unfolded[n] ?? false; });
  if (label) all("[aria-label]", box()).find((button) => button.getAttribute("aria-label") === label)?.focus();
}

const wish = (what) => turn(() => send(what));

async function send(what) {
  tell(say("saving"));
  try {
    const answer = await post(`/api/teaching/${path}`, { before: box().dataset.digest, ...what });
    if (answer.outcome === "conflict") tell(say("changed_elsewhere"), true);
    else tell(say("saved"));
    if (answer.outcome === "saved") all("form", box()).forEach((form) => delete form.dataset.isTouched);
    await refresh();
  } catch (bad) {
    tell(bad.status ? bad.message : say("unreachable"), true);
  }
}

async function undo() {
  try {
    const { done } = await post("/api/undo", { lesson, language: "" });
    tell(say(done ? "undone" : "nothing_to_undo", { count: done }), !done);
    await refresh();
  } catch (bad) {
    tell(bad.message, true);
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest("#teaching form");
  if (form) form.dataset.isTouched = "yes";
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("#teaching button");
  if (!button) return;
  const { kind, line, lines, step } = button.dataset;
  if (button.hasAttribute("data-open")) {
    const form = one("form", button.closest("li"));
    form.hidden = !form.hidden;
    button.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) one("input, textarea", form).focus();
  } else if (kind === "accept") {
    wish({ kind, lines: lines.split(",").map(Number) });
  } else if (kind) {
    wish({ kind, line: Number(line), step: Number(step ?? 0) });
  } else if (button.id === "propose") {
    begin("/api/propose", { lessons: [lesson] });
  } else if (button.id === "undo") {
    turn(undo);
  } else if (button.id === "other") {
    const seed = one("[name=seed]", box());
    seed.value = Number(seed.value || 1) + 1;
    seed.form.requestSubmit();
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("#teaching form");
  if (!form) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  const { kind, line, group } = form.dataset;
  wish({ kind, values, line: Number(line ?? 0), group: group ?? "" });
});
const renew = onceInTurn(turn, refresh);
listen((event) => {
  if (event.kind === "saved" && (!event.lessons || event.lessons.includes(lesson))) renew();
});
