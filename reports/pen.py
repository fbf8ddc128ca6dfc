"""Writes on a terminal through Rich, such that outside text can neither style, move nor break anything.

Text is never read as Rich markup, control characters are written out, and letters that the terminal's
encoding lacks become escapes instead of an error.
"""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.inert import coded, line

Piece = str | tuple[str, str]
"""A text, or a text and its style."""

_PLAINER = str.maketrans(
    {"\u2019": "'", "…": "...", "·": "-", "\u2013": "-", "—": "-", "→": "->", "▒": "=", "─": "-", "●": "|"}
)

SHOWN = 400
"""Characters of one outside text on a terminal."""


class Pen:
    """One console, with margins."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.unicode = (console.encoding or "ascii").lower().replace("-", "").startswith("utf")

    @property
    def width(self) -> int:
        """Columns to write in; lines longer than 100 are hard to read."""
        return max(20, min(100, self.console.width))

    def plain(self, text: str) -> str:
        """The text as this terminal can show it, on one line."""
        shown = line(text, SHOWN)
        if self.unicode:
            return shown
        encoding = self.console.encoding or "ascii"
        return shown.translate(_PLAINER).encode(encoding, "backslashreplace").decode(encoding)

    def text(self, *pieces: Piece, style: str = "") -> Text:
        """Pieces one after the other, each in its style. Spaces at their ends are kept."""
        made = Text(style=style, overflow="fold")
        for piece in pieces:
            said, how = (piece, "") if isinstance(piece, str) else piece
            before = " " if said[:1] == " " else ""
            after = " " if said[-1:] == " " and said.strip() else ""
            made.append(before + self.plain(said) + after, how)
        return made

    def prose(self, text: str, style: str = "") -> Text:
        """Our own sentences, whose backticks mean code."""
        return self.text(*((piece, "bold") if code else piece for code, piece in coded(text)), style=style)

    def say(self, *pieces: Piece | Text, indent: int = 0, style: str = "") -> None:
        """One paragraph."""
        made = Text(style=style, overflow="fold")
        for piece in pieces:
            made.append_text(piece if isinstance(piece, Text) else self.text(piece))
        self._print(Padding(made, (0, 0, 0, indent), expand=False))

    def copyable(self, text: str) -> None:
        """On a line of its own and never wrapped, such as the path of a file."""
        self.console.print(self.text((text, "bold")), soft_wrap=True, highlight=False)

    def stacked(self, *lines: Text) -> Text:
        """Lines under each other, for one cell of a row."""
        return Text("\n", overflow="fold").join(lines)

    def gap(self) -> None:
        """An empty line."""
        self.console.print()

    def heading(self, text: str) -> None:
        """What follows."""
        self.gap()
        self.say((text, "bold"))

    def rows(self, rows: Iterable[Sequence[Text]], *, right: int = 0, indent: int = 0, wide: int = 1) -> None:
        """Columns without rules; column `wide` takes what is left, the last `right` columns are numbers."""
        listed = list(rows)
        if not listed:
            return
        grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
        count = len(listed[0])
        for at in range(count):
            number = at >= count - right
            grid.add_column(
                justify="right" if number else "left",
                ratio=1 if at == wide else None,
                no_wrap=number,
                overflow="fold",
            )
        for row in listed:
            grid.add_row(*row)
        self._print(Padding(grid, (0, 0, 0, indent), expand=False))

    def _print(self, what: Padding) -> None:
        self.console.print(what, width=self.width, markup=False, highlight=False, emoji=False)
