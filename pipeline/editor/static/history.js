// What the files of a lesson said before, and the way back.
import { get, lesson, post, say, tell } from "./common.js";

const path = encodeURIComponent(lesson);
document.addEventListener("click", async ({ target }) => {
  const id = target.dataset.version;
  if (!id) return;
  const said = target.parentElement.querySelector(".said");
  if (said.childElementCount) {
    said.replaceChildren();
    target.setAttribute("aria-expanded", "false");
    return;
  }
  try {
    const { lines } = await (await get(`/api/version/${path}/${id}`)).json();
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.append(...lines.map((line) => {
      const part = document.createElement(line.startsWith("+") ? "ins" : "del");
      part.textContent = `${line}\n`;
      return part;
    }));
    const go = document.createElement("button");
    go.type = "button";
    go.className = "main";
    go.textContent = say("go_back");
    go.addEventListener("click", async () => {
      try {
        await post(`/api/restore/${path}`, { id });
        location.reload();
      } catch (bad) {
        tell(bad.message, true);
      }
    });
    const head = document.createElement("p");
    head.textContent = say(lines.length ? "would_change" : "is_the_same");
    said.append(head, text, go);
    target.setAttribute("aria-expanded", "true");
  } catch (bad) {
    tell(bad.message, true);
  }
});
