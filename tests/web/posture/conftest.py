"""Runs of a small estate in the house's store, with a path, gaps, changes and hostile words in outside fields."""

import pytest

from tests.store.made import CLOUD, DB, WEB, finding, keep, posture
from toolkit.core.verdict import Outcome, Severity

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e"
"""What the outside may say: markup, an escape sequence, a direction override."""


def first():
    """What the first run sees."""
    return {
        WEB: [
            finding(),
            finding(check="kernel", resource="", outcome=Outcome.UNKNOWN, evidence="needs root", call="uname -a"),
            finding(check="motd", resource="file:/etc/motd", outcome=Outcome.PASS, severity=Severity.LOW),
        ],
        DB: [finding(DB, check="open-db", resource="5432/tcp", severity=Severity.CRITICAL, evidence=HOSTILE)],
        CLOUD: [finding(CLOUD, check="bucket-public", resource=f"bucket:{HOSTILE}", severity=Severity.MEDIUM)],
    }


def second():
    """What the second sees: one mended, one new, one no longer seen."""
    found = first()
    found[WEB][2] = finding(check="motd", resource="file:/etc/motd", severity=Severity.LOW)
    found[CLOUD] = [finding(CLOUD, check="bucket-public", resource=f"bucket:{HOSTILE}", outcome=Outcome.PASS)]
    return found


@pytest.fixture
def estate(house):
    """Two finished runs."""
    keep(house.store, 1, first(), posture=posture(30.0))
    keep(house.store, 2, second(), posture=posture(40.0))
    return house
