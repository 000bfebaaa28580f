// Eleventy's settings: Markdown is Markdown alone, no template of another language before that.
module.exports = (eleventy) => {
  eleventy.addFilter("day", (date) => date.toISOString().slice(0, 10));
  return {
    dir: { input: "content", includes: "../_includes", output: "site" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
};
