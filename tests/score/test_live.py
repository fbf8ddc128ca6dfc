"""A server looked at again: to the bit what a model made anew says."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.score.test_laws import laws
from tests.score.test_posture import network_says, one_server, swept
from tests.score.worlds import FIREWALL, MODES, OUTCOMES, SSH, SUDO, World, finding, worlds
from toolkit.core.verdict import Outcome
from toolkit.score.live import Live, live

RULES = (SSH, SUDO, MODES, FIREWALL)


def made(world: World) -> Live:
    return live(
        world.inventory, world.findings, world.checks, world.seen, at=world.at, past=world.past, tables=world.tables
    )


def answered(world: World, server: str, answers) -> World:
    """The world with other findings about one server."""
    others = tuple(one for one in world.findings if one.target != server)
    new = tuple(finding(rule, server, outcome, resource) for rule, outcome, resource in answers)
    return replace(world, findings=(*others, *new))


ANSWERS = st.lists(
    st.tuples(st.sampled_from(RULES), OUTCOMES, st.sampled_from(["", "file:/a", "file:/b", "192.0.2.1:6379/tcp"])),
    max_size=6,
    unique_by=lambda one: (one[0].id, one[2]),
)


@laws
@given(worlds(), st.lists(ANSWERS, min_size=1, max_size=3), st.booleans(), st.data())
def test_17_rescanning_a_server_is_a_rescoring(world: World, rounds, remembering: bool, data) -> None:
    if remembering:
        world = replace(world, past=world.remembered())
    now = made(world)
    for answers in rounds:
        server = data.draw(st.sampled_from([one.name for one in world.inventory.servers]))
        world = answered(world, server, answers)
        now = now.rescanned(server, [one for one in world.findings if one.target == server])
        assert now.posture() == made(world).posture()


def test_nothing_else_is_built(monkeypatch) -> None:
    world = network_says(one_server(*swept(22)), Outcome.PASS)
    name = world.inventory.servers[0].name
    before = made(world)
    monkeypatch.setattr("toolkit.score.live.edges", lambda _world: 1 / 0)
    worse = before.rescanned(name, [finding(rule, name, Outcome.FAIL) for rule in RULES])
    assert worse.posture().score < before.posture().score
    assert worse.model.graph.index is before.model.graph.index
    again = worse.rescanned(name, [one for one in world.findings if one.target == name])
    assert again.posture() == before.posture()
