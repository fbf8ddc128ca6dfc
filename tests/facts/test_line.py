"""facts.jsonl: what comes back equals what went in; what was cut is unread."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import Absent, Fact, Family, Target, Unread
from toolkit.core.errors import UserError
from toolkit.core.inventory import Inventory, Server
from toolkit.facts import server as server_facts
from toolkit.facts.line import TargetFacts, end, header, lines, read
from toolkit.facts.server import Addresses, KernelSettings, SshdSettings
from toolkit.registry import load
from toolkit.usecase.factsfile import fact_modules

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
SEEN = (
    SshdSettings(target="a", resource="sshd", values={"port": "22"}),
    Addresses(target="a", addresses=("192.0.2.1",)),
    Absent(kind=KernelSettings, target="a", because="no /proc"),
    Unread(kind=SshdSettings, target="a", resource="match", reason="needs root", call="sshd -T"),
    Unread(kind=Fact, target="a", reason="gone", fault=True),
)


ONE = Inventory(servers=(Server(name="a", local=True),))


def written(seen=SEEN, inventory=None):
    facts = TargetFacts(target=Target(Family.SERVER, "a"), observed_at=AT, seen=seen)
    return [header(inventory or ONE, "1"), *lines(facts), end(1)]


def test_what_went_in_comes_back():
    inventory, (facts,) = read(written(), "f", [server_facts])
    assert facts == TargetFacts(target=Target(Family.SERVER, "a"), observed_at=AT, seen=SEEN)
    assert inventory == ONE


def test_every_example_of_every_check_survives():
    """Any fact a check judges can be collected in one place and judged in another."""
    examples = [fact for check in load().checks for fact in (check.good, check.bad)]
    _, (facts,) = read(written(tuple(examples)), "f", fact_modules())
    assert facts.seen == tuple(examples)


def test_credentials_stay_at_home():
    secret = Inventory(servers=(Server(name="a", password="env:TOP", sudo_password="file:/x"),))
    text = header(secret, "1")
    assert "env:TOP" not in text
    assert "file:/x" not in text


@pytest.mark.parametrize("kept", range(1, 8))
def test_a_cut_file_is_unread_from_there(kept):
    whole = written()
    _, found = read(whole[:kept], "f", [server_facts])
    assert [facts.target.name for facts in found] == ["a"]
    assert any(isinstance(one, Unread) and "cut" in one.reason for one in found[-1].seen)


def test_a_target_of_the_inventory_that_the_file_does_not_tell_of_is_unread():
    """Whether its end line is there or not: a shorter file is not a smaller estate."""
    both = Inventory(servers=(Server(name="a"), Server(name="b")))
    for whole in (written(inventory=both), written(inventory=both)[:-1]):
        _, found = read(whole, "f", [server_facts])
        assert [facts.target.name for facts in found] == ["a", "b"]
        assert found[1].seen == (
            Unread(kind=Fact, target="b", reason="the facts file says nothing of this target: it was cut"),
        )


def test_half_a_line_is_unread():
    whole = written()
    whole[2] = whole[2][:20]
    _, (facts,) = read(whole, "f", [server_facts])
    assert isinstance(facts.seen[0], Unread)
    assert facts.seen[1:] == SEEN[1:]


@pytest.mark.parametrize("value", ["false", 0, None, [], {"a": 1}])
def test_nothing_is_coerced(value):
    """A `"false"` that became True would be a pass that nobody saw."""
    row = {"is": "fact", "kind": "AutomaticUpdates", "target": "a", "resource": "x"}
    name = next(f for f, t in server_facts.AutomaticUpdates.__annotations__.items() if t in (bool, "bool"))
    whole = written(())
    whole[1] = whole[1].replace('"lines":0', '"lines":1')
    whole.insert(2, json.dumps({**row, name: value}))
    _, (facts,) = read(whole, "f", [server_facts])
    assert isinstance(facts.seen[0], Unread)


@pytest.mark.parametrize("text", ["", "{}", "hello", '{"is":"facts","format":99}', '{"is":"facts","format":1}'])
def test_another_file_is_refused(text):
    with pytest.raises(UserError):
        read([text], "f", [server_facts])


@given(st.lists(st.one_of(st.text(), st.sampled_from(written())), max_size=9))
def test_hostile_lines_give_facts_or_a_user_error(rows):
    try:
        _, found = read([header(Inventory(), "1"), *rows], "f", [server_facts])
    except UserError:
        return
    for facts in found:
        assert all(isinstance(one, Fact | Absent | Unread) for one in facts.seen)


def test_a_field_that_is_not_known_here_is_unread_and_in_the_inventory_refused():
    whole = written()
    whole[3] = whole[3].replace('"hostname"', '"depth":3,"hostname"')
    _, (facts,) = read(whole, "f", [server_facts])
    assert isinstance(facts.seen[1], Unread)
    whole[0] = whole[0].replace('"zones"', '"depth":3,"zones"')
    with pytest.raises(UserError, match="no inventory"):
        read(whole, "f", [server_facts])
