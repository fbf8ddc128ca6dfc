"""7: what is taken out of the inventory without a word never raises the score."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.score.test_laws import laws
from tests.score.worlds import AT, World, worlds
from toolkit.core.inventory import DataClass, Dataset, Decommissioned, Inventory, Server, Store, StoreKind, Zone
from toolkit.score.scope import NAMED, in_scope

HOUSE = Inventory(
    servers=(Server(name="web1", zone="dmz"), Server(name="db1")),
    zones=(Zone(name="dmz", reachable_from=("internet",)),),
    stores=(
        Store(name="crm", kind=StoreKind.DATABASE, server="db1"),
        Store(name="copy", kind=StoreKind.FILES, server="web1"),
    ),
    datasets=(Dataset(name="people", data_class=DataClass.SPECIAL, stores=("crm", "copy")),),
)


def gone(*names):
    return tuple(Decommissioned(name=name, on=AT.date(), because="replaced") for name in names)


def test_what_is_missing_stays_with_what_it_needs():
    found = in_scope(replace(HOUSE, servers=HOUSE.servers[1:], zones=(), stores=HOUSE.stores[:1]), HOUSE)
    assert {server.name for server in found.inventory.servers} == {"web1", "db1"}
    assert {zone.name for zone in found.inventory.zones} == {"dmz"}
    assert {store.name for store in found.inventory.stores} == {"crm", "copy"}
    assert [note.partition(" is not")[0] for note in found.notes] == ["server web1", "zone dmz", "store copy"]


def test_what_is_decommissioned_is_gone():
    now = replace(HOUSE, servers=HOUSE.servers[1:], stores=HOUSE.stores[:1], decommissioned=gone("web1", "copy"))
    now = replace(now, datasets=(replace(HOUSE.datasets[0], stores=("crm",)),))
    assert in_scope(now, HOUSE).inventory == now


@pytest.mark.parametrize(
    ("names", "stores"), [((), ("crm", "copy")), (("people/copy",), ("crm",)), (("copy",), ("crm",))]
)
def test_a_copy_that_is_not_named_any_more(names, stores):
    now = replace(HOUSE, datasets=(replace(HOUSE.datasets[0], stores=("crm",)),), decommissioned=gone(*names))
    (people,) = in_scope(now, HOUSE).inventory.datasets
    assert people.stores == stores


def test_nothing_is_missed_without_an_earlier_run_or_after_an_assumed_one():
    for before in (None, replace(HOUSE, assumed="this machine")):
        assert in_scope(Inventory(), before) == in_scope(Inventory(), None)


def test_a_changed_entry_is_that_of_now():
    moved = replace(HOUSE, servers=(replace(HOUSE.servers[0], zone=""), HOUSE.servers[1]))
    assert in_scope(moved, HOUSE).inventory.servers == moved.servers


@laws
@given(worlds(), st.data())
def test_7_leaving_the_scope_without_a_word_never_raises(world: World, data: st.DataObject) -> None:
    """As a scan has it: the findings of what is left out are carried over, as are its facts."""
    kinds = [kind for kind in NAMED if getattr(world.inventory, kind)]
    assume(kinds)
    kind = data.draw(st.sampled_from(kinds))
    entries = getattr(world.inventory, kind)
    left = data.draw(st.lists(st.sampled_from(entries), unique_by=lambda one: one.name, max_size=len(entries) - 1))
    less = replace(world.inventory, **{kind: tuple(left)})
    scoped = in_scope(less, world.inventory).inventory
    later = replace(world, inventory=scoped, past=world.remembered())
    assert later.score() <= replace(world, past=world.remembered()).score()


@laws
@given(worlds())
def test_7_nor_does_it_when_its_facts_are_gone_too(world: World) -> None:
    """What was seen of it may have been pruned: then its failures are remembered, and the rest is unknown."""
    assume(world.inventory.servers)
    name = world.inventory.servers[0].name
    less = replace(world.inventory, servers=world.inventory.servers[1:])
    later = replace(
        world,
        inventory=in_scope(less, world.inventory).inventory,
        findings=tuple(one for one in world.findings if one.target != name),
        past=world.remembered(),
    )
    assert later.score() <= world.score()
