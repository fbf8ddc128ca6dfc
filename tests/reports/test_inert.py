from hypothesis import given
from hypothesis import strategies as st

from reports.inert import coded, inert, line, sound
from tests.reports.runs import HOSTILE

ANY = st.text(st.characters(codec=None), max_size=200)


def test_plain_text_is_left_alone():
    said = "PermitRootLogin is yes, Müller, 東京, \u0645\u06cc\u200c\u062e\u0648"
    assert inert(said) == said


def test_what_a_terminal_would_act_on_is_written_out():
    assert inert("\x1b[31m\x00\x9b\u202e\ufeff\ud800\U000e0041") == r"\x1b[31m\x00\x9b\u202e\ufeff\ud800\U000e0041"


def test_line_ends_stay_and_other_white_space_becomes_plain():
    assert inert("a\r\nb\tc\u00a0d") == "a\nb c d"
    assert line(" a\r\nb \t c ") == "a b c"


def test_long_text_is_cut_and_says_so():
    assert inert("A" * 1_000_000, limit=10) == "A" * 10 + "… (999,990 more characters)"


@given(ANY)
def test_nothing_but_visible_letters_and_line_ends_is_left(text):
    shown = inert(text)
    assert all(char in "\n\u200c\u200d" or char.isprintable() for char in shown)
    shown.encode("utf-8")


@given(ANY)
def test_sound_text_can_be_encoded_and_is_otherwise_the_same(text):
    sound(text).encode("utf-8")
    if not any("\ud800" <= char <= "\udfff" for char in text):
        assert sound(text) == text


@given(ANY)
def test_pieces_between_backticks_lose_nothing(text):
    pieces = coded(text)
    if text.count("`") % 2:
        assert pieces == ((False, text),)
    else:
        assert "".join(piece for _, piece in pieces) == text.replace("`", "")


def test_hostile_examples_are_inert():
    for text in HOSTILE:
        assert "\x1b" not in inert(text)
        assert "\u202e" not in inert(text)
