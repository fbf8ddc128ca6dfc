"""What there is to reach: machines, stores and the data in them, as the graph knows them. See `survey`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toolkit.core.inventory import DataClass, Inventory
from toolkit.facts.identity import Host, Identities
from toolkit.facts.register import Grant
from toolkit.score.sight import Sight
from toolkit.score.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store as the graph knows it. Without a host or an account nobody knows where it is."""

    name: str
    title: str
    host: str = ""
    port: int | None = None
    account: str = ""
    bucket: str = ""
    listed: bool = True
    """False: a bucket of which the account's listing says nothing."""
    vendor: str = ""
    """Kept by somebody outside."""
    key: str = ""
    """Name of the key without which it is ciphertext."""
    assumed: str = ""

    @property
    def node(self) -> str:
        """Node id of having read it."""
        return f"store:{self.name}:read"

    @property
    def raw(self) -> str:
        """Node id of having what lies there: the data itself, or its ciphertext."""
        return f"store:{self.name}:ciphertext" if self.key else self.node

    @property
    def delete(self) -> str:
        """Node id of being able to delete it."""
        return f"store:{self.name}:delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One body of records and the places that hold a copy of it. `worth` is in thousandths of a personal record."""

    name: str
    data_class: DataClass
    records: int
    worth: int
    places: tuple[str, ...]
    """Names of stores."""
    assumed: str = ""

    @property
    def lost(self) -> str:
        """Node id of having destroyed every copy."""
        return f"dataset:{self.name}:lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A group or vendor of a register. `grants` None: they could not be read, and `unread` says why."""

    register: str
    resource: str
    name: str
    grants: tuple[Grant, ...] | None
    holds: tuple[str, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """Everything that the edge sources look at."""

    inventory: Inventory
    identities: Identities
    sight: Sight
    hosts: tuple[Host, ...]
    places: tuple[Place, ...]
    holdings: tuple[Holding, ...]
    notes: tuple[str, ...]
    groups: tuple[Entry, ...] = ()
    vendors: tuple[Entry, ...] = ()


def worth(tables: Tables, data_class: DataClass, records: int) -> int:
    """Thousandths of a personal record, whole, so that sums of any size are exact."""
    return round(tables.worth[data_class] * 1000) * records


def by_name(holdings: Iterable[Holding]) -> Mapping[str, list[Holding]]:
    """The holdings of each place."""
    held: dict[str, list[Holding]] = {}
    for holding in holdings:
        for name in holding.places:
            held.setdefault(name, []).append(holding)
    return held
