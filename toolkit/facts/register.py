"""What the organisation's own lists say: people in groups, vendors, bodies of data.

Groups only: no fact names a person. `PeopleGroup` and `VendorAccess` say what leads where and are read by the
score's graph; the others are one answer each, judged by checks.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.inventory import DataClass
from toolkit.core.registers import LawfulBasis, SecondFactor
from toolkit.core.target import Family


class Privilege(StrEnum):
    """What a grant allows."""

    USER = "user"
    """An ordinary account of a server; reading a store; using an account without changing it."""
    ADMIN = "admin"
    """Root of a server; everything in an account; reading, changing and deleting a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Access that was given. `to` is `server:NAME`, `account:NAME` or `store:NAME` of the inventory."""

    to: str
    privilege: Privilege = Privilege.USER


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFact(Fact):
    """Read from a register; `target` is the register, `resource` is `group:`, `vendor:` or `dataset:` and a name."""

    family: ClassVar[Family] = Family.REGISTER


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleGroup(RegisterFact):
    """A group of people and what its members may use."""

    name: str = ""
    people: int = 0
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAccess(RegisterFact):
    """Somebody outside: what they may use, and which datasets they keep a copy of themselves."""

    name: str = ""
    grants: tuple[Grant, ...] = ()
    holds: tuple[str, ...] = ()
    """Names of datasets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSize(RegisterFact):
    """How many people a group has."""

    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Training(RegisterFact):
    """Days since the last of the group was trained."""

    age_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiners(RegisterFact):
    """People of the group who joined more than 30 days ago and are not trained."""

    untrained: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhishingTest(RegisterFact):
    """Result of the last simulated phishing mail."""

    age_days: int = 0
    sent: int = 0
    clicked: int = 0
    reported: int = 0

    @property
    def click_bound(self) -> float:
        """Upper bound of the share that clicks, 95 % one-sided (Wilson): few mails prove little."""
        if not self.sent:
            return 1.0
        z, share = 1.645, self.clicked / self.sent
        middle = share + z * z / (2 * self.sent)
        spread = z * math.sqrt(share * (1 - share) / self.sent + z * z / (4 * self.sent**2))
        return min(1.0, (middle + spread) / (1 + z * z / self.sent))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorUsed(RegisterFact):
    """What a group or vendor is asked for besides the password; `admin`: somewhere they are administrators."""

    factor: SecondFactor = SecondFactor.NONE
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFactor(FactorUsed):
    """Of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorFactor(FactorUsed):
    """Of a vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leavers(RegisterFact):
    """People who left the group and whose accounts still work."""

    with_access: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedAccounts(RegisterFact):
    """Accounts that several people of the group use."""

    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessReview(RegisterFact):
    """Days since somebody went through who may use what; `admin`: the group has administrators."""

    age_days: int = 0
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupOwner(RegisterFact):
    """Who answers for a group's access: a role or a team."""

    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorOwner(RegisterFact):
    """Who answers for a vendor."""

    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorReview(RegisterFact):
    """Days since the vendor's access was gone through."""

    age_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorAgreement(RegisterFact):
    """Whether an agreement on processing was signed."""

    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorBreachClause(RegisterFact):
    """Whether the vendor must tell of a breach, and within how many hours (None: at no stated time)."""

    clause: bool = False
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorDeletion(RegisterFact):
    """Whether the vendor deletes the data when the contract ends."""

    deletes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPurpose(RegisterFact):
    """What a dataset is for; empty: the register says nothing."""

    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetBasis(RegisterFact):
    """Why it may be processed."""

    basis: LawfulBasis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOwner(RegisterFact):
    """Who answers for it."""

    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetRetention(RegisterFact):
    """Days until all of it must be gone (negative: since; None: no end is stated), and records that are overdue."""

    days_left: int | None = None
    overdue: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFields(RegisterFact):
    """What is collected of a person, what of it the purpose needs, and the class that was declared for it."""

    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    data_class: DataClass = DataClass.PERSONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetReview(RegisterFact):
    """Days since its entry in the register was gone through."""

    age_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetResidence(RegisterFact):
    """How many people by country are declared, against how many records."""

    people: int = 0
    records: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetExercise(RegisterFact):
    """Stores of it for which no breach was exercised, and how long ago it was where it was longest ago."""

    data_class: DataClass = DataClass.PERSONAL
    without: tuple[str, ...] = ()
    age_days: int | None = None
    playbooks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPlaces(RegisterFact):
    """Stores that hold it, and less sensitive datasets that lie in the same stores."""

    data_class: DataClass = DataClass.PERSONAL
    stores: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAge(RegisterFact):
    """Days since the register was brought up to date, and how many it may be."""

    age_days: int = 0
    interval_days: int = 90
