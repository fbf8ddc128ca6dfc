"""Words of templates that a person sees and no catalogue knows: literal text outside `_()`.

A template is flattened to the HTML that it may become: every branch one after the other, a gap for what is data, and
the strings that an expression gives as they stand in it. What is left of letters between the tags, or in the
attributes that are read aloud or shown, was never given to `_()`.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

GAP = "\x00"
CLASSES = {"kind"}
"""Blocks that stand in the layout's `class`."""

SHOWN = {"aria-label", "title", "alt", "placeholder", "data-ask", "data-is"}
NOT_WORDS = {"script", "style", "code", "pre", "kbd"}
VOID = {"meta", "link", "input", "br", "img", "hr", "rect", "circle", "path", "line", "use"}
NAMES = re.compile(r"\b(?:breachready|SHA-256)\b|\b[\w-]+=")
"""What is called the same in every language, and the names of fields in an address."""
LETTERS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]+")
DJANGO = re.compile(r"{% comment %}.*?{% endcomment %}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"])


def unwrapped(source: str) -> list[str]:
    """Of a Jinja2 template."""
    tree = ENVIRONMENT.parse(source)
    return [*_seen("".join(_flat(tree))), *_sentences(tree)]


def unwrapped_django(source: str) -> list[str]:
    """Of a template of Django's, where words are `{% trans %}`'s."""
    return _seen(DJANGO.sub(GAP, source))


def _seen(html: str) -> list[str]:
    reader = _Reader()
    reader.feed(html.replace(f"<{GAP}", "<x").replace(f"</{GAP}", "</x"))  # a tag whose name depends
    reader.close()
    return reader.found


def _flat(node: nodes.Node) -> Iterator[str]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(child, nodes.Expr):
            if isinstance(node, nodes.Output):
                yield GAP.join(["", *_given(child), ""])
        elif not (isinstance(child, nodes.Block) and child.name in CLASSES):
            yield from _flat(child)


def _given(node: nodes.Expr | None) -> Iterator[str]:
    """The strings that an expression may come to, as they stand in it."""
    if isinstance(node, nodes.Const):
        if isinstance(node.value, str):
            yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _given(node.expr1)
        yield from _given(node.expr2)
    elif isinstance(node, (nodes.Or, nodes.And, nodes.Add)):
        yield from _given(node.left)
        yield from _given(node.right)
    elif isinstance(node, nodes.Concat):
        for one in node.nodes:
            yield from _given(one)
    elif isinstance(node, nodes.Filter) and node.name == "default":
        yield from _given(node.args[0] if node.args else None)


def _sentences(tree: nodes.Node) -> Iterator[str]:
    """Strings with a space between words that are given to anything but `_()`: a macro's label, as a rule."""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
            continue
        for given in (*call.args, *(one.value for one in call.kwargs)):
            yield from (said for said in _given(given) if SENTENCE.search(said))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_WORDS and tag not in VOID:
            self.inside.append(tag)
        for name, value in attrs:
            if name in SHOWN:
                self._look(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self._look(data)

    def _look(self, text: str) -> None:
        bare = NAMES.sub("", text)
        if LETTERS.search(bare):
            self.found.append(" ".join(bare.replace(GAP, "…").split()))
