"""What `breachready.toml` may say besides the inventory. Defaults are the advice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.config.web import WebSettings
from toolkit.core.inventory import Inventory, SecretRef
from toolkit.core.policy import CloudPolicy, NetworkPolicy, RegisterPolicy, ServerPolicy
from toolkit.core.verdict import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSettings:
    """`[scan]`. Times in seconds."""

    parallel: int = 24
    connect_seconds: float = 10.0
    server_seconds: float = 120.0
    account_seconds: float = 900.0
    network_seconds: float = 3600.0
    fail_on: Severity = Severity.HIGH
    keep_facts: int = 120
    """Runs whose facts are kept, to be judged again; a month of six-hourly scans."""
    ssh_config: str = "~/.ssh/config"
    known_hosts: tuple[str, ...] = ("~/.ssh/known_hosts",)
    """Read besides the state directory's own `known_hosts`, which `hosts trust` writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """`[schedule]`: either `every = "6 hours"` or `at = ["02:00"]` (local time), days optional."""

    every: str = ""
    at: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    """`monday` to `sunday`; none: every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySettings:
    """Where mail is handed in."""

    server: str
    port: int = 587
    tls: str = "starttls"
    """`starttls`, `tls` or `none` (loopback relays only)."""
    user: str = ""
    password: SecretRef | None = None
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(RelaySettings):
    """`[alert.mail]`."""

    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings(RelaySettings):
    """`[notices.mail]`: how notices go to people. They come from `[organisation] mail`."""

    bounces: str = ""
    """Where mail that cannot be delivered comes back to; empty: to the sender."""
    per_minute: int = 0
    """Mails at most; 0: as fast as the server takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """`[alert.webhook]`. The body is signed with HMAC-SHA256 over timestamp and body."""

    url: str
    secret: SecretRef
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """`[alert]`: who hears of a changed weakest path or a new finding at or above `threshold`."""

    threshold: Severity = Severity.HIGH
    mail: MailSettings | None = None
    webhook: WebhookSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """`[checks]`: folders of further checks, and ids (anchored globs) that are not run.

    What is not run counts as UNKNOWN in the score.
    """

    folders: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exceptions: str = ""
    """File of exceptions; empty: `exceptions.toml` beside breachready.toml, when there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawSettings:
    """`[flaws]`: files about published flaws, brought here by the organisation; nothing is ever fetched.

    Without `advisories` nobody looks for flaws; pending updates are then all that is known of them.
    """

    advisories: tuple[str, ...] = ()
    """OSV files: `.json`, or `.zip` as osv.dev exports an ecosystem."""
    known_exploited: str = ""
    """CISA's catalogue, JSON."""
    epss: str = ""
    """FIRST's scores, `.csv` or `.csv.gz`."""
    max_age_days: int = 14
    """Advisories whose newest is older prove nothing absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseSettings:
    """`[database]`: where runs are kept. Empty `url`: SQLite in the state directory."""

    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySettings:
    """`[policy.server]`, `.cloud`, `.network`, `.register`: thresholds for all targets of a family."""

    server: ServerPolicy = field(default_factory=ServerPolicy)
    cloud: CloudPolicy = field(default_factory=CloudPolicy)
    network: NetworkPolicy = field(default_factory=NetworkPolicy)
    register: RegisterPolicy = field(default_factory=RegisterPolicy)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookSettings:
    """`[playbooks]`."""

    signers: tuple[str, ...] = ()
    """Public keys (Ed25519, 64 hexadecimal digits) whose signatures under playbooks count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationSettings:
    """`[organisation]`: who this is, as reports and notices say it."""

    name: str = ""
    address: str = ""
    """For letters, on one line."""
    phone: str = ""
    mail: str = ""
    website: str = ""
    """`https://` and the page that notices point to."""
    domains: tuple[str, ...] = ()
    """Its own; notices link to no others."""
    logo: str = ""
    """PNG or JPEG, beside breachready.toml; at most 512 KiB."""
    data_protection_contact: str = ""
    """The officer's or coordinator's desk and how to reach it, on one line."""
    zone: str = "UTC"
    """The time zone in which notices give moments, as in `Asia/Bangkok`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettings:
    """`[notices]`."""

    reviewers: tuple[str, ...] = ("legal", "security", "communications")
    """Roles that must each say yes before a notice goes out; at least two different people among them."""
    languages: tuple[str, ...] = ("en",)
    """Those that a draft is written in unless it says otherwise."""
    mail: SendingSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientSettings:
    """`[recipients]`: lists of people to be told, which are other people's data and do not stay."""

    retention: str = "180 days"
    """How long they stay in the state directory after anything was last done with them."""
    database: SecretRef | None = None
    """Where `recipients load --sql` asks: a reference to `postgresql://...`."""
    query: str = ""
    """What it asks by default; columns are named as in a CSV file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSettings:
    """`[trust]`: the statement that customers read."""

    max_age_days: int = 30
    """What was seen longer ago carries no claim."""
    purposes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language: a purpose as the register says it, to how customers read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that was configured, checked, with the inventory."""

    organisation: OrganisationSettings = field(default_factory=OrganisationSettings)
    scan: ScanSettings = field(default_factory=ScanSettings)
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    alert: AlertSettings = field(default_factory=AlertSettings)
    checks: CheckSettings = field(default_factory=CheckSettings)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    flaws: FlawSettings = field(default_factory=FlawSettings)
    playbooks: PlaybookSettings = field(default_factory=PlaybookSettings)
    policy: PolicySettings = field(default_factory=PolicySettings)
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    recipients: RecipientSettings = field(default_factory=RecipientSettings)
    trust: TrustSettings = field(default_factory=TrustSettings)
    web: WebSettings = field(default_factory=WebSettings)
    inventory: Inventory = field(default_factory=Inventory)
    state: Path = Path("breachready-state")
    source: Path | None = None
    """The breachready.toml that was read; None when there was none."""
