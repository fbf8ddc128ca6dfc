"""What the author reads: every reason, and nothing that a terminal would act on."""

import io
import json
from dataclasses import replace
from datetime import date

from rich.console import Console

from reports.notices.ready import ready, ready_document
from reports.trust import MOST, author, author_document, left_out
from toolkit.core.notice.ready import Letter, Letters
from toolkit.core.playbook.ready import Item
from toolkit.core.trust import Claim, Obstacle, Statement, Weighed, Where

WICKED = "\x1b[2J\x07[red]a\nb\u202e"
CLAIM = Claim(id="logged", title="It is logged", where=Where.STORES, checks=("log-not-kept",))
WHY = Obstacle(what="log-not-kept", where=WICKED, because=WICKED, do=WICKED)
SAID = Statement(
    on=date(2026, 11, 25),
    run=7,
    claims=(
        Weighed(claim=replace(CLAIM, id="closed"), since=date(2026, 11, 24)),
        Weighed(claim=CLAIM, since=date(2026, 11, 24), obstacles=(WHY,) * (MOST + 2)),
        Weighed(claim=replace(CLAIM, id="vendors_bound")),
    ),
    notes=(WHY,),
)


def console():
    return Console(file=io.StringIO(), width=100, force_terminal=False)


def test_every_reason_is_told_and_nothing_acts():
    to = console()
    author(SAID, (), to)
    told = to.file.getvalue()
    assert "made It is logged (closed): 2026-11-24" in told
    assert "left out It is logged (logged)" in told
    assert "and 2 more" in told
    assert "nothing to claim vendors_bound" in told
    assert "1 claim made, 1 left out" in told
    lines = list(left_out(SAID))
    for text in (told, *lines):
        assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert all("\n" not in line for line in lines)
    assert "[red]a" in told, "what looks like markup is text"


def test_the_document_has_all_of_it():
    document = json.loads(json.dumps(author_document(SAID, "sha256:x", ())))
    assert document["idle"] == ["vendors_bound"]
    assert [one["claim"] for one in document["made"]] == ["closed"]
    (refused,) = document["refused"]
    assert len(refused["obstacles"]) == MOST + 2
    assert refused["obstacles"][0]["because"] == WICKED


def letter(law, *, ok=False, kind="people-full"):
    item = Item(id="approved", title="Approved", ok=ok, because=f"of {law}{WICKED}", mend="" if ok else "Approve it.")
    return Letter(law=law, kind=kind, language="en", items=(item,))


def test_laws_that_stand_alike_are_one_line():
    to = console()
    found = Letters(letters=tuple(letter(f"us-{one}") for one in "abcdef"), common=())
    ready(found, to)
    told = to.file.getvalue()
    assert "people-full (en) for us-a, us-b, us-c, us-d and 2 further laws" in told
    assert told.count("Approve it.") == 1
    assert "6 letters, 0 ready" in told
    assert not {"\x1b", "\x07", "\u202e"} & set(told)
    assert not found.so
    assert len(ready_document(found)["letters"]) == 6


def test_ready_is_all_of_them_and_since_the_oldest():
    good = replace(letter("us-a", ok=True), rehearsed_on=date(2026, 10, 1))
    other = replace(letter("us-b", ok=True), rehearsed_on=date(2026, 9, 1))
    assert Letters(letters=(good, other), common=()).since == date(2026, 9, 1)
    assert Letters(letters=(good, other), common=()).so
    assert Letters(letters=(good, letter("us-c")), common=()).since is None
    assert not Letters(letters=(good,), common=(Item(id="x", title="x", ok=None, because=""),)).so
