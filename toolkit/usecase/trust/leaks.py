"""What a statement may not say: whatever helps an attacker. Names, addresses, products, versions, counts.

Templates print fields, and no field holds a name of the estate; this is the second fence, over the text as it would
go out: against purposes that people write freely, and against an organisation's own templates.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.config.settings import Settings
from toolkit.core.finding import Finding
from toolkit.core.inventory import Inventory
from toolkit.core.notice import Document

PUBLIC = frozenset(
    {"organisation", "organisation_address", "data_protection_contact", "contact_mail", "contact_phone", "own_page"}
    | {"own_sites"}
)
"""Fields in which the organisation says of itself what everybody may know."""

COUNTED = PUBLIC | {"told_when"}
"""Fields that may hold figures. Dates are fields as well, see `leaks`."""

SHORTEST = 3
"""Letters of a name that is looked for; two are in every text."""

_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7}\b", re.IGNORECASE)
_VERSION = re.compile(r"\bv?\d+\.\d+(?:\.\d+)*\b", re.IGNORECASE)
_FLAW = re.compile(r"\b(?:CVE|GHSA|CWE)-[\w-]+", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d,.%]*")
_POINTED = re.compile(r"[0-9._:/@\\#-]")


@dataclass(frozen=True, slots=True)
class Leak:
    """What stands there, why it must not, and in which field; empty: in the template's own words."""

    text: str
    why: str
    field: str


class Fence:
    """Everything that must not be said, of this estate and of these findings."""

    def __init__(self, settings: Settings, findings: Iterable[Finding], products: Sequence[str]) -> None:
        own = _plain(" ".join(_public(settings)))
        inventory = settings.inventory
        hard = {*_targets(inventory), *_found(findings)}
        soft = {name for name in _collections(inventory) if _POINTED.search(name)}
        names = {plain for name in (*hard, *soft) if len(plain := _plain(name)) >= SHORTEST and plain not in own}
        self.pointed = frozenset(name for name in names if not name.isalpha())
        self.names = names
        self.products = [(word, _bounded(_plain(word))) for word in products]

    def leaks(self, document: Document, dated: Iterable[str]) -> Iterator[Leak]:
        """Everything in a document that must not be there. `dated`: fields that hold dates."""
        counted = COUNTED | set(dated)
        for piece in document.pieces():
            if piece.field not in PUBLIC:
                yield from self.found(piece.text, piece.field, figures=piece.field in counted)

    def found(self, text: str, field: str, *, figures: bool = False) -> Iterator[Leak]:
        """Everything in one text. `figures`: whether it may have numbers."""
        plain = _plain(text)
        for pattern, why in ((_ADDRESS, "an address"), (_FLAW, "a known flaw")):
            yield from (Leak(one[0], why, field) for one in pattern.finditer(plain))
        if not figures:
            yield from (Leak(one[0], "a version", field) for one in _VERSION.finditer(plain))
            yield from (Leak(one[0], "a figure that nothing accounts for", field) for one in _FIGURE.finditer(plain))
        for word, pattern in self.products:
            if pattern.search(plain):
                yield Leak(word, "a product", field)
        # A plain word may stand in a template by chance ("web"); in what somebody wrote it may be the machine.
        for name in self.names if field else self.pointed:
            if name in plain and _bounded(name).search(plain):
                yield Leak(name, "a name in the inventory or the findings", field)


def _targets(inventory: Inventory) -> Iterator[str]:
    """Names and ways to what can be attacked, and to people."""
    for server in inventory.servers:
        yield from (server.name, server.host, server.user, server.jump, server.key, *server.addresses)
    for account in inventory.accounts:
        yield from (account.name, account.profile, account.role_arn, account.endpoint_url, account.account_id)
        yield from account.trusted_accounts
    for network in inventory.networks:
        yield from (network.name, *network.ranges, *network.exclude)
    for store in inventory.stores:
        yield from (store.bucket, store.path)
    for contact in inventory.contacts:
        yield from (contact.name, contact.phone, contact.mail, contact.other)
    named = (inventory.keys, inventory.vendors)
    yield from (one.name for some in named for one in some)


def _collections(inventory: Inventory) -> Iterator[str]:
    """Names that are often plain words, like "orders": looked for where they read like a machine's."""
    named = (inventory.stores, inventory.datasets, inventory.groups, inventory.registers, inventory.zones)
    yield from (one.name for some in named for one in some)


def _found(findings: Iterable[Finding]) -> Iterator[str]:
    for one in findings:
        yield one.check
        yield from (name for name in (one.target, one.resource) if _POINTED.search(name))


def _public(settings: Settings) -> Iterator[str]:
    said = settings.organisation
    yield from (said.name, said.address, said.phone, said.mail, said.website, said.data_protection_contact)
    yield from said.domains


def _bounded(name: str) -> re.Pattern[str]:
    """The name as a whole word; letters of other scripts around it do not hide it."""
    return re.compile(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
