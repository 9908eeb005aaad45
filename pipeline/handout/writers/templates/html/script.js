"use strict";
(() => {
  const root = document.documentElement;
  const main = document.querySelector("main");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  root.classList.add("scripted");
  all(".tools, .help, .buttons, .kept").forEach((part) => { part.hidden = false; });

  // Sentences. One is found at a time; it and its partners in the other language bear `on`.
  // "p4-1.0" is the first sentence of the second link of a paragraph: partners share "p4-1".
  const sentences = all(".sentence", main);
  const linkOf = (sentence) => sentence.dataset.sentence.split(".")[0];
  const sideOf = (sentence) => (sentence.closest(".target") ? "target" : "source");
  const byLink = new Map();
  for (const sentence of sentences) {
    const link = linkOf(sentence);
    byLink.set(link, [...(byLink.get(link) ?? []), sentence]);
  }
  // What a link or emphasis cuts in two is one sentence: its first part stands for it.
  const stops = { source: [], target: [] };
  for (const sentence of sentences) {
    const side = stops[sideOf(sentence)];
    if (side.at(-1)?.dataset.sentence !== sentence.dataset.sentence) side.push(sentence);
  }
  let found = "";

  function mark(link, name, isOn) {
    for (const sentence of byLink.get(link) ?? []) {
      sentence.classList.toggle(name, isOn);
      sentence.closest(".target, .source").classList.toggle(name, isOn);
    }
  }

  function find(link) {
    if (found) mark(found, "on", false);
    found = link;
    if (found) mark(found, "on", true);
  }

  // The tabulator stops once in each language; arrows go on from there.
  function focus(sentence) {
    for (const other of stops[sideOf(sentence)]) other.tabIndex = other === sentence ? 0 : -1;
    find(linkOf(sentence));
    sentence.focus();
  }
  for (const side of Object.values(stops)) {
    side.forEach((sentence, place) => { sentence.tabIndex = place ? -1 : 0; });
  }

  main.addEventListener("click", (event) => {
    const sentence = event.target.closest(".sentence");
    const isReading = getSelection().isCollapsed;
    if (event.target.closest("a, button, input, select, textarea, summary, label") || !isReading) return;
    find(sentence && linkOf(sentence) !== found ? linkOf(sentence) : "");
  });
  main.addEventListener("pointerover", (event) => hover(event, true));
  main.addEventListener("pointerout", (event) => hover(event, false));
  function hover(event, isOver) {
    const sentence = event.pointerType === "mouse" && event.target.closest(".sentence");
    if (sentence) mark(linkOf(sentence), "near", isOver);
  }
  main.addEventListener("focusin", (event) => {
    const sentence = event.target;
    if (sentence.matches(".sentence:focus-visible")) find(linkOf(sentence));
  });
  main.addEventListener("keydown", (event) => {
    const sentence = event.target;
    if (!sentence.matches(".sentence") || event.altKey || event.ctrlKey || event.metaKey) return;
    const side = stops[sideOf(sentence)];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const partner = byLink.get(linkOf(sentence)).find((other) => sideOf(other) !== sideOf(sentence));
    const next = event.key === "Enter" ? partner : step && side[side.indexOf(sentence) + step];
    if (!next) return;
    event.preventDefault();
    focus(next);
  });

  // One language alone: the other's sentences are covered, and one that is found is uncovered.
  const shows = all("[data-show]");
  for (const button of shows) {
    button.addEventListener("click", () => {
      find("");
      root.classList.toggle("without-target", button.dataset.show === "source");
      root.classList.toggle("without-source", button.dataset.show === "target");
      for (const other of shows) other.setAttribute("aria-pressed", String(other === button));
    });
  }

  // Meanings. A marked word is a link to its line in the list; here the line comes to the word.
  const gloss = document.getElementById("gloss");
  const entry = document.getElementById("gloss-entry");
  const close = document.getElementById("gloss-close");
  let asked = null;

  function copy(part, into) {
    into.replaceChildren(...part.cloneNode(true).childNodes);
    into.lang = part.closest("[lang]").lang;
    all(".sentence", into).forEach((sentence) => sentence.replaceWith(...sentence.childNodes));
  }

  function explain(word) {
    conceal(false);
    const line = document.querySelector(word.hash);
    copy(line.querySelector(".word"), document.getElementById("gloss-word"));
    copy(line.querySelector(".detail"), document.getElementById("gloss-detail"));
    copy(line.querySelector(".meaning"), document.getElementById("gloss-meaning"));
    entry.hash = word.hash;
    asked = word;
    word.setAttribute("aria-expanded", "true");
    gloss.hidden = false;
    // Below the word, within the page.
    const place = word.getClientRects()[0];
    const left = Math.min(place.left, root.clientWidth - gloss.offsetWidth - 8);
    gloss.style.left = `${Math.max(left, 8) + scrollX}px`;
    gloss.style.top = `${place.bottom + 6 + scrollY}px`;
    gloss.focus({ preventScroll: true });
    gloss.scrollIntoView({ block: "nearest" });
  }

  function conceal(returns) {
    if (!asked) return;
    const word = asked;
    asked = null;
    gloss.hidden = true;
    word.setAttribute("aria-expanded", "false");
    if (returns) word.focus();
  }

  for (const word of all("a.term")) {
    word.setAttribute("role", "button");
    word.setAttribute("aria-haspopup", "dialog");
    word.setAttribute("aria-expanded", "false");
    word.addEventListener("click", (event) => {
      event.preventDefault();
      if (asked === word) conceal(true);
      else explain(word);
    });
    word.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      word.click();
    });
  }
  close.addEventListener("click", () => conceal(true));
  entry.addEventListener("click", () => conceal(false));
  gloss.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const isLeaving = event.shiftKey ? document.activeElement !== close : document.activeElement === close;
    if (!isLeaving) return;
    if (event.shiftKey) event.preventDefault();
    conceal(true); // the tabulator goes on from the word
  });
  document.addEventListener("pointerdown", (event) => {
    if (asked && !gloss.contains(event.target) && event.target.closest("a.term") !== asked) conceal(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (asked) conceal(true);
    else find("");
  });

  // What somebody writes is kept where the browser allows it, and is there the next time.
  const shelf = (() => {
    try {
      localStorage.getItem("");
      return localStorage;
    } catch {
      return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
    }
  })();
  const fields = all("[data-keep]", document.body);
  const keyOf = (field) => `${document.body.dataset.keep}/${field.dataset.keep}`;

  function keep(field) {
    if (field.type === "radio" && !field.checked) return;
    try {
      shelf.setItem(keyOf(field), field.value);
    } catch {
      // Full: it still stands on the page.
    }
  }

  function fill(field, value) {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
    copyForPaper(field);
  }

  // A box on a screen may be smaller than its text; paper gets the text as it is.
  function copyForPaper(field) {
    const typed = field.parentElement.querySelector(".typed");
    if (typed) typed.textContent = field.value;
  }

  for (const field of fields) {
    const kept = shelf.getItem(keyOf(field));
    if (kept !== null) fill(field, kept);
    field.addEventListener("input", () => {
      keep(field);
      copyForPaper(field);
    });
  }

  // Exercises. An item has one answer in `data-answer`, in fields of the class `answer`.
  const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[’‘ʼ´`]/g, "'")
    .replace(/[‐‑–]/g, "-").replace(/[“”„«»]/g, '"').replace(/\s+/g, " ").trim();

  function given(item) {
    const [first, ...others] = all(".answer", item);
    if (!others.length) return first.value;
    return [first, ...others].find((field) => field.checked)?.value ?? "";
  }

  const saying = (name) => document.getElementById(`said-${name}`).content.cloneNode(true);

  function judge(item) {
    const answer = plain(given(item));
    const verdict = answer === plain(item.dataset.answer) ? "right" : answer ? "wrong" : "open";
    item.dataset.verdict = verdict;
    item.querySelector(".verdict").replaceChildren(saying(verdict));
    for (const field of all(".answer", item)) {
      if (field.type !== "radio") field.setAttribute("aria-invalid", String(verdict === "wrong"));
    }
    return verdict === "right";
  }

  function forget(item) {
    delete item.dataset.verdict;
    item.querySelector(".verdict").replaceChildren();
    for (const field of all(".answer", item)) field.removeAttribute("aria-invalid");
  }

  function score(right, total) {
    const words = saying("score");
    const texts = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      texts.currentNode.data = texts.currentNode.data.replace("{right}", right).replace("{total}", total);
    }
    return words;
  }

  for (const exercise of all(".exercise")) {
    const items = all(".item", exercise);
    if (!items.length) continue;
    const said = exercise.querySelector(".score");
    const solve = exercise.querySelector(".solve");
    const solutions = all(".solution", exercise);
    const showSolutions = (isShown) => {
      solutions.forEach((solution) => { solution.hidden = !isShown; });
      solve.setAttribute("aria-pressed", String(isShown));
    };
    exercise.querySelector(".check").addEventListener("click", () => {
      said.replaceChildren(score(items.filter(judge).length, items.length));
    });
    solve.addEventListener("click", () => showSolutions(solve.getAttribute("aria-pressed") === "false"));
    exercise.querySelector(".again").addEventListener("click", () => {
      for (const field of all(".answer", exercise)) {
        fill(field, "");
        shelf.removeItem(keyOf(field));
      }
      items.forEach(forget);
      said.replaceChildren();
      showSolutions(false);
    });
    items.forEach((item) => item.addEventListener("input", () => {
      forget(item);
      said.replaceChildren();
    }));
    offerWords(exercise);
  }

  // A word of the bank goes into the gap that was last in use, or the first empty one.
  function offerWords(exercise) {
    const gaps = all("input.answer:not([type])", exercise);
    let last = null;
    gaps.forEach((gap) => gap.addEventListener("focus", () => { last = gap; }));
    for (const place of all(".bank li", exercise)) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...place.childNodes);
      place.append(button);
      button.addEventListener("click", () => {
        const gap = last ?? gaps.find((one) => !one.value) ?? gaps[0];
        fill(gap, button.textContent);
        gap.dispatchEvent(new Event("input", { bubbles: true }));
        last = null;
      });
    }
  }
})();
