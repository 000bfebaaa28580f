// What the pages of the documentation can do beyond being read: copy code, link to a section.
"use strict";

function button(code) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "take";
  made.textContent = "Copy";
  made.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trimEnd());
    made.textContent = "Copied";
    setTimeout(() => (made.textContent = "Copy"), 2000);
  });
  return made;
}

if (navigator.clipboard) {
  for (const code of document.querySelectorAll("pre > code")) {
    const frame = document.createElement("div");
    frame.className = "code";
    code.parentElement.replaceWith(frame);
    frame.append(code.parentElement, button(code));
  }
}

for (const heading of document.querySelectorAll(".prose :is(h2, h3)[id]")) {
  const link = document.createElement("a");
  link.className = "permalink";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", `Link to “${heading.textContent}”`);
  heading.append(" ", link);
}
