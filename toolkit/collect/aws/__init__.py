"""Cloud storage: the one room where boto3 is imported, and only when a job runs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from toolkit.collect.aws.operation import KINDS, OPERATIONS, privileges
from toolkit.collect.runner import Job, Reading
from toolkit.core.fact import Fact, Seen
from toolkit.core.inventory import Account, SecretRef
from toolkit.core.target import Family, Target

__all__ = ["KINDS", "OPERATIONS", "CloudSettings", "jobs", "privileges"]


@dataclass(frozen=True, slots=True)
class CloudSettings:
    """How accounts are read: seconds for one account, how to resolve a secret, calls at once in an account."""

    seconds: float
    secret: Callable[[SecretRef], str]
    workers: int = 16


def jobs(accounts: Sequence[Account], wanted: frozenset[type[Fact]], settings: CloudSettings) -> list[Job]:
    """One job an account, reading only what the wanted kinds of fact need."""
    return [
        Job(Target(Family.CLOUD, account.name), partial(_read, account, wanted, settings), settings.seconds)
        for account in accounts
    ]


def _read(
    account: Account, wanted: frozenset[type[Fact]], settings: CloudSettings, reading: Reading
) -> Iterable[Seen]:
    from toolkit.collect.aws.account import read_account  # noqa: PLC0415  boto3 takes a quarter second to import

    return read_account(account, wanted, settings.secret, settings.workers, reading)
