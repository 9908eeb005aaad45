// The handout beside the text, as it is now. It runs no script; what changed is put into it, so that
// it stays where it was read.
import { all, get, lesson, one } from "./common.js";

const box = one("#page");
const frame = one("iframe", box);
const toggles = all("[data-do=page]");
const wide = window.matchMedia("(min-width: 1200px)");
let shown = null;
let version = "";
let loading = false;
let stale = false;
let slow = 0;
let target = box.dataset.language;
const paper = one("#page-paper");
const setting = one(".setting", box);

export const page = {
  edition: localStorage.getItem("desk-edition") === "teacher" ? "teacher" : "student",

  toggle(isOpen = box.hidden) {
    box.hidden = !isOpen;
    document.body.classList.toggle("with-page", isOpen);
    toggles.forEach((button) => button.setAttribute("aria-pressed", String(isOpen)));
    localStorage.setItem("desk-page", isOpen ? "open" : "closed");
    if (isOpen) page.refresh();
  },

  get language() { return target; },

  // What the button makes a file of.
  get variants() { return ["", "-"].includes(paper.value) ? [] : [paper.value]; },

  in(code) {
    target = code;
    version = "";
    page.refresh();
  },

  async refresh() {
    if (box.hidden) return;
    if (loading) {
      stale = true;
      return;
    }
    loading = true;
    try {
      const of = `${encodeURIComponent(lesson)}/${target}/${page.edition}`;
      const path = paper.value ? `/paper/${of}/${paper.value}` : `/live/${of}`;
      slow = setTimeout(() => { setting.hidden = !paper.value; }, 400);
      if (version) {
        const response = await get(`${path}?after=${version}`);
        if (response.status !== 204) renew(await response.text());
      } else {
        await load(path);
      }
      if (!version) await get(path); // which says what is wrong
      one(".refused", box)?.remove();
      if (shown) page.show(shown);
    } catch (bad) {
      refused(bad.message);
    } finally {
      loading = false;
      clearTimeout(slow);
      setting.hidden = true;
      if (stale) {
        stale = false;
        page.refresh();
      }
    }
  },

  // Bring what belongs to a row of texts into view.
  show(row) {
    shown = row;
    const inside = frame.contentDocument;
    if (!inside?.body || box.hidden) return;
    for (const old of all("[data-at-hand]", inside)) {
      old.removeAttribute("data-at-hand");
      old.style.outline = "";
    }
    const found = place(inside, row);
    if (!found) return;
    found.setAttribute("data-at-hand", "");
    found.style.outline = "3px solid color-mix(in srgb, currentColor 45%, transparent)";
    found.style.outlineOffset = "4px";
    const { top, bottom } = found.getBoundingClientRect();
    const height = frame.clientHeight;
    if (top < 60 || bottom > height - 20) {
      inside.scrollingElement.scrollBy({ top: top - Math.max(60, (height - (bottom - top)) / 2), behavior: "instant" });
    }
  },
};

function refused(text) {
  const line = one(".refused", box) ?? document.createElement("p");
  line.className = "notice refused";
  line.lang = "en";
  line.textContent = text;
  frame.before(line);
}

async function load(path) {
  await new Promise((resolve) => {
    frame.addEventListener("load", resolve, { once: true });
    frame.src = path;
  });
  version = box.dataset.version = frame.contentDocument?.body?.dataset.version ?? "";
}

// Read by the page's own rules, which allow its styles; the desk's would not.
function renew(html) {
  const inside = frame.contentDocument;
  const made = new inside.defaultView.DOMParser().parseFromString(html, "text/html");
  const y = inside.scrollingElement.scrollTop;
  one("style", inside).textContent = one("style", made).textContent;
  inside.body.replaceChildren(...[...made.body.childNodes].map((node) => inside.importNode(node, true)));
  inside.scrollingElement.scrollTop = y;
  version = box.dataset.version = made.body.dataset.version;
}

const flat = (text) => text.replace(/\s+/g, " ").trim();

function place(inside, row) {
  const { role, paragraph } = row.dataset;
  const source = flat(one(".source", row).textContent);
  const like = (selector) => all(selector, inside).find((element) => flat(element.textContent).includes(source));
  if (role === "title" || role === "kicker") return one(".titles", inside);
  if (role === "heading") return like(".pair.heading");
  if (role === "vocabulary") return like("#vocabulary tr") ?? one("#vocabulary h2", inside);
  if (["question", "answer", "note"].includes(role)) return like(".question") ?? one("#questions h2", inside);
  if (role === "footnote") return like("#footnotes .pair") ?? one("#footnotes", inside);
  return inside.getElementById(`p${paragraph}`);
}

for (const button of all("[data-edition]", box)) {
  button.addEventListener("click", () => {
    page.edition = button.dataset.edition;
    localStorage.setItem("desk-edition", page.edition);
    press();
    version = "";
    page.refresh();
  });
}
paper.value = localStorage.getItem("desk-paper") ?? "";
if (paper.selectedIndex < 0) paper.selectedIndex = 0; // a variant that is no more
paper.addEventListener("change", () => {
  localStorage.setItem("desk-paper", paper.value);
  version = "";
  page.refresh();
});
function press() {
  for (const button of all("[data-edition]", box)) {
    button.setAttribute("aria-pressed", String(button.dataset.edition === page.edition));
  }
}
press();
one("#page-close").addEventListener("click", () => page.toggle(false));
page.toggle(wide.matches && localStorage.getItem("desk-page") !== "closed");
