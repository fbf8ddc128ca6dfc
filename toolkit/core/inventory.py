"""What the organisation declares: where customers' data lives and what leads to it.

Read from TOML by `toolkit.config`; names are unique over all kinds of target. Secrets are
references (`env:NAME`, `file:PATH`, `keyring:NAME`), never values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from toolkit.core.contact import Contact
from toolkit.core.readiness import Prepared
from toolkit.core.registers import DatasetRecord, Group, Register, RegisterKind, Vendor
from toolkit.core.target import Family, Target

SecretRef = NewType("SecretRef", str)
"""A place to find a secret, not the secret."""

INTERNET = "internet"

INLINE = "inventory:"
"""How the registers that stand in the inventory itself are called; no declared name can have the colon."""


class DataClass(StrEnum):
    """How much one record is worth to a thief and to the person it is about (scoring §1.4)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    FINANCIAL = "financial"
    CREDENTIALS = "credentials"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the network. `reachable_from` names zones, or `internet`."""

    name: str
    reachable_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A machine read over SSH, or this one (`local = true`). `host` defaults to the name.

    What `~/.ssh/config` says for `host` fills user, port, key and jump where they are not given.
    """

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    zone: str = ""
    key: str = ""
    """Path of a private key file."""
    key_passphrase: SecretRef | None = None
    password: SecretRef | None = None
    agent: bool | None = None
    """Ask a running SSH agent; None: only when neither key nor password is given."""
    jump: str = ""
    """`[user@]host[:port]` of a jump host."""
    sudo: bool = False
    sudo_password: SecretRef | None = None
    local: bool = False
    addresses: tuple[str, ...] = ()
    """Other addresses of the same machine, for joining with what a network scan sees."""
    approved_listeners: tuple[str, ...] | None = None
    router: bool = False

    @property
    def address(self) -> str:
        """Where to connect."""
        return self.host or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An AWS account, or any S3-compatible service (`endpoint_url`)."""

    name: str
    profile: str = ""
    role_arn: str = ""
    external_id: SecretRef | None = None
    endpoint_url: str = ""
    region: str = ""
    account_id: str = ""
    access_key_id: SecretRef | None = None
    secret_access_key: SecretRef | None = None
    session_token: SecretRef | None = None
    trusted_accounts: tuple[str, ...] = ()
    ca_file: str = ""


class ScanKind(StrEnum):
    """How nmap asks: a full connection needs no privilege, a half-open one does."""

    CONNECT = "connect"
    SYN = "syn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Ranges that belong to the organisation and may be probed. Nothing else ever is.

    `vantage` is where this scan stands: `internet` or a zone; empty means unknown, and then
    what is closed from here proves nothing about the internet.
    """

    name: str
    ranges: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    ports: str = "top-1000"
    """`top-N` or nmap's own syntax (`22,80,8000-8100`)."""
    zone: str = ""
    vantage: str = ""
    scan: ScanKind = ScanKind.CONNECT
    approved: tuple[str, ...] | None = None
    max_rate: int = 0
    """Packets a second; 0 leaves it to nmap."""
    local: bool = False
    """The machine's own addresses instead of `ranges`."""


class StoreKind(StrEnum):
    """What keeps the data."""

    BUCKET = "bucket"
    DATABASE = "database"
    CACHE = "cache"
    FILES = "files"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A secret that opens something: a key that decrypts a store, an SSH key, a password or token in a file.

    It is kept on servers, every one that has a copy, or in an account's service for keys or secrets. Never the secret
    itself: its name.
    """

    name: str
    servers: tuple[str, ...] = ()
    account: str = ""
    opens: tuple[str, ...] = ()
    """What its holder may use: `server:NAME`, `account:NAME` or `store:NAME`, with `=admin`. Stores that it decrypts
    name it themselves (`encrypted_with`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A place that holds datasets: a bucket of an account, or something on a server.

    `encrypted_with` names a [[key]] without which what is read there is ciphertext: encryption by the application or
    by a key service with permissions of its own, not that of a disk, which every reader of the machine passes.
    """

    name: str
    kind: StoreKind
    server: str = ""
    port: int | None = None
    path: str = ""
    account: str = ""
    bucket: str = ""
    encrypted_with: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One body of records and every store that holds a copy of it."""

    name: str
    data_class: DataClass
    stores: tuple[str, ...]
    records: int | None = None
    """None: not known; the model assumes its default and says so."""
    people: Mapping[str, int] = field(default_factory=dict)
    """How many people by country of residence, ISO 3166-1 alpha-2."""
    register: DatasetRecord | None = None
    """What a file of registers says of it comes before this."""

    @property
    def of_people(self) -> bool:
        """Whether it holds anything that is not public or the organisation's own business."""
        return self.data_class not in (DataClass.PUBLIC, DataClass.INTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decommissioned:
    """Something that was declared once and is gone: the word without which it goes on counting."""

    name: str
    """Of anything that has a name in the inventory; `DATASET/STORE` is a copy."""
    on: date
    because: str
    """Where it went, or the new name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All of it, checked: every name that is used is declared."""

    servers: tuple[Server, ...] = ()
    accounts: tuple[Account, ...] = ()
    networks: tuple[Network, ...] = ()
    zones: tuple[Zone, ...] = ()
    stores: tuple[Store, ...] = ()
    keys: tuple[Key, ...] = ()
    datasets: tuple[Dataset, ...] = ()
    groups: tuple[Group, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    contacts: tuple[Contact, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    registers: tuple[Register, ...] = ()
    """Those with a file; the others follow from the entries, see `lists`."""
    decommissioned: tuple[Decommissioned, ...] = ()
    assumed: str = ""
    """In words, when nothing was declared and this machine stands in for the inventory."""

    def targets(self) -> Iterator[Target]:
        """Everything that can be read, in the order declared."""
        yield from (Target(Family.SERVER, server.name) for server in self.servers)
        yield from (Target(Family.CLOUD, account.name) for account in self.accounts)
        yield from (Target(Family.NETWORK, network.name) for network in self.networks)
        yield from (Target(Family.REGISTER, register.name) for register in self.lists())

    def countries(self) -> frozenset[str]:
        """Where the people live of whom data is kept."""
        return frozenset(
            place for one in self.datasets if one.of_people for place, count in one.people.items() if count
        )

    def lists(self) -> tuple[Register, ...]:
        """Every register: those with a file, and one of each kind for entries that stand in the inventory."""
        inline = (
            (RegisterKind.PEOPLE, bool(self.groups)),
            (RegisterKind.VENDORS, bool(self.vendors)),
            (
                RegisterKind.DATASETS,
                any(one.register or one.data_class is DataClass.SPECIAL for one in self.datasets),
            ),
        )
        own = (Register(name=f"{INLINE} {kind}", kind=kind) for kind, there in inline if there)
        return (*self.registers, *own)
