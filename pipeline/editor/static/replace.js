// Search and replace: every place is shown, and only what is ticked changes; one step takes it back.
import { all, one, post, say, tell } from "./common.js";

const find = one("#find");
const list = one("#hits");
let hits = [];
let asked = {};

find.addEventListener("submit", async (event) => {
  event.preventDefault();
  await search();
});

async function search() {
  asked = {
    ...Object.fromEntries(new FormData(find)),
    whole: find.elements.whole.checked, case: find.elements.case.checked,
  };
  try {
    ({ hits } = await post("/api/find", asked));
  } catch (bad) {
    tell(bad.message, true);
    return;
  }
  list.hidden = false;
  one("#found").textContent = say(hits.length ? "hits" : "no_hits", { count: hits.length });
  one(".hits").replaceChildren(...hits.map((hit, n) => {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.value = n;
    const where = document.createElement("a");
    where.href = `/texts/${encodeURIComponent(hit.lesson)}/${hit.language}#u-${hit.id}`;
    where.textContent = `${hit.lesson}, ${hit.where}`;
    const text = document.createElement("span");
    text.lang = hit.language;
    const old = document.createElement("del");
    old.textContent = hit.found;
    const made = document.createElement("ins");
    made.textContent = asked.new;
    text.append(`…${hit.before}`, old, made, `${hit.after}…`);
    label.append(box, " ", text);
    item.append(label, " ", where);
    return item;
  }));
}

one("#all").addEventListener("click", ({ target }) => {
  const isOn = target.getAttribute("aria-pressed") !== "true";
  target.setAttribute("aria-pressed", String(isOn));
  for (const box of all(".hits input")) box.checked = isOn;
});
list.addEventListener("submit", async (event) => {
  event.preventDefault();
  const chosen = all(".hits input").filter((box) => box.checked).map((box) => hits[box.value]);
  try {
    const { done } = await post("/api/replace", { ...asked, new: find.elements.new.value, hits: chosen });
    tell(say("replaced", { count: done }));
    await search();
  } catch (bad) {
    tell(bad.message, true);
  }
});
one("#undo").addEventListener("click", async () => {
  try {
    const { done } = await post("/api/undo", { lesson: "", language: "" });
    await search();
    tell(say(done ? "undone" : "nothing_to_undo", { count: done }), !done);
  } catch (bad) {
    tell(bad.message, true);
  }
});
