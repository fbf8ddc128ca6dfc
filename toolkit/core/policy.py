"""What the organisation decides: thresholds and approvals that checks take as a second argument.

Defaults stand here; `[policy.*]` in breachready.toml and entries of the inventory replace them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerPolicy:
    """For one server. `approved_listeners` are `port/proto`, as in `"443/tcp"`; None: no list kept."""

    approved_listeners: tuple[str, ...] | None = None
    password_max_days: int = 365
    update_index_max_days: int = 7
    router: bool = False
    """True where forwarding packets is the machine's job (router, container host)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudPolicy:
    """For one account. `trusted_accounts` are accounts and organisations (`o-…`) that may be granted access."""

    account_id: str = ""
    trusted_accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicy:
    """For one network. `approved` are `port/proto` anywhere or `address:port/proto`; None: no list kept."""

    approved: tuple[str, ...] | None = None


Policy = ServerPolicy | CloudPolicy | NetworkPolicy
