"""Who must be told: reasons, questions, what was met; what others said meanwhile."""

import pytest

from toolkit.core.incident import Kind
from toolkit.usecase.incident.session import look


@pytest.fixture
def path(incident):
    return f"/notices/{incident.incident.id}/duties/list/"


def answers(incident):
    return {key: one.text for key, one in look(incident.folder).incident.duties.answers.items()}


def test_looking_records_nothing_and_unknown_is_no_all_clear(cora, incident, path):
    before = len(look(incident.folder).events)
    page = cora.get(path).content.decode()
    assert "it is not known whether their laws reach the incident" in page
    assert "Not legal advice" in page
    assert "That is no all-clear" in cora.get(f"/notices/{incident.incident.id}/").content.decode()
    assert len(look(incident.folder).events) == before


def test_where_people_live_and_what_follows_with_its_reasons(cora, incident, path):
    assert cora.post(path, {"act": "people", "place": "de", "count": "1,200", "elsewhere": "no"}).status_code == 302
    assert answers(incident) == {"residents:DE": "1200", "residents:elsewhere": "none"}
    page = cora.get(path).content.decode()
    assert "GDPR: personal data breach" in page
    assert "Why</h3>" in page
    assert "awareness is not recorded" in page, "no clock is invented"
    assert "Who must be told" in cora.get("/notices/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"act": "people", "place": "<script>", "count": "5"},
        {"act": "people", "place": "DE", "count": "many"},
        {"act": "answer", "question": "nothing", "value": "yes"},
        {"act": "answer", "question": "encrypted", "value": "perhaps"},
        {"act": "answer", "question": "encrypted"},
        {"act": "met", "duty": "nothing", "reference": "x"},
        {"act": "met"},
    ],
)
def test_what_makes_no_sense_is_said_and_not_recorded(cora, incident, path, sent):
    answer = cora.post(path, sent)
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().partition('id="content"')[2]
    assert not answers(incident)


def test_another_answer_meanwhile_is_told(cora, bob, incident, path):
    cora.post(path, {"act": "answer", "question": "encrypted", "value": "yes", "was": ""})
    answer = bob.post(path, {"act": "answer", "question": "encrypted", "value": "no", "was": ""})
    assert answer.status_code == 422
    assert "cora answered meanwhile: yes" in answer.content.decode()
    assert answers(incident)["encrypted"] == "yes"
    assert bob.post(path, {"act": "answer", "question": "encrypted", "value": "no", "was": "yes"}).status_code == 302


def test_several_at_once_and_none(cora, incident, path):
    cora.post(path, {"act": "answer", "question": "elements", "value": ["ssn", "passport"], "was": ""})
    assert answers(incident)["elements"] == "passport,ssn"
    cora.post(path, {"act": "answer", "question": "elements", "value": "none", "was": "passport,ssn"})
    assert answers(incident)["elements"] == "none"


def test_met_with_its_reference(cora, incident, path):
    cora.post(path, {"act": "people", "place": "US-CA", "count": "700"})
    key = next(
        line.partition('"')[0]
        for line in cora.get(path).content.decode().split('name="duty" value="')[1:]
        if line.startswith("us-ca")
    )
    assert cora.post(path, {"act": "met", "duty": key, "reference": ""}).status_code == 422
    assert cora.post(path, {"act": "met", "duty": key, "reference": "letter <7>"}).status_code == 302
    page = cora.get(path).content.decode()
    assert "letter &lt;7&gt;" in page
    assert look(incident.folder).events[-1].kind is Kind.DUTY_MET


def test_who_only_looks_answers_nothing(visitor, incident, path):
    page = visitor("approver-legal").get(path)
    assert page.status_code == 200
    assert 'name="act" value="met"' not in page.content.decode()
    assert (
        visitor("responder").post(path, {"act": "answer", "question": "encrypted", "value": "yes"}).status_code == 403
    )
    assert not answers(incident)
