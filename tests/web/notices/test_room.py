"""Incidents with their notices; beginning one; the addresses of what is not there."""

import pytest

from toolkit.core.incident import Kind
from toolkit.core.playbook import Milestone
from toolkit.usecase.incident.session import look


def test_an_incident_with_its_notices_and_where_they_stand(cora, begun):
    page = cora.get("/notices/").content.decode()
    assert "Files &lt;b&gt;open&lt;/b&gt;" in page
    assert begun.path in page
    assert "Nobody has been asked to approve it as it is now." in page
    assert "<b>open</b>" not in page


def test_beginning_one(cora, incident):
    path = f"/notices/{incident.incident.id}/"
    page = cora.get(path).content.decode()
    assert "Three segments at most" in page, "each kind says what it is for"
    answer = cora.post(path, {"kind": "sms", "language": ["en", "th"], "law": ["us-ca"]})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}sms/")
    (begun,) = look(incident.folder).incident.notices.values()
    assert (begun.languages, begun.rules, begun.drafted_by) == (("en", "th"), ("us-ca",), "cora")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "nonsense"}, "no notice &#39;nonsense&#39;"),
        ({"kind": "sms", "language": "xx"}, "sms has no xx"),
        ({"kind": "sms", "law": "nowhere"}, "nothing is known of nowhere"),
        ({"kind": "sms", "id": "../x"}, "expected a name like"),
        ({"kind": "<script>x</script>"}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_begun_is_said_and_what_was_chosen_stays(cora, incident, sent, said):
    answer = cora.post(f"/notices/{incident.incident.id}/", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    if sent["kind"] == "sms":
        assert 'value="sms" required checked' in page
    assert "<script>x" not in page
    assert not look(incident.folder).incident.notices


def test_a_short_and_a_full_version_are_shown_together_before_and_after_the_short_one_is_begun(cora, begun, incident):
    page = cora.get(begun.path).content.decode()
    assert "This version is not begun" in page
    assert "kind=people-short&amp;language=en&amp;language=th" in page
    begun.type(cora, "what_happened", en="A folder was open.", th="โฟลเดอร์เปิดอยู่")
    cora.post(f"/notices/{incident.incident.id}/", {"kind": "people-short", "language": ["en", "th"]})
    page = cora.get(begun.path).content.decode()
    assert "This version is not begun" not in page
    assert f"/notices/{incident.incident.id}/people-short/" in page
    short = cora.get(f"/notices/{incident.incident.id}/people-short/").content.decode()
    assert "A folder was open." in short, "what was typed is carried over"


@pytest.mark.parametrize(
    "path",
    [
        "/notices/nothing/",
        "/notices/../",
        "/notices/{id}/nothing/",
        "/notices/{id}/people-full/shown/own/de/",
        "/notices/{id}/people-full/shown/third/en/",
        "/notices/{id}/people-full/field/nothing/",
        "/notices/{id}/people-full/field/recipient_name/",
        "/notices/{id}/nothing/review/",
        "/notices/{id}/nothing/news/",
    ],
)
def test_nothing_is_there(cora, begun, path):
    assert cora.get(path.format(id=begun.view.incident.id)).status_code == 404


def test_posting_to_what_is_not_there(cora, visitor, begun):
    base = f"/notices/{begun.view.incident.id}"
    assert cora.post(f"{base}/nothing/").status_code == 404
    assert cora.post(f"{base}/nothing/review/ask/").status_code == 404
    assert cora.post(f"{base}/people-full/file/de/pdf/").status_code == 404
    assert cora.post(f"{base}/people-full/file/en/exe/").status_code == 404
    assert visitor("approver-legal").post(f"{base}/nothing/review/approve/", {"role": "legal"}).status_code == 404


def test_who_may_only_look_gets_a_form_that_cannot_be_typed_in(visitor, begun):
    for role in ("responder", "approver-legal", "engineer"):
        page = visitor(role).get(begun.path).content.decode()
        assert '<fieldset class="sheet" disabled>' in page
        assert "hx-post" not in page
        assert visitor(role).post(begun.path, {"text.signed_by.en": "x"}).status_code == 403
    assert visitor("viewer").get("/notices/").status_code == 403
    assert not begun.events(Kind.NOTICE_SET)


def test_a_closed_incident_is_read_and_not_changed(cora, begun, house):
    from toolkit.usecase.incident.session import Said
    from toolkit.usecase.incident.telling import close, reached

    reached(begun.view.folder, Milestone.PERSONAL_DATA_EXCLUDED, Said(by="rosa", note="looked at"))
    close(begun.view.folder, Said(by="rosa", note="done"), despite="a test")
    assert '<fieldset class="sheet" disabled>' in cora.get(begun.path).content.decode()
    answer = begun.type(cora, "signed_by", en="Somebody")
    assert "Not saved" in answer.content.decode()
    assert not begun.notice.values
    assert begun.path not in cora.get("/notices/").content.decode()
    assert begun.path in cora.get("/notices/?all=1").content.decode()


def test_what_is_due_first_stands_on_top_with_the_notice_that_meets_it(cora, incident, house):
    from toolkit.usecase.duties.recording import people
    from toolkit.usecase.incident.session import Said

    path = f"/notices/{incident.incident.id}/"
    assert "That is no all-clear" in cora.get(path).content.decode()
    before = len(look(incident.folder).events)
    assert before == len(incident.events), "looking records nothing"
    people(house.settings, incident.folder, {"US-CA": "700"}, Said(by="rosa"))
    page = cora.get(path).content.decode()
    assert "Residents of California affected: by " in page
    assert 'href="?kind=people-full&amp;law=us-ca#begin"' in page
    assert "Residents of California affected" in cora.get("/notices/").content.decode()
    assert 'value="people-full" required checked' in cora.get(path + "?kind=people-full&law=us-ca").content.decode()
