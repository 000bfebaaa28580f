// Cards over mentions, the contents' place marker, the filter of quotes. Pages read without it.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function cards() {
  const mentions = all("a.mention");
  if (!mentions.length || !HTMLElement.prototype.showPopover) return;
  const card = document.createElement("div");
  card.className = "card";
  card.popover = "auto";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  document.body.append(card);
  let opener = null;

  const open = (mention, entry, byKeyboard) => {
    card.replaceChildren(...all(":scope > *", entry).map((part) => part.cloneNode(true)));
    if (!card.children.length) return;
    for (const part of all("[id]", card)) part.removeAttribute("id");
    card.setAttribute("aria-label", mention.textContent);
    opener?.classList.remove("open");
    mention.classList.add("open");
    card.showPopover();
    if (!CSS.supports("position-area", "block-end")) place(card, mention);
    opener = mention;
    if (byKeyboard) card.focus();
  };

  document.addEventListener("click", (event) => {
    const mention = event.target.closest?.("a.mention");
    if (!mention || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
      if (event.target.closest?.("a") && card.contains(event.target)) card.hidePopover();
      return;
    }
    const entry = document.getElementById(decodeURIComponent(mention.hash.slice(1)));
    if (!entry) return;
    event.preventDefault();
    open(mention, entry, event.detail === 0);
  });
  card.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && card.contains(document.activeElement)) opener?.focus();
  });
}

// Where style sheets cannot anchor a card.
function place(card, mention) {
  const line = mention.getClientRects()[0];
  const { clientWidth, dir } = document.documentElement;
  const start = dir === "rtl" ? line.right - card.offsetWidth : line.left;
  const left = Math.min(start, clientWidth - card.offsetWidth - 16);
  const fits = line.bottom + card.offsetHeight + 12 < innerHeight || line.top < card.offsetHeight + 12;
  card.style.left = `${Math.max(16, left) + scrollX}px`;
  card.style.top = `${(fits ? line.bottom : line.top - card.offsetHeight - 12) + scrollY}px`;
}

function contents() {
  const links = new Map(
    all(".contents a").map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]),
  );
  if (!links.size) return;
  const headings = [...links.keys()].filter(Boolean);
  const mark = () => {
    const passed = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1);
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" }).observe(headings[0]);
  let waiting = false;
  addEventListener(
    "scroll",
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    },
    { passive: true },
  );
}

function narrow() {
  const form = one(".filter");
  if (!form) return;
  const words = one("input", form);
  const choices = all("select[data-by]", form);
  const count = one(".count", form);
  const wider = one(".wider", form);
  const items = all(form.dataset.items).map((item) => [item, item.textContent.toLowerCase()]);
  form.hidden = false;
  const apply = () => {
    const wanted = words ? words.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
    const chosen = choices.filter((choice) => choice.value);
    let shown = 0;
    for (const [item, text] of items) {
      const fits =
        wanted.every((word) => text.includes(word)) &&
        chosen.every(({ dataset, value }) => item.dataset[dataset.by].split(" ").includes(value));
      item.hidden = !fits;
      shown += fits;
    }
    all(".transcript tbody").forEach(span);
    for (const group of all("[data-group]")) {
      group.hidden = !all(form.dataset.items, group).some((item) => !item.hidden);
    }
    count.textContent =
      wanted.length || chosen.length
        ? count.dataset.count.replace("{shown}", shown).replace("{all}", items.length)
        : "";
    if (!wider) return;
    // The search over all pages begins with what was chosen on this one.
    const asked = new URLSearchParams({ kind: "quote" });
    if (words.value.trim()) asked.set("q", words.value.trim());
    for (const { dataset, value } of chosen) if (dataset.by === "who") asked.set("who", value);
    wider.search = asked;
  };
  one("#by-order", form)?.addEventListener("input", ({ target }) => all(".transcript").forEach((table) => arrange(table, target.value)));
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

// The speaker of a turn stands beside those of its rows that are shown.
function span(turn) {
  const speaker = one("th", turn);
  const shown = all("tr", turn).filter((row) => !row.hidden);
  turn.hidden = !shown.length;
  if (!shown.length) return;
  shown[0].prepend(speaker);
  speaker.rowSpan = shown.length;
  speaker.scope = shown.length > 1 ? "rowgroup" : "row";
}

// The turns of a transcript as the article has them, or those of a speaker together.
function arrange(table, by) {
  const turns = [...table.tBodies];
  turns.forEach((turn, number) => (turn.dataset.turn ??= number));
  const first = new Map();
  const who = (turn) => one("tr", turn).dataset.who;
  turns.sort((a, b) => a.dataset.turn - b.dataset.turn);
  for (const turn of turns) if (!first.has(who(turn))) first.set(who(turn), first.size);
  if (by) turns.sort((a, b) => first.get(who(a)) - first.get(who(b)));
  table.append(...turns);
}

// A statement with its citation, for the clipboard.
function copying() {
  if (!navigator.clipboard) return;
  for (const row of all(".transcript tr[id]")) {
    const button = one(".copy", row);
    const { copied, cite } = row.closest("table").dataset;
    const words = (selector, within) => one(selector, within)?.innerText.trim() ?? "";
    const label = button.innerHTML;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const parts = {
        what: words(".said p", row),
        who: words("th .name, th .unknown", row.closest("tbody")),
        how: words(".how", row),
        url: new URL(`#${row.id}`, location.href),
      };
      const text = cite.replace(/\{(\w+)\}/g, (_, name) => parts[name]).replace(/, (?=\.)/, "");
      await navigator.clipboard.writeText(text);
      button.textContent = copied;
      setTimeout(() => (button.innerHTML = label), 2000);
    });
  }
}

// The timeline's picture and its list: what is pointed at in one is marked in the other.
function inStep() {
  const marks = all("[data-for]").map((mark) => [mark, mark.dataset.for.split(" ")]);
  if (!marks.length) return;
  const light = (id) => {
    for (const [mark, ids] of marks) mark.classList.toggle("on", ids.includes(id));
  };
  for (const item of all(".events li[id]")) {
    item.addEventListener("pointerenter", () => light(item.id));
    item.addEventListener("focusin", () => light(item.id));
    item.addEventListener("pointerleave", () => light(""));
  }
  for (const [mark, ids] of marks) {
    mark.addEventListener("click", () => (location.hash = ids[0]));
  }
}

cards();
contents();
narrow();
copying();
inStep();
