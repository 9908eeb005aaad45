// The overview: a card for each lesson, what comes in by dropping it, and what is made.
import { all, begin, get, inTurn, listen, one, post, say, tell } from "./common.js";

async function read(card) {
  try {
    const html = await (await get(`/api/lesson/${encodeURIComponent(card.dataset.lesson)}`)).text();
    if (card.contains(document.activeElement) && document.activeElement.matches("input")) return;
    const open = all("details", card).map((part) => part.open);
    card.innerHTML = html;
    if (open.length) all("details", card).forEach((part, n) => { part.open = open[n] ?? part.open; });
    for (const part of all("[data-part]", card)) part.style.flexGrow = part.dataset.part;
  } catch (bad) {
    tell(bad.message, true);
  }
}

async function readAll(names) {
  for (const card of all("#lessons > li")) {
    // oxlint-disable-next-line no-await-in-loop -- the server reads one after the other anyway
    if (!names || names.includes(card.dataset.lesson)) await read(card);
  }
}
const turn = inTurn();
turn(readAll);
// What was saved in quick succession is read together: the lessons of all of it.
let waiting = 0;
let saved = [];
listen((event) => {
  if (event.kind !== "saved") return;
  saved = saved && event.lessons ? [...saved, ...event.lessons] : null;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const names = saved;
    saved = [];
    turn(() => readAll(names));
  }, 300);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-build], [data-draft]");
  if (!button) return;
  const { build, draft, language } = button.dataset;
  const lessons = [build ?? draft].filter(Boolean);
  begin(build === undefined ? "/api/draft" : "/api/build", { lessons, languages: [language].filter(Boolean) });
});

const query = (values) => new URLSearchParams(values).toString();

const add = one("#add");
// An e-book is many articles: its chapters, each with how long it is, to choose from.
function chapters(found, file) {
  const list = document.createElement("ol");
  found.forEach(([title, count], n) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = title || "–";
    button.addEventListener("click", () => bring(file, n + 1));
    const item = document.createElement("li");
    item.append(button, ` ${say("words_of", { count })}`);
    list.append(item);
  });
  return list;
}

async function bring(file, chapter = "") {
  const said = one(".said", add);
  said.textContent = say("adding");
  try {
    const { name, level } = Object.fromEntries(new FormData(add));
    const found = await post(`/api/add?${query({ file: file.name, name, level, chapter })}`, file, "application/octet-stream");
    said.replaceChildren();
    if (found.chapters) {
      said.append(say("which_chapter"), chapters(found.chapters, file));
      return;
    }
    const link = document.createElement("a");
    link.href = `/article/${found.lesson}`;
    link.textContent = say("added", { lesson: found.lesson });
    said.append(link);
    for (const warning of found.warnings) {
      const line = document.createElement("p");
      line.lang = "en";
      line.textContent = warning;
      said.append(line);
    }
    add.reset();
    if (!one(`[data-lesson="${CSS.escape(found.lesson)}"]`, one("#lessons"))) {
      const card = document.createElement("li");
      card.dataset.lesson = found.lesson;
      one("#lessons").append(card);
      await read(card);
    }
  } catch (bad) {
    said.textContent = bad.message;
  }
}
add.addEventListener("submit", (event) => {
  event.preventDefault();
  bring(add.elements.file.files[0]);
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    add.classList.toggle("over", kind === "dragover");
    const form = event.target.closest?.("form.import");
    const file = event.dataTransfer?.files[0];
    if (kind !== "drop" || !file) return;
    if (form) take(form, file);
    else bring(file);
  });
}

// A review or translation that comes back: what it would change is shown first.
async function take(form, file) {
  const said = one(".said", form);
  const { lesson, language } = form.dataset;
  said.textContent = say("reading");
  try {
    const path = `/api/import/${encodeURIComponent(lesson)}/${language}?${query({ file: file.name })}`;
    const found = await post(path, file, "application/octet-stream");
    said.replaceChildren();
    const list = document.createElement("ul");
    for (const line of found.lines) {
      const item = document.createElement("li");
      item.lang = "en";
      item.textContent = line;
      list.append(item);
    }
    const head = document.createElement("p");
    head.textContent = say(found.changes ? "import_changes" : "import_nothing", { count: found.changes });
    said.append(head, list);
    if (found.changes) {
      const go = document.createElement("button");
      go.type = "button";
      go.className = "main";
      go.textContent = say("import_go");
      go.addEventListener("click", async () => {
        try {
          await post("/api/import", { id: found.id });
          said.textContent = say("imported");
        } catch (bad) {
          said.textContent = bad.message;
        }
      });
      said.append(go);
    }
  } catch (bad) {
    said.textContent = bad.message;
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.import");
  if (!form) return;
  event.preventDefault();
  take(form, form.elements.file.files[0]);
});
