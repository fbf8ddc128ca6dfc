"""Templates filled: what is known, what is not yet known, what is missing, and values that would like to be more."""

from datetime import date

import pytest

from tests.library.noticetext.examples import KINDS, LANGUAGES, filled, shipped, template, values
from toolkit.core.notice import ANY, BlockKind, Value
from toolkit.library.noticetext import unresolved

HOSTILE = "**a** # b [c](https://evil.example) <script>alert(1)</script> {{ x }} {% if y %} `d` \\* 1. e & © ]]>"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_with_every_value_nothing_is_missing(kind, language):
    made = filled(kind, language)
    assert not [piece for piece in made.pieces() if piece.missing or piece.unknown]
    assert made.fields == set(template(kind).fields), "every declared field is used"
    assert made.title or kind == "sms"
    assert not list(unresolved(template(kind), LANGUAGES, values(kind)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_unknown_prints_as_such_with_its_day(kind, language):
    day = {"en": "3 December 2026", "th": "3 ธันวาคม 2569"}[language]
    words = {"en": "ot yet known; we will tell you by", "th": "ยังไม่ทราบ ซึ่งเราจะแจ้งให้ทราบภายในวันที่"}[language]
    open_ones = [one.id for one in template(kind).fields.values() if one.may_be_unknown]
    given = {**values(kind), **{name: Value(unknown_until=date(2026, 12, 3)) for name in open_ones}}
    made = filled(kind, language, given)
    shown = {piece.field: piece for piece in made.pieces() if piece.unknown}
    assert set(shown) == set(open_ones)
    assert all(piece.text.endswith(f"{words} {day}") for piece in shown.values())
    assert not list(unresolved(template(kind), LANGUAGES, given))


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_value_stops_a_send_and_never_prints_as_blank(kind):
    for name, field in template(kind).fields.items():
        if field.merged or not field.required:
            continue
        given = {key: value for key, value in values(kind).items() if key != name}
        found = list(unresolved(template(kind), LANGUAGES, given))
        assert {one.field.id for one in found} == {name}
        made = filled(kind, "en", given)
        if any(name in block.under for block in made.blocks) or name in made.fields:
            shown = [piece for piece in made.pieces() if piece.field == name]
            assert shown, (kind, name)
            assert all(piece.missing and piece.text == f"[missing: {field.label}]" for piece in shown)


def test_a_value_in_one_language_alone_is_missing_in_the_other():
    given = values("press", what_happened=Value(words={"en": "It was open."}))
    (found,) = unresolved(template("press"), LANGUAGES, given)
    assert (found.field.id, found.language) == ("what_happened", "th")
    assert "ยังไม่ได้กรอก" in next(piece.text for piece in filled("press", "th", given).pieces() if piece.missing)


def test_unknown_where_it_must_be_known():
    given = values("authority-final", people_count=Value(unknown_until=date(2026, 12, 3)))
    (found,) = unresolved(template("authority-final"), LANGUAGES, given)
    assert "must be known" in found.why


def test_optional_sections_go_with_their_headings():
    given = {
        name: value for name, value in values("people-full").items() if template("people-full").fields[name].required
    }
    made = filled("people-full", "en", given)
    assert "Agencies that can help" not in [block.text for block in made.blocks]
    assert not [piece for piece in made.pieces() if piece.missing]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_law_forbids_is_left_out_with_its_heading(language):
    hidden = {"what_happened", "people_count"}
    made = filled("people-full", language, left_out=hidden)
    full = filled("people-full", language)
    assert not hidden & made.fields
    assert len(made.headings) == len(full.headings) - 1
    assert made.headings == full.headings[1:]
    assert not [piece for piece in made.pieces() if piece.missing]


def test_what_is_left_out_need_not_be_given():
    given = {name: value for name, value in values("people-full").items() if name != "what_happened"}
    assert not list(unresolved(template("people-full"), LANGUAGES, given, {"what_happened"}))
    assert list(unresolved(template("people-full"), LANGUAGES, given, set()))


@pytest.mark.parametrize("kind", ["people-short", "people-full"])
def test_every_topic_that_a_law_forbids_can_be_left_out(kind):
    for law in shipped().laws.values():
        if kind not in law.kinds:
            continue
        hidden = {one.id for one in template(kind).fields.values() if set(one.says) & set(law.forbidden)}
        made = filled(kind, "en", left_out=hidden)
        assert not [piece for piece in made.pieces() if piece.missing], law.id
        assert not hidden & made.fields


@pytest.mark.parametrize(
    ("kind", "field"), [("press", "what_happened"), ("press", "statement"), ("staff", "signed_by")]
)
def test_values_stay_values(kind, field):
    made = filled(kind, "en", values(kind, **{field: Value(words={"en": HOSTILE})}))
    (piece,) = [piece for piece in made.pieces() if piece.field == field]
    assert piece.text == HOSTILE
    assert (piece.strong, piece.href) == (False, "")


def test_items_stay_items():
    made = filled("staff", "en", values("staff", data_types=Value(words={"en": "# one\n- two\n> three"})))
    shown = [block for block in made.blocks if "data_types" in block.fields and block.kind is BlockKind.ITEM]
    assert [block.text for block in shown] == ["# one", "- two", "> three"]


def test_prose_keeps_its_paragraphs():
    made = filled("press", "en", values("press", what_happened=Value(words={"en": "One\ntwo.\n\nThree."})))
    shown = [block.text for block in made.blocks if block.pieces[0].field == "what_happened"]
    assert shown == ["One two.", "Three."]


def test_blocks_know_their_line_and_their_condition():
    text = template("people-full").text["en"].split("\n")
    for block in filled("people-full", "en").blocks:
        said = text[block.line - 1]
        assert said.strip()
        assert not said.startswith("{%")
        for piece in block.pieces:
            if not piece.field:
                assert piece.text.strip() in said.replace("**", "")
    police = next(block for block in filled("people-full", "en").blocks if "police" in block.fields)
    assert police.under == {"what_happened", "police"}


def test_recipients_fields_stand_for_themselves():
    made = filled("people-full", "en")
    (name,) = [piece for piece in made.pieces() if piece.field == "recipient_name"]
    assert (name.merged, name.text) == (True, "\u00abName of the person\u00bb")
    without = filled("people-full", "en", merged={"recipient_name"})
    assert "recipient_reference" not in without.fields


def test_dates_and_numbers_as_each_language_writes_them():
    known = {"people_count": "1204000", "aware_at": "2024-02-29T23:59-03:30"}
    given = values("authority-initial", **{name: Value(words={ANY: text}) for name, text in known.items()})
    made = {code: filled("authority-initial", code, given) for code in LANGUAGES}
    text = {code: "\n".join(block.text for block in one.blocks) for code, one in made.items()}
    assert "Number of people: 1,204,000" in text["en"]
    assert "29 February 2024, 23:59 (UTC-03:30)" in text["en"]
    assert "29 กุมภาพันธ์ 2567 เวลา 23:59 น. (UTC-03:30)" in text["th"]


def test_links_lead_where_their_type_says():
    hrefs = {piece.field: piece.href for piece in filled("people-full", "en").pieces() if piece.href}
    assert hrefs == {
        "contact_phone": "tel:+6625550100",
        "contact_mail": "mailto:help@example.com",
        "incident_page": "https://www.example.com/breach",
    }
