// The settings as a form; comments and all that it does not show stay as they are in the file.
import { all, one, post, say, tell } from "./common.js";

const form = one("#settings");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const ticked = (name) => all(`[name="${name}"]:checked`, form).map(({ value }) => value);
  const text = (name) => form.elements[name].value;
  const values = {
    languages: ticked("languages"),
    formats: ticked("formats"),
    "layout.large_print": form.elements["layout.large_print"].checked,
    "lesson.words": Number(text("lesson.words")),
  };
  for (const name of ["study", "engine", "lesson.level", "layout.paper", "layout.school"]) values[name] = text(name);
  one("#said").replaceChildren();
  try {
    const answer = await post("/api/settings", { before: form.dataset.text, values });
    form.dataset.text = answer.text;
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
