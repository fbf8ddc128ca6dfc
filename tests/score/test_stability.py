"""Whether other numbers would make another path the weakest: against making the whole model again with them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.score.test_laws import laws
from tests.score.test_posture import network_says, one_bucket, one_server, swept
from tests.score.worlds import World, worlds
from toolkit.core.inventory import DataClass, Dataset
from toolkit.core.posture import AttackPath
from toolkit.core.step import Position
from toolkit.core.verdict import Outcome
from toolkit.score import assess, stability
from toolkit.score.evidence import judged_now
from toolkit.score.graph import JOINED, Lens
from toolkit.score.model import Model
from toolkit.score.tables import Tables, shipped

NAMES = [n for n in shipped().uncertain if n.startswith(stability.MOVED) or n in stability.OF_DATA]


def moved(tables: Tables, name: str, factor: float) -> Tables:
    section, _, key = name.partition(".")
    if section == "model":
        number = getattr(tables, key) * factor
        return replace(tables, **{key: min(1.0, number) if key == "unknown" else number})
    entries = dict(getattr(tables, section))
    (word,) = (word for word in entries if word.value == key)
    number = entries[word] * factor
    return replace(tables, **{section: entries | {word: number if section == "worth" else min(1.0, number)}})


def model_of(world: World) -> Model:
    judged = judged_now(world.findings, world.checks, world.past)
    return assess.model_of(
        world.inventory, judged, world.checks, world.seen, at=world.at, past=world.past, tables=world.tables
    )


def still_weakest(world: World, path: AttackPath) -> bool:
    """By a model made anew: whether nothing is easier than this very path."""
    model = model_of(world)
    look = model.look(Lens(world.tables.unknown))
    assert look.level
    nodes = [f"pos:{path.position}", *(one.end for one in path.steps)]
    found = look.search
    cost = found.weights.by_pair[model.graph.pair("", model.graph.index[nodes[0]])]
    for start, end in pairwise(nodes):
        cost += found.weights.by_pair[model.graph.pair(start, model.graph.index[end])]
    return abs(cost - look.level.points) < 1e-5


MOVES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([0.8, 1.2])), min_size=8, max_size=8, unique=True)


@laws
@given(worlds(), MOVES)
def test_numbers_that_are_said_to_flip_the_path_do_and_no_others(
    world: World, moves: list[tuple[str, float]]
) -> None:
    posture = world.posture()
    if posture.path is None or posture.stability is None:
        return
    found = model_of(world).look(Lens(world.tables.unknown)).search
    if any(edge.ease is JOINED for edge in found.derivation(posture.path.steps[-1].end)):
        return  # no single row of steps to follow
    for move in {*moves[:4], *posture.stability.flips[:4]}:
        other = replace(world, tables=moved(world.tables, *move))
        assert (move in posture.stability.flips) is not still_weakest(other, posture.path), move


def test_with_one_way_alone_nothing_flips() -> None:
    said = network_says(one_server(*swept(6379)), Outcome.FAIL).posture().stability
    assert said is not None
    assert (said.share, said.flips, said.draws) == (1.0, (), stability.JOINT)
    assert said.alone == len(NAMES)


def close() -> World:
    """An outsider who was let in, 0.95 * 0.5 = 0.475, close behind a bucket nobody looked at, 0.02 + 0.5 * 0.98."""
    tables = shipped()
    prior = {**tables.prior, Position.THIRD_PARTY: 0.95}
    return replace(one_bucket(Outcome.UNKNOWN, Outcome.FAIL), tables=replace(tables, prior=prior))


def test_two_ways_that_are_nearly_as_easy_are_not_stable_and_the_numbers_are_named() -> None:
    """By hand: 0.02 + 0.4 * 0.98 and 0.02 + 0.5 * 0.78 fall below 0.475, 0.95 * 0.6 is above 0.51, 1 * 0.5 is not."""
    said = close().posture().stability
    assert said
    assert set(said.flips) == {("model.unknown", 0.8), ("failing.critical", 0.8), ("failing.medium", 1.2)}
    assert 0.3 < said.share < 0.8


def test_what_is_not_known_of_the_data_can_flip_it_too() -> None:
    world = one_bucket(Outcome.FAIL, Outcome.PASS)
    special = Dataset(name="small", data_class=DataClass.SPECIAL, stores=("exports",), records=None)
    said = world.declaring(datasets=(*world.inventory.datasets, special)).posture().stability
    assert said is not None
    assert said.share == 1.0, "one place: whatever the data is worth, the way to it is the same"


def test_it_is_the_same_every_time_and_in_any_order() -> None:
    world = close()
    turned = replace(world, findings=world.findings[::-1], seen=world.seen[::-1])
    assert world.posture().stability == turned.posture().stability


@pytest.mark.parametrize("work", [1, 20])
def test_where_much_is_nearly_as_easy_fewer_draws_are_made_and_said(monkeypatch, work: int) -> None:
    whole = close().posture().stability
    monkeypatch.setattr(stability, "WORK", work)
    said = close().posture().stability
    assert whole
    assert said
    assert 0 < said.draws < whole.draws
    assert said.alone < whole.alone
