"""One person to be told, as a list of customers describes them; everything in it is outside text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from toolkit.core.notice.checked import DROPPED, unfit

LONGEST = 200
"""Characters of a name or of a line of an address."""
LINES = 6
WIDE, HIGH = 50, 9
"""Letters in a line and lines in the window of an envelope, in small type; the country is added."""
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,24}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = re.compile(r"[A-Z0-9]{1,3}")
_FORMULA = re.compile(r"^[=@+\-\t\r].*[(!|]")
"""What a spreadsheet would run: `=HYPERLINK(...)`, `@SUM(...)`, `+cmd|...`."""

_NO = ("", "0", "no", "false", "n", "f")


class Channel(StrEnum):
    """How somebody is told."""

    MAIL = "mail"
    LETTER = "letter"
    SMS = "sms"


class Refused(ValueError):
    """A row that is nobody who can be written to; the message says why, without the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody to be told. `wants`: channels they chose, the dearest first; none: they never said."""

    key: str
    name: str
    language: str
    country: str
    region: str = ""
    """State or province where a law asks for it: `CA` of `US-CA`."""
    mail: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    wants: tuple[Channel, ...] = ()
    notes: tuple[str, ...] = ()
    """What was wrong with their row and did not keep them from being told."""

    @property
    def reference(self) -> str:
        """What they may quote: the list's key for them; "" where it gave none."""
        return "" if self.key == _key(self.name, self.mail, self.address, self.phone) else self.key

    def reachable(self) -> tuple[Channel, ...]:
        """Channels for which there is an address."""
        have = {Channel.MAIL: self.mail, Channel.LETTER: self.address, Channel.SMS: self.phone}
        return tuple(channel for channel, value in have.items() if value)


def person_of(row: Mapping[str, str], language: str) -> Person:
    """A row as a person; `language` where it names none. Raises `Refused`."""
    text = {name: _clean(name, value) for name, value in row.items()}
    notes: list[str] = []
    name = text.get("name", "")
    if not name:
        raise Refused("name: is empty")
    country, region = _place(text.get("country", ""), text.get("region", ""))
    mail = _fitting("mail", text.get("mail", ""), _MAIL, notes)
    phone = _fitting("phone", text.get("phone", ""), _PHONE, notes)
    address = tuple(line.strip() for line in text.get("address", "").split("\n") if line.strip())
    if len(address) > LINES:
        raise Refused(f"address: has more than {LINES} lines")
    if sum(1 + len(line) // WIDE for line in (name, *address)) > HIGH:
        notes.append("address: is too long for the window of an envelope, and was left out")
        address = ()
    speaks = _fitting("language", text.get("language", "").lower(), _LANGUAGE, notes) or language
    wants = _wants(text.get("channel", ""), notes)
    if text.get("unsubscribed", "").lower() not in _NO:
        notes.append("unsubscribed: told all the same, because the law owes them this notice")
    return Person(
        key=text.get("key", "") or _key(name, mail, address, phone),
        name=name,
        language=speaks,
        country=country,
        region=region,
        mail=mail,
        phone=phone,
        address=address,
        wants=wants,
        notes=tuple(notes),
    )


def _clean(name: str, value: str) -> str:
    """The value in composed form. Raises `Refused` for what could steer a mail, a sheet or a page."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).translate(DROPPED).strip()
    lines = text.split("\n")
    if len(lines) > 1 and name != "address":
        raise Refused(f"{name}: holds a line break")
    if any(True for _ in unfit("".join(lines))):
        raise Refused(f"{name}: holds a control character")
    if any(len(line) > LONGEST for line in lines):
        raise Refused(f"{name}: is longer than {LONGEST} characters")
    if name != "phone" and any(_FORMULA.match(line) for line in lines):  # +1 (555) 0100 is a number, judged as one
        raise Refused(f"{name}: is a formula of a spreadsheet")
    return text


def _place(country: str, region: str) -> tuple[str, str]:
    country, _, within = country.upper().partition("-")
    region = (region or within).upper().removeprefix(f"{country}-")
    if not country:
        raise Refused("country: is empty, and which law is owed depends on it")
    if not _COUNTRY.fullmatch(country):
        raise Refused("country: expected two letters, as in TH")
    if region and not _REGION.fullmatch(region):
        raise Refused("region: expected a code, as in CA")
    return country, region


def _fitting(name: str, value: str, pattern: re.Pattern[str], notes: list[str]) -> str:
    if value and not pattern.fullmatch(value):
        notes.append(f"{name}: is none, and was left out")
        return ""
    return value


def _wants(value: str, notes: list[str]) -> tuple[Channel, ...]:
    found: list[Channel] = []
    for word in re.split(r"[\s,;]+", value.lower()):
        known = {"email": "mail", "e-mail": "mail", "post": "letter", "text": "sms"}.get(word, word)
        if known in tuple(Channel):
            found.append(Channel(known))
        elif known:
            notes.append("channel: names one that nobody knows")
    return tuple(dict.fromkeys(found))


def _key(name: str, mail: str, address: tuple[str, ...], phone: str) -> str:
    """Who it is, where the list gives no key: by mail, else by name and where they live."""
    return mail.lower() or "|".join((name.casefold(), *(line.casefold() for line in address), phone))
