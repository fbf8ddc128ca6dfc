"""Published flaws: what is known of their use makes a failure count for more, what is not known never for less."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.score.test_laws import laws, numbers, one_of
from tests.score.test_posture import network_says, one_server, swept
from tests.score.worlds import AT, SSH, World, finding, worlds
from toolkit.core.exploit import Complexity, Exploit
from toolkit.core.inventory import Zone
from toolkit.core.verdict import Outcome
from toolkit.score import Past
from toolkit.score.evidence import judged_now
from toolkit.score.flaws import chance, shares, threat
from toolkit.score.tables import shipped

TABLES = shipped()
CHANCES = st.floats(0, 1)
EXPLOITS = st.builds(
    Exploit,
    complexity=st.sampled_from(list(Complexity)),
    epss=st.none() | CHANCES,
    kev=st.booleans(),
    known_since=st.none() | st.integers(-50, 900).map(lambda days: AT - timedelta(days=days)),
    confidence=st.sampled_from([0.0, 0.1, 0.3, 0.7, 1.0]),
)


def counted(exploit: Exploit, base: float = 0.02, failing: float = 0.8) -> float:
    certain, unseen = shares(exploit, base, failing, AT, TABLES)
    return certain + TABLES.unknown * unseen


def test_the_formula_of_the_reference_by_hand() -> None:
    """A * T * (1 - (1-g)^(1 + age/tau)) = 0.6 * (1 - 0.9^(365/30)) * (1 - 0.5^3)."""
    used = Exploit(complexity=Complexity.MEDIUM, epss=0.1, known_since=AT - timedelta(days=28))
    assert threat(used, TABLES) == pytest.approx(1 - 0.9 ** (365 / 30))
    assert chance(used, AT, TABLES) == pytest.approx(0.6 * (1 - 0.9 ** (365 / 30)) * 0.875)
    assert chance(replace(used, kev=True), AT, TABLES) == pytest.approx(0.6 * 0.875)
    assert chance(replace(used, epss=0.0), AT, TABLES) == pytest.approx(0.6 * 0.3 * 0.875)
    assert chance(replace(used, known_since=AT), AT, TABLES) == pytest.approx(0.6 * threat(used, TABLES) * 0.5)


@given(EXPLOITS, CHANCES, st.integers(0, 900))
def test_15_kev_a_higher_epss_and_age_never_count_less(used: Exploit, epss: float, days: int) -> None:
    assert counted(replace(used, kev=True)) >= counted(replace(used, kev=False))
    assert counted(replace(used, epss=None)) >= counted(replace(used, epss=epss))
    if used.epss is not None:
        assert counted(replace(used, epss=max(epss, used.epss))) >= counted(used)
    if used.known_since:
        assert counted(replace(used, known_since=used.known_since - timedelta(days=days))) >= counted(used)
        assert counted(replace(used, known_since=None)) >= counted(used)
    assert counted(replace(used, complexity=Complexity.UNKNOWN)) >= counted(used)


@given(EXPLOITS, CHANCES)
def test_a_flaw_that_was_found_stands_between_unseen_and_certain(used: Exploit, confidence: float) -> None:
    assert TABLES.unknown <= counted(used) <= 1
    assert counted(replace(used, confidence=0.0)) == TABLES.unknown
    surer = replace(used, confidence=max(confidence, used.confidence))
    assert counted(surer) >= counted(used) - 1e-15
    assert counted(used, base=0.9) >= TABLES.unknown, "a step that is easier without the flaw than with it"


def with_flaw(world: World, number: int, exploit: Exploit | None) -> World:
    return world.changing(number, lambda f: replace(f, outcome=Outcome.FAIL, exploit=exploit, observed_at=AT))


@laws
@given(worlds(), numbers, EXPLOITS)
def test_1_2_3_with_a_flaw(world: World, number: int, used: Exploit) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    failed = with_flaw(world, number, used)
    unknown, passed = (
        failed.changing(number, lambda f, said=said: replace(f, outcome=said, exploit=None))
        for said in (Outcome.UNKNOWN, Outcome.PASS)
    )
    assert failed.score() <= unknown.score() <= passed.score()
    low, high = unknown.posture().interval
    assert low <= failed.posture().interval[0] <= failed.posture().interval[1] <= high


@laws
@given(worlds(), numbers, EXPLOITS, CHANCES)
def test_15_news_of_use_never_raises_the_score(world: World, number: int, used: Exploit, epss: float) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    before = with_flaw(world, number, used).score()
    assert with_flaw(world, number, replace(used, kev=True)).score() <= before
    assert with_flaw(world, number, replace(used, epss=None)).score() <= before
    if used.epss is not None:
        assert with_flaw(world, number, replace(used, epss=max(used.epss, epss))).score() <= before


@laws
@given(worlds(), numbers, EXPLOITS)
def test_14_16_neither_the_clock_nor_losing_sight_of_a_flaw_raises(world: World, number: int, used: Exploit) -> None:
    if not world.findings:
        return
    number = one_of(world, number)
    failing = with_flaw(world, number, used)
    hidden = failing.changing(number, lambda f: replace(f, outcome=Outcome.UNKNOWN, exploit=None))
    assert replace(hidden, past=failing.remembered()).score() <= failing.score()
    assert replace(failing, at=AT + timedelta(days=40)).score() <= failing.score()


def flawed(exploit: Exploit | None, *, zone: Zone | None = None) -> World:
    """One machine seen from the internet, all else in order; twenty records, so that the path alone scores well."""
    world = network_says(one_server(*swept(22)), Outcome.PASS)
    world = world.declaring(datasets=(replace(world.inventory.datasets[0], records=20),))
    if zone:
        world = replace(world.declaring(zones=(zone,)), seen=swept())
    return world.with_findings([replace(finding(SSH, "db", Outcome.FAIL, "cve"), exploit=exploit, required=False)])


def test_a_flaw_in_use_near_the_internet_caps_the_score_and_says_so() -> None:
    quiet, used = (flawed(Exploit(kev=kev)).posture() for kev in (False, True))
    assert not any(cap.name == "known-exploited" for cap in quiet.caps)
    (cap,) = [cap for cap in used.caps if cap.name == "known-exploited"]
    assert "ssh on db" in cap.because
    assert used.score == cap.ceiling == 20 < quiet.score


def test_what_scans_proved_unreachable_is_not_near_the_internet() -> None:
    assert not flawed(Exploit(kev=True), zone=Zone(name="dmz")).posture().caps


def test_a_flaw_that_is_mended_caps_nothing() -> None:
    world = flawed(Exploit(kev=True))
    mended = world.changing(len(world.findings) - 1, lambda f: replace(f, outcome=Outcome.PASS))
    assert not mended.posture().caps


def test_two_answers_that_know_different_things_of_one_flaw_count_as_the_worse_in_any_order() -> None:
    one, other = (finding(SSH, "db", Outcome.FAIL, evidence=words) for words in ("a", "b"))
    seldom = replace(one, exploit=Exploit(epss=0.001, confidence=0.5))
    in_use = replace(other, exploit=Exploit(kev=True, complexity=Complexity.HIGH))
    for some, exploit in (((seldom, other), None), ((seldom, in_use), Exploit(kev=True))):
        (judged,), (again,) = judged_now(some, [SSH], {}), judged_now(some[::-1], [SSH], {})
        assert judged == again
        assert judged.exploit == exploit


def test_a_flaw_out_of_sight_is_still_in_use() -> None:
    used = Exploit(kev=True)
    key = ("db", "ssh", "cve")
    (judged,) = judged_now(
        [finding(SSH, "db", Outcome.UNKNOWN, "cve")], [SSH], {key: Past(Outcome.FAIL, AT, exploit=used)}
    )
    assert (judged.outcome, judged.exploit) == (Outcome.FAIL, used)
