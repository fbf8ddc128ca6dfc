"""Templates that can print fields, ask whether there are any, and walk through lists. Nothing else.

Jinja's sandbox still lets a template call, index and multiply. Ours lets only these kinds of node through, before
anything of it is compiled: text, a field's name, `if` with `and`, `or`, `not` and four tests, `for` over one list.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.core.notice import Field, FieldType
from toolkit.library.noticetext.marks import PRIVATE, numbered, slot

LIMIT = 64 * 1024
"""Characters of one template; the longest of ours has a tenth of it."""

TESTS = ("known", "unknown", "yes", "no")

_TAG = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}")
_PRINTED = re.compile(r"\{\{-?\s*(\w+)\s*-?\}\}")
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A field, or one item of a list, as a template sees it. Printed, it leaves a mark."""

    field: str
    item: int | None = None
    there: bool = True
    unknown: bool = False
    answer: str = ""
    """Of a field that is yes or no."""

    def __bool__(self) -> bool:
        return self.there

    def __str__(self) -> str:
        return slot(self.field, self.item)


class Items(tuple[Slot, ...]):
    """A list as a template sees it: to walk through, and to ask the same of as of a field."""

    __slots__ = ()

    @property
    def there(self) -> bool:
        """Whether it has any."""
        return bool(self)

    @property
    def unknown(self) -> bool:
        """Whether it is said to be not yet known; then that is its one item."""
        return any(one.unknown for one in self)

    answer = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A template that was let through."""

    template: JinjaTemplate
    under: tuple[frozenset[str], ...]
    """For each line, from 1: the fields that its being printed depends on."""


def faults(text: str, fields: Mapping[str, Field]) -> Iterator[tuple[int, str]]:
    """What a template does that it may not: line and words."""
    if len(text) > LIMIT:
        yield 1, "is longer than 64 KiB"
        return
    for number, line in enumerate(text.split("\n"), 1):
        yield from ((number, words) for words in _in_line(line, fields))
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as wrong:
        yield wrong.lineno, f"is no template: {wrong.message}"
    except RecursionError:
        yield 1, "is nested too deeply"
    else:
        # Jinja makes up some nodes itself, and gives them no line.
        yield from ((line or 1, words) for line, words in _walked(tree, fields, frozenset()))


def compiled(text: str) -> Compiled:
    """A template without faults, ready to be filled."""
    under = (frozenset[str](), *_under(text))
    return Compiled(template=_environment().from_string(_lines_marked(text)), under=under)


def _in_line(line: str, fields: Mapping[str, Field]) -> Iterator[str]:
    if PRIVATE.search(line) or not line.isprintable():
        yield "has characters that cannot be printed"
    if any(line.count(begin) != line.count(end) for begin, end in (("{%", "%}"), ("{{", "}}"), ("{#", "#}"))):
        yield "has a tag that does not end on its line"
    for mark in _PRINTED.finditer(line):
        field = fields.get(mark[1])
        if field and field.type is FieldType.PROSE and line.strip() != mark[0]:
            yield f"prints {mark[1]!r} beside other text; whole sentences stand alone on their line"
        if field and field.type is FieldType.LIST:
            yield f"prints the list {mark[1]!r}; walk through it with {{% for %}}"


def _walked(node: nodes.Node, fields: Mapping[str, Field], items: frozenset[str]) -> Iterator[tuple[int, str]]:
    match node:
        case nodes.For():
            yield from _for(node, fields, items)
            return
        case nodes.Test(name=name) if name not in TESTS:
            yield node.lineno, f"asks `is {name}`; known are {', '.join(TESTS)}"
        case nodes.Test(node=nodes.Name(), args=[], kwargs=[], dyn_args=None, dyn_kwargs=None):
            pass
        case nodes.Name(ctx="load", name=name):
            if name not in fields and name not in items:
                yield node.lineno, f"{name!r} is not among the declared fields"
        case nodes.Output() | nodes.Template() | nodes.TemplateData() | nodes.If():
            pass
        case nodes.Not() | nodes.And() | nodes.Or():
            pass
        case _:
            yield node.lineno, f"does more than a notice may ({type(node).__name__.lower()})"
            return
    for child in node.iter_child_nodes():
        yield from _walked(child, fields, items)


def _for(node: nodes.For, fields: Mapping[str, Field], items: frozenset[str]) -> Iterator[tuple[int, str]]:
    over, target = node.iter, node.target
    if items:
        yield node.lineno, "has a loop in a loop"
    if not isinstance(over, nodes.Name) or over.name not in fields or fields[over.name].type is not FieldType.LIST:
        yield node.lineno, "may loop over a field of type list only"
    if node.test or node.recursive or node.else_:
        yield node.lineno, "has a loop with more than a body"
    if not isinstance(target, nodes.Name) or target.name in fields:
        yield node.lineno, "expected a new name for the item, as in {% for one in data_types %}"
        return
    for child in node.body:
        yield from _walked(child, fields, items | {target.name})


def _lines_marked(text: str) -> str:
    """Each line with its number before it; lines that are tags alone leave no empty line behind."""
    pieces = []
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if bare.startswith(("{%", "{#")) and not re.sub(r"\{%.*?%\}|\{#.*?#\}", "", bare).strip():
            pieces.append(bare)
        else:
            pieces.append(f"{numbered(number) if bare else ''}{line}\n")
    return "".join(pieces)


def _under(text: str) -> Iterator[frozenset[str]]:
    around: list[frozenset[str]] = []
    for line in text.split("\n"):
        within = frozenset(name for names in around for name in names)
        for name, rest in _TAG.findall(line):
            asked = rest.rpartition(" in ")[2] if name == "for" else rest
            names = frozenset(_WORD.findall(asked)) - {"and", "or", "not", "is", *TESTS}
            match name:
                case "if" | "for":
                    around.append(names)
                case "elif":
                    around[-1] |= names
                case "endif" | "endfor":
                    around.pop()
            within |= names
        yield within


def _environment() -> ImmutableSandboxedEnvironment:
    # Values never pass through here, only marks; every format escapes what it shows, at one place.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.tests.clear()
    environment.tests |= {
        "known": lambda one: one.there and not one.unknown,
        "unknown": lambda one: one.unknown,
        "yes": lambda one: one.answer == "yes",
        "no": lambda one: one.answer == "no",
    }
    return environment
