// In preview only: what was saved, put in place on the page that is there; what is wrong with the
// site, over the page; and the page that was edited.
"use strict";

(() => {
  const PAINT = 50; // milliseconds that a browser may take to paint what was put in place
  const REST = 400; // milliseconds without a save, after which scripts get to see the new page
  const own = 'script[src^="/.backstory/preview.js"]';
  const version = (page) => new URL(page.querySelector(own).src, location.href).searchParams.get("page");
  const root = document.documentElement;
  let page = version(root);
  const style = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; display: block; }
    section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.5rem 1.25rem;
      background: #2b0f0c; color: #fff4f0; border-top: 4px solid #e8604c;
      font: 16px/1.5 ui-monospace, monospace; }
    h2 { margin: 0 0 .5rem; font: 600 16px/1.5 system-ui, sans-serif; }
    ul { margin: 0; padding: 0; list-style: none; }
    li { margin: 0 0 .5rem; overflow-wrap: anywhere; }
    b { color: #ffc9bd; } i { display: block; font-style: normal; opacity: .85; }
    button { float: right; min-width: 44px; min-height: 32px; font: inherit; cursor: pointer; }`;
  let shown = "";

  // The page as it was sent, which other scripts have not seen yet, and what shows each of its nodes.
  const sent = document.implementation.createHTMLDocument().importNode(root, true);
  const showing = new Map();
  pair(sent, root);

  function pair(node, shows) {
    showing.set(node, shows);
    let theirs = shows.firstChild;
    for (let ours = node.firstChild; ours; ours = ours.nextSibling, theirs = theirs.nextSibling) pair(ours, theirs);
  }

  // Makes a node as sent into the next one. What is the same in both stays as scripts have left it.
  function turn(node, next) {
    if (node.isEqualNode(next)) return;
    const shows = showing.get(node);
    if (node.nodeType !== Node.ELEMENT_NODE) {
      node.data = shows.data = next.data;
      return;
    }
    for (const { name } of [...node.attributes]) {
      if (!next.hasAttribute(name)) for (const one of [node, shows]) one.removeAttribute(name);
    }
    for (const { name, value } of next.attributes) {
      if (node.getAttribute(name) !== value) for (const one of [node, shows]) one.setAttribute(name, value);
    }
    const [was, now] = [[...node.childNodes], [...next.childNodes]];
    const fewer = Math.min(was.length, now.length);
    let [start, end] = [0, 0];
    while (start < fewer && was[start].isEqualNode(now[start])) start += 1;
    while (end < fewer - start && was.at(-1 - end).isEqualNode(now.at(-1 - end))) end += 1;
    const [old, fresh] = [was.slice(start, was.length - end), now.slice(start, now.length - end)];
    if (old.length === fresh.length && old.every((one, n) => one.nodeName === fresh[n].nodeName)) {
      old.forEach((one, n) => turn(one, fresh[n]));
      return;
    }
    const after = end ? was.at(-end) : null;
    const place = after && showing.get(after).parentNode === shows ? showing.get(after) : null;
    for (const one of old) {
      showing.get(one).remove();
      one.remove();
    }
    for (const one of fresh) {
      const [ours, theirs] = [node.ownerDocument.importNode(one, true), document.importNode(one, true)];
      node.insertBefore(ours, after);
      shows.insertBefore(theirs, place);
      pair(ours, theirs);
    }
  }

  // What cannot be put in place: scripts, style sheets, the page's policy.
  const workings = (page) =>
    [...page.querySelectorAll('script:not([type="application/ld+json"]), link, style, base, meta[http-equiv]')]
      .filter((one) => !one.matches(own))
      .map((one) => one.outerHTML)
      .join();

  let resting = 0;

  // What was saved shows at once; scripts meet it when the page is loaded, once saves pause.
  async function renew() {
    clearTimeout(resting);
    const answer = await fetch(location.href, { cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").documentElement;
    if (workings(next) !== workings(sent)) return location.reload();
    turn(sent, next);
    page = version(next);
    setTimeout(() => window.LiveReload.analyze(), PAINT);
    resting = setTimeout(() => location.reload(), REST);
  }

  function line({ place, message, remedy }) {
    const item = document.createElement("li");
    if (place) {
      const where = document.createElement("b");
      where.textContent = `${place}: `;
      item.append(where);
    }
    item.append(message);
    if (remedy) {
      const what = document.createElement("i");
      what.textContent = remedy;
      item.append(what);
    }
    return item;
  }

  function overlay(problems) {
    const now = JSON.stringify(problems);
    if (now === shown) return;
    shown = now;
    document.querySelector("backstory-problems")?.remove();
    if (!problems.length) return;
    const host = document.createElement("backstory-problems");
    const sheet = new CSSStyleSheet(); // not a style element: the page's policy forbids those
    sheet.replaceSync(style);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    const close = document.createElement("button");
    close.textContent = "Hide";
    close.addEventListener("click", () => host.remove());
    const heading = document.createElement("h2");
    heading.textContent = problems.length === 1 ? "Not built" : `Not built: ${problems.length} problems`;
    const list = document.createElement("ul");
    list.append(...problems.map(line));
    section.append(close, heading, list);
    root.append(section);
    document.body.append(host);
  }

  async function look() {
    const state = await fetch("/.backstory/state.json", { cache: "no-store" }).then((r) => r.json());
    overlay(state.problems);
  }

  // Livereload asks its plugins first; one that answers true has done what was to be done.
  window.LiveReloadPluginBackstory = class {
    static identifier = "backstory";
    static version = "1";
    reload(path, { originalPath, overrideURL }) {
      if (originalPath === "problems") {
        look().catch(() => {});
        return true;
      }
      if (overrideURL && overrideURL !== location.pathname.replace(/index\.html$/, "")) {
        location.assign(overrideURL);
        return true;
      }
      if (path.endsWith(".css")) return false;
      renew().catch(() => location.reload());
      return true;
    }
    analyze() {
      return { page }; // told to the server, which knows from it whether the page is the latest
    }
  };

  document.addEventListener("LiveReloadConnect", () => look().catch(() => {}));
})();
