"""Whether people who do not see, or do not see well, can read the page. What a machine can tell of WCAG 2.2."""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject

_UNSAYING = frozenset({"here", "click here", "link", "more", "ที่นี่", "คลิกที่นี่"})


def accessible(subject: Subject) -> Iterator[Fault]:
    """Faults of each page that is given."""
    for code, html in subject.html.items():
        page = Page(html)
        for line, what, do in page.faults(code):
            yield Fault(
                rule="access", weight=Weight.STOPS, language=code, what=f"line {line} of the page: {what}", do=do
            )


class Page(HTMLParser):
    """A page as far as the rules ask."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.title = ""
        self.viewport = ""
        self.landmark = False
        self.headings: list[tuple[int, int]] = []
        self.found: list[tuple[int, str, str]] = []
        self._link: list[str] | None = None
        self._in = ""
        self.feed(html)
        self.close()

    def faults(self, code: str) -> Iterator[tuple[int, str, str]]:
        """Line, what, and what to do."""
        if self.language.partition("-")[0] != code.partition("-")[0]:
            yield 1, f"its language is said to be {self.language or 'none'}", f'write <html lang="{code}">'
        if not self.title.strip():
            yield 1, "it has no title", "give it a <title>"
        if not self.landmark:
            yield 1, "its main part is not marked", "put the text into <main>"
        if "user-scalable=no" in self.viewport or "maximum-scale" in self.viewport:
            yield 1, "it cannot be enlarged", "let the viewport be scaled"
        if [level for level, _ in self.headings].count(1) != 1:
            yield 1, "it needs exactly one heading of the first level", "give it one <h1>"
        for (before, _), (level, line) in pairwise(self.headings):
            if level > before + 1:
                yield line, f"a heading of level {level} follows one of level {before}", "leave no level out"
        yield from self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the rules ask for."""
        given = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        match tag:
            case "html":
                self.language = given.get("lang", "")
            case "meta" if given.get("name") == "viewport":
                self.viewport = given.get("content", "")
            case "main":
                self.landmark = True
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.headings.append((int(tag[1]), line))
            case "img" if "alt" not in given:
                self.found.append((line, "a picture says nothing to those who do not see it", "give it an alt text"))
            case "a":
                self._link = []
            case "table":
                self.found.append((line, "a table is hard to hear", "write it as a list"))
        if given.get("style"):
            self.found.append((line, "a style of its own can undo the reader's", "leave out the style attribute"))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        """A link is over."""
        if tag == "a" and self._link is not None:
            words = "".join(self._link).strip().casefold()
            if not words or words in _UNSAYING:
                self.found.append(
                    (self.getpos()[0], "a link does not say where it leads", "write its address or purpose")
                )
            self._link = None
        self._in = ""

    def handle_data(self, data: str) -> None:
        """Text of the title and of links."""
        if self._in == "title":
            self.title += data
        if self._link is not None:
            self._link.append(data)
