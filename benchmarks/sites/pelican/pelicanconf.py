"""Pelican's settings: pages and one list, and of its extras none."""

SITENAME = "Courier"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
THEME = "theme"
PLUGINS: list[str] = []
SLUGIFY_SOURCE = "basename"
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = False
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {
    "extension_configs": {"markdown.extensions.meta": {}, "markdown.extensions.tables": {}},
    "output_format": "html5",
}
