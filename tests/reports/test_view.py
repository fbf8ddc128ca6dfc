from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reports import words
from reports.view import Limits, View, merged, summing
from tests.reports.runs import BUCKET, NEXT, ROOT, crowd, estate, finding, posture
from toolkit.core.posture import Cap
from toolkit.core.run import gaps
from toolkit.core.verdict import Outcome


@given(st.lists(st.floats(0, 300), min_size=1, max_size=40))
def test_printed_points_add_up_to_the_printed_total(parts):
    printed = summing(parts)
    total = Decimal(round(round(sum(parts), 9) * 10)) / 10
    assert sum(map(Decimal, printed)) == total
    assert all(abs(float(one) - part) < 0.1001 for one, part in zip(printed, parts, strict=True))


def test_the_rows_of_the_route_sum_to_its_total():
    route = View(estate(posture=posture(NEXT, None))).route
    assert sum(Decimal(row.points) for row in route.rows) == Decimal(route.total)
    assert [leg.evidence[:1] for leg in route.legs][1] == (ROOT,)


def test_a_score_that_is_not_the_sum_says_why():
    cap = Cap(name="required-unseen", ceiling=20.0, because="x")
    assert View(estate(posture=posture(NEXT, None, score=20.0, caps=(cap,)))).held == "the ceiling required-unseen"
    assert View(estate(posture=posture(NEXT, None, score=0.0))).held == "the ends of the scale"
    assert View(estate()).held == ""


def test_gaps_of_one_reason_are_one():
    one = merged(estate().gaps)
    assert [(blind.target, blind.fault, len(blind.checks), len(blind.calls)) for blind in one] == [
        ("aws-main", True, 1, 0),
        ("db1", False, 2, 2),
        ("aws-main", False, 1, 1),
    ]


def test_more_gaps_than_fit_are_counted():
    findings = tuple(finding("a", f"web{at}", "", Outcome.UNKNOWN, evidence=f"reason {at}") for at in range(50))
    view = View(estate(findings=findings, gaps=gaps(findings)), Limits(gaps=6))
    assert (len(view.gaps), view.more_gaps) == (6, 44)


def test_nothing_is_lost_without_being_counted():
    for outcome in Outcome:
        run = crowd(10_000, outcome)
        view = View(run)
        shown = sum(len(group.failing) + len(group.unknown) + len(group.quiet) for group in view.groups)
        assert shown + sum(group.omitted for group in view.groups) == 10_000
        assert shown <= 1000
        assert len(view.listed) == shown


def test_targets_with_failures_come_first():
    assert [group.target.name for group in View(estate()).groups] == ["aws-main", "dmz", "web1", "db1"]
    assert View(estate()).groups[0].failing == (BUCKET,)


def test_places_have_names():
    assert words.place("host:web1:user") == "web1, a login shell"
    assert words.place("host:fe80::1:net@internet") == "fe80::1, reachable from the internet"
    assert words.place("host:web1:net@dmz") == "web1, reachable from zone dmz"
    assert words.place("host:web1:net@?") == "web1, reachable from a part of the network that is not declared"
    assert words.place("zone:dmz") == "zone dmz"
    assert words.place("pos:internet") == "the internet"
    assert words.place("store:aws/exports:read") == "aws/exports"
    assert words.place("something else") == "something else"
    assert words.place("") == ""


@given(st.floats(0, 100))
def test_every_score_has_a_name(score):
    assert all(words.band(score))


def test_a_note_is_said_once():
    run = estate(inventory_note="This machine alone.", posture=posture(notes=("This machine alone.", "Another.")))
    assert View(run).notes == ("Another.",)
