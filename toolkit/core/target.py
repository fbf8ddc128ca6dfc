"""What is looked at: a server, a cloud account, a network, a register."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """The kinds of target; a fact and the checks that judge it belong to one."""

    SERVER = "server"
    CLOUD = "cloud"
    NETWORK = "network"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """One entry of the inventory that can be read. `name` is unique over all families."""

    family: Family
    name: str

    def __str__(self) -> str:
        return f"{self.family}:{self.name}"
