r"""JSON written piece by piece, so that a million findings are never one string.

Pure ASCII: an escape sequence or a direction override in a file shown with `cat` stays a `\u` escape.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from reports.inert import sound

_ONE_LINE = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(", ", ": ")).encode


def encoded(value: Any) -> str:
    """One JSON value on one line. Halves of surrogate pairs become the replacement character."""
    text = _ONE_LINE(value)
    return _ONE_LINE(whole(value)) if "\\ud" in text else text


def whole(value: Any) -> Any:
    """The value with every string in it sound."""
    match value:
        case str():
            return sound(value)
        case Mapping():
            return {sound(key): whole(one) for key, one in value.items()}
        case list() | tuple():
            return [whole(one) for one in value]
    return value


def document(head: Mapping[str, Any], key: str, items: Iterable[Any]) -> Iterator[str]:
    """One JSON object: what `head` holds, then `key` with the items, one a line."""
    text = json.dumps(whole(head), indent=2, ensure_ascii=True, allow_nan=False)
    yield f'{text.removesuffix("}").rstrip()},\n  "{key}": ['
    mark = "\n    "
    for item in items:
        yield mark + encoded(item)
        mark = ",\n    "
    yield "\n  ]\n}\n"


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second or finer: `2026-11-20T09:14:02Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
