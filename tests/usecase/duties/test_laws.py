"""Which laws are owed a notice: for whoever sends it, and for the lint."""

import pytest

from tests.usecase.duties.test_recording import STOLEN, Case
from tests.usecase.incident.books import by
from toolkit.core.dispatch import Channel, Letter, choose, person_of
from toolkit.core.duty.words import Audience
from toolkit.usecase.duties.laws import channels, demands, laws_of, rules_owed

MAIL, LETTER, SMS = Channel


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    made.people({"DE": "300", "TH": "900", "US-MA": "5", "US-CA": "7"}, by(), everybody=True)
    made.answer(STOLEN, by())
    return made


def test_the_laws_of_the_places_where_people_live(case):
    found = {one.id: one for one in laws_of(case.settings, case.folder, clock=case.watch)}
    assert set(found) == {"eu-gdpr", "th-pdpa", "us-ma", "us-ca"}
    assert "DE" in found["eu-gdpr"].places
    assert found["us-ma"].places == ("US-MA",)
    assert found["us-ca"].channels == (LETTER, MAIL)
    assert "consent" in found["us-ca"].note


def test_whoever_lives_there_gets_their_law(case):
    laws = laws_of(case.settings, case.folder, clock=case.watch)
    letters = (
        Letter(id="ma", laws=("us-ma",), languages=("en",)),
        Letter(id="rest", laws=("us-ca", "eu-gdpr"), languages=("en",)),
    )
    person = person_of({"name": "Ana", "country": "US", "region": "MA", "mail": "a@example.com"}, "en")
    (choice,) = choose(person, letters, laws)
    assert (choice.letter, choice.laws) == ("ma", ("us-ma",))


def test_an_undecided_law_counts_and_says_so(case):
    case.answer({"harm-possible": "unknown"}, by())
    found = {one.id: one for one in laws_of(case.settings, case.folder, clock=case.watch)}
    assert "not decided" in found["us-ma"].note


def test_a_law_that_was_met_stays_for_those_who_are_still_to_be_told(case):
    case.met("us-ma/people", by(), reference="letters")
    assert "us-ma" in {one.id for one in laws_of(case.settings, case.folder, clock=case.watch)}
    assert "us-ma/people" not in {one.key for one in demands(case.settings, case.folder, clock=case.watch)}


def test_what_each_notice_must_and_must_not_say(case):
    found = {one.key: one for one in demands(case.settings, case.folder, clock=case.watch)}
    massachusetts = found["us-ma/people"]
    assert any("nature" in words for words in massachusetts.forbidden)
    assert massachusetts.rules == ("us-ma",)
    assert found["us-ca/people"].layout.title == "Notice of Data Breach"
    assert found["eu-gdpr/authority"].rules == ("eu-gdpr-authority",)
    assert found["eu-gdpr/authority"].audience is Audience.AUTHORITY


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), (MAIL, LETTER, SMS)),
        (("directly",), (MAIL, LETTER, SMS)),
        (("in writing",), (LETTER,)),
        (("e-mail, SMS, direct message, post",), (MAIL, SMS, LETTER)),
        (("first-class mail; e-mail if agreed; urgent: telephone",), (LETTER, MAIL)),
    ],
)
def test_channels_from_the_words_of_a_law(words, expected):
    assert channels(words) == expected


def test_the_rules_that_a_letter_of_a_kind_must_keep(case):
    people = rules_owed(case.settings, case.folder, "people-full", clock=case.watch)
    assert set(people.rules) == {"eu-gdpr", "th-pdpa", "us-ca", "us-ma"}
    authority = rules_owed(case.settings, case.folder, "authority-initial", clock=case.watch)
    assert set(authority.rules) == {"eu-gdpr-authority", "th-pdpa-authority"}
    assert "us-ma/attorney-general" in authority.silent, "what no rule checks is said"
    case.answer({"harm-possible": "unknown"}, by())
    assert "us-ma" not in rules_owed(case.settings, case.folder, "people-full", clock=case.watch).rules
