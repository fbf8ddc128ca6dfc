"""What an organisation's own lists say: groups of people, vendors, and why data is processed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LawfulBasis(StrEnum):
    """Why the data may be processed at all (GDPR Art. 6(1))."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTERESTS = "vital-interests"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTERESTS = "legitimate-interests"


class SecondFactor(StrEnum):
    """What is asked for besides the password, from the weakest to the strongest."""

    NONE = "none"
    SMS = "sms"
    PUSH = "push"
    TOTP = "totp"
    PASSKEY = "passkey"
    """A passkey or security key: bound to the site, so that it cannot be given away to another one."""

    @property
    def rank(self) -> int:
        """0 for none."""
        return list(SecondFactor).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phishing:
    """Result of one simulated phishing mail, for a whole group."""

    on: date
    sent: int
    clicked: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People who do the same work, never a person. None: the register does not say, which is UNKNOWN."""

    name: str
    people: int
    owner: str = ""
    """A role or a team."""
    grants: tuple[str, ...] = ()
    """`server:NAME`, `account:NAME` or `store:NAME`, with `=admin` where it is more than ordinary use."""
    second_factor: SecondFactor | None = None
    trained_on: date | None = None
    """When the last of them was trained: the oldest date in the group."""
    joined_untrained: int | None = None
    """How many joined more than 30 days ago and are not trained yet."""
    phishing: Phishing | None = None
    leavers_with_access: int | None = None
    """How many have left and still have an account that works."""
    shared_accounts: int | None = None
    """How many accounts are used by several of them."""
    reviewed_on: date | None = None
    """When somebody last went through who may use what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Somebody outside who has access or holds data. None: the register does not say."""

    name: str
    owner: str = ""
    grants: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    """Datasets of which the vendor keeps a copy."""
    second_factor: SecondFactor | None = None
    reviewed_on: date | None = None
    agreement_on: date | None = None
    """When the agreement on processing (GDPR Art. 28(3)) was signed."""
    breach_clause: bool | None = None
    """Whether the contract obliges the vendor to tell of a breach."""
    breach_notice_hours: int | None = None
    deletes_at_end: bool | None = None


class RegisterKind(StrEnum):
    """What a register lists."""

    PEOPLE = "people"
    VENDORS = "vendors"
    DATASETS = "datasets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One of the organisation's own lists. Without a file it is the entries of this kind in the inventory."""

    name: str
    kind: RegisterKind
    file: str = ""
    """CSV or TOML."""
    updated_on: date | None = None
    """None: the date of the file."""
    interval_days: int = 90
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRecord:
    """What the register of processing says of a dataset (GDPR Art. 30). Empty: it says nothing."""

    name: str = ""
    """Of the dataset; needed in a file only."""
    owner: str = ""
    purpose: str = ""
    lawful_basis: LawfulBasis | None = None
    fields: tuple[str, ...] = ()
    """What is collected of a person: `email`, `birth date`, `location` ..."""
    needed: tuple[str, ...] = ()
    """Those of them that the purpose needs."""
    retention_end: date | None = None
    """When all of it must be gone; for rolling deletion leave it and say how much is overdue."""
    past_retention: int | None = None
    """Records that ought to be gone already."""
    reviewed_on: date | None = None
