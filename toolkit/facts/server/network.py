"""What the machine answers on, and what it filters."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import ClassVar

from toolkit.core.fact import Fact
from toolkit.core.target import Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses(Fact):
    """The machine's own addresses, loopback left out, for joining with what a network scan sees."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "addresses"
    addresses: tuple[str, ...] = ()
    hostname: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningSocket:
    """One socket. `address` is `0.0.0.0` or `::` for any; `process` is empty when it was not allowed to be seen."""

    proto: str
    address: str
    port: int
    process: str = ""

    @property
    def loopback(self) -> bool:
        """Whether only the machine itself can reach it."""
        return ip_address(self.address.partition("%")[0]).is_loopback

    @property
    def any_address(self) -> bool:
        """Whether it is bound to all of the machine's addresses."""
        return ip_address(self.address.partition("%")[0]).is_unspecified

    @property
    def public(self) -> bool:
        """Whether it is bound to an address that the whole internet can send to."""
        return ip_address(self.address.partition("%")[0]).is_global

    def __str__(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{host}:{self.port}/{self.proto}" + (f" ({self.process})" if self.process else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningSockets(Fact):
    """Every TCP socket that listens and every UDP socket that is bound."""

    family: ClassVar[Family] = Family.SERVER

    resource: str = "listeners"
    sockets: tuple[ListeningSocket, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningPrograms(ListeningSockets):
    """The same, with the program behind each socket; sockets without one are the kernel's own. Root sees it alone."""

    resource: str = "listening programs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall(Fact):
    """Whether what is not allowed is dropped, for one version of IP.

    `resource` is `firewall IPv4` or `firewall IPv6`.
    """

    family: ClassVar[Family] = Family.SERVER

    resource: str = "firewall IPv4"
    default_deny: bool = False
    because: str = ""
    """The rule or policy that decides, or what is missing."""
