"""Which playbooks a store calls for, and whether anybody would be ready for them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from toolkit.config.settings import Settings
from toolkit.core.finding import Finding
from toolkit.core.inventory import Account, DataClass, Dataset, Inventory, Server, Store, StoreKind
from toolkit.core.readiness import Prepared, State
from toolkit.core.target import Family
from toolkit.core.verdict import Outcome, Severity
from toolkit.usecase.coverage import coverage

TODAY = date(2026, 11, 25)
INVENTORY = Inventory(
    servers=(Server(name="db1", host="db1"),),
    accounts=(Account(name="prod"),),
    stores=(
        Store(name="orders", kind=StoreKind.DATABASE, server="db1"),
        Store(name="exports", kind=StoreKind.BUCKET, account="prod", bucket="example"),
        Store(name="site", kind=StoreKind.BUCKET, account="prod", bucket="site"),
    ),
    datasets=(
        Dataset(name="customers", data_class=DataClass.PERSONAL, stores=("orders",)),
        Dataset(name="patients", data_class=DataClass.SPECIAL, stores=("exports",)),
        Dataset(name="leaflets", data_class=DataClass.PUBLIC, stores=("site",)),
    ),
)


class _Run:
    def __init__(self, *findings):
        self.findings = findings


def finding(target, resource, playbook, outcome=Outcome.FAIL):
    return Finding(
        check="x", title="x", outcome=outcome, severity=Severity.HIGH, family=Family.CLOUD, target=target,
        resource=resource, evidence="", observed_at=datetime(2026, 11, 25, tzinfo=UTC), fix="", playbook=playbook,
    )  # fmt: skip


def cells(*findings, prepared=(), tmp_path):
    settings = Settings(state=tmp_path, inventory=replace(INVENTORY, prepared=prepared))
    return {(one.store, one.playbook): one for one in coverage(settings, _Run(*findings), TODAY)}


def test_what_a_store_is_calls_for_playbooks(tmp_path):
    found = cells(tmp_path=tmp_path)
    assert {name for store, name in found if store == "exports"} == {
        "exposed-bucket",
        "leaked-cloud-keys",
        "personal-data-breach",
    }
    assert not [one for one in found if one[0] == "site"], "nothing personal is in it"
    assert found["exports", "exposed-bucket"].sensitive
    assert not found["orders", "ransomware"].sensitive
    assert all(one.gap for one in found.values())


@pytest.mark.parametrize(
    ("resource", "outcome", "counted"),
    [
        ("bucket:example", Outcome.FAIL, 1),
        ("bucket:example/access-point:x", Outcome.UNKNOWN, 1),
        ("account", Outcome.FAIL, 1),
        ("bucket:site", Outcome.FAIL, 0),
        ("bucket:example", Outcome.PASS, 0),
        ("bucket:example", Outcome.NOT_APPLICABLE, 0),
    ],
)
def test_open_findings_on_the_store_itself_are_counted(resource, outcome, counted, tmp_path):
    found = cells(finding("prod", resource, "exposed-bucket", outcome), tmp_path=tmp_path)
    assert found["exports", "exposed-bucket"].findings == counted


def test_a_finding_calls_for_a_playbook_that_the_kind_of_store_does_not(tmp_path):
    found = cells(finding("db1", "host", "insider"), tmp_path=tmp_path)
    assert found["orders", "insider"].findings == 1
    assert not found["orders", "insider"].demanded
    assert ("exports", "insider") not in found


def test_an_exercise_closes_the_gap_for_the_stores_it_was_for(tmp_path):
    said = Prepared(element="playbook", state=State.EXERCISED, on=date(2026, 11, 1), scenario="exposed-bucket")
    assert not cells(prepared=(said,), tmp_path=tmp_path)["exports", "exposed-bucket"].gap
    for other in (
        replace(said, stores=("orders",)),
        replace(said, scenario="insider"),
        replace(said, state=State.EXISTS),
        replace(said, on=date(2026, 12, 1)),
        replace(said, element="restore"),
    ):
        assert cells(prepared=(other,), tmp_path=tmp_path)["exports", "exposed-bucket"].gap
