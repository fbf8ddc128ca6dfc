"""What one run says that the one before did not."""

from datetime import UTC, datetime

from toolkit.core import Family, Finding, Outcome, Severity
from toolkit.core.change import compare

AT = datetime(2026, 1, 2, tzinfo=UTC)


def finding(outcome, check="c", target="t", resource=""):
    return Finding(
        check=check, title="", outcome=outcome, severity=Severity.HIGH, family=Family.SERVER, target=target,
        resource=resource, evidence="", observed_at=AT, fix="",
    )  # fmt: skip


def change(before, now):
    return compare(since_run=1, since=AT, before=before, now=now, posture_before=None, posture_now=None)


def test_each_kind_of_change():
    then = [finding("PASS", "a"), finding("FAIL", "b"), finding("PASS", "c"), finding("UNKNOWN", "d")]
    now = [finding("FAIL", "a"), finding("PASS", "b"), finding("UNKNOWN", "c"), finding("PASS", "d")]
    then, now = ([f.__class__(**{**_dict(f), "outcome": Outcome(f.outcome)}) for f in side] for side in (then, now))
    found = change(then, now)
    assert [f.check for f in found.opened] == ["a"]
    assert [f.check for f in found.closed] == ["b"]
    assert [f.check for f in found.lost] == ["c"]
    assert [f.check for f in found.regained] == ["d"]
    assert found.anything


def test_what_is_gone_is_not_called_fixed():
    found = change([finding(Outcome.FAIL)], [])
    assert not found.closed
    assert not found.anything


def test_a_port_that_closed_is_closed():
    before = [finding(Outcome.FAIL, resource="192.0.2.7:6379/tcp")]
    for around in ("host:192.0.2.7", ""):
        found = change(before, [finding(Outcome.NOT_APPLICABLE, resource=around)])
        assert [f.resource for f in found.closed] == ["192.0.2.7:6379/tcp"]
    for other in (
        finding(Outcome.UNKNOWN, resource="host:192.0.2.7"),
        finding(Outcome.NOT_APPLICABLE, resource="host:192.0.2.8"),
        finding(Outcome.NOT_APPLICABLE, target="u"),
        finding(Outcome.NOT_APPLICABLE, check="d"),
    ):
        assert not change(before, [other]).closed


def test_failing_and_then_unseen_is_lost_not_closed():
    found = change([finding(Outcome.FAIL)], [finding(Outcome.UNKNOWN)])
    assert [f.check for f in found.lost] == ["c"]
    assert not found.closed


def _dict(f):
    return {name: getattr(f, name) for name in f.__dataclass_fields__}
