"""A what-if is a rescoring (reference: scoring §1.14, law 17), on random worlds; data in the same unit."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.score.fixes.graphs import (
    INTERNET,
    Case,
    cases,
    cheaper_first,
    estate,
    holding,
    step,
    weakness,
    what_if,
)
from tests.score.worlds import CATALOGUE, World, finding, worlds
from toolkit.core.fact import Seen
from toolkit.core.fix import Act
from toolkit.core.inventory import DataClass
from toolkit.core.verdict import Outcome
from toolkit.facts.register import DatasetRetention, VendorAccess
from toolkit.score.assess import model_of
from toolkit.score.evidence import Required, judged_now
from toolkit.score.fixes.catalogue import Candidate, catalogue
from toolkit.score.fixes.cheapest import cheapest_to
from toolkit.score.fixes.data import Change, acts_on_data, overdue_records
from toolkit.score.fixes.gains import binding, single_gains
from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.tables import shipped

quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
RULES = {rule.id: rule for rule in CATALOGUE}
numbers = st.integers(0, 10**6)


def what_of(world: World) -> WhatIf:
    judged = judged_now(world.findings, world.checks, world.past)
    model = model_of(
        world.inventory, judged, world.checks, world.seen, at=world.at, past=world.past, tables=world.tables
    )
    overdue = {dataset.name: (dataset.records or 0) // 3 for dataset in world.inventory.datasets}
    return WhatIf(model, catalogue(model, judged, world.checks, {name: n for name, n in overdue.items() if n}))


def for_real(world: World, one: Candidate) -> World:
    """The world in which the fix was done and seen: its findings pass, its records are gone."""
    if one.change:
        return with_other_data(world, one)
    kept = [each for each in world.findings if each.key not in one.keys]
    passing = [finding(RULES[check], target, Outcome.PASS, resource) for target, check, resource in sorted(one.keys)]
    past = {key: answer for key, answer in world.past.items() if key not in one.keys}
    return replace(world, findings=(*kept, *passing), past=past)


def with_other_data(world: World, one: Candidate) -> World:
    assert one.change
    changed = []
    for dataset in world.inventory.datasets:
        if dataset.name != one.change.holding:
            changed.append(dataset)
            continue
        records = dataset.records if dataset.records is None else dataset.records - one.change.records
        kind = DataClass.INTERNAL if one.change.act is Act.PSEUDONYMISE else dataset.data_class
        stores = tuple(store for store in dataset.stores if store != one.change.place)
        changed.append(replace(dataset, records=records, data_class=kind, stores=stores))
    seen = tuple(without_copy(fact, one.change) for fact in world.seen)
    changed_world = replace(world, seen=seen)
    return changed_world.declaring(datasets=tuple(changed), stores=still_used(world, changed, one.change.place))


def without_copy(fact: Seen, change: Change) -> Seen:
    """A vendor that deleted its copy holds it no more."""
    if isinstance(fact, VendorAccess) and change.place == f"copy at {fact.name}":
        return replace(fact, holds=tuple(name for name in fact.holds if name != change.holding))
    return fact


def still_used(world: World, datasets, emptied: str):
    used = {name for dataset in datasets for name in dataset.stores}
    return tuple(store for store in world.inventory.stores if store.name != emptied or store.name in used)


def doable(world: World, one: Candidate) -> bool:
    """What a test can do for real: a check answers on a target that is declared; a bucket, once seen, stays seen."""
    if one.change:
        place = next((store for store in world.inventory.stores if store.name == one.change.place), None)
        return place is None or not place.account
    family = RULES[one.fix.check].family
    return (family, one.fix.target) in {(target.family, target.name) for target in world.inventory.targets()}


@settings(max_examples=120, **quiet)
@given(worlds(), st.booleans(), st.lists(numbers, min_size=1, max_size=4))
def test_17_a_what_if_is_a_rescoring(world: World, remembering: bool, chosen: list[int]) -> None:
    if remembering:
        failing = {one.key: one for one in world.findings if one.outcome is Outcome.FAIL}
        world = replace(
            world,
            past=world.remembered(),
            findings=tuple(
                replace(one, outcome=Outcome.UNKNOWN) if one.key in failing else one for one in world.findings
            ),
        )
    what = what_of(world)
    able = [number for number, one in enumerate(what.candidates) if doable(world, one)]
    assume(able)
    some = sorted({able[number % len(able)] for number in chosen})
    real = world
    for number in some:
        real = for_real(real, what.candidates[number])
    assert what.now.score == world.score()
    assert what.look(some).score == real.score(), [what.candidates[number].fix.name for number in some]


@settings(max_examples=120, **quiet)
@given(worlds())
def test_off_the_binding_paths_nothing_is_gained(world: World) -> None:
    check_gains(what_of(world))


@settings(max_examples=300, **quiet)
@given(cases(most=30))
def test_off_the_binding_paths_nothing_is_gained_on_any_graph(case: Case) -> None:
    check_gains(case.what)


def check_gains(what: WhatIf) -> None:
    said = {one.fix.name: one.gain for one in single_gains(what, binding(what))}
    for number, one in enumerate(what.candidates):
        gain = what.look((number,)).score - what.now.score
        assert said.get(one.fix.name, 0.0) == gain
        assert gain >= 0


@settings(max_examples=60, **quiet)
@given(worlds(), st.sampled_from([20.0, 35.0, 50.0, 60.0, 70.0]))
def test_18_on_whole_worlds(world: World, target: float) -> None:
    what = what_of(world)
    costs = [1 + number % 3 for number in range(len(what.candidates))]
    found = cheapest_to(what, costs, target)
    done = found.after.done
    assert (what.everything.score < target) == (not found.needs and found.after is what.everything)
    if what.everything.score < target:
        return
    assert what.look(done).score >= target
    assert all(what.look(done - {fix}).score < target for fix in done)
    case = Case(what, tuple(costs))
    assert case.cost(done) <= case.cost(cheaper_first(case, target))


def test_what_is_unseen_is_looked_at_and_what_fails_is_mended() -> None:
    edge = step(
        INTERNET,
        "store:s0:read",
        0.02,
        weakness("known", 0.5),
        weakness("hidden", 0.8, 0.0, 1.0),
        weakness("both", 0.5, resource="a"),
        weakness("both", 0.5, 0.0, 1.0, resource="b"),
        weakness("fine", 0.8, 0.0, 0.0),
    )
    found = {one.fix.check: one.fix for one in what_if([edge], [holding("d0", ["s0"])]).candidates}
    assert found["known"].act is Act.MEND
    assert (found["hidden"].act, found["hidden"].unseen) == (Act.LOOK, (("t", "hidden", ""),))
    assert (found["both"].act, found["both"].failing) == (Act.MEND, (("t", "both", "a"),))
    assert found["both"].unseen == (("t", "both", "b"),)
    assert "fine" not in found


def test_structure_that_is_not_known_is_no_fix() -> None:
    nowhere = replace(weakness("", 1.0, 0.0, 1.0), key=("", "", ""), family=None)
    what = what_if([step(INTERNET, "store:s0:read", 0.02, nowhere)], [holding("d0", ["s0"])])
    assert [one.fix.check for one in what.candidates] == ["pseudonymise"]


def retention(name: str, **said: int | None) -> DatasetRetention:
    return DatasetRetention(target="r", resource=f"dataset:{name}", **said)


@pytest.mark.parametrize(
    ("facts", "purged"),
    [
        ([], {}),
        ([retention("d0", days_left=None, overdue=30)], {"d0": 30}),
        ([retention("d0", days_left=10, overdue=None)], {}),
        ([retention("d0", days_left=-1, overdue=None)], {"d0": 100}),
        ([retention("d0", days_left=5, overdue=10**9)], {"d0": 100}),
        ([retention("d0", days_left=-1, overdue=None), retention("d0", days_left=5, overdue=7)], {"d0": 7}),
        ([retention("gone", days_left=-1, overdue=3)], {}),
    ],
)
def test_what_is_past_its_retention_by_the_lower_word(facts, purged) -> None:
    assert overdue_records(facts, estate([holding("d0", ["s0"], records=100)])) == purged


def test_the_first_store_and_backups_are_no_copies_to_delete() -> None:
    there = estate([holding("d0", ["a", "b", "c", "z"])], backups=["c"])
    dataset = replace(there.inventory.datasets[0], stores=("z", "b", "c", "a"))
    there = replace(there, inventory=replace(there.inventory, datasets=(dataset,)))
    found = [fix.target for fix, _ in acts_on_data(there, {}, shipped()) if fix.act is Act.DELETE_COPY]
    assert found == ["d0/a", "d0/b"]


@pytest.mark.parametrize(
    ("kind", "offered"),
    [
        (DataClass.SPECIAL, True),
        (DataClass.CREDENTIALS, False),
        (DataClass.INTERNAL, False),
        (DataClass.PUBLIC, False),
    ],
)
def test_only_what_names_a_person_is_pseudonymised(kind, offered) -> None:
    there = estate([holding("d0", ["a"], data_class=kind)])
    assert any(fix.act is Act.PSEUDONYMISE for fix, _ in acts_on_data(there, {}, shipped())) is offered


def test_nothing_is_done_to_data_that_is_only_assumed() -> None:
    there = estate([holding("d0", ["a"])])
    there = replace(there, inventory=replace(there.inventory, assumed="this machine stands in"))
    assert not list(acts_on_data(there, {"d0": 5}, shipped()))


def test_a_required_check_that_eases_no_step_is_a_fix_all_the_same() -> None:
    required = [Required(("t", "needed", ""), "needed", unseen=True)]
    what = what_if([step(INTERNET, "store:s0:read", 0.02, required=required)], [holding("d0", ["s0"], records=3)])
    number = next(n for n, one in enumerate(what.candidates) if one.fix.check == "needed")
    assert what.now.score == 60 < what.look((number,)).score


def test_a_finding_that_fails_anywhere_fails() -> None:
    edges = [
        step(INTERNET, "store:s0:read", 0.02, weakness("c", 0.5)),
        step(INTERNET, "store:s1:read", 0.02, weakness("c", 0.5, 0.0, 1.0)),
    ]
    for order in (edges, edges[::-1]):
        what = what_if(order, [holding("d0", ["s0"]), holding("d1", ["s1"])])
        assert next(one.fix for one in what.candidates if one.fix.check == "c").failing
