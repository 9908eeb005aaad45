// The settings as a form; comments and all that it does not show stay as they are in the file.
import { all, one, post, say, tell } from "./common.js";

const form = one("#settings");

function chosen() {
  const ticked = (name) => all(`[name="${name}"]:checked`, form).map(({ value }) => value);
  const text = (name) => form.elements[name].value;
  const values = {
    languages: ticked("languages"),
    formats: ticked("formats"),
    "layout.large_print": form.elements["layout.large_print"].checked,
    "lesson.words": Number(text("lesson.words")),
  };
  for (const name of ["study", "engine", "lesson.level", "layout.paper", "layout.school"]) values[name] = text(name);
  return values;
}
let saved = chosen();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const now = chosen();
  const isNew = ([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name]);
  const values = Object.fromEntries(Object.entries(now).filter(isNew));
  one("#said").replaceChildren();
  try {
    const answer = await post("/api/settings", { before: form.dataset.text, values });
    form.dataset.text = answer.text;
    saved = now;
    tell(say("saved"));
  } catch (bad) {
    const line = document.createElement("p");
    line.lang = "en";
    line.className = "problem";
    line.textContent = bad.message;
    one("#said").append(line);
    tell(say("not_saved"), true);
  }
});
