"""What comes from a server, in pieces of any size, with noise, lies and markers in it."""

import pytest

from toolkit.act.linux import VERBS
from toolkit.act.linux.hearing import Hearing
from toolkit.act.linux.reach import Answer
from toolkit.act.linux.root import ROOTED
from toolkit.act.linux.script import script
from toolkit.act.verb import CannotAct

MARK = "00ff" * 8
BODY = b"\nfirst\n\x00\xff\n" + MARK.encode()[:-1] + b" x\nlast\n"
ANSWER = (
    b"motd\n\nM @ 0\n\nM . a 1\n\nM . a 2\n\nM > one\n"
    + BODY
    + b"\nM < one 0\n\nM > two\nhalf\nM < two 1\n\nM # 0\nbye"
).replace(b"\nM ", b"\n" + MARK.encode() + b" ")


def hear(tmp_path, data, step, limit=10_000):
    hearing = Hearing(MARK, {"one": tmp_path / "one", "two": tmp_path / "two"}, limit)
    for at in range(0, len(data), step):
        hearing(data[at : at + step])
    hearing.end()
    return hearing


@pytest.mark.parametrize("step", [1, 2, 3, 7, 33, 34, 35, 1000])
def test_pieces_of_any_size(tmp_path, step):
    heard = hear(tmp_path, ANSWER, step)
    assert (heard.begun, heard.status) == (True, 0)
    assert heard.answer().all("a") == ("1", "2")
    assert (tmp_path / "one").read_bytes() == BODY
    assert heard.taken["one"].whole
    assert (heard.taken["two"].whole, heard.taken["two"].words) == (False, "exit status 1")


def test_every_cut_is_seen(tmp_path):
    """Wherever the answer breaks off, nothing unfinished is taken for whole."""
    for end in range(len(ANSWER) - 3):
        heard = hear(tmp_path, ANSWER[:end], 50)
        if "one" in heard.taken and heard.taken["one"].whole:
            assert (tmp_path / "one").read_bytes() == BODY
        assert heard.status is None or end > ANSWER.index(b" # 0")


def test_files_that_nobody_asked_for_are_not_written(tmp_path):
    sent = (("../../x", "body"), ("one", "a"), ("one", "b"))
    data = "".join(f"\n{MARK} > {name}\n{body}\n{MARK} < {name} 0" for name, body in sent) + "\n"
    heard = hear(tmp_path, data.encode(), 9)
    assert {path.name for path in tmp_path.iterdir()} == {"one"}
    assert (tmp_path / "one").read_bytes() == b"a"
    assert heard.taken.keys() == {"one"}


def test_the_limit_holds_for_all_files_together(tmp_path):
    data = f"\n{MARK} > one\n{'a' * 50}\n{MARK} < one 0\n\n{MARK} > two\n{'b' * 50}\n{MARK} < two 0\n"
    heard = hear(tmp_path, data.encode(), 9, limit=60)
    assert heard.taken["one"].whole
    assert not heard.taken["two"].whole
    assert (tmp_path / "two").stat().st_size == 10


def test_what_is_said_is_safe_to_print(tmp_path):
    heard = hear(tmp_path, f"\n{MARK} . a \x1b[31mred\u202e\n{MARK} ! \x07call|why\x1b\n".encode(), 9)
    assert all(char.isprintable() for char in heard.answer().one("a"))
    assert str(heard.refusal).isprintable()


def test_a_line_without_an_end_is_no_answer(tmp_path):
    with pytest.raises(CannotAct):
        hear(tmp_path, f"\n{MARK} . a ".encode() + b"x" * 400_000, 65_536)


@pytest.mark.parametrize("value", ["", "-1", "1.5", "\u0663", "9" * 30])
def test_numbers_that_are_none(value):
    with pytest.raises(CannotAct):
        Answer({"n": [value]}).number("n")


def test_values_that_no_line_holds_are_refused():
    for value in ("a\nb", "a\0b", "x" * 5000, "\x1b"):
        with pytest.raises(CannotAct):
            script(ROOTED, MARK, {"login": value}, sudo=None, version="")


def test_every_verb_says_what_it_does_not_do():
    assert [verb.id for verb in VERBS] == [
        "lock-user", "stop-service", "isolate-server", "capture-processes", "capture-memory", "copy-logs",
    ]  # fmt: skip
    for verb in VERBS:
        assert "not" in verb.does
        assert verb.permissions
        assert verb.sources
        assert not verb.irreversible
