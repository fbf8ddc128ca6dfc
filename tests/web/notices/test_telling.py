"""Lists of people and sending to them: nobody else sees them, nothing is sent that was not shown."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.notices.conftest import Desk
from toolkit.core.incident import Kind
from toolkit.usecase.dispatch import campaign
from toolkit.usecase.dispatch.people import place
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said, look
from toolkit.usecase.notice.approving import approve
from toolkit.usecase.notice.drafting import Beginning, draft
from toolkit.web.notices import people, sender

PEOPLE = """key,name,country,region,language,mail
K-1,Ana <b>Anders</b>,DE,,en,ana@people.example
K-2,สมชาย ใจดี,TH,,th,somchai@people.example
K-3,No Country,,,en,nobody@people.example
"""


@pytest.fixture
def drill(house):
    """An exercise: its mails stay in its own folder."""
    return open_incident(
        house.settings, Opening(playbook="exposed-bucket", title="A drill", exercise=True), Said(by="rosa")
    )


@pytest.fixture
def base(drill):
    return f"/notices/{drill.incident.id}/people"


@pytest.fixture
def approved(house, drill):
    """Its letter for two laws, approved by all."""
    what = Beginning(kind="people-full", languages=("en", "th"), laws=("eu-gdpr", "th-pdpa"))
    draft(house.settings, drill.folder, what, Said(by="cora"))
    desk = Desk(drill)
    desk.fill()
    for role, name in (("legal", "lena"), ("security", "sam"), ("communications", "kim")):
        approve(house.settings, drill.folder, desk.id, Said(by=name), role=role, vouched=True, despite="a test")
    return desk


def given(browser, base, text=PEOPLE, name="people.csv", **more):
    raw = text if isinstance(text, bytes) else text.encode()
    return browser.post(f"{base}/list/", {"list": SimpleUploadedFile(name, raw), **more})


def mark_on(browser, base):
    page = browser.get(f"{base}/plan/").content.decode()
    return page.partition('name="shown" value="')[2].partition('"')[0]


def until_it_ends(browser, base):
    end = time.monotonic() + 90
    while time.monotonic() < end:
        page = browser.get(f"{base}/progress/").content.decode()
        if "hx-get" not in page:
            for one in sender._children:
                one.wait(30)
            return page
        time.sleep(0.5)
    raise AssertionError(page)


def test_a_list_is_taken_checked_and_nowhere_else(cora, drill, base):
    assert given(cora, base).status_code == 302
    page = cora.get(f"{base}/list/").content.decode()
    assert "2 people" in page
    assert "country: is empty" in page
    assert "1 row is nobody who can be told" in page
    journal = "".join(str(one.data) + one.note for one in look(drill.folder).events)
    assert "Ana" not in journal
    assert "people.example" not in journal
    left = [one.name for one in place(drill.folder).parent.iterdir()]
    assert not [name for name in left if "upload" in name], "the file itself is gone"


def test_only_those_who_send_see_it(cora, visitor, base):
    given(cora, base)
    for role in ("viewer", "engineer", "responder", "approver-legal", "administrator"):
        for path in ("list/", "one/", "plan/", "progress/"):
            assert visitor(role).get(f"{base}/{path}").status_code == 403, (role, path)
        assert visitor(role).post(f"{base}/one/", {"key": "K-1"}).status_code == 403
        assert visitor(role).post(f"{base}/send/").status_code == 403


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "people.csv"),
        (b"a,b\n1,2\n", "people.csv"),
        (b"name,country\n\xff\xfe\xfa,DE\n", "is not utf-8"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, "people.csv"),
    ],
)
def test_what_is_no_list_is_refused_whole(cora, drill, base, text, said):
    answer = given(cora, base, text)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert str(drill.folder) not in page, "nobody is told where we keep things"
    assert not [one for one in look(drill.folder).events if one.kind is Kind.RECIPIENTS_LOADED]


def test_a_hostile_name_of_a_file_is_a_name(cora, base):
    assert given(cora, base, name="../../<script>x.csv").status_code == 302
    assert "<script>x" not in cora.get(f"{base}/list/").content.decode()


def test_too_large_and_none(cora, base, monkeypatch):
    assert cora.post(f"{base}/list/").status_code == 422
    monkeypatch.setattr(people, "LIMIT", 10)
    assert given(cora, base).status_code == 413


def test_one_persons_letter_before_it_is_sent(cora, approved, base):
    given(cora, base)
    page = cora.post(f"{base}/one/", {"key": "K-1"}).content.decode()
    assert "Dear Ana &lt;b&gt;Anders&lt;/b&gt;," in page
    assert "<b>Anders" not in page
    assert cora.post(f"{base}/one/", {"key": "K-99"}).status_code == 422


def test_without_a_letter_there_is_no_plan_and_the_page_says_what_to_do(cora, base):
    assert "No list was given yet" in cora.get(f"{base}/plan/").content.decode()
    given(cora, base)
    page = cora.get(f"{base}/plan/").content.decode()
    assert "It cannot be planned yet" in page
    assert 'name="shown"' not in page


def test_from_the_plan_to_the_proof(cora, drill, approved, base):
    given(cora, base)
    page = cora.get(f"{base}/plan/").content.decode()
    assert "Send 2 mails" in page
    shown = mark_on(cora, base)
    assert cora.post(f"{base}/send/", {"shown": shown, "despite": "one is written to by hand"}).status_code == 302
    page = until_it_ends(cora, base)
    assert "<b>2</b> of 2 mails" in page
    mails = list((place(drill.folder).parent / "sent").glob("*.eml"))
    assert len(mails) == 2
    assert "taken by the mail server" in cora.get(f"{base}/plan/").content.decode()
    assert "It has gone out, as approved." in cora.get(approved.path).content.decode()
    kinds = [one.kind for one in look(drill.folder).events]
    assert Kind.SENDING_BEGUN in kinds
    assert Kind.SENDING_FINISHED in kinds
    assert [one.by for one in look(drill.folder).events if one.kind is Kind.SENDING_BEGUN] == ["cora"]
    proof = cora.post(f"{base}/proof/", {"key": "K-1", "format": "txt"})
    assert "attachment" in proof["Content-Disposition"]
    assert "Anders" in proof.content.decode()
    assert cora.post(f"{base}/proof/", {"key": "K-99"}).status_code == 409


def test_what_was_shown_and_no_other_plan(cora, drill, approved, base):
    given(cora, base)
    shown = mark_on(cora, base)
    given(cora, base, PEOPLE + "K-4,Dora,DE,,en,dora@people.example\n")
    answer = cora.post(f"{base}/send/", {"shown": shown, "despite": "x"})
    assert answer.status_code == 422
    assert "The plan is another by now" in answer.content.decode()
    assert not [one for one in look(drill.folder).events if one.kind is Kind.SENDING_BEGUN]


def test_paused_nobody_begins_and_it_goes_on_when_let(cora, drill, approved, base):
    given(cora, base)
    assert cora.post(f"{base}/steer/", {"act": "pause"}).status_code == 302
    page = cora.get(f"{base}/plan/").content.decode()
    assert 'name="shown"' not in page
    assert cora.post(f"{base}/steer/", {"act": "pause"}).status_code == 422
    assert cora.post(f"{base}/steer/", {"act": "resume"}).status_code == 302
    assert 'name="shown"' in cora.get(f"{base}/plan/").content.decode()


def test_a_test_of_an_exercise_leaves_nothing(cora, approved, base):
    given(cora, base)
    answer = cora.post(f"{base}/test/", {"to": "me@mango.example"})
    assert answer.status_code == 422
    assert "nothing leaves this machine" in answer.content.decode()


def test_a_process_that_could_not_begin_says_why(cora, approved, base, monkeypatch, drill):
    given(cora, base)
    shown = mark_on(cora, base)
    campaign.pause(drill.folder, Said(by="bob"))
    cora.post(f"{base}/send/", {"shown": shown, "despite": "x"})
    assert "paused by bob" in until_it_ends(cora, base)
