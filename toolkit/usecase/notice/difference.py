"""What changed between two versions of a draft, and between what was approved and what is there now."""

import json
from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.incident.notices import notice as after
from toolkit.core.notice import Notice
from toolkit.usecase.incident.session import View
from toolkit.usecase.notice.seen import Seen
from toolkit.usecase.notice.shelf import kept_bytes

KINDS = (Kind.NOTICE_DRAFTED, Kind.NOTICE_SET)


def history(view: View, id: str) -> tuple[Notice, ...]:
    """The draft after each change; the first is how it was begun."""
    found: list[Notice] = []
    for event in view.events:
        if event.kind in KINDS and event.data.get("notice") == id:
            found.append(after(found[-1] if found else None, event))
    return tuple(found)


def between(seen: Seen, view: View, old: int, new: int) -> Iterator[str]:
    """Lines of a unified difference of every language's text, from one change to another. Raises `UserError`."""
    before, now = (texts_at(seen, view, number) for number in (old, new))
    yield from _lines(before, now, f"change {old}", f"change {new}")


def since_approved(seen: Seen, folder: Path) -> Iterator[str]:
    """What is other than what was last approved, or asked about. Raises `UserError` when nothing was."""
    digest = last_judged(seen)
    if not digest:
        raise UserError(Problem(seen.notice.id, "", "was never approved or asked about; say between which changes"))
    before = judged_texts(folder, digest)
    yield from _lines(before, dict(seen.texts), f"as approved ({digest[7:19]})", f"now ({seen.digest[7:19]})")


def last_judged(seen: Seen) -> str:
    """Digest of what was last approved, or else asked about; empty when nothing was."""
    notice = seen.notice
    old = [one.approvals[-1].digest for one in notice.voided] + [one.digest for one in notice.approvals]
    asked = [notice.asked.digest] if notice.asked else []
    return next(reversed(old or asked), "")


def judged_texts(folder: Path, digest: str) -> dict[str, str]:
    """The texts, by language, that a digest stands for. Raises `UserError` when they are gone."""
    return dict(json.loads(kept_bytes(folder, digest))["texts"])


def texts_at(seen: Seen, view: View, number: int) -> dict[str, str]:
    """The texts after a change. Raises `UserError` where there is none of that number."""
    versions = history(view, seen.notice.id)
    if not 0 <= number < len(versions):
        raise UserError(Problem("diff", "", f"there is no change {number}; the last one is {len(versions) - 1}"))
    notice = versions[number]
    then = replace(seen, notice=notice, values={**seen.given, **notice.values})
    return dict(then.texts)


def _lines(before: dict[str, str], now: dict[str, str], old: str, new: str) -> Iterator[str]:
    for code in dict.fromkeys([*before, *now]):
        lines = (before.get(code, "").splitlines(), now.get(code, "").splitlines())
        yield from unified_diff(*lines, f"{code}: {old}", f"{code}: {new}", lineterm="", n=1)
