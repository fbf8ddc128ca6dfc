"""Whose law, and which channels it takes: from the duties' own words."""

from dataclasses import replace
from datetime import date

import pytest

from toolkit.core.dispatch import Channel, Letter, Person, choose
from toolkit.core.duty.words import Audience
from toolkit.core.errors import UserError
from toolkit.library.duties import edition
from toolkit.library.reach import reach
from toolkit.usecase.dispatch.laws import laws_of, placed

TODAY = date(2026, 11, 25)


def by_id(said=None, drafted=(), own=None, day=TODAY):
    return {one.id: one for one in laws_of(edition(), day, said or {}, drafted, own)}


def test_every_word_on_channels_of_every_duty_to_people_was_read():
    said = {
        words
        for regime in edition().regimes.values()
        for duty in regime.duty
        if duty.audience is Audience.PEOPLE
        for words in duty.channels
    }
    assert said
    assert said <= set(reach().readings)


def test_europe_thailand_america():
    laws = by_id()
    assert laws["eu-gdpr"].channels == (Channel.MAIL, Channel.LETTER, Channel.SMS)
    assert {"DE", "NO", "LI"} <= set(laws["eu-gdpr"].places)
    assert laws["th-pdpa"].confirmed
    assert laws["us-ca"].places == ("US-CA",)
    assert (laws["us-ca"].channels, laws["us-ca"].on_wish) == ((Channel.LETTER, Channel.MAIL), (Channel.MAIL,))
    silent = laws["uk-gdpr"]
    assert (silent.channels, silent.confirmed) == ((Channel.MAIL, Channel.LETTER), False)
    assert "says nothing of channels" in silent.note


def test_an_american_without_a_wish_gets_a_letter_and_without_an_address_nothing_by_mail():
    letter = Letter(id="l", laws=("us-ca",), languages=("en",))
    given = {"key": "1", "name": "Ana", "language": "en", "country": "US", "region": "CA", "mail": "a@example.org"}

    def channel(**more):
        (one,) = choose(Person(**given, **more), [letter], list(by_id().values()))
        return one.channel

    assert channel() is None, "mail needs their consent"
    assert channel(wants=(Channel.MAIL,)) is Channel.MAIL
    assert channel(address=("1 Way",)) is Channel.LETTER


def test_laws_of_one_trade_count_when_they_are_drafted_or_said():
    assert "us-hipaa" not in by_id()
    assert by_id(drafted=("us-hipaa",))["us-hipaa"].places == ("US",)
    assert by_id({"US-TX": ["us-hipaa"]})["us-hipaa"].places == ("US-TX",)


def test_what_somebody_says_of_a_place_takes_the_place_of_what_is_known():
    laws = by_id({"GB": ["eu-gdpr"], "DE": ["th-pdpa", "eu-gdpr"], "FR": ["th-pdpa"]})
    assert "uk-gdpr" not in laws
    assert {"GB", "DE"} <= set(laws["eu-gdpr"].places)
    assert "FR" not in laws["eu-gdpr"].places
    assert laws["th-pdpa"].places == ("TH", "DE", "FR")


def test_words_that_nobody_read_take_post_alone_and_are_not_confirmed():
    regime = edition().regimes["eu-gdpr"]
    duty = replace(
        next(one for one in regime.duty if one.audience is Audience.PEOPLE), channels=("by pigeon", "directly")
    )
    law = reach().law(regime, duty, ("DE",))
    assert (law.channels, law.confirmed) == ((Channel.LETTER,), False)


def test_a_law_not_yet_in_force_is_not_owed():
    assert "cl-21719" not in by_id()
    assert "cl-21719" in by_id(day=date(2027, 6, 1))


def test_an_organisations_own_readings_go_first(tmp_path):
    (tmp_path / "channels.toml").write_text('[law.id-pdp]\ntakes = ["mail", "letter"]\nnote = "advice of counsel"\n')
    assert by_id(own=tmp_path)["id-pdp"].channels == (Channel.MAIL, Channel.LETTER)
    (tmp_path / "channels.toml").write_text('[law.id-pdp]\ntakes = ["pigeon"]\n')
    with pytest.raises(UserError, match="expected one of mail, letter, sms"):
        by_id(own=tmp_path)
    (tmp_path / "channels.toml").write_text("x = [")
    with pytest.raises(UserError, match="not valid TOML"):
        by_id(own=tmp_path)


@pytest.mark.parametrize("words", ["eu-gdpr", "=eu-gdpr", "DE=", "Germany=eu-gdpr", "DE-Bavaria=eu-gdpr"])
def test_what_is_no_place_and_law(words):
    with pytest.raises(UserError, match="expected a place and a law"):
        placed([words])


def test_several_laws_for_a_place():
    assert placed(["us-tx=us-ca", "US-TX=us-hipaa"]) == {"US-TX": ["us-ca", "us-hipaa"]}
    with pytest.raises(UserError, match="is called klingon"):
        laws_of(edition(), TODAY, {"DE": ["klingon"]})
