"""The duties' pages: what is owed and why, answers, clocks, what two people decide, feeds."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.conftest import somebody
from toolkit.usecase.duties.listing import standings
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said
from toolkit.web.api import tokens
from toolkit.web.roles import May


@pytest.fixture
def incident(house):
    return open_incident(house.settings, Opening(playbook="personal-data-breach"), Said(by="eve"))


def at(incident, *words):
    return "/".join(("/incidents", incident.incident.id, "duties", *words)) + "/"


def record(browser, incident, **fields):
    return browser.post(at(incident, "record"), fields)


def test_it_lists_what_is_owed_what_is_not_known_and_says_that_it_is_no_advice(visitor, incident):
    page = visitor("communications").get(at(incident)).content.decode()
    assert "Not legal advice" in page
    assert "questions are open" in page
    assert "are not owed" in page


def test_answers_decide_duties_and_stand_with_who_gave_them(visitor, incident, house):
    browser = visitor("communications", name="carol")
    answer = record(browser, incident, act="people", people="DE=1200\nTH=3", everybody="yes")
    assert answer.status_code == 303
    record(
        browser, incident, act="answer", **{"q:confidentiality": "yes", "q:encrypted": "no"}, note="seen in the log"
    )
    found = standings(house.settings, incident.folder)
    kept = found.incident.duties.answers
    assert (kept["confidentiality"].text, kept["confidentiality"].by) == ("yes", "carol")
    page = browser.get(at(incident)).content.decode()
    assert "GDPR" in page or "General Data Protection" in page
    assert "carol" in browser.get(at(incident, "questions") + "?all=1").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"act": "people", "people": "Atlantis=3"}, "ATLANTIS"),
        ({"act": "people", "people": "DE"}, "expected PLACE=NUMBER"),
        ({"act": "people", "people": "DE=-4"}, "DE"),
        ({"act": "answer", "q:nonsense": "yes"}, "no such question"),
        ({"act": "answer"}, "expected something to answer"),
        ({"act": "start", "event": "breakfast"}, "expected one of"),
        ({"act": "start", "event": "awareness", "at": "soon"}, "expected a date and a time"),
        ({"act": "start", "event": "awareness", "at": "2099-01-01T10:00"}, "has not come yet"),
        ({"act": "met", "key": "eu-gdpr/nobody"}, "no duty is called"),
        ({"act": "dance"}, "expected one of"),
        ({"act": "override", "what": "risk", "value": "none", "note": "<script>x</script>"}, "expected one of"),
    ],
)
def test_what_makes_no_sense_is_said_and_records_nothing(visitor, incident, house, fields, said):
    before = standings(house.settings, incident.folder).incident.lines
    answer = record(visitor("communications"), incident, **fields)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert said in text
    assert "<script>x" not in text
    assert standings(house.settings, incident.folder).incident.lines == before


def test_clocks_are_started_met_late_with_reasons_and_taken_back(visitor, incident, house):
    browser = visitor("responder", name="rita")
    record(browser, incident, act="people", people="DE=1200", everybody="yes")
    record(browser, incident, act="start", event="awareness", at="2026-11-01T09:30", note="the hosting firm called")
    found = standings(house.settings, incident.folder)
    begun = found.incident.duties.starts
    assert next(iter(begun.values()))[0].at == datetime(2026, 11, 1, 2, 30, tzinfo=UTC), (
        "typed in the zone of Bangkok"
    )
    key = next(one.key for one in found.rows if one.regime.id == "eu-gdpr" and one.deadline.conservative)
    page = browser.get(at(incident, "of", key)).content.decode()
    assert re.search(r'data-until="2026-11-0', page)
    refused = record(browser, incident, act="met", key=key, reference="A-1")
    assert refused.status_code == 409
    assert "expected why it is late" in refused.content.decode()
    record(browser, incident, act="met", key=key, reference="A-1", late_because="nobody was on duty")
    assert "A-1" in browser.get(at(incident)).content.decode()
    record(browser, incident, act="not-met", key=key, note="it went to the wrong authority")
    assert key not in standings(house.settings, incident.folder).incident.duties.met


def test_deciding_otherwise_takes_two_people(visitor, incident, house):
    author = visitor("communications", "approver-legal", name="carol")
    record(author, incident, act="override", what="risk", value="high", note="children among them")
    assert author.post(at(incident, "decide"), {"act": "approve", "what": "risk"}).status_code == 409
    assert standings(house.settings, incident.folder).incident.duties.risk is None
    other = visitor("approver-legal", name="lena")
    other.post(at(incident, "decide"), {"act": "approve", "what": "risk"})
    assert standings(house.settings, incident.folder).incident.duties.risk == "high"


def test_back_leads_to_the_incident_and_nowhere_else(visitor, incident):
    browser = visitor("communications")
    for back in ("https://evil.example/", "//evil.example/incidents/", "/people/"):
        answer = record(browser, incident, act="people", people="DE=1", back=back)
        assert answer["Location"] == at(incident)


def test_what_is_not_there_is_404(visitor, incident):
    browser = visitor("communications")
    assert browser.get("/incidents/nothing/duties/").status_code == 404
    assert browser.get(at(incident, "of", "eu-gdpr", "nothing")).status_code == 404
    assert browser.post("/incidents/../duties/record/", {"act": "people"}).status_code == 404


def test_markup_in_what_people_say_is_inert(visitor, incident):
    browser = visitor("communications", name="carol")
    record(browser, incident, act="answer", **{"q:confidentiality": "yes"}, note="<img src=x onerror=alert(1)>")
    record(browser, incident, act="override", what="risk", value="high", note="<b>x</b>")
    for words in ((), ("questions",)):
        page = browser.get(at(incident, *words) + ("?all=1" if words else "")).content.decode()
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page


def test_deadlines_as_a_calendar_and_as_a_feed(visitor, incident, house):
    from django.test import Client

    browser = visitor("communications")
    record(browser, incident, act="people", people="DE=1200", everybody="yes")
    record(browser, incident, act="start", event="awareness", at="2026-11-01T09:30")
    text = browser.get(f"/incidents/{incident.incident.id}/duties/clocks.ics").content.decode()
    assert text.count("BEGIN:VEVENT") > 0
    viewer = tokens.make(
        somebody("vera", "viewer"), "x", [tokens.FEED], 10, may=frozenset({May.SEE}), now=datetime.now(UTC)
    )
    assert Client(headers={"host": "localhost"}).get(f"/feeds/{viewer}/duties.ics").status_code == 404
    owner = somebody("feeder", "responder")
    said = tokens.make(owner, "calendar", [tokens.FEED], 10, may=frozenset({May.SEE}), now=datetime.now(UTC))
    fed = Client(headers={"host": "localhost"}).get(f"/feeds/{said}/duties.ics").content.decode()
    assert fed.count("BEGIN:VEVENT") == text.count("BEGIN:VEVENT")
    assert fed.count("BEGIN:VCALENDAR") == 1
    assert "1200" not in fed
