"""What must not leave with a playbook: text that looks like a secret, examples of variables that hold one.

A playbook should hold none. Somebody pastes one into a command at three in the morning, and the export is passed on.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from toolkit.core.playbook import Playbook

REMOVED = "[secret removed]"

_SHAPES = re.compile(
    r"""
      -----BEGIN[ ][A-Z ]*PRIVATE[ ]KEY-----.*?(?:-----END[ ][A-Z ]*PRIVATE[ ]KEY-----|\Z)
    | \b(?:AKIA|ASIA)[A-Z0-9]{16}\b                                       # AWS access key
    | \b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[\w-]{20,})
    | \b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}                       # Stripe
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,}                                    # Slack
    | \bAIza[\w-]{35}                                                     # Google
    | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*                                   # JSON web token
    | (?<![A-Za-z0-9/+=])(?=[A-Za-z/+]*[0-9])(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])
    """,
    re.VERBOSE | re.DOTALL,
)
_SPOKEN = re.compile(
    r"""(?ix)
      (?P<before> ://[^\s/:@]+: | \b(?:bearer|basic)\s+
        | \b(?:[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key))
          ["']?\s*(?:=|:(?!/))\s*["']? | --?(?:password|token|secret)[=\s]+["']? )
      (?P<value> [^\s"'@,;{}<>]{8,} )
    """
)
_SECRET_NAME = re.compile(
    r"(?i)(^|[_-])(password|passwd|passphrase|pwd|secret|token|api_?key|access_?key|secret_?key|private_?key|credentials?)"
    r"([_-]|$)"
)


def stripped(playbook: Playbook) -> tuple[Playbook, tuple[str, ...]]:
    """The playbook without secrets, and where something was taken out."""
    places: list[str] = []
    variables = {
        name: replace(one, example=_noted(places, f"variables.{name}.example"))
        if one.example and _SECRET_NAME.search(name)
        else one
        for name, one in playbook.variables.items()
    }
    return _walked(replace(playbook, variables=variables), "", lambda text, at: _clean(text, at, places)), tuple(
        places
    )


def looks_secret(text: str) -> bool:
    """Whether something in the text looks like a secret."""
    return without_secrets(text) != text


def secret_name(name: str) -> bool:
    """Whether a variable of this name holds a secret."""
    return bool(_SECRET_NAME.search(name))


def without_secrets(text: str) -> str:
    """The text with everything taken out that looks like a secret."""
    return _SPOKEN.sub(_without, _SHAPES.sub(REMOVED, text))


def _without(found: re.Match[str]) -> str:
    """A word after "basic" or "token:" is a word; with a digit in it, or after `=` or a user, it is a secret."""
    spoken = not re.search(r"=|://|--?\w+\s", found["before"])
    if spoken and not any(sign.isdigit() for sign in found["value"]):
        return found[0]
    return found["before"] + REMOVED


def _clean(text: str, at: str, places: list[str]) -> str:
    clean = without_secrets(text)
    if clean != text:
        _noted(places, at)
    return clean


def _noted(places: list[str], at: str) -> str:
    places.append(at)
    return REMOVED


def _walked(value: Any, at: str, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value, at)
    if isinstance(value, tuple):
        return tuple(_walked(one, f"{at}[{getattr(one, 'id', n)}]", change) for n, one in enumerate(value))
    if isinstance(value, Mapping):
        return {key: _walked(one, f"{at}.{key}", change) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        inner = {f.name: _walked(getattr(value, f.name), f"{at}.{f.name}".lstrip("."), change) for f in fields(value)}
        return replace(value, **inner)
    return value
