"""Cutting the answer: noise before it, frames within it, what was cut off."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.server.frames import parse
from toolkit.collect.server.probes import PROBES
from toolkit.collect.server.script import new_mark, script

M = b"f00d" * 8


def said(*lines: bytes) -> bytes:
    return b"".join(b"\n" + line.replace(b"M ", M + b" ", 1) + b"\n" for line in lines)


WHOLE = said(
    b"M @ 0", b"M + one 1.5", b"hello", b"M . part a b", b"x", b"M ? 3", b"M - one 0 2.5", b"M = one", b"M # end"
)


def test_a_whole_answer() -> None:
    got = parse(b"banner\xff\n" + WHOLE, b"noise\n" + M + b" + one\nsh: no such thing\n", M, "web")
    assert (got.begun, got.ended, got.uid) == (True, True, 0)
    one = got.frames["one"]
    assert (one.status, one.seconds, one.target, one.stderr.strip()) == (0, 1.0, "web", "sh: no such thing")
    assert one.text.strip() == "hello"
    assert (one.parts[0].label, one.parts[0].text.strip(), one.parts[0].status) == ("part a b", "x", 3)


@given(st.integers(min_value=0, max_value=len(WHOLE) - 1))
def test_a_cut_answer_never_claims_to_have_ended(where: int) -> None:
    got = parse(WHOLE[:where], b"", M)
    assert not got.ended or where > WHOLE.rindex(M)
    if where <= WHOLE.index(M + b" - one 0"):
        assert all(frame.status is None for frame in got.frames.values())


KINDS = (b"@", b"#", b"+", b"+ x", b".", b"?", b"? x", b"-", b"- x 0", b"=", b"= x", b"!", b"\xff")
MARKED = st.sampled_from([b"\n" + M + b" " + kind for kind in KINDS])


@given(st.lists(st.one_of(st.binary(max_size=40), MARKED), max_size=30))
def test_hostile_answers_are_no_trouble(pieces: list[bytes]) -> None:
    parse(b"".join(pieces), b"".join(reversed(pieces)), M)


def test_the_first_of_two_whole_frames_counts() -> None:
    twice = said(b"M + one 1", b"cut", b"M = one", b"M + one 1", b"whole", b"M - one 0 2", b"M = one", b"M + one 1",
                 b"again", b"M - one 0 2", b"M = one")  # fmt: skip
    assert parse(twice, b"", M).frames["one"].text.strip() == "whole"


def test_a_script_has_its_own_mark_and_no_password_but_once() -> None:
    assert new_mark() != new_mark()
    text = script(PROBES, "a" * 32, sudo=True, password="it's")
    assert text.count(b"'it'\\''s'") == 1
    assert b"BREACHREADY_" not in text
    assert b"it's" not in script(PROBES, "a" * 32, password="it's")
