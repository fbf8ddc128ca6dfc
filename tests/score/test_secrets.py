"""A key found on two machines is one node: whoever takes either copy has what it opens."""

from dataclasses import replace

from tests.score.test_posture import network_says, one_server, swept
from tests.score.worlds import MODES, SSH, SUDO, World, finding
from toolkit.core.inventory import Key, Server
from toolkit.core.step import Step
from toolkit.core.verdict import Outcome


def house(*keys: Key) -> World:
    """`s0` keeps the data and is in order; `ci` is wide open and keeps none."""
    world = network_says(one_server(*swept(22, 6379)), Outcome.PASS)
    ci = Server(name="ci", host="192.0.2.9")
    faults = [finding(rule, "ci", Outcome.FAIL) for rule in (SSH, SUDO, MODES)]
    world = replace(world, inventory=replace(world.inventory, servers=(*world.inventory.servers, ci)))
    return world.declaring(keys=keys).with_findings(faults)


def name_of(world: World) -> str:
    return world.inventory.servers[0].name


def test_a_key_on_a_weak_machine_opens_the_strong_one() -> None:
    plain = house()
    opens = (f"server:{name_of(plain)}=admin",)
    alone = house(Key(name="deploy", servers=(name_of(plain),), opens=opens))
    spread = house(Key(name="deploy", servers=(name_of(plain), "ci"), opens=opens))
    assert spread.score() < alone.score() == plain.score()
    path = spread.posture().path
    assert path
    assert "key:deploy" in [step.end for step in path.steps]
    assert Step.USE in [step.step for step in path.steps]
    words = " ".join(step.sentence for step in path.steps)
    assert "the key deploy" in words


def test_where_nobody_says_it_lies_anybody_may_have_it() -> None:
    plain = house()
    lost = house(Key(name="deploy", opens=(f"server:{name_of(plain)}=admin",)))
    assert lost.score() < plain.score()


def test_a_key_that_opens_nothing_changes_nothing() -> None:
    assert house(Key(name="idle", servers=("ci",))).score() == house().score()


def test_an_ordinary_account_opens_less_than_an_administrator() -> None:
    name = name_of(house())
    admin, user = (house(Key(name="k", servers=("ci",), opens=(f"server:{name}{how}",))) for how in ("=admin", ""))
    assert admin.score() < user.score()
