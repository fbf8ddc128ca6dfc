"""The page in front of a folder of sheets: which one to take."""

from collections.abc import Sequence

from reports.paper.parts import Leaf, Link, Links, Section, Text
from reports.words import many
from toolkit.core.sheet import Sheet


def index(sheets: Sequence[tuple[Sheet, tuple[str, ...]]]) -> Leaf:
    """Every sheet with the files that it was written to. At least one."""
    first = sheets[0][0]
    links = tuple(
        Link(
            text=one.playbook.title,
            files=files,
            about=f"{one.playbook.scope}\n{one.playbook.id} {one.playbook.version}, {many(len(one.entries), 'step')}",
        )
        for one, files in sheets
    )
    under = (
        f"{first.organisation} · printed {first.printed_on}" if first.organisation else f"printed {first.printed_on}"
    )
    words = "Read which one is for what you see. Each says at its top what it is not for, and which one to take then."
    return Leaf(
        title="What to do: which sheet to take",
        under=under,
        mark=f"{many(len(sheets), 'sheet')} · printed {first.printed_on}",
        sections=(Section(title="Sheets", parts=(Text((words,)), Links(links))),),
    )
