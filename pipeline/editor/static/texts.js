// Side by side: a field for each text. No field is ever replaced, and none is changed while somebody
// types in it; what the server says of a text stands beside it.
import { all, begin, diff, get, language, lesson, listen, one, post, put, say, tell } from "./common.js";
import { drop, keep, kept } from "./keep.js";
import { page } from "./page.js";

const PAUSE = 1200; // milliseconds without a key after which what is typed is saved
const AGAIN = 2000; // after which a server that was not there is asked again
const rows = new Map();
const list = one("#rows");
const path = `${encodeURIComponent(lesson)}/${language}`;
let at = null;
let failing = 0;

class Row {
  constructor(element) {
    this.element = element;
    this.id = element.dataset.id;
    this.area = one("textarea", element);
    this.about = one(".about", element);
    this.digest = element.dataset.digest;
    this.server = this.area.value;
    this.turn = 0; // grows with all that happens here: an answer to an earlier question is none
    this.running = null;
    this.timer = 0;
    this.isHeld = false; // in a conflict, until somebody chooses
    this.isGone = false;
    this.grow();
  }

  get state() { return this.element.dataset.state; }
  set state(state) { this.element.dataset.state = state; }
  get isDirty() { return this.area.value !== this.server; }
  get hasFinding() { return Boolean(one(".findings .error, .findings .warning", this.about)) || this.state === "stale"; }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.area.style.height = "auto";
    this.area.style.height = `${this.area.scrollHeight + 2}px`;
  }

  typed() {
    this.turn += 1;
    this.grow();
    if (this.isDirty) keep(this.id, this.area.value, this.digest);
    else if (!this.running) drop(this.id);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
    if (this.isDirty) tell(say("typing"));
  }

  // Saves one after the other: what is typed meanwhile goes with the next, and never meets itself.
  save(wish = {}) {
    clearTimeout(this.timer);
    if (this.isHeld || this.isGone) return Promise.resolve();
    if (!this.isDirty && !wish.approve && !wish.ok && !this.running) return Promise.resolve();
    const before = this.running ?? Promise.resolve();
    const mine = before.then(() => this.send(wish));
    this.running = mine;
    return mine.finally(() => {
      if (this.running === mine) this.running = null;
    });
  }

  async send(wish) {
    if (this.isHeld || this.isGone) return;
    if (!this.isDirty && !wish.approve && !wish.ok) return;
    const text = this.area.value;
    tell(say("saving"));
    let answer;
    try {
      answer = await post(`/api/text/${path}`, { id: this.id, before: this.digest, text, ...wish });
    } catch (bad) {
      const isLost = bad.status === 0 || bad.status === 403;
      this.note(isLost ? "" : bad.message);
      tell(isLost ? say("kept_here") : bad.message, true);
      if (!isLost) return;
      failing += 1;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(wish), AGAIN);
      return;
    }
    failing = 0;
    this.turn += 1;
    this.note("");
    if (answer.outcome === "saved") {
      this.digest = answer.digest;
      this.server = text;
      this.state = answer.state;
      one(".newer", this.element)?.remove();
      if (this.isDirty) keep(this.id, this.area.value, this.digest);
      else drop(this.id);
      tell(say("saved"));
      count();
    } else if (answer.outcome === "conflict") {
      this.conflict(answer);
    } else {
      this.gone(answer.heir);
      refresh();
    }
  }

  note(text) {
    one(".refused", this.element)?.remove();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "notice refused";
    line.setAttribute("role", "alert");
    line.lang = "en";
    line.textContent = text;
    this.about.before(line);
  }

  conflict(answer) {
    this.isHeld = true;
    one(".newer", this.element)?.remove();
    one(".conflict", this.element)?.remove();
    const box = one("#conflict").content.firstElementChild.cloneNode(true);
    one("p", box).textContent = say("conflict");
    diff(one(".diff", box), answer.changes);
    box.addEventListener("click", ({ target }) => {
      const which = target.dataset.keep;
      if (!which) return;
      const mine = this.area.value;
      box.remove();
      this.isHeld = false;
      this.digest = answer.digest;
      this.server = answer.target;
      if (which === "theirs") put(this.area, answer.target);
      if (which === "both") put(this.area, `${answer.target}\n${mine}`);
      this.area.focus();
      this.typed();
      if (this.isDirty) this.save();
      else tell(say("saved"));
      refresh();
    });
    this.about.before(box);
    tell(say("conflict"), true);
  }

  newer(target, digest) {
    one(".newer", this.element)?.remove();
    const box = one("#newer").content.firstElementChild.cloneNode(true);
    box.addEventListener("click", ({ target: button }) => {
      if (!button.dataset.keep) return;
      box.remove();
      this.digest = digest;
      this.server = target;
      put(this.area, target);
      drop(this.id);
    });
    this.about.before(box);
  }

  // The article says something else here now. What was typed stays until somebody places it.
  gone(heir) {
    this.isGone = true;
    const text = this.area.value;
    const isLost = this.isDirty || text !== (rows.get(heir)?.area.value ?? text);
    if (isLost) stray(this.id, text, heir);
    const hadFocus = this.element.contains(document.activeElement);
    this.element.remove();
    rows.delete(this.id);
    if (!isLost) drop(this.id);
    if (hadFocus) rows.get(heir)?.go();
  }

  take(found, turn) {
    if (this.turn === turn && !this.running && !this.isHeld) {
      this.state = found.state;
      if (!this.isDirty && found.digest !== this.digest) {
        if (document.activeElement === this.area) {
          this.newer(found.target, found.digest);
        } else {
          this.area.value = found.target;
          this.server = this.area.value;
          this.digest = found.digest;
          this.grow();
        }
      }
    }
    if (this.about.dataset.html === found.about) return;
    if (this.about.contains(document.activeElement)) this.area.focus();
    this.about.innerHTML = found.about;
    this.about.dataset.html = found.about;
  }

  go() {
    this.area.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "center", behavior: "instant" });
  }
}

function stray(id, text, heir) {
  if (one(`[data-stray="${id}"]`)) return;
  const box = one("#gone").content.firstElementChild.cloneNode(true);
  box.dataset.stray = id;
  one("textarea", box).value = text;
  one("[data-keep=heir]", box).hidden = !heir;
  box.addEventListener("click", ({ target }) => {
    const which = target.dataset.keep;
    if (!which) return;
    const row = rows.get(heir);
    if (which === "heir" && row) {
      row.go();
      put(row.area, text);
      row.save();
    }
    drop(id);
    box.remove();
  });
  one("#strays").append(box);
}

function count() {
  const open = [...rows.values()].filter((row) => row.state !== "approved").length;
  one("#left").textContent = open ? say("left", { open, total: rows.size }) : say("left_none");
}

// What the files say now. Who is quicker than the answer goes before it.
let asked = null;
let again = false;
async function refresh() {
  if (asked) {
    again = true;
    return asked;
  }
  asked = read().catch((bad) => tell(bad.status ? bad.message : say("kept_here"), true)).finally(() => {
    asked = null;
    if (again) {
      again = false;
      refresh();
    }
  });
  return asked;
}

async function read() {
  const turns = new Map([...rows].map(([id, row]) => [id, row.turn]));
  const found = await (await get(`/api/texts/${path}`)).json();
  if (found.some(({ id }) => !rows.has(id)) || found.length !== rows.size) await place(found);
  for (const each of found) {
    const row = rows.get(each.id);
    row?.take(each, turns.get(each.id) ?? row.turn);
  }
  count();
}

// The article has other texts: theirs are put around the one at hand, which stays where it is.
async function place(found) {
  const html = await (await get(`/texts/${path}?rows=1`)).text();
  const made = new DOMParser().parseFromString(html, "text/html");
  const wanted = all(".row", made).map((element) => element.dataset.id);
  for (const id of wanted) {
    if (rows.has(id)) continue;
    const element = document.importNode(one(`#u-${id}`, made), true);
    list.append(element);
    rows.set(id, new Row(element));
  }
  for (const row of rows.values()) {
    if (wanted.includes(row.id)) continue;
    row.gone(found.find(({ was }) => was === row.id)?.id ?? "");
  }
  const middle = at && rows.has(at.id) ? wanted.indexOf(at.id) : -1;
  wanted.forEach((id, n) => {
    if (n < middle) at.element.before(rows.get(id).element);
    if (n > middle) list.append(rows.get(id).element);
  });
}

const inOrder = () => all(".row", list).map((element) => rows.get(element.dataset.id));

function find(fits, step = 1) {
  const order = inOrder();
  const from = at ? order.indexOf(at) : -1;
  for (let n = 1; n <= order.length; n += 1) {
    const row = order[(from + step * n + 2 * order.length) % order.length];
    if (row !== at && fits(row)) return row;
  }
  return null;
}

function neighbour(step) {
  const order = inOrder();
  return order[Math.max(0, Math.min(order.length - 1, (at ? order.indexOf(at) : -step) + step))];
}

async function suggest(kind) {
  const row = at;
  if (!row) return;
  tell(say("asking"));
  try {
    const found = await post(`/api/suggest/${path}`, { id: row.id, kind });
    if (!found.text) {
      tell(found.said || say(`no_${kind}`), true);
      return;
    }
    put(row.area, found.text);
    if (kind === "memory") tell(say(found.percent < 100 ? "recalled_similar" : "recalled", found));
    else tell(found.said);
  } catch (bad) {
    tell(bad.message, true);
  }
}

async function undo() {
  await Promise.all([...rows.values()].map((row) => row.running));
  try {
    const { done } = await post("/api/undo", { lesson, language });
    tell(say(done ? "undone" : "nothing_to_undo", { count: done }), !done);
    const row = at;
    document.activeElement?.blur();
    await refresh();
    row?.go();
  } catch (bad) {
    tell(bad.message, true);
  }
}

// What a text said before; an earlier one comes into the field, and is saved like any other.
async function earlier() {
  const row = at;
  if (!row) return;
  try {
    const found = await (await get(`/api/earlier/${path}/${row.id}`)).json();
    const box = one("#earlier");
    one("ol", box).replaceChildren(...found.map((version) => {
      const item = document.createElement("li");
      const head = document.createElement("p");
      head.className = "soft";
      head.lang = document.documentElement.lang;
      head.textContent = `${version.saved} · ${version.by} · ${say(`state_${version.state}`)}`;
      const text = document.createElement("p");
      diff(text, version.changes);
      item.append(head, text);
      if (version.target !== row.area.value) {
        const button = document.createElement("button");
        button.type = "button";
        button.lang = document.documentElement.lang;
        button.textContent = say("take_back");
        button.addEventListener("click", () => {
          box.close();
          row.go();
          put(row.area, version.target);
          row.save();
        });
        item.append(button);
      }
      return item;
    }));
    box.showModal();
  } catch (bad) {
    tell(bad.message, true);
  }
}

const deeds = {
  history: earlier,
  previous: () => neighbour(-1)?.go(),
  next: () => neighbour(1)?.go(),
  open: () => {
    const row = find((other) => other.state !== "approved");
    if (row) row.go();
    else tell(say("left_none"));
  },
  finding: () => {
    const row = find((other) => other.hasFinding);
    if (row) row.go();
    else tell(say("no_findings"));
  },
  source: () => at && put(at.area, one(".source", at.element).dataset.source),
  memory: () => suggest("memory"),
  engine: () => suggest("engine"),
  undo,
  save: () => at?.save(),
  approve: () => {
    const row = at;
    if (!row) return;
    if (row.area.value.trim()) row.save({ approve: true });
    else tell(say("nothing_to_approve"), true);
    const next = find((other) => other.state !== "approved");
    if (next) next.go();
    else neighbour(1)?.go();
  },
  keys: () => one("#keys").showModal(),
  page: () => page.toggle(),
};

const strokes = {
  "c+Enter": "approve", "c+s": "save", "a+ArrowDown": "next", "a+ArrowUp": "previous",
  "as+ArrowDown": "open", F8: "finding", F2: "source", F4: "memory", F9: "engine",
  "cs+u": "undo", "c+/": "keys", "cs+/": "keys", "cs+7": "keys",
};
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const held = `${event.ctrlKey || event.metaKey ? "c" : ""}${event.altKey ? "a" : ""}${event.shiftKey ? "s" : ""}`;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const deed = strokes[held ? `${held}+${key}` : key];
  if (!deed || one("#keys").open) return;
  event.preventDefault();
  deeds[deed]();
});

const tools = one(".tools");
tools.addEventListener("pointerdown", (event) => {
  if (event.target.closest("button")) event.preventDefault(); // the field keeps the caret
});
tools.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.letter && at) put(at.area, button.dataset.letter, false);
  deeds[button.dataset.do]?.();
});

list.addEventListener("focusin", ({ target }) => {
  const row = rows.get(target.closest(".row")?.dataset.id);
  if (!row || row === at) return;
  at?.element.classList.remove("at");
  at = row;
  row.element.classList.add("at");
  page.show(row.element);
});
list.addEventListener("focusout", ({ target }) => {
  const row = rows.get(target.closest(".row")?.dataset.id);
  if (row?.isDirty) row.save();
});
list.addEventListener("input", ({ target }) => rows.get(target.closest(".row")?.dataset.id)?.typed());
list.addEventListener("click", ({ target }) => {
  const row = rows.get(target.closest(".row")?.dataset.id);
  if (row && target.dataset.ok) row.save({ ok: target.dataset.ok }).then(refresh);
});

for (const element of all(".row", list)) {
  const row = new Row(element);
  row.about.dataset.html = "";
  rows.set(row.id, row);
}
count();
for (const [id, { text, before }] of await kept()) {
  const row = rows.get(id);
  if (!row) {
    stray(id, text, "");
    continue;
  }
  row.area.value = text;
  if (!row.isDirty) {
    drop(id);
    continue;
  }
  row.digest = before;
  row.grow();
  tell(say("brought_back"));
  row.save();
}

let waiting = 0;
listen((event) => {
  if (event.kind === "open" && failing) rows.forEach((row) => row.isDirty && row.save());
  const isMine = event.kind === "saved" && (!event.lessons || event.lessons.includes(lesson));
  if (!isMine && event.kind !== "open") return;
  page.refresh();
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 60);
});
one("#pdf").addEventListener("click", () => begin("/api/build", { lessons: [lesson], languages: [language], formats: ["pdf"], editions: [page.edition], variants: page.variants }));
if (location.hash.startsWith("#u-")) rows.get(location.hash.slice(3))?.go();
await refresh(); // which brings what the checks say
document.body.dataset.ready = "yes";
