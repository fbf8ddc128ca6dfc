"""Mail that came back: what servers report (RFC 3464), from files of a mailbox, moved on to the next channel."""

import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from toolkit.core.dispatch import State
from toolkit.core.errors import Problem, UserError
from toolkit.store.notified import Ledger
from toolkit.usecase.dispatch.people import Rules
from toolkit.usecase.dispatch.sending import failed

LIMIT = 4 * 1024 * 1024
"""Bytes of one report; a server returns headers, not novels."""
_ID = re.compile(rb"notice-[A-Za-z0-9-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What reports said. `unknown`: about mail that was not ours, or no reports at all."""

    bounced: int = 0
    delayed: int = 0
    delivered: int = 0
    unknown: int = 0
    unreachable: int = 0


def bounces(ledger: Ledger, paths: list[Path], at: datetime, rules: Rules) -> Bounced:
    """Read reports: files, folders (Maildir) or an mbox. A second time they change nothing. Raises `UserError`."""
    counts = dict.fromkeys(("bounced", "delayed", "delivered", "unknown", "unreachable"), 0)
    for raw in _raw(paths):
        action, words, message = _report(raw)
        one = ledger.of_message(message) if message else None
        if one is None:
            counts["unknown"] += 1
        elif action == "failed":
            if one.state in (State.ACCEPTED, State.PROMISED):
                counts["bounced"] += 1
                moved = failed(ledger, one, State.BOUNCED, words, at, rules)
                counts["unreachable"] += moved is None
        else:
            counts["delivered" if action in ("delivered", "relayed", "expanded") else "delayed"] += 1
            if one.state is State.PROMISED and action in ("delivered", "relayed"):
                ledger.settle(one.n, State.ACCEPTED, words, at)
    return Bounced(**counts)


def _raw(paths: list[Path]) -> Iterator[bytes]:
    for path in paths:
        try:
            if path.is_dir():
                for one in sorted(path.rglob("*")):
                    if one.is_file() and one.stat().st_size <= LIMIT:
                        yield one.read_bytes()
            elif _begins(path) == b"From ":
                with closing(mailbox.mbox(path, create=False)) as box:
                    yield from (message.as_bytes() for message in box)
            else:
                yield path.read_bytes()[:LIMIT]
        except OSError as no:
            raise UserError(Problem(str(path), "", no.strerror or str(no))) from no


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(5)


def _report(raw: bytes) -> tuple[str, str, str]:
    """Action, words and our Message-ID of a delivery report; empty where it is none."""
    message = message_from_bytes(raw, policy=policy.compat32)
    if message.get_content_type() != "multipart/report":
        return "", "", ""
    found = _ID.search(raw)
    fields = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    blocks = [block for part in fields for block in _blocks(part)]
    action = next((_word(block, "Action") for block in blocks if block.get("Action")), "").lower()
    status = next((_word(block, "Status") for block in blocks if block.get("Status")), "")
    said = next((_word(block, "Diagnostic-Code") for block in blocks if block.get("Diagnostic-Code")), "")
    return action, f"{status} {said}".strip()[:300], found[0].decode() if found else ""


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _word(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())
