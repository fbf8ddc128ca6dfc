"""Plans, lists and ledgers on a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from rich.console import Console
from rich.text import Text

from reports.incident.times import span
from reports.pen import Pen
from toolkit.core.dispatch import Line, Person, Telling
from toolkit.core.notice import Approval

SHOWN = 20
"""Lines of one kind; the rest is in --json."""


def plan(lines: Sequence[Line], fresh: int, people: int, console: Console) -> None:
    """Who is still to be told, by letter, law, language and channel."""
    pen = Pen(console)
    waiting = sum(one.count for one in lines)
    pen.say(
        (f"{people:,} people on the list", "bold"), f", {fresh:,} of them without a plan; to be told: {waiting:,}"
    )
    if lines:
        pen.rows([_row(pen, one) for one in lines], indent=2)


def versions(notices: Iterable[tuple[str, str, Sequence[Approval], Sequence[str]]], console: Console) -> None:
    """Each notice with the digest of its bytes, and who approved exactly these."""
    pen = Pen(console)
    for name, digest, standing, lacking in notices:
        yes = ", ".join(f"{one.by} as {one.role}" for one in standing)
        pen.say(
            (name, "bold"),
            f" {digest[7:19]}",
            f"; approved by {yes}" if yes else "",
            f"; lacks {len(lacking)}" * bool(lacking),
        )


def pace(mails: int, per_minute: int, seconds: float | None, console: Console) -> None:
    """How fast, and how long it takes."""
    if mails and seconds is not None:
        how = f"{mails:,} mails, at most {per_minute:,} a minute: {span(timedelta(seconds=seconds))} at least"
    else:
        how = f"{mails:,} mails, as fast as the server takes them" if mails else "no mail waits"
    Pen(console).say(how)


def counts(found: Mapping[tuple[str, str], int], console: Console) -> None:
    """What became of those who were told."""
    pen = Pen(console)
    pen.rows(
        [
            (pen.text((f"{number:,}", "bold")), pen.text(f"{state} by {channel}" if channel else state))
            for (state, channel), number in sorted(found.items())
        ],
        indent=2,
    )


def tally(found: Sequence[tuple[str, str, str, str, str, int]], people: int, untold: int, console: Console) -> None:
    """What became of everybody, by notice, laws, language, channel and state."""
    pen = Pen(console)
    pen.say((f"{people:,} people on the list", "bold"), f"; still to be told or in doubt: {untold:,}")
    pen.rows([tuple(pen.text(words) for words in (f"{row[-1]:,}", *row[:-1])) for row in found], indent=2)


def hindrances(problems: Sequence[str], doubts: Sequence[str], console: Console) -> None:
    """What must be mended, and what somebody may go on despite."""
    pen = Pen(console)
    for words in problems:
        pen.say(("must be mended: ", "red"), words)
    for words in doubts:
        pen.say(("only with --despite: ", "yellow"), words)


def doubtful(found: Sequence[Telling], console: Console) -> None:
    """Mails of which nobody knows whether the server took them."""
    pen = Pen(console)
    if not found:
        return
    pen.say(
        (f"{len(found):,} in doubt: ", "yellow"),
        "handed in and never answered. Look into the mail server's log, then say",
    )
    pen.say("`notice send --doubtful went-out` or `--doubtful again`, for all or for --person KEY.", indent=2)
    for one in found[:SHOWN]:
        pen.say((one.person.key, "bold"), f" <{one.message}> {one.promised_at[:19]}", indent=2)
    _more(pen, len(found))


def rows(refused: Sequence[tuple[int, str]], noted: Sequence[tuple[int, Sequence[str]]], console: Console) -> None:
    """What is wrong with rows, by line."""
    pen = Pen(console)
    if refused:
        pen.say((f"{len(refused):,} rows are nobody who can be told:", "red"))
        pen.rows([(pen.text(f"row {row}"), pen.text(why)) for row, why in refused[:SHOWN]], indent=2)
        _more(pen, len(refused))
    if noted:
        pen.say((f"{len(noted):,} rows with something left out:", "yellow"))
        kinds: dict[str, list[int]] = {}
        for row, why in noted:
            for words in why:
                kinds.setdefault(words, []).append(row)
        for words, at in kinds.items():
            named = ", ".join(map(str, at[:10])) + (", …" if len(at) > 10 else "")
            pen.say(f"{words}: {len(at):,} (rows {named})", indent=2)


def tallied(title: str, found: Mapping[str, int], console: Console) -> None:
    """A few numbers under a word."""
    pen = Pen(console)
    named = ", ".join(f"{name} {number:,}" for name, number in list(found.items())[:SHOWN])
    pen.say((f"{title}: ", "bold"), named + (", …" if len(found) > SHOWN else ""))


def person(one: Person, console: Console) -> None:
    """Who it is, as the list has them."""
    place = f"{one.country}-{one.region}" if one.region else one.country
    wants = f", chose {', '.join(one.wants)}" if one.wants else ""
    Pen(console).say((one.name, "bold"), f" ({one.key}), {one.language}, {place}{wants}")


def _row(pen: Pen, one: Line) -> tuple[Text, ...]:
    laws = ", ".join(one.laws) or "no law known"
    return tuple(
        pen.text(words) for words in (f"{one.count:,}", one.letter, laws, one.language, one.channel or "no channel")
    )


def _more(pen: Pen, count: int) -> None:
    if count > SHOWN:
        pen.say(f"and {count - SHOWN:,} more; --json has all", indent=2, style="dim")
