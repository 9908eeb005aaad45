// The article as text. It is saved when somebody says so: half a sentence is no article.
import { begin, diff, get, inTurn, lesson, listen, onceInTurn, one, post, put, say, tell } from "./common.js";
import { drop, keep, kept } from "./keep.js";
import { page } from "./page.js";

const area = one("#text");
const path = `/api/article/${encodeURIComponent(lesson)}`;
const id = "article";
let digest = area.dataset.digest;
let server = area.value;
const isDirty = () => area.value !== server;
const turn = inTurn();

function notice(text) {
  one("#said .refused")?.remove();
  if (!text) return;
  const line = document.createElement("p");
  line.className = "notice refused";
  line.setAttribute("role", "alert");
  line.lang = "en";
  line.textContent = text;
  one("#said").append(line);
}

function conflict(answer) {
  one("#said .conflict")?.remove();
  const box = one("#conflict").content.firstElementChild.cloneNode(true);
  diff(one(".diff", box), answer.changes);
  box.addEventListener("click", ({ target }) => {
    const which = target.dataset.keep;
    if (!which) return;
    box.remove();
    ({ digest } = answer);
    server = answer.text;
    if (which === "theirs") {
      put(area, answer.text);
      drop(id);
      tell("");
    } else {
      turn(save);
    }
  });
  one("#said").append(box);
  tell(say("conflict"), true);
}

async function save() {
  if (!isDirty() || one("#said .conflict")) return;
  const text = area.value;
  tell(say("saving"));
  try {
    const answer = await post(path, { before: digest, text });
    if (answer.outcome === "conflict") {
      conflict(answer);
      return;
    }
    ({ digest } = answer);
    server = text;
    if (isDirty()) keep(id, area.value, digest);
    else drop(id);
    notice(answer.warning);
    tell(say("saved"));
  } catch (bad) {
    notice(bad.status ? bad.message : "");
    tell(bad.status ? say("not_saved") : say("kept_here"), true);
  }
}

async function refresh() {
  const found = await (await get(path)).json();
  if (found.digest === digest || isDirty()) return; // what is typed meets it when it is saved
  digest = found.digest;
  server = found.text;
  if (document.activeElement === area) {
    const at = area.selectionStart;
    put(area, found.text);
    area.setSelectionRange(at, at);
  } else {
    area.value = found.text;
    server = area.value;
  }
}

area.addEventListener("input", () => {
  if (isDirty()) {
    keep(id, area.value, digest);
    tell(say("typing"));
  } else {
    drop(id);
    tell("");
  }
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    turn(save);
  }
});
async function undo() {
  try {
    const { done } = await post("/api/undo", { lesson, language: "" });
    tell(say(done ? "undone" : "nothing_to_undo", { count: done }), !done);
    await refresh();
  } catch (bad) {
    tell(bad.message, true);
  }
}

one(".tools").addEventListener("click", ({ target }) => {
  const what = target.dataset.do;
  if (what === "save") turn(save);
  if (what === "page") page.toggle();
  if (what === "undo") turn(undo);
});
if (one("#page-language")) one("#page-language").addEventListener("change", ({ target }) => page.in(target.value));
one("#pdf").addEventListener("click", () => begin("/api/build", { lessons: [lesson], languages: [page.language], formats: ["pdf"], editions: [page.edition], variants: page.variants }));

const before = (await kept()).get(id);
if (before) {
  area.value = before.text;
  if (isDirty()) {
    ({ before: digest } = before);
    tell(say("brought_back"));
  } else {
    drop(id);
  }
}
const renew = onceInTurn(turn, refresh);
listen((event) => {
  if (event.kind !== "open" && !(event.kind === "saved" && (!event.lessons || event.lessons.includes(lesson)))) return;
  page.refresh();
  renew();
});
document.body.dataset.ready = "yes";
