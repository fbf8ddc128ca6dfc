"""Which laws are owed a notice: for whoever sends it, and for the lint."""

import pytest

from tests.usecase.duties.test_recording import STOLEN, Case
from tests.usecase.incident.books import by
from toolkit.core.duty.words import Audience
from toolkit.usecase.duties.laws import demands, rules_owed


@pytest.fixture
def case(tmp_path):
    made = Case(tmp_path)
    made.people({"DE": "300", "TH": "900", "US-MA": "5", "US-CA": "7"}, by(), everybody=True)
    made.answer(STOLEN, by())
    return made


def test_a_duty_that_was_met_asks_for_nothing_more(case):
    case.met("us-ma/people", by(), reference="letters")
    assert "us-ma/people" not in {one.key for one in demands(case.settings, case.folder, clock=case.watch)}


def test_what_each_notice_must_and_must_not_say(case):
    found = {one.key: one for one in demands(case.settings, case.folder, clock=case.watch)}
    massachusetts = found["us-ma/people"]
    assert any("nature" in words for words in massachusetts.forbidden)
    assert massachusetts.rules == ("us-ma",)
    assert found["us-ca/people"].layout.title == "Notice of Data Breach"
    assert found["eu-gdpr/authority"].rules == ("eu-gdpr-authority",)
    assert found["eu-gdpr/authority"].audience is Audience.AUTHORITY


def test_the_rules_that_a_letter_of_a_kind_must_keep(case):
    people = rules_owed(case.settings, case.folder, "people-full", clock=case.watch)
    assert set(people.rules) == {"eu-gdpr", "th-pdpa", "us-ca", "us-ma"}
    authority = rules_owed(case.settings, case.folder, "authority-initial", clock=case.watch)
    assert set(authority.rules) == {"eu-gdpr-authority", "th-pdpa-authority"}
    assert "us-ma/attorney-general" in authority.silent, "what no rule checks is said"
    case.answer({"harm-possible": "unknown"}, by())
    assert "us-ma" not in rules_owed(case.settings, case.folder, "people-full", clock=case.watch).rules
