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
    card.setAttribute("aria-label", mention.textContent);
    card.showPopover();
    place(card, mention);
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

function place(card, mention) {
  const line = mention.getClientRects()[0];
  const page = document.documentElement;
  const left = Math.min(line.left, page.clientWidth - card.offsetWidth - 16);
  const below = line.bottom + 6;
  const fits = below + card.offsetHeight < innerHeight || line.top < card.offsetHeight + 12;
  card.style.left = `${Math.max(16, left) + scrollX}px`;
  card.style.top = `${(fits ? below : line.top - card.offsetHeight - 6) + scrollY}px`;
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
    for (const group of all("[data-group]")) {
      group.hidden = !all(form.dataset.items, group).some((item) => !item.hidden);
    }
    count.textContent =
      wanted.length || chosen.length
        ? count.dataset.count.replace("{shown}", shown).replace("{all}", items.length)
        : "";
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

cards();
contents();
narrow();
