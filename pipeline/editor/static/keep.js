// What is typed stays in the browser until the server has it: through reload, sleep and a restart.
// Each tab keeps its own, under its name; what a tab left behind that is closed, another takes over.
import { lesson, language, project } from "./common.js";

const prefix = `desk ${project} ${lesson} ${language ?? ""} `;

async function named() {
  let tab = sessionStorage.getItem("desk-tab");
  // A tab that is duplicated brings the name of the first along.
  const hold = (name) => new Promise((resolve) => {
    navigator.locks.request(`desk-tab ${name}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
  // oxlint-disable-next-line no-await-in-loop -- once, or twice in a tab that was duplicated
  while (!tab || !(await hold(tab))) tab = crypto.randomUUID();
  sessionStorage.setItem("desk-tab", tab);
  return tab;
}
const tab = await named();

export function keep(id, text, before) {
  localStorage.setItem(`${prefix}${id} ${tab}`, JSON.stringify({ text, before }));
}
export function drop(id) {
  localStorage.removeItem(`${prefix}${id} ${tab}`);
}

// What this tab kept, and what closed ones did; theirs become this tab's.
export async function kept() {
  const { held } = await navigator.locks.query();
  const alive = new Set(held.map(({ name }) => name));
  const found = new Map();
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(prefix)) continue;
    const [id, owner] = key.slice(prefix.length).split(" ");
    if (owner !== tab && alive.has(`desk-tab ${owner}`)) continue;
    const value = JSON.parse(localStorage.getItem(key));
    if (found.has(id) && found.get(id).text !== value.text) continue; // the next page's turn
    found.set(id, value);
    if (owner !== tab) {
      keep(id, value.text, value.before);
      localStorage.removeItem(key);
    }
  }
  return found;
}
