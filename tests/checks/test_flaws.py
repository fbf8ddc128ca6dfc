"""Several flaws in one verdict: in every part it is as bad as the worst of them, and what is not known is worst."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.servers.flaws import LISTENING, from_network, from_within
from toolkit.core import Complexity, Outcome, Severity
from toolkit.facts.server.flaws import Flaw, LocalFlaws, NetworkFlaws

OLD, NEW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MILD = Flaw(
    id="CVE-2026-1000", package="a", installed="1", fixed="2", cvss=3.0, complexity=Complexity.HIGH, epss=0.01,
    known_since=NEW,
)  # fmt: skip


def judged(*flaws):
    return from_within(LocalFlaws(flaws=flaws, compared=9))


def test_one_mild_flaw():
    found = judged(MILD)
    assert (found.outcome, found.severity) == (Outcome.FAIL, Severity.LOW)
    assert (found.exploit.complexity, found.exploit.epss, found.exploit.kev) == (Complexity.HIGH, 0.01, False)
    assert (found.exploit.known_since, found.exploit.confidence) == (NEW, 1.0)
    assert found.evidence == (
        "1 in 1 packages, 0 known to be exploited: CVE-2026-1000 a 1 (fixed in 2, CVSS 3.0, EPSS 0.010)"
    )


@pytest.mark.parametrize(
    ("other", "part", "worst"),
    [
        ({"kev": True}, "kev", True),
        ({"epss": 0.4}, "epss", 0.4),
        ({"epss": None}, "epss", None),
        ({"complexity": Complexity.LOW}, "complexity", Complexity.LOW),
        ({"complexity": Complexity.UNKNOWN}, "complexity", Complexity.UNKNOWN),
        ({"known_since": OLD}, "known_since", OLD),
        ({"known_since": None}, "known_since", None),
    ],
)
def test_the_worst_of_several_counts_whichever_is_first(other, part, worst):
    worse = replace(MILD, id="CVE-2026-2000", **other)
    for flaws in ((MILD, worse), (worse, MILD)):
        assert getattr(judged(*flaws).exploit, part) == worst


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ({"cvss": 9.0}, Severity.CRITICAL),
        ({"cvss": 8.9}, Severity.HIGH),
        ({"cvss": 4.0}, Severity.MEDIUM),
        ({"cvss": None}, Severity.HIGH),
        ({"kev": True}, Severity.HIGH),
        ({"cvss": 9.8, "kev": True}, Severity.CRITICAL),
    ],
)
def test_severity(said, severity):
    assert judged(MILD, replace(MILD, **said)).severity is severity


def test_a_flaw_from_the_network_is_less_sure_for_nothing_says_what_listens():
    assert from_network(NetworkFlaws(flaws=(MILD,))).exploit.confidence == LISTENING
