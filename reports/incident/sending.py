"""What a journal says of people being told, in sentences. It knows numbers and hashes, and no person."""

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.core.incident import Event, Incident, Kind

Data = Mapping[str, Any]


def _loaded(_i: Incident, _e: Event, data: Data) -> str:
    refused = f", {data['refused']:,} rows that are nobody" if data.get("refused") else ""
    return f"loaded a list of {data['rows']:,} rows: {data['new']:,} people{refused} (sha256 {data['digest'][:12]}…)"


def _purged(_i: Incident, _e: Event, data: Data) -> str:
    return f"deleted what was kept of {data['people']:,} people; told: {_numbers(data['counts'])}"


def _planned(_i: Incident, _e: Event, data: Data) -> str:
    versions = ", ".join(f"{name} (sha256 {digest[7:19]}…)" for name, digest in data["versions"].items())
    although = f"; although {'; '.join(data['lacking'])}: {data['despite']}" if data.get("despite") else ""
    return f"decided who is told how: {_numbers(data['channels'])}; {versions}{although}"


def _begun(_i: Incident, _e: Event, data: Data) -> str:
    rate = f", at most {data['per_minute']:,} a minute" if data.get("per_minute") else ""
    return f"began to send {data['mails']:,} mails{rate}" + (
        "; as an exercise: nothing left" if data["exercise"] else ""
    )


def _ended(word: str) -> Callable[[Incident, Event, Data], str]:
    def said(_i: Incident, _e: Event, data: Data) -> str:
        numbers = {
            name: data[name] for name in ("accepted", "refused", "later", "doubtful", "left") if data.get(name)
        }
        why = f": {data['stopped']}" if data.get("stopped") else ""
        return f"{word}{why}; {_numbers(numbers)}"

    return said


def _decided(_i: Incident, _e: Event, data: Data) -> str:
    what = "they are sent again" if data["resend"] else "they went out"
    return f"decided of {data['count']:,} mails in doubt that {what}"


def _batched(_i: Incident, _e: Event, data: Data) -> str:
    return f"made {len(data['files']):,} files of {data['channel']}s for {data['count']:,} people"


def _bounced(_i: Incident, _e: Event, data: Data) -> str:
    return f"read reports of mail servers: {_numbers({k: v for k, v in data.items() if v})}"


def _numbers(data: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in data.items()) or "nothing"


SAID: Mapping[Kind, Callable[[Incident, Event, Data], str]] = {
    Kind.RECIPIENTS_LOADED: _loaded,
    Kind.RECIPIENTS_PURGED: _purged,
    Kind.SENDING_PLANNED: _planned,
    Kind.SENDING_BEGUN: _begun,
    Kind.SENDING_PAUSED: _ended("paused the sending"),
    Kind.SENDING_RESUMED: lambda _i, _e, _data: "let the sending go on",
    Kind.SENDING_DECIDED: _decided,
    Kind.SENDING_FINISHED: _ended("finished sending"),
    Kind.SENDING_BATCHED: _batched,
    Kind.SENDING_BOUNCED: _bounced,
}
