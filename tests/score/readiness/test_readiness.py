"""Readiness: by hand, and its laws: a minimum, never better with less, with age, or with what was not seen."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.runs import NOW, finding
from toolkit.core.contact import Contact
from toolkit.core.inventory import DataClass, Dataset, Inventory, Server, Store, StoreKind
from toolkit.core.readiness import Phase, Prepared, State
from toolkit.core.verdict import Outcome
from toolkit.registry import load
from toolkit.score.readiness import PlaybookState, readiness, shipped

TODAY = NOW.date()
DEMANDS = shipped()
PLAYBOOK = PlaybookState(
    version="1.0.0", review_by=TODAY + timedelta(days=90), roles=("lead", "dpo"), deputies=frozenset({"lead"})
)
SCENARIOS = ("compromised-server", "ransomware", "exposed-database", "lost-database-copy", "personal-data-breach")
SHELF = dict.fromkeys(SCENARIOS, PLAYBOOK)
STORES = (
    Store(name="orders", kind=StoreKind.DATABASE, server="db1"),
    Store(name="export", kind=StoreKind.FILES, server="db1"),
    Store(name="site", kind=StoreKind.FILES, server="web1"),
)
DATA = (
    Dataset(name="customers", data_class=DataClass.SPECIAL, stores=("orders", "export")),
    Dataset(name="pages", data_class=DataClass.PUBLIC, stores=("site",)),
)
PEOPLE = (
    Contact(name="A", role="lead", phone="1", verified_on=TODAY),
    Contact(name="B", role="lead", phone="2", deputy=True, verified_on=TODAY),
    Contact(name="C", role="dpo", mail="c@example.org", verified_on=TODAY),
)
ANSWERS = tuple(
    finding(check, target="db1", outcome=Outcome.PASS) for element in DEMANDS.element for check in element.checks
)


def done(element, state=State.TARGET_MET, days=0, **more):
    return Prepared(element=element, state=state, on=TODAY - timedelta(days=days), **more)


EVERYTHING = (
    *(done(element.id) for element in DEMANDS.element if element.proof == "prepared"),
    *(done("playbook", scenario=name) for name in SCENARIOS),
)
HOUSE = Inventory(
    servers=(Server(name="db1"), Server(name="web1")),
    stores=STORES,
    datasets=DATA,
    contacts=PEOPLE,
    prepared=EVERYTHING,
)


def ready(inventory=HOUSE, findings=ANSWERS, shelf=SHELF, on=TODAY, **more):
    return readiness(inventory, findings, shelf, DEMANDS, on=on, **more)


def with_prepared(*entries, without=""):
    return replace(HOUSE, prepared=(*(one for one in EVERYTHING if one.element != without), *entries))


def standing(found, element, scenario="ransomware"):
    (one,) = (one for one in found.scenarios if one.scenario == scenario)
    return next(part for part in one.elements if part.element == element)


def test_all_of_it_is_a_hundred_and_nothing_is_left_to_do():
    found = ready()
    assert found.score == 100
    assert {one.scenario for one in found.scenarios} == set(SCENARIOS)
    assert not any(part.mend for one in found.scenarios for part in one.elements)


def test_without_personal_data_nothing_is_demanded():
    assert ready(replace(HOUSE, datasets=DATA[1:])).score is None


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (done("alert-test", State.EXISTS), 0.25),
        (done("alert-test", State.APPROVED), 0.5),
        (done("alert-test", State.EXERCISED), 0.75),
        (done("alert-test", days=90), 1.0),
        (done("alert-test", days=135), 0.5),
        (done("alert-test", days=180), 0.0),
        (done("alert-test", State.EXERCISED, days=135), 0.375),
        (done("alert-test", days=-1), 0.0),
        (done("alert-test", scenario="insider"), 0.0),
    ],
)
def test_level_times_freshness(entry, value):
    found = ready(with_prepared(entry, without="alert-test"))
    assert standing(found, "alert-test").value == pytest.approx(value)
    assert found.score == pytest.approx(100 * value)


def test_every_store_must_be_restored_and_the_worst_is_named():
    found = ready(with_prepared(done("restore", stores=("orders",)), without="restore"))
    assert found.score == 0
    assert "nothing is declared for export" in standing(found, "restore").because
    half = with_prepared(
        done("restore", stores=("orders",)), done("restore", State.APPROVED, stores=("export",)), without="restore"
    )
    assert ready(half).score == 50
    assert ready(with_prepared(done("restore", stores=("site",)), without="restore")).score == 0


@pytest.mark.parametrize(
    ("contacts", "value", "because"),
    [
        (PEOPLE[:2], 0.0, "nobody is dpo"),
        (PEOPLE[1:], 0.0, "lead has no deputy"),
        ((*PEOPLE[:2], replace(PEOPLE[2], verified_on=None)), 0.25, "never called: C"),
        ((*PEOPLE[:2], replace(PEOPLE[2], verified_on=TODAY - timedelta(days=135))), 0.5, "answered a test call"),
        ((*PEOPLE[:2], replace(PEOPLE[2], mail="")), 0.0, "nobody is dpo"),
    ],
)
def test_contacts(contacts, value, because):
    one = standing(ready(replace(HOUSE, contacts=contacts)), "contacts")
    assert one.value == pytest.approx(value)
    assert because in one.because


@pytest.mark.parametrize(
    ("shelf", "entries", "value"),
    [
        ({}, (), 0.0),
        (SHELF, (), 0.5),
        (dict.fromkeys(SCENARIOS, replace(PLAYBOOK, review_by=TODAY - timedelta(days=1))), (), 0.25),
        (SHELF, (done("playbook", State.EXERCISED, scenario="ransomware"),), 0.75),
        (SHELF, (done("playbook", State.EXERCISED, scenario="insider"),), 0.5),
        (SHELF, (done("playbook", State.EXERCISED, days=730, scenario="ransomware"),), 0.5),
        ({}, (done("playbook", scenario="ransomware"),), 0.0),
    ],
)
def test_playbooks(shelf, entries, value):
    found = ready(with_prepared(*entries, without="playbook"), shelf=shelf)
    assert standing(found, "playbook").value == pytest.approx(value)


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNKNOWN])
def test_a_check_that_does_not_pass_proves_nothing(outcome):
    (first, *rest) = ANSWERS
    found = ready(findings=(replace(first, outcome=outcome), *rest))
    assert found.score == 0
    assert "not passing: log-not-kept on db1" in found.scenarios[0].weakest.because


def test_without_a_scan_what_checks_prove_is_not_proved():
    assert ready(findings=()).score == 0


def test_old_answers_of_checks_fade():
    assert ready(on=TODAY + timedelta(days=7)).score == 100
    assert ready(on=TODAY + timedelta(days=10)).score == pytest.approx(100 * (2 - 10 / 7))


def test_the_scenario_of_the_weakest_path_is_said_first_among_equals():
    found = ready(findings=(), easiest="ransomware")
    assert (found.easiest, found.scenarios[0].scenario) == ("ransomware", "ransomware")
    assert ready(easiest="lost-device").easiest == ""


def test_phases_are_minima():
    (one, *_) = ready(with_prepared(without="alert-test")).scenarios
    assert dict(one.phases())[Phase.DETECT] == 0
    assert dict(one.phases())[Phase.DECIDE] == 1
    assert one.value == min(value for _, value in one.phases())


ENTRIES = st.lists(
    st.builds(
        Prepared,
        element=st.sampled_from([one.id for one in DEMANDS.element if one.proof in ("prepared", "playbook")]),
        state=st.sampled_from(State),
        on=st.integers(-5, 400).map(lambda days: TODAY - timedelta(days=days)),
        stores=st.sampled_from([(), ("orders",), ("export",)]),
        scenario=st.sampled_from(["", *SCENARIOS]),
    ),
    max_size=12,
)


@given(ENTRIES, st.integers(0, 300))
def test_more_is_never_worse_and_later_is_never_better(entries, days):
    whole = ready(replace(HOUSE, prepared=tuple(entries)))
    assert whole.score == 100 * min(part.value for one in whole.scenarios for part in one.elements)
    for left_out in range(len(entries)):
        less = tuple(one for number, one in enumerate(entries) if number != left_out)
        assert ready(replace(HOUSE, prepared=less)).score <= whole.score
    past = tuple(one for one in entries if one.on <= TODAY)
    now = ready(replace(HOUSE, prepared=past))
    later = ready(replace(HOUSE, prepared=past), on=TODAY + timedelta(days=days))
    assert later.score <= now.score


@given(st.permutations(EVERYTHING), st.permutations(PEOPLE), st.permutations(ANSWERS))
def test_order_does_not_matter(prepared, contacts, answers):
    turned = ready(replace(HOUSE, prepared=tuple(prepared), contacts=tuple(contacts)), findings=answers)
    assert turned == ready()


def test_the_table_names_checks_that_exist_and_scenarios_that_checks_name():
    checks = load().checks
    assert {name for one in DEMANDS.element for name in one.checks} <= {check.id for check in checks}
    assert set(DEMANDS.scenarios) <= {check.playbook for check in checks} | {
        "leaked-cloud-keys",
        "lost-database-copy",
    }
    assert {one.phase for one in DEMANDS.element} == set(Phase)
    assert date(2026, 1, 1)
