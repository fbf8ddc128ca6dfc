"""What others recorded meanwhile, as far as it bears on what somebody is about to record."""

from datetime import UTC, datetime

import pytest

from toolkit.core.incident import Event, Kind
from toolkit.core.incident.overtaken import overtaking

T0 = datetime(2026, 11, 25, tzinfo=UTC)


def event(kind, step="", **data):
    return Event(kind=kind, by="bob", occurred_at=T0, recorded_at=T0, step=step, data=data)


@pytest.mark.parametrize(
    ("kind", "step", "data", "other", "bears"),
    [
        (Kind.DONE, "a", {}, event(Kind.STARTED, "a"), True),
        (Kind.DONE, "a", {}, event(Kind.ASSIGNED, "a"), True),
        (Kind.DONE, "a", {}, event(Kind.DONE, "b"), False),
        (Kind.DONE, "a", {}, event(Kind.NOTED, "a"), False),
        (Kind.DONE, "a", {}, event(Kind.COLLECTED, "a"), False),
        (Kind.NOTED, "a", {}, event(Kind.DONE, "a"), False),
        (Kind.COLLECTING, "a", {}, event(Kind.DONE, "a"), False),
        (Kind.VALUE, "", {"frame": "", "name": "x"}, event(Kind.VALUE, frame="", name="x"), True),
        (Kind.VALUE, "", {"frame": "", "name": "x"}, event(Kind.VALUE, frame="", name="y"), False),
        (Kind.VALUE, "", {"frame": "", "name": "x"}, event(Kind.VALUE, frame="f", name="x"), False),
        (Kind.LEVEL, "", {"level": "P1"}, event(Kind.LEVEL, level="P2"), True),
        (Kind.REACHED, "", {"milestone": "aware"}, event(Kind.WITHDRAWN, milestone="aware"), True),
        (Kind.WITHDRAWN, "", {"milestone": "aware"}, event(Kind.REACHED, milestone="contained"), False),
        (Kind.APPROVED, "a", {}, event(Kind.VALUE, frame="", name="x"), True),
        (Kind.APPROVED, "a", {}, event(Kind.UPGRADED, frame=""), True),
        (Kind.APPROVED, "a", {}, event(Kind.DONE, "b"), False),
        (Kind.HANDED_OVER, "", {"to": "a"}, event(Kind.HANDED_OVER, to="b"), True),
        (Kind.CLOSED, "", {}, event(Kind.NOTED), True),
        (Kind.MERGED, "", {}, event(Kind.MERGED), False),
    ],
)
def test_what_bears_on_what(kind, step, data, other, bears):
    assert overtaking(kind, step, data, [other]) == ((other,) if bears else ())
