"""Moments as parameters: ISO 8601 with a zone, or a day, which begins at midnight UTC."""

from datetime import UTC, datetime

from toolkit.act.verb import CannotAct


def moment(name: str, said: str) -> datetime:
    """The moment, in UTC. Raises `CannotAct` for anything else, also for a time of day without a zone."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise CannotAct(name, f"{said!r} is no moment; expected 2026-11-25 or 2026-11-25T14:30:00Z") from error
    if found.tzinfo is None:
        if "T" in said or " " in said:
            raise CannotAct(name, f"{said!r} has no zone: end it with Z or +01:00")
        found = found.replace(tzinfo=UTC)
    return found.astimezone(UTC)


def spelt(when: datetime) -> str:
    """As policies and file names have it: whole seconds, Z."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
