"""Mail that came back: what servers report (RFC 3464), from files of a mailbox, moved on to the next channel."""

import mailbox
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

from toolkit.collect.recipients import report_rows
from toolkit.config.settings import Settings
from toolkit.core.dispatch import State, Telling
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.store.notified import Ledger, ledger
from toolkit.usecase.dispatch.people import Rules, place
from toolkit.usecase.dispatch.planning import Asked, remembered, ruled
from toolkit.usecase.dispatch.sending import failed
from toolkit.usecase.incident.session import Clock, Said, View, look, real_clock, recording

LIMIT = 4 * 1024 * 1024
"""Bytes of one report; a server returns headers, not novels."""
_ID = re.compile(rb"notice-[A-Za-z0-9-]+@[A-Za-z0-9.-]+")

_ACTIONS = {
    **dict.fromkeys(
        ("failed", "bounced", "bounce", "hard", "hard_bounce", "permanent", "dropped", "rejected"), "failed"
    ),
    **dict.fromkeys(("delivered", "relayed", "sent"), "delivered"),
}
"""What providers call it; anything else is taken for a delay, which changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What reports said. `unknown`: about mail that was not ours, or no reports at all."""

    bounced: int = 0
    delayed: int = 0
    delivered: int = 0
    unknown: int = 0
    unreachable: int = 0


def bounces(book: Ledger, paths: list[Path], at: datetime, rules: Rules) -> Bounced:
    """Read reports: files, folders (Maildir), an mbox or a provider's CSV. A second time they change nothing.

    Raises `UserError`.
    """
    counts = dict.fromkeys(("bounced", "delayed", "delivered", "unknown", "unreachable"), 0)
    for action, words, one in _reports(book, paths):
        if one is None:
            counts["unknown"] += 1
        elif action == "failed":
            if one.state in (State.ACCEPTED, State.PROMISED):
                counts["bounced"] += 1
                before = f"{one.answer} ({one.settled_at[:19]}); came back: " if one.answer else ""
                moved = failed(book, one, State.BOUNCED, f"{before}{words}", at, rules)
                counts["unreachable"] += moved is None
        else:
            counts["delivered" if action in ("delivered", "relayed", "expanded") else "delayed"] += 1
            if one.state is State.PROMISED and action in ("delivered", "relayed"):
                book.settle(one.n, State.ACCEPTED, words, at)
    return Bounced(**counts)


def _reports(book: Ledger, paths: list[Path]) -> Iterator[tuple[str, str, Telling | None]]:
    """What each says: action, the server's words, and of which mail."""
    sheets = [path for path in paths if path.suffix.lower() == ".csv"]
    for raw in _raw([path for path in paths if path not in sheets]):
        action, words, message = _report(raw)
        yield action, words, book.of_message(message) if message else None
    for path in sheets:
        for row in report_rows(path):
            found = _ID.search(row.values.get("message", "").encode("ascii", "replace"))
            mail = row.values.get("mail", "").strip()
            one = book.of_message(found[0].decode()) if found else book.of_mail(mail) if mail else None
            said = row.values.get("action", "").strip().lower()
            words = " ".join(row.values.get("reason", "").split())[:300]
            yield _ACTIONS.get(said, "delayed") if said else "failed", words or "bounced, says the provider", one


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


def record_bounces(
    settings: Settings, folder: Path, paths: list[Path], said: Said, *, clock: Clock = real_clock
) -> tuple[View, Bounced]:
    """Read them into an incident's ledger, and how many into its journal. Raises `UserError`."""
    view = look(folder, clock)
    with ledger(place(folder)) as book:
        rules = ruled(settings, view, remembered(book, Asked()))[1]
        found = bounces(book, paths, view.now, rules)
        if found.bounced or found.delivered:
            with recording(folder, clock) as record:
                record.write(Kind.SENDING_BOUNCED, said, data=asdict(found))
    return look(folder, clock), found
