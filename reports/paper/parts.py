"""What a sheet is made of, whatever it is set in. Every text is outside text: what sets it escapes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, with a word before them that says what they are."""

    lines: tuple[str, ...]
    label: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Code:
    """What is to be typed as it stands."""

    lines: tuple[str, ...]
    label: str = ""
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick and what it means."""

    text: str
    ticked: bool = False
    goes: str = ""
    """Where one goes on then, in bold."""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes below each other."""

    boxes: tuple[Tick, ...]
    label: str = ""
    kind: str = "ticks"


@dataclass(frozen=True, slots=True)
class Blank:
    """A line to write on. `share`: its part of the width; `value`: what is known already."""

    label: str
    value: str = ""
    share: int = 1


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to write on, beside each other."""

    fields: tuple[Blank, ...]
    kind: str = "blanks"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows; an empty cell is one to write in. `shares`: the columns' parts of the width."""

    head: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    label: str = ""
    tall: bool = False
    """Empty rows have room for two lines of a large hand."""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Link:
    """A sheet, and the files it was written to, beside the index. File names are ours, never outside text."""

    text: str
    files: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Links:
    """The sheets of a folder."""

    links: tuple[Link, ...]
    kind: str = "links"


Part = Text | Code | Ticks | Blanks | Table | Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A step: never broken across pages where it fits on one."""

    number: int
    title: str
    about: str
    """Role, phase, level: one line."""
    within: str
    """In which branch it is; empty at the outermost level."""
    depth: int
    parts: tuple[Part, ...]
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the sheet with a heading."""

    title: str
    parts: tuple[Part, ...] = ()
    blocks: tuple[Block, ...] = ()
    own_page: bool = False
    """Begins on a new page, so that it can be taken out and given to somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """The whole sheet, ready to be set."""

    title: str
    under: str
    """The line below the title."""
    mark: str
    """Which sheet a page belongs to; stands at the foot of each."""
    sections: tuple[Section, ...]


def blank_rows(count: int, width: int) -> tuple[tuple[str, ...], ...]:
    """Empty rows of a table."""
    return (("",) * width,) * count
