"""What to do: on the terminal as golden text, in pages with hostile words, as JSON that adds up."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from reports.fixes.document import fixes_document
from reports.fixes.terminal import fixes
from reports.render import Format, render
from tests.reports.runs import HOSTILE, estate, hostile_advice, posture
from tests.reports.test_golden import compare
from tests.reports.test_hostile import Page
from toolkit.core.fix import Act, Advice, Choke, Chosen, Ending, Fix, Fixes, FixSet, Gain, Obstacle

ROOT = Fix(
    act=Act.MEND, check="ssh-root-login", target="web1", title="Root can log in over SSH",
    does="Set `PermitRootLogin no` in sshd_config, then reload sshd.",
    failing=(("web1", "ssh-root-login", "sshd"),), unseen=(("web1", "ssh-root-login", "Match User backup"),),
)  # fmt: skip
REDIS = Fix(
    act=Act.LOOK, check="redis-open", target="office", title="Redis answers anybody",
    does="Make it visible (timed out). Should it fail: bind it to loopback.",
    unseen=(("office", "redis-open", "192.0.2.1:6379/tcp"),),
)  # fmt: skip
PURGE = Fix(
    act=Act.PURGE, check="purge", target="customers",
    title="900 of 1,000 records of customers are past their retention",
    does="Delete the 900 records of customers that are past their retention, in every copy.",
)  # fmt: skip
DOOR = Obstacle(
    stores=("database orders on db1",), sentences=("Log in to web1: root can log in over SSH.",), score=31.0,
    breakers=(ROOT.name, ("ssh-password-login", "web1")),
)  # fmt: skip
DATA = Obstacle(stores=("files export",), sentences=("Fetch files export.",), score=44.4, breakers=(PURGE.name,))
CEILING = Obstacle(
    stores=("files export",), sentences=("Reach it.",), score=60.0, breakers=(REDIS.name,), cap="required-check"
)
NEXT = FixSet(
    target=22.4, ending=Ending.REACHED, fixes=(Chosen(fix=ROOT, cost=Decimal("2.50"), needed_for=0),),
    cost=Decimal("2.50"), unit="hours", score=31.0, obstacles=(DOOR,),
)  # fmt: skip
SET = FixSet(
    target=60.5, ending=Ending.REACHED, unit="hours", score=66.6, cost=Decimal("12.75"),
    obstacles=(DOOR, DATA, CEILING),
    fixes=tuple(
        Chosen(fix=fix, cost=Decimal(cost), needed_for=at)
        for at, (fix, cost) in enumerate([(ROOT, "2.50"), (PURGE, "10"), (REDIS, "0.25")])
    ),
)  # fmt: skip
FOUND = Fixes(
    score=22.3, plateau="", ways=1,
    gains=(Gain(fix=ROOT, gain=8.7, score=31.0), Gain(fix=REDIS, gain=0.0, score=22.3)),
    tail=(("files export", 44.4),), next=NEXT, to_target=SET, candidates=40,
    chokes=(Choke(place="web1", stores=2, of=3),),
    unpriced=(("a", "b"),), excluded=(("c", "d"),), unmatched=("cost[3]",),
)  # fmt: skip
STUCK = replace(
    FOUND,
    gains=(),
    plateau="No single fix moves the score: 3 ways to the data are equally weak.",
    ways=3,
    next=replace(NEXT, ending=Ending.IMPOSSIBLE, fixes=()),
    to_target=FixSet(target=60.0, ending=Ending.IMPOSSIBLE, score=31.0, obstacles=(replace(DOOR, breakers=()),)),
    chokes=(),
    unpriced=(),
    excluded=(),
)
ALREADY = replace(STUCK, plateau="", to_target=FixSet(target=20.0, ending=Ending.ALREADY, score=22.3))
ANSWERS = {"found": FOUND, "stuck": STUCK, "already": ALREADY}


def shown(answer, note=""):
    console = Console(file=io.StringIO(), width=80, force_terminal=False)
    fixes(estate(), answer, console, note)
    return console.file.getvalue()


@pytest.mark.parametrize("name", ANSWERS)
def test_terminal(name):
    compare(f"fixes.{name}.txt", shown(ANSWERS[name], "A note." if name == "found" else ""))


def test_json_is_plain_and_adds_up():
    found = json.loads(json.dumps(fixes_document(estate(), FOUND)))
    assert found["set"]["cost"] == sum(one["cost"] for one in found["set"]["fixes"]) == 12.75
    assert found["set"]["ending"] == "reached"
    assert found["gains"][0]["failing"] == [["web1", "ssh-root-login", "sshd"]]
    assert found["set"]["obstacles"][2]["cap"] == "required-check"


def advised(advice):
    return estate(posture=replace(posture(), advice=advice))


def test_advice_in_markdown():
    gains = Advice(gains=FOUND.gains[:1], moves=(ROOT,), score=31.0)
    moves = Advice(plateau=STUCK.plateau, moves=(ROOT, REDIS), score=35.0)
    for name, advice in (("gains", gains), ("moves", moves), ("nothing", Advice())):
        text = "".join(render(advised(advice), Format.MARKDOWN))
        part = text[text.index("## What to do on Monday") : text.index("## What could not be seen")]
        compare(f"advice.{name}.md", part)


@pytest.mark.parametrize("plateau", ["", HOSTILE[0]])
def test_hostile_words_stay_text(plateau):
    page = Page("".join(render(advised(hostile_advice(plateau)), Format.HTML)))
    ours = Page("".join(render(advised(Advice(gains=FOUND.gains, moves=(ROOT,))), Format.HTML)))
    assert set(page.tags) <= set(ours.tags) | {"ol", "p"}
    assert not {name for _, name, _ in page.attributes if name.startswith("on")}
    hostile = tuple(Gain(fix=fix, gain=1.0, score=9.0) for fix in hostile_advice().moves)
    chosen = tuple(Chosen(fix=one.fix, cost=Decimal(1), needed_for=0) for one in hostile)
    obstacle = Obstacle(stores=HOSTILE, sentences=HOSTILE, score=1.0, breakers=((HOSTILE[0], HOSTILE[1]),))
    answer = replace(FOUND, gains=hostile, to_target=replace(SET, fixes=chosen, obstacles=(obstacle,)))
    said = shown(answer, HOSTILE[0])
    assert all(char.isprintable() or char == "\n" for char in said)
