"""Plans, lists and ledgers as JSON documents."""

from typing import Any

from toolkit.core.dispatch import Choice, Line, Person, Telling
from toolkit.core.dispatch.proof import Proof
from toolkit.core.incident import stamp


def line(one: Line) -> dict[str, Any]:
    """So many people get this."""
    return {
        "notice": one.letter,
        "laws": list(one.laws),
        "language": one.language,
        "channel": one.channel or None,
        "people": one.count,
    }


def person(one: Person) -> dict[str, Any]:
    """Somebody, as the list has them."""
    return {
        "person": one.key,
        "name": one.name,
        "language": one.language,
        "country": one.country,
        "region": one.region or None,
        "mail": one.mail or None,
        "phone": one.phone or None,
        "address": list(one.address),
        "chose": [channel.value for channel in one.wants],
        "notes": list(one.notes),
    }


def choice(one: Choice) -> dict[str, Any]:
    """What somebody gets, and why."""
    return {
        "notice": one.letter,
        "language": one.language,
        "channel": one.channel.value if one.channel else None,
        "laws": list(one.laws),
        "why": list(one.why),
    }


def telling(one: Telling) -> dict[str, Any]:
    """One attempt."""
    return {
        **choice(one.choice()),
        "number": one.n,
        "attempt": one.attempt,
        "state": one.state.value,
        "version": one.version or None,
        "message_id": one.message or None,
        "sha256": one.digest or None,
        "promised_at": one.promised_at or None,
        "settled_at": one.settled_at or None,
        "answer": one.answer or None,
    }


def proof(one: Proof) -> dict[str, Any]:
    """Everything that is known of telling one person."""
    return {
        "incident": one.incident.id,
        "exercise": one.incident.exercise,
        "journal_head": one.head,
        **person(one.person),
        "tellings": [telling(two) for two in one.tellings],
        "versions": [
            {
                "notice": version.notice,
                "version": digest,
                "language": language,
                "text": version.text,
                "approvals": [
                    {"role": yes.data["role"], "by": yes.by, "at": stamp(yes.occurred_at), "line": yes.n}
                    for yes in version.approvals
                ],
            }
            for (digest, language), version in one.versions.items()
        ],
    }
