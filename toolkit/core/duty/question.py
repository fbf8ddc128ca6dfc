"""What an incident is asked, and which words answer it."""

import re
from dataclasses import dataclass
from enum import StrEnum

YES, NO, NONE = "yes", "no", "none"

PLACE = re.compile(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")
"""ISO 3166-1 alpha-2, or a subdivision of ISO 3166-2."""

MOST = 10**12


class Asks(StrEnum):
    """What kind of answer is wanted."""

    YES_NO = "yes-no"
    NUMBER = "number"
    CHOICE = "choice"
    """One option; they stand from the least to the most harmful."""
    SET = "set"
    """Any options, or `none`."""


class Per(StrEnum):
    """Of what it is asked."""

    INCIDENT = "incident"
    DATASET = "dataset"
    """`role:customers`."""
    PLACE = "place"
    """`residents:US-CA`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer that may be given."""

    value: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `id` is what `duties answer` takes, with `:` and a name where it is asked per something."""

    id: str
    ask: str
    kind: Asks
    help: str = ""
    per: Per = Per.INCIDENT
    options: tuple[Option, ...] = ()

    def values(self) -> tuple[str, ...]:
        """The words that may be answered; empty for a number."""
        if self.kind is Asks.YES_NO:
            return YES, NO
        return tuple(one.value for one in self.options)

    def checked(self, words: str) -> str:
        """The answer as it is kept. Raises `ValueError` that says what was expected."""
        said = words.strip().lower()
        match self.kind:
            case Asks.NUMBER:
                return _number(said)
            case Asks.SET:
                return self._set(said)
        if said not in self.values():
            raise ValueError(f"expected one of {', '.join(self.values())}, not {words[:60]!r}")
        return said

    def _set(self, said: str) -> str:
        given = sorted({one.strip() for one in said.split(",") if one.strip()})
        if given == [NONE]:
            return NONE
        wrong = [one for one in given if one not in self.values()]
        if wrong or not given:
            named = f", not {wrong[0][:60]!r}" if wrong else ""
            raise ValueError(f"expected none, or any of {', '.join(self.values())}, with commas{named}")
        return ",".join(given)


def _number(said: str) -> str:
    digits = said.replace("_", "").replace(",", "")
    if not re.fullmatch(r"\d{1,13}(\.\d{1,3})?", digits) or float(digits) > MOST:
        raise ValueError(f"expected a number from 0 to a million million, not {said[:60]!r}")
    return digits


def split(key: str) -> tuple[str, str]:
    """Question and what it is asked of: `residents:US-CA`."""
    name, _, of = key.partition(":")
    return name, of
