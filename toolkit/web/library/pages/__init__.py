"""The library's pages: reading, and editing as drafts that are judged before they are published."""

from toolkit.web.library.pages import editing, reading

PAGES = (editing, reading)
