"""What a grant may name, and how it is spelt: `server:web1=admin`."""

from dataclasses import dataclass
from typing import Self

from toolkit.core.inventory import Inventory
from toolkit.facts.register import Grant, Privilege


class NoGrant(ValueError):
    """The words are no grant; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Places:
    """Names that exist, as `kind:name`."""

    names: frozenset[str]

    @classmethod
    def of(cls, inventory: Inventory) -> Self:
        """All servers, accounts and stores of the inventory."""
        kinds = (("server", inventory.servers), ("account", inventory.accounts), ("store", inventory.stores))
        return cls(frozenset(f"{kind}:{one.name}" for kind, every in kinds for one in every))

    def grant(self, words: str) -> Grant:
        """The grant that is spelt there. Raises `NoGrant`."""
        to, equals, privilege = words.strip().rpartition("=")
        if not equals:
            to, privilege = words.strip(), Privilege.USER
        if privilege not in list(Privilege):
            raise NoGrant(f"expected {' or '.join(Privilege)} behind the = of {words[:80]!r}")
        if to.partition(":")[0] not in ("server", "account", "store"):
            raise NoGrant(f"expected server:NAME, account:NAME or store:NAME, not {words[:80]!r}")
        if to not in self.names:
            raise NoGrant(f"{to[:80]!r} is not in the inventory")
        return Grant(to=to, privilege=Privilege(privilege))
