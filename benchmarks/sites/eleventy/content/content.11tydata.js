// Explainers are pages at their names, dates included.
const { basename } = require("node:path");

module.exports = {
  layout: "page.njk",
  tags: "explainers",
  permalink: ({ page }) => `/${basename(page.inputPath, ".md")}/index.html`,
};
