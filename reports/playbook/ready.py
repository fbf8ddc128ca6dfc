"""How ready playbooks are, and which stores nothing answers for: on a terminal and as plain values."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from rich.console import Console

from reports.pen import Pen
from reports.words import many
from toolkit.core.playbook.ready import Cell, Item, Ready

MARK = {True: ("ready", "green"), False: ("not ready", "red"), None: ("not known", "yellow")}


def ready(found: Sequence[Ready], console: Console) -> None:
    """Each playbook; what is not ready with what to do."""
    pen = Pen(console)
    for one in found:
        pen.gap()
        pen.say((one.title, "bold"), (f" ({one.playbook} {one.version})", "dim"))
        good = [item.title.lower() for item in one.items if item.ok]
        if good:
            pen.say(("ready: ", "green"), ", ".join(good), indent=2)
        for item in one.items:
            if not item.ok:
                pen.say(MARK[item.ok], f": {item.title.lower()}: {item.because}", indent=2)
                pen.say(("next: ", "cyan"), pen.prose(item.mend), indent=4)
    pen.gap()
    pen.say((f"{many(len(found), 'playbook')}, {sum(one.so for one in found)} ready", "dim"))


def ready_document(found: Sequence[Ready]) -> list[dict[str, Any]]:
    """The same as plain values; `ok` is null where nobody has looked."""
    return [
        {
            "playbook": one.playbook,
            "version": one.version,
            "ready": one.so,
            "items": [_item(item) for item in one.items],
        }
        for one in found
    ]


def _item(item: Item) -> dict[str, Any]:
    return {"id": item.id, "title": item.title, "ok": item.ok, "because": item.because, "mend": item.mend or None}


def coverage(cells: Sequence[Cell], console: Console) -> None:
    """Store by store the playbooks that it calls for, gaps first."""
    pen = Pen(console)
    for store, ours in groupby(cells, key=lambda one: one.store):
        row = sorted(ours, key=lambda one: (not one.gap, -one.findings, one.playbook))
        pen.gap()
        pen.say((store, "bold"), (" special categories" if row[0].sensitive else "", "red"))
        pen.rows(
            [
                (
                    pen.text(("gap" if one.gap else "covered", "red" if one.gap else "green")),
                    pen.text(one.playbook),
                    pen.text((_why(one), "dim")),
                )
                for one in row
            ],
            indent=2,
        )
    pen.gap()
    pen.say((f"{many(len(cells), 'pair')} of store and playbook, {many(sum(map(_gap, cells)), 'gap')}", "dim"))


def _gap(one: Cell) -> bool:
    return one.gap


def _why(one: Cell) -> str:
    found = many(one.findings, "open finding") if one.findings else "nothing found now"
    state = (
        "no playbook" if not one.there else f"exercised {one.exercised_on}" if one.exercised_on else "not exercised"
    )
    return f"{state}, {found}"


def coverage_document(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [
        {
            "store": one.store,
            "special_categories": one.sensitive,
            "playbook": one.playbook,
            "gap": one.gap,
            "there": one.there,
            "demanded": one.demanded,
            "open_findings": one.findings,
            "exercised_on": one.exercised_on.isoformat() if one.exercised_on else None,
        }
        for one in cells
    ]
