"""A claim is made only where everything that must carry it does. Anything else takes it away, and says where."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.usecase.trust.made import (
    CARDS,
    DATASETS,
    INVENTORY,
    ONLY_BUCKET,
    ORDERS,
    PEOPLE,
    SEEN,
    TODAY,
    VENDORS,
    broken,
    everything,
    finding,
    stuff,
    weighed,
)
from toolkit.core.exemption import Exemption, Kind
from toolkit.core.inventory import Account, Store, StoreKind
from toolkit.core.readiness import Prepared, State
from toolkit.core.registers import Group, Register, RegisterKind, Vendor
from toolkit.core.trust import Obstacle, Where
from toolkit.core.verdict import Outcome, Severity

CLAIMS = {one.id: one for one in stuff().claims.claim}
OLD = datetime(2026, 10, 20, tzinfo=UTC)
ASKED = sorted({(claim.id, check) for claim in CLAIMS.values() for check in claim.asks})


def estate(claim):
    """One in which the claim can be made: buckets alone for what only a bucket's checks say."""
    return INVENTORY if claim not in ("encrypted_at_rest", "encrypted_in_transit") else ONLY_BUCKET


def place(claim):
    """The register that a claim is about, since one check judges several of them."""
    return {Where.GROUPS: PEOPLE, Where.VENDORS: VENDORS, Where.DATASETS: DATASETS}.get(CLAIMS[claim].where, "")


def made(found):
    return {name for name, one in found.items() if one.made}


def test_all_is_claimed_when_all_passed():
    found = weighed()
    assert found.keys() - made(found) == {"encrypted_at_rest", "encrypted_in_transit"}, "no check sees it on a server"
    assert {one.since for one in found.values() if one.claim.asks and one.made} == {date(2026, 11, 24)}
    only = weighed(inventory=ONLY_BUCKET)
    assert not [one for one in only.values() if one.obstacles]
    assert {name for name, one in only.items() if one.idle} == {"updated", "encrypted_administration"}


WAYS = {
    "fails": {"outcome": Outcome.FAIL},
    "unknown": {"outcome": Outcome.UNKNOWN},
    "does not apply": {"outcome": Outcome.NOT_APPLICABLE},
    "old": {"outcome": Outcome.PASS, "observed_at": OLD},
    "to come": {"outcome": Outcome.PASS, "observed_at": SEEN + timedelta(days=3)},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("claim", "check"), ASKED)
def test_one_answer_takes_the_claim_away(claim, check, way):
    if way == "does not apply" and check in CLAIMS[claim].may_not_apply:
        return
    change = dict(WAYS[way])
    found = broken(check, change.pop("outcome"), place(claim), **change)
    one = weighed(found, inventory=estate(claim))[claim]
    assert not one.made
    (obstacle, *_) = one.obstacles
    assert obstacle.what == check
    assert obstacle.where
    assert obstacle.do


@pytest.mark.parametrize(("claim", "check"), ASKED)
def test_a_check_that_did_not_answer_takes_the_claim_away(claim, check):
    found = [one for one in everything() if one.check != check]
    one = weighed(found, inventory=estate(claim))[claim]
    assert not one.made
    assert {obstacle.what for obstacle in one.obstacles} == {check}


def test_what_may_not_apply_is_as_good_with_its_proof():
    found = broken("access-point-public", Outcome.NOT_APPLICABLE)
    assert "closed" in made(weighed(found))


def test_an_exception_proves_nothing_and_is_named():
    rule = Exemption(
        kind=Kind.ACCEPT, check="*", target="hermes", owner="boss", reason="later", expires=date(2027, 1, 1)
    )
    found = broken("updates-pending", exception=rule)
    one = weighed(found)["updated"]
    assert "by boss until 2027-01-01, which proves nothing" in one.obstacles[0].because


def test_the_day_is_the_oldest_look_in_the_organisations_zone():
    late = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # the 21st in Bangkok
    assert weighed(broken("log-not-kept", Outcome.PASS, observed_at=late))["logged"].since == date(2026, 11, 21)


def test_what_does_not_hold_customers_data_does_not_count():
    """The kiosk and the bucket of the site fail everything in this estate."""
    assert [one for one in everything() if one.target == "kiosk" and one.outcome is Outcome.FAIL]
    assert "updated" in made(weighed())


def test_a_failure_of_the_whole_account_counts():
    found = (*everything(), finding("bucket-public-access-block", "prod-7", "account", Outcome.FAIL))
    assert "closed" not in made(weighed(found))


GROWN = {
    "a store": (
        "logged",
        replace(
            INVENTORY,
            accounts=(*INVENTORY.accounts, Account(name="new")),
            stores=(*INVENTORY.stores, Store(name="copy", kind=StoreKind.BUCKET, account="new", bucket="copy")),
            datasets=(replace(ORDERS, stores=(*ORDERS.stores, "copy")), CARDS),
        ),
    ),
    "a dataset": ("least_data", replace(INVENTORY, datasets=(*INVENTORY.datasets, replace(ORDERS, name="leads")))),
    "a group": ("leavers_removed", replace(INVENTORY, groups=(*INVENTORY.groups, Group(name="new", people=9)))),
    "a vendor": ("vendors_bound", replace(INVENTORY, vendors=(*INVENTORY.vendors, Vendor(name="new")))),
}


@pytest.mark.parametrize("what", GROWN)
def test_what_was_declared_since_the_scan_was_not_seen(what):
    claim, inventory = GROWN[what]
    one = weighed(inventory=inventory)[claim]
    assert not one.made
    assert "did not answer in the last run" in one.obstacles[0].because


def test_nobody_listed_is_not_everybody_well_behaved():
    one = weighed(inventory=replace(INVENTORY, groups=()))["second_factor"]
    assert "no register of people" in one.obstacles[0].because
    assert weighed(inventory=replace(INVENTORY, vendors=()))["vendors_bound"].idle


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (None, "was never shown"),
        ({"state": State.APPROVED}, "was never shown"),
        ({"on": TODAY + timedelta(days=1)}, "was never shown"),
        ({"on": TODAY - timedelta(days=181)}, "was last shown on 2026-05-28; at most 180 days count"),
        ({"stores": ("orders",)}, "was never shown"),
    ],
)
def test_a_restore_counts_for_each_store_and_for_its_time(entry, words):
    restore = INVENTORY.prepared[0]
    others = [one for one in INVENTORY.prepared if one.element != "restore"]
    said = [replace(restore, **entry)] if entry else []
    one = weighed(inventory=replace(INVENTORY, prepared=(*said, *others)))["backups_restored"]
    assert not one.made
    assert words in one.obstacles[-1].because
    assert one.obstacles[-1].where == "store exports"


def test_of_several_restores_the_last_of_each_store_and_the_oldest_of_all_stores():
    said = [
        Prepared(element="restore", state=State.EXERCISED, on=date(2026, 9, day), stores=stores)
        for day, stores in ((1, ()), (5, ("orders",)), (9, ("exports",)))
    ]
    found = weighed(inventory=replace(INVENTORY, prepared=tuple(said)))
    assert found["backups_restored"].since == date(2026, 9, 5)


def test_letters_that_are_not_ready_are_not_claimed():
    lacking = Obstacle(what="notices: approved", where="", because="never", do="Approve it.")
    assert "notices_ready" in made(weighed())
    assert "notices_ready" not in made(weighed(letters=(None, (lacking,))))


def test_severity_does_not_matter():
    found = tuple(replace(one, severity=Severity.LOW) for one in broken("update-index-stale"))
    assert "updated" not in made(weighed(found))


def test_people_of_a_register_in_a_file_are_judged_as_a_whole():
    found = (*everything(), finding("leaver-with-access", PEOPLE, "group:other", Outcome.UNKNOWN))
    assert "leavers_removed" in made(weighed(found)), "a group that is not declared any more"
    register = Register(name=PEOPLE, kind=RegisterKind.PEOPLE, file="people.csv")
    assert "leavers_removed" not in made(
        weighed(found, inventory=replace(INVENTORY, groups=(), registers=(register,)))
    )
