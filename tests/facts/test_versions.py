"""The newer of two versions: dpkg itself is asked; rpm's answers are recorded rules."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.facts.versions import debian_order, rpm_order

DIGITS = st.text("0123456789", min_size=1, max_size=4)
UPSTREAM = st.builds(str.__add__, DIGITS, st.text("0019azAZ.+~-", max_size=8))
REVISION = st.text("0019azAZ.+~", min_size=1, max_size=6)
EPOCH = st.sampled_from(["", "", "0:", "1:", "01:", "12:"])
VERSION = st.one_of(
    st.builds(lambda epoch, upstream, revision: f"{epoch}{upstream}-{revision}", EPOCH, UPSTREAM, REVISION),
    st.builds(lambda epoch, upstream: f"{epoch}{upstream.replace('-', '.')}", EPOCH, UPSTREAM),
)
NEAR = st.builds(
    lambda version, at, junk: (version, version[: 1 + at] + junk + version[1 + at :]),
    VERSION.map(lambda version: version.partition(":")[2] or version),
    st.integers(0, 12),
    st.sampled_from(["~", "0", "1", "a", "+", ".", "~~", "00", ".0", "+0"]),
)  # versions that differ in one place: any two at random nearly always differ in the first


def sign(one: object, other: object) -> str:
    return "lt" if one < other else "gt" if one > other else "eq"  # type: ignore[operator]


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="dpkg decides")
@settings(max_examples=300, deadline=None)
@given(st.one_of(NEAR, st.tuples(VERSION, VERSION)))
def test_debian_versions_are_ordered_as_dpkg_orders_them(pair: tuple[str, str]) -> None:
    one, other = pair
    relation = sign(debian_order(one), debian_order(other))
    assert subprocess.run(["dpkg", "--compare-versions", one, relation, other], check=False).returncode == 0


RISING = ("0~~", "0~~a", "0~", "0", "0a", "0+", "1.0~rc1-1", "1.0-1~bpo12+1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1:0")


def test_the_debian_order_of_what_distributions_really_write() -> None:
    falling = list(reversed(RISING))
    assert sorted(falling, key=debian_order) == list(RISING)
    assert debian_order("1-2") < debian_order("1-1-0"), "the revision is what follows the last hyphen"
    assert debian_order("1.0") == debian_order("1.00") == debian_order("0:1.0-0")


RPM = (
    ("1.0", "1.0", "eq"), ("1.0", "2.0", "lt"), ("2.0.1", "2.0", "gt"), ("2.0.1a", "2.0.1", "gt"),
    ("5.5p1", "5.5p10", "lt"), ("10xyz", "10.1xyz", "lt"), ("xyz10", "xyz10.1", "lt"), ("xyz.4", "8", "lt"),
    ("5.5p2", "5.6p1", "lt"), ("6.0.rc1", "6.0", "gt"), ("10b2", "10a1", "gt"), ("7.4.3", "7.4.4", "lt"),
    ("2a", "2.0", "lt"), ("1.0", "1.fc4", "gt"), ("3.0.0_fc", "3.0.0.fc", "eq"), ("1.05", "1.5", "eq"),
    ("1.0~rc1", "1.0", "lt"), ("1.0~rc1", "1.0~rc2", "lt"), ("1.0~rc1~git123", "1.0~rc1", "lt"),
    ("1.0^", "1.0", "gt"), ("1.0^git1", "1.0^git2", "lt"), ("1.0^git1", "1.01", "lt"),
    ("1.0^20160101", "1.0.1", "lt"), ("1.0~rc1^git1", "1.0~rc1", "gt"), ("1.0^git1~pre", "1.0^git1", "lt"),
    ("1.0.", "1.0", "eq"), ("+_", "", "eq"), ("FC5", "fc5", "lt"),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other", "relation"), RPM)
def test_rpm_versions_by_its_own_rules(one: str, other: str, relation: str) -> None:
    assert sign(rpm_order(one), rpm_order(other)) == relation
    turned = {"lt": "gt", "gt": "lt", "eq": "eq"}[relation]
    assert sign(rpm_order(other), rpm_order(one)) == turned


def test_an_epoch_and_a_release_of_rpm() -> None:
    assert rpm_order("1:1.0-1") > rpm_order("9.9-9")
    assert rpm_order("0:1.0-1") == rpm_order("1.0-1")
    assert rpm_order("3.0.7-24.el9") < rpm_order("3.0.7-24.el9_1.2")


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_text_is_the_order_is_one(a: str, b: str, c: str) -> None:
    for order in (debian_order, rpm_order):
        first, second, third = sorted((a, b, c), key=order)
        assert order(first) <= order(second) <= order(third)  # type: ignore[operator]
    debian_order("9" * 100_000)
    rpm_order("9" * 100_000)
