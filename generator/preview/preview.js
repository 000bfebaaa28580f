// In preview only: what is wrong with the site, over the page; and the page that was edited.
"use strict";

(() => {
  const page = new URL(document.currentScript.src).searchParams.get("page");
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
      if (!overrideURL || overrideURL === location.pathname.replace(/index\.html$/, "")) return false;
      location.assign(overrideURL);
      return true;
    }
    analyze() {
      return { page }; // told to the server, which knows from it whether the page is the latest
    }
  };

  document.addEventListener("LiveReloadConnect", () => look().catch(() => {}));
})();
