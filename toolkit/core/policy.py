"""What the organisation decides: thresholds and approvals that checks take as a second argument.

Defaults stand here; `[policy.*]` in breachready.toml and entries of the inventory replace them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    classes: Mapping[str, str] = field(default_factory=dict)
    """Buckets that are declared as stores, and the most sensitive class of data in each; from the inventory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicy:
    """For one network. `approved` are `port/proto` anywhere or `address:port/proto`; None: no list kept."""

    approved: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPolicy:
    """For the organisation's own registers. Ages in days, rates from 0 to 1."""

    training_max_days: int = 365
    phishing_test_max_days: int = 365
    click_rate_max: float = 0.1
    """Of the share that clicks, its upper bound at 95 % confidence is compared."""
    report_rate_min: float = 0.2
    access_review_max_days: int = 180
    vendor_review_max_days: int = 365
    vendor_notice_hours_max: int = 24
    """Leaves two of the three days that the authority's 72 hours give."""
    dataset_review_max_days: int = 365
    exercise_max_days: int = 365
    smallest_group: int = 5
    """A smaller one is a person in all but name."""


Policy = ServerPolicy | CloudPolicy | NetworkPolicy | RegisterPolicy
