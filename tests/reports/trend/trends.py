"""Trends to show: one with a bit of everything, one of a single run, one in which all words are hostile."""

from datetime import timedelta
from fractions import Fraction

from tests.reports.runs import HOSTILE, NOW
from toolkit.core.trend import Attribution, Group, Part, Point, Trend

SCORES = (22.71, 22.71, 30.84, 30.84, 38.02, 61.3, 61.3, 58.0, 62.25)


def point(number, score, **more):
    return Point(
        **{
            "run": number,
            "at": NOW + timedelta(days=3 * number - 30),
            "reported": score,
            "interval": (score - 5, score + 5),
            "restated": score,
            "model": "2026.1",
        }
        | more
    )


def attribution(**points):
    """By name of group: points, or points and differences."""
    given = {Group[name]: said if isinstance(said, tuple) else (said, ()) for name, said in points.items()}
    parts = tuple(
        Part(group=group, points=Fraction(given.get(group, (0,))[0]), differences=given.get(group, (0, ()))[1])
        for group in Group
    )
    return Attribution(
        before=8,
        now=9,
        score_before=58.0,
        score_now=58.0 + float(sum(part.points for part in parts)),
        parts=parts,
        evaluations=16,
    )


def moved():
    points = [point(number, score) for number, score in enumerate(SCORES, 1)]
    points[0] = point(
        1, SCORES[0], restated=None, why_not="made before runs kept what they were scored from", model=""
    )
    for at in (1, 2, 3):
        points[at] = point(at + 1, SCORES[at], restated=SCORES[at] + 6, model="2025.4")
    points[4] = point(5, SCORES[4], changed=("tables 2025.4 → 2026.1",))
    return Trend(
        points=tuple(points),
        model="2026.1",
        attribution=attribution(
            FIXED=(Fraction(19, 3), ("Root can log in over SSH on web1", "SSH accepts passwords on web1")),
            WORSE=(Fraction(-7, 4), ("Sudo asks nobody for a password on web1, file:/etc/sudoers.d/deploy",)),
            COVERAGE=(0, ("An ACL opens a bucket on aws-main, bucket customer-archive: not seen now",)),
            ESTATE=(Fraction(-1, 3), tuple(f"server app{n} was added" for n in range(1, 7))),
        ),
        notes=("the clock was set back between runs 3 and 4; they stand in the order of making",),
    )


def single():
    return Trend(points=(point(1, 41.0),), model="2026.1", why_none="there is one run; a change needs two")


def wicked():
    """Every word that can come from outside says something wicked."""
    words = tuple(HOSTILE)
    points = [
        point(at, 10.0, restated=None, why_not=said, model=said, changed=(said,)) for at, said in enumerate(words, 1)
    ]
    return Trend(
        points=(*points, point(99, 20.0)),
        model="2026.1",
        attribution=attribution(FIXED=(5, words), WORSE=(-2, words[::-1]), FEED=(0, words)),
        notes=words,
    )
