"""Whether letters could go out today: on a terminal, equal ones together, and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console

from reports.pen import Pen
from reports.playbook.ready import MARK
from reports.words import many
from toolkit.core.notice.ready import Letter, Letters
from toolkit.core.playbook.ready import Item

NAMED = 4
"""Laws that a line names; the others are counted."""

Key = tuple[str, str, tuple[tuple[str, bool | None], ...]]


def ready(found: Letters, console: Console) -> None:
    """What all letters share, then each kind and language with the laws that ask for it, and what is to be done."""
    pen = Pen(console)
    for item in found.common:
        _item(pen, item, indent=0)
    for letters in _alike(found.letters):
        first = letters[0]
        pen.gap()
        pen.say((f"{first.kind} ({first.language})", "bold"), (f" {_laws(letters)}", "dim"))
        good = [item.title.lower() for item in first.items if item.ok]
        if good:
            pen.say(("ready: ", "green"), ", ".join(good), indent=2)
        for item in first.failing():
            _item(pen, item, indent=2)
    pen.gap()
    pen.say((f"{many(len(found.letters), 'letter')}, {sum(one.so for one in found.letters)} ready", "dim"))


def ready_document(found: Letters) -> dict[str, Any]:
    """The same as plain values, a letter a law; `ok` is null where nobody has looked."""
    return {
        "ready": found.so,
        "since": found.since.isoformat() if found.since else None,
        "common": [_plain(item) for item in found.common],
        "letters": [
            {
                "law": one.law or None,
                "kind": one.kind,
                "language": one.language,
                "countries": list(one.countries),
                "ready": one.so,
                "rehearsed_on": one.rehearsed_on.isoformat() if one.rehearsed_on else None,
                "items": [_plain(item) for item in one.items],
            }
            for one in found.letters
        ],
    }


def _alike(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Those that stand alike, what is ready last."""
    groups: dict[Key, list[Letter]] = {}
    for one in letters:
        key = (one.kind, one.language, tuple((item.id, item.ok) for item in one.items))
        groups.setdefault(key, []).append(one)
    yield from sorted(groups.values(), key=lambda some: some[0].so)


def _laws(letters: Sequence[Letter]) -> str:
    names = [one.law for one in letters if one.law]
    rest = len(names) - NAMED
    more = f" and {many(rest, 'further law')}" if rest > 0 else ""
    return f"for {', '.join(names[:NAMED])}{more}" if names else "for the playbooks"


def _item(pen: Pen, item: Item, indent: int) -> None:
    pen.say(MARK[item.ok], f": {item.title.lower()}: {item.because}", indent=indent)
    if item.mend:
        pen.say(("next: ", "cyan"), pen.prose(item.mend), indent=indent + 2)


def _plain(item: Item) -> dict[str, Any]:
    return {"id": item.id, "title": item.title, "ok": item.ok, "because": item.because, "mend": item.mend or None}
