// The search page: Pagefind's index, and a list of what it finds.
const form = document.querySelector("form.search");
const query = form.querySelector("input");
const filters = [...form.querySelectorAll("select")];
const count = form.querySelector(".count");
const list = document.querySelector(".results");
const more = document.getElementById("more");
const STEP = 20;

let pagefind = null;
const labels = new Map();
let found = [];
let shown = 0;
let turn = 0;

form.hidden = false;
document.getElementById("unsearched").hidden = true;
const asked = new URLSearchParams(location.search);
query.value = asked.get("q") ?? "";
query.focus();

function line(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

// Excerpts are HTML. It is read in a template, where nothing runs or loads, and of it only words
// and <mark> are let through.
function excerpt(html) {
  const read = document.createElement("template");
  read.innerHTML = html;
  const paragraph = document.createElement("p");
  for (const part of read.content.childNodes) {
    paragraph.append(part.nodeName === "MARK" ? line("mark", part.textContent) : part.textContent);
  }
  return paragraph;
}

function result({ raw_url: url, meta, filters: { kind: [kind] }, excerpt: words }) {
  const item = document.createElement("li");
  item.dataset.kind = kind;
  const head = document.createElement("p");
  const link = line("a", meta.title);
  link.dir = "auto";
  link.href = form.dataset.root + url;
  head.append(link, " ", line("span", list.dataset[kind], "kind"));
  if (meta.date) head.append(" ", line("span", meta.date, "facts"));
  // Who speaks stands above already.
  const said = words.startsWith(`${meta.title}. `) ? words.slice(meta.title.length + 2) : words;
  item.append(head, excerpt(said));
  return item;
}

async function show() {
  const mine = turn;
  const next = await Promise.all(found.slice(shown, shown + STEP).map((one) => one.data()));
  if (mine !== turn) return;
  list.append(...next.map(result));
  shown += next.length;
  more.hidden = shown >= found.length;
}

async function search() {
  const mine = ++turn;
  const chosen = filters.filter((filter) => filter.value);
  const words = query.value.trim();
  const asks = new URLSearchParams(words ? { q: words } : {});
  for (const { dataset, value } of chosen) asks.set(dataset.filter, value.slice(dataset.filter.length + 1));
  history.replaceState(null, "", asks.size ? `?${asks}` : location.pathname);
  if (!words && !chosen.length) {
    list.replaceChildren();
    more.hidden = true;
    count.textContent = "";
    return;
  }
  try {
    pagefind ??= await import(new URL(form.dataset.index, location.href));
    const wanted = Object.fromEntries(
      chosen.map(({ dataset, value }) => [dataset.filter, labels.get(value) ?? value]),
    );
    const answer = await pagefind.search(words || null, { filters: wanted });
    if (mine !== turn) return;
    found = answer.results;
  } catch {
    count.textContent = count.dataset.failed;
    return;
  }
  list.replaceChildren();
  shown = 0;
  const { none, one, count: many } = count.dataset;
  count.textContent = [none, one][found.length] ?? many.replace("{all}", found.length);
  await show();
}

// The index is loaded when the reader turns to the form, and the choices with it.
async function prepare() {
  if (pagefind) return;
  try {
    pagefind = await import(new URL(form.dataset.index, location.href));
    // A value is a choice's short name and, after a space, what the reader is shown.
    for (const [filter, values] of Object.entries(await pagefind.filters())) {
      for (const value of Object.keys(values)) labels.set(`${filter}-${value.split(" ", 1)}`, value);
    }
    for (const filter of filters) {
      if (filter.options.length > 1) continue;
      const mine = [...labels].filter(([name]) => name.startsWith(`${filter.dataset.filter}-`));
      const options = mine.map(([name, value]) => new Option(value.slice(value.indexOf(" ") + 1), name));
      filter.append(...options.sort((a, b) => a.text.localeCompare(b.text)));
      filter.closest("p").hidden = !mine.length;
    }
  } catch {
    count.textContent = count.dataset.failed;
  }
}

let waiting = 0;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 120);
});
form.addEventListener("submit", (event) => event.preventDefault());
more.addEventListener("click", show);
await prepare();
for (const filter of filters) {
  const value = asked.get(filter.dataset.filter);
  if (value) filter.value = `${filter.dataset.filter}-${value}`;
  // Few are quoted so seldom that no choice stands for them: their words do.
  if (value && !filter.value) {
    filter.value = "";
    query.value = `${query.value} ${value.replaceAll("-", " ")}`.trim();
  }
}
if (location.search) search();
