"""Rows as customers' lists have them: cleaned, kept, or refused with the reason and without the value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.dispatch import Channel, Person, Refused, person_of

ROW = {
    "key": "c-1",
    "name": "Ana Roe",
    "country": "de",
    "mail": "ana@example.org",
    "language": "DE",
    "channel": "Email; post",
}


def test_a_row_is_a_person():
    assert person_of(ROW, "en") == Person(
        key="c-1",
        name="Ana Roe",
        language="de",
        country="DE",
        mail="ana@example.org",
        wants=(Channel.MAIL, Channel.LETTER),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "name: is empty"),
        ({"country": ""}, "which law is owed depends on it"),
        ({"country": "Germany"}, "expected two letters"),
        ({"country": "US", "region": "Calif."}, "region: expected a code"),
        ({"name": "Ana\nBcc: all@example.org"}, "name: holds a line break"),
        ({"name": "Ana\x00"}, "name: holds a control character"),
        ({"name": "Ana \u202egnp.exe"}, "name: holds a control character"),
        ({"mail": "ana@example.org\r\nBcc: x@y.z"}, "mail: holds a line break"),
        ({"name": '=HYPERLINK("http://evil.example","x")'}, "name: is a formula"),
        ({"name": "@SUM(1+1)*cmd|' /C calc'!A0"}, "name: is a formula"),
        ({"name": "x" * 201}, "longer than 200"),
        ({"address": "\n".join("abcdefg")}, "more than 6 lines"),
    ],
)
def test_a_row_that_is_nobody(change, words):
    with pytest.raises(Refused, match=words) as refused:
        person_of({**ROW, **change}, "en")
    assert "evil" not in str(refused.value)


def test_what_is_wrong_with_one_address_does_not_lose_the_person():
    person = person_of({**ROW, "mail": "ana at example", "phone": "+66 2 555 0100", "channel": "fax"}, "en")
    assert person.mail == ""
    assert person.reachable() == (Channel.SMS,)
    assert person.notes == ("mail: is none, and was left out", "channel: names one that nobody knows")


def test_a_country_may_bring_its_state():
    for row in ({"country": "US-CA"}, {"country": "us", "region": "ca"}, {"country": "US", "region": "US-CA"}):
        person = person_of({"name": "x", **row}, "en")
        assert (person.country, person.region) == ("US", "CA")


def test_without_a_key_the_mail_or_where_they_live_says_who_it_is():
    assert person_of({"name": "Ana", "country": "DE", "mail": "ANA@example.org"}, "en").key == "ana@example.org"
    one = person_of({"name": "Ana", "country": "DE", "address": "1 Way\nTown"}, "en")
    other = person_of({"name": "ANA", "country": "DE", "address": "1 way\nTOWN"}, "en")
    assert one.key == other.key


@given(
    st.dictionaries(st.sampled_from(["name", "country", "region", "mail", "phone", "address", "channel"]), st.text())
)
def test_anything_is_a_person_or_refused(row):
    try:
        person = person_of(row, "en")
    except Refused:
        return
    for text in (person.name, person.mail, person.phone, *person.address):
        assert "\n" not in text
        assert "\r" not in text
        assert "\x00" not in text


@pytest.mark.parametrize("words", ["yes", "1", "2026-01-01", "TRUE"])
def test_whoever_unsubscribed_is_told_all_the_same(words):
    assert person_of({**ROW, "unsubscribed": words}, "en").notes == (
        "unsubscribed: told all the same, because the law owes them this notice",
    )
    assert person_of({**ROW, "unsubscribed": "no"}, "en").notes == ()


def test_a_reference_is_the_lists_key_and_never_an_address():
    assert person_of(ROW, "en").reference == "c-1"
    assert person_of({**ROW, "key": ""}, "en").reference == ""


def test_an_address_that_no_window_holds_is_left_out_and_said():
    long = person_of({**ROW, "address": "\n".join(["x" * 120] * 6)}, "en")
    assert long.address == ()
    assert long.notes == ("address: is too long for the window of an envelope, and was left out",)
    assert len(person_of({**ROW, "address": "\n".join(["x" * 40] * 6)}, "en").address) == 6


def test_joiners_spell_names_and_other_unseen_signs_do_not():
    assert person_of({**ROW, "name": "\u067e\u200c\u0633"}, "en").name == "\u067e\u200c\u0633"
    assert person_of({**ROW, "name": "A\u200bna"}, "en").name == "Ana"
    for sign in "\u200e\u2028\ue000":
        with pytest.raises(Refused, match="control character"):
            person_of({**ROW, "name": f"A{sign}na"}, "en")
