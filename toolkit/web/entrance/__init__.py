"""The way in: the first page, the style, the language, health."""
