"""What somebody types into a field."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.notice import Field, FieldType
from toolkit.core.notice.checked import checked, cleaned, items, paragraphs

FIELD = Field(id="x", type=FieldType.TEXT, label="X", help="x", given_by="legal", example={})


def of(type, **more):
    return replace(FIELD, type=type, **more)


@pytest.mark.parametrize(
    ("type", "typed", "kept"),
    [
        (FieldType.TEXT, "  a\u00a0b\t c ", "a b c"),
        (FieldType.TEXT, "ข้อ\u200bมูล", "ข้อมูล"),
        (FieldType.TEXT, "e\u0301", "é"),
        (FieldType.PROSE, "a\r\n\r\nb\rc", "a\n\nb\nc"),
        (FieldType.NUMBER, "48,200", "48200"),
        (FieldType.NUMBER, "007", "7"),
        (FieldType.DATE, "2026-11-25", "2026-11-25"),
        (FieldType.MOMENT, "2026-11-25 14:05:59+07:00", "2026-11-25T14:05+07:00"),
        (FieldType.MOMENT, "2026-11-25T14:05Z", "2026-11-25T14:05+00:00"),
        (FieldType.MAIL, "a.b+c@example.co.th", "a.b+c@example.co.th"),
        (FieldType.PHONE, "+66 (2) 555-0100", "+66 (2) 555-0100"),
        (FieldType.LINK, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (FieldType.YES_NO, "yes", "yes"),
    ],
)
def test_what_is_kept(type, typed, kept):
    assert checked(of(type), typed) == kept


@pytest.mark.parametrize(
    ("type", "typed"),
    [
        (FieldType.TEXT, ""),
        (FieldType.TEXT, " \u200b\n"),
        (FieldType.TEXT, "two\nlines"),
        (FieldType.TEXT, "Subject: x\r\nBcc: everybody@example.com"),
        (FieldType.TEXT, "a\u202ebc"),
        (FieldType.TEXT, "a\u2066b\u2069"),
        (FieldType.TEXT, "a\u200fb"),
        (FieldType.TEXT, "a\x1b[31m"),
        (FieldType.TEXT, "a\x00b"),
        (FieldType.TEXT, "a\ud800b"),
        (FieldType.TEXT, "a\ue000organisation\ue001"),
        (FieldType.TEXT, "a\u2028b"),
        (FieldType.TEXT, "x" * 201),
        (FieldType.NUMBER, "-1"),
        (FieldType.NUMBER, "1.5"),
        (FieldType.NUMBER, "many"),
        (FieldType.NUMBER, "\u0e51\u0e52"),
        (FieldType.NUMBER, "9" * 16),
        (FieldType.DATE, "25.11.2026"),
        (FieldType.DATE, "2026-02-30"),
        (FieldType.MOMENT, "2026-11-25T14:05"),
        (FieldType.MOMENT, "now"),
        (FieldType.MAIL, "a@b"),
        (FieldType.MAIL, "a@example.com, b@example.com"),
        (FieldType.MAIL, "<a@example.com>"),
        (FieldType.PHONE, "call us"),
        (FieldType.PHONE, "+66;ext=1"),
        (FieldType.LINK, "http://example.com"),
        (FieldType.LINK, "javascript:alert(1)"),
        (FieldType.LINK, "https://user:pass@example.com"),
        (FieldType.LINK, "https://example.com:99999"),
        (FieldType.LINK, "https://example.com/a b"),
        (FieldType.LINK, 'https://example.com/"onclick'),
        (FieldType.LINK, "https://\u0435xample.com"),
        (FieldType.LINK, "https://"),
        (FieldType.YES_NO, "perhaps"),
    ],
)
def test_what_is_refused(type, typed):
    with pytest.raises(ValueError, match=r"expected|has"):
        checked(of(type), typed)


def test_the_length_is_the_fields():
    assert checked(of(FieldType.TEXT, max_length=3), "abc") == "abc"
    with pytest.raises(ValueError, match="at most 3"):
        checked(of(FieldType.TEXT, max_length=3), "abcd")


def test_items_and_paragraphs():
    assert items("a\n\nb") == ("a", "b")
    assert paragraphs("a\nb\n\n\nc") == ("a b", "c")


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text(), st.sampled_from(list(FieldType)))
def test_what_is_kept_is_kept_again(text, type):
    field = of(type)
    try:
        once = checked(field, text)
    except ValueError:
        return
    assert checked(field, once) == once
    assert "\r" not in once
