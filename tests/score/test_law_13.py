"""13: muting and accepting move no number, by a bit: neither the score nor anything that explains it."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.score.test_laws import laws
from tests.score.worlds import CATALOGUE, World, worlds
from toolkit.core.exemption import Exemption, Kind, excepted
from toolkit.core.verdict import Outcome

DAY = date(2026, 1, 1)
RULES = st.builds(
    Exemption,
    kind=st.sampled_from(Kind),
    check=st.sampled_from(["*", "s*", *(rule.id for rule in CATALOGUE)]),
    target=st.sampled_from(["*", "s0", "n?", "a*"]),
    owner=st.just("somebody"),
    reason=st.just("because"),
    expires=st.just(DAY),
)


@laws
@given(worlds(), st.lists(RULES, min_size=1, max_size=4))
def test_13_exceptions_move_nothing(world: World, rules: list[Exemption]) -> None:
    marked = replace(world, findings=excepted(world.findings, rules, DAY))
    assert marked.posture() == world.posture()


def test_the_rules_of_this_law_do_except_something() -> None:
    from tests.score.test_posture import one_bucket

    everything = Exemption(kind=Kind.MUTE, check="*", target="*", owner="o", reason="r", expires=DAY)
    assert any(one.exception for one in excepted(one_bucket(Outcome.FAIL, Outcome.PASS).findings, [everything], DAY))
