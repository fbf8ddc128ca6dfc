"""An estate of which everything passed yesterday: a bucket, a server, people, a vendor, two datasets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from toolkit.config.settings import NoticeSettings, OrganisationSettings, Settings, TrustSettings
from toolkit.core.contact import Contact
from toolkit.core.finding import Finding
from toolkit.core.inventory import (
    Account,
    DataClass,
    Dataset,
    Inventory,
    Key,
    Network,
    Server,
    Store,
    StoreKind,
    Zone,
)
from toolkit.core.readiness import Prepared, State
from toolkit.core.registers import DatasetRecord, Group, Vendor
from toolkit.core.run import Run, RunStatus
from toolkit.core.target import Family
from toolkit.core.trust import Where
from toolkit.core.verdict import Outcome, Severity
from toolkit.library.duties import edition
from toolkit.library.trust import material
from toolkit.registry import load
from toolkit.usecase.trust import statement as room
from toolkit.usecase.trust.evidence import Evidence, weigh
from toolkit.usecase.trust.statement import statement

TODAY = date(2026, 11, 25)
SEEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ORGANISATION = OrganisationSettings(
    name="Siam Example",
    address="99 Example Road, Bangkok",
    phone="+66 2 555 0100",
    mail="help@example.com",
    website="https://www.example.com/breach",
    domains=("example.com",),
    data_protection_contact="DPO, dpo@example.com",
    zone="Asia/Bangkok",
)
PEOPLE, VENDORS, DATASETS = "inventory: people", "inventory: vendors", "inventory: datasets"
ORDERS = Dataset(
    name="customers",
    data_class=DataClass.PERSONAL,
    stores=("orders", "exports"),
    people={"TH": 90000, "DE": 300},
    register=DatasetRecord(purpose="delivering orders"),
)
CARDS = Dataset(
    name="cards", data_class=DataClass.FINANCIAL, stores=("exports",), register=DatasetRecord(purpose="payments")
)
INVENTORY = Inventory(
    servers=(
        Server(name="hermes", host="db1.internal.example.net", user="posture", addresses=("10.20.30.40",)),
        Server(name="kiosk", host="kiosk.example.net"),
    ),
    accounts=(Account(name="prod-7", account_id="111122223333"),),
    networks=(Network(name="office-lan", ranges=("10.20.30.0/24",)),),
    zones=(Zone(name="dmz-1"),),
    keys=(Key(name="deploy-ssh", servers=("hermes",)),),
    stores=(
        Store(name="orders", kind=StoreKind.DATABASE, server="hermes", port=5432, path="/srv/pg"),
        Store(name="exports", kind=StoreKind.BUCKET, account="prod-7", bucket="acme-exports-2024"),
        Store(name="site", kind=StoreKind.FILES, server="kiosk"),
    ),
    datasets=(ORDERS, CARDS, Dataset(name="leaflets", data_class=DataClass.PUBLIC, stores=("site",))),
    groups=(Group(name="support", people=40),),
    vendors=(Vendor(name="Mailer Ltd", holds=("customers",)),),
    contacts=(Contact(name="Lena Vogt", role="legal", phone="+41 79 000 11 22"),),
    prepared=(
        Prepared(element="restore", state=State.EXERCISED, on=date(2026, 11, 2)),
        Prepared(element="alert-test", state=State.TARGET_MET, on=date(2026, 10, 20)),
        Prepared(element="playbook", state=State.EXERCISED, on=date(2026, 10, 12), scenario="ransomware"),
    ),
)
ONLY_BUCKET = replace(INVENTORY, datasets=(replace(ORDERS, stores=("exports",)), CARDS))
"""The same with nothing of customers on a server, so that what is seen of buckets alone can be claimed."""


@cache
def stuff():
    return material()


@cache
def laws():
    return edition()


@cache
def catalogue():
    return load()


def settings(tmp_path, inventory=INVENTORY, **more):
    home = tmp_path / "breachready.toml"
    home.touch()
    return Settings(
        **{
            "organisation": ORGANISATION,
            "notices": NoticeSettings(languages=("en", "th")),
            "trust": TrustSettings(),
            "inventory": inventory,
            "state": tmp_path / "state",
            "source": home,
            **more,
        }
    )


def finding(check, target, resource, outcome=Outcome.PASS, at=SEEN, **more):
    families = {one.check.id: one.check.family for one in catalogue().found}
    said = {"evidence": "seen", "fix": f"Mend {check}.", **more}
    return Finding(
        check=check, title=check, outcome=outcome, severity=Severity.HIGH, family=families[check], target=target,
        resource=resource, observed_at=at, **said,
    )  # fmt: skip


@cache
def everything():
    """A PASS of every check that any claim names, at each place that it can judge."""
    return tuple(dict.fromkeys(_everything()))


def _everything():
    families = {one.check.id: one.check.family for one in catalogue().found}
    purposes = {one.name: one.register.purpose for one in (ORDERS, CARDS)}
    for claim in stuff().claims.claim:
        for check in claim.asks:
            match families[check], claim.where:
                case Family.SERVER, _:
                    yield finding(check, "hermes", "host")
                    yield finding(check, "kiosk", "host", Outcome.FAIL)
                case Family.CLOUD, _:
                    yield finding(check, "prod-7", "bucket:acme-exports-2024")
                    yield finding(check, "prod-7", "bucket:acme-site", Outcome.FAIL)
                case _, Where.GROUPS:
                    yield finding(check, PEOPLE, "group:support")
                case _, Where.VENDORS:
                    yield finding(check, VENDORS, "vendor:Mailer Ltd")
                case _, Where.DATASETS:
                    for name, purpose in purposes.items():
                        yield finding(check, DATASETS, f"dataset:{name}", evidence=purpose)


def run(findings=None, at=SEEN):
    found = everything() if findings is None else tuple(findings)
    return Run(
        id=12,
        status=RunStatus.FINISHED,
        started_at=at,
        finished_at=at + timedelta(minutes=3),
        organisation="Siam Example",
        version="1",
        targets=(),
        findings=found,
    )


def stated(tmp_path, findings=None, *, language="en", today=TODAY, inventory=INVENTORY, at=SEEN, **more):
    """The statement of that estate."""
    return statement(settings(tmp_path, inventory, **more), run(findings, at), catalogue(), language, today)


def weighed(findings=None, *, inventory=INVENTORY, letters=(date(2026, 10, 12), ()), max_age_days=30):
    """Each claim with its evidence, by id."""
    evidence = Evidence(
        inventory=inventory,
        findings=everything() if findings is None else tuple(findings),
        families={one.check.id: one.check.family for one in catalogue().found},
        letters=letters,
        today=TODAY,
        zone=ZoneInfo("Asia/Bangkok"),
        max_age_days=max_age_days,
    )
    return {one.claim.id: one for one in weigh(stuff().claims.claim, evidence)}


def quick(monkeypatch):
    """Laws read once, and letters as if they were all ready; those are looked at in tests/usecase/notice."""
    monkeypatch.setattr(room, "edition", laws)
    monkeypatch.setattr(room, "letters_for_trust", lambda *_: (date(2026, 10, 12), ()))


def broken(check, outcome=Outcome.FAIL, where="", **more):
    """Everything, with one answer changed; `where`: of this target or resource alone."""
    found, done = [], False
    for one in everything():
        ours = one.check == check and one.target != "kiosk" and "acme-site" not in one.resource
        ours = ours and (not where or where in (one.target, one.resource)) and not done
        found.append(replace(one, outcome=outcome, **more) if ours else one)
        done = done or ours
    assert done, check
    return tuple(found)
