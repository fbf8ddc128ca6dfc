"""Asking, approving, taking back; files; what changed. Every yes is to exactly what was shown."""

import io
import re
import zipfile

import pytest

from toolkit.core.incident import Kind


@pytest.fixture
def ready(begun):
    begun.fill()
    return begun


def digest_on(browser, desk):
    return re.search(r'name="digest" value="([^"]+)"', browser.get(desk.path + "review/").content.decode())[1]


def yes(browser, desk, role, **more):
    return browser.post(desk.path + "review/approve/", {"role": role, "digest": digest_on(browser, desk), **more})


@pytest.fixture
def all_three(visitor, ready):
    for role in ("legal", "security", "communications"):
        assert yes(visitor(f"approver-{role}"), ready, role).status_code == 302
    return ready


def test_who_must_say_yes_is_shown_and_what_is_missing_stops_the_asking(cora, begun):
    page = cora.get(begun.path + "review/").content.decode()
    assert "It cannot be approved yet" in page
    assert "review/ask/" not in page
    answer = cora.post(begun.path + "review/ask/")
    assert answer.status_code == 422
    assert "has no value" in answer.content.decode()
    begun.fill()
    assert (
        "These must say yes: legal, security and communications." in cora.get(begun.path + "review/").content.decode()
    )


def test_two_of_three_in_plain_words_and_then_all(cora, visitor, ready):
    cora.post(ready.path + "review/ask/", {"note": "today, please"})
    assert "Review is asked for" in cora.get(ready.path + "review/").content.decode()
    yes(visitor("approver-legal"), ready, "legal")
    yes(visitor("approver-security"), ready, "security")
    page = cora.get(ready.path + "review/").content.decode()
    assert "2 of 3: legal and security have said yes, communications not yet." in re.sub(r"\s+", " ", page)
    yes(visitor("approver-communications"), ready, "communications")
    assert "Everybody has said yes. It may go out." in cora.get(ready.path).content.decode()
    assert [one.role for one in ready.notice.approvals] == ["legal", "security", "communications"]


def test_one_person_in_all_three_roles_is_not_enough(visitor, ready):
    one = visitor("approver-legal", "approver-security", "approver-communications", name="solo")
    for role in ("legal", "security", "communications"):
        yes(one, ready, role)
    assert "a second person must say yes too" in one.get(ready.path + "review/").content.decode()


def test_a_reviewer_speaks_in_no_role_but_his_own(visitor, ready):
    legal = visitor("approver-legal")
    answer = yes(legal, ready, "security")
    assert answer.status_code == 422
    assert "not a reviewer in this role" in answer.content.decode()
    assert not ready.notice.approvals


def test_who_only_writes_cannot_approve(cora, ready):
    assert cora.post(ready.path + "review/approve/", {"role": "communications", "digest": "x"}).status_code == 403
    assert "Yes, this may go out" not in cora.get(ready.path + "review/").content.decode()


def test_what_changed_after_it_was_read_is_not_approved(cora, visitor, ready):
    legal = visitor("approver-legal")
    read = digest_on(legal, ready)
    ready.type(cora, "people_count", any="7")
    answer = legal.post(ready.path + "review/approve/", {"role": "legal", "digest": read})
    assert answer.status_code == 422
    assert "read it again" in answer.content.decode()
    assert legal.post(ready.path + "review/approve/", {"role": "legal"}).status_code == 422, (
        "nor without having read it"
    )
    assert not ready.notice.approvals


def test_a_change_takes_every_yes_back_and_is_asked_about_first(cora, all_three):
    page = cora.get(all_three.path).content.decode()
    assert '<fieldset class="sheet" disabled>' in page
    assert "Any change takes every yes back" in page
    marks = all_three.marks(cora)
    said = all_three.type(cora, "people_count", marks=marks, any="7").content.decode()
    assert "It is not saved yet" in said
    assert len(all_three.notice.approvals) == 3
    all_three.type(cora, "people_count", marks=marks, any="7", voiding="yes")
    assert not all_three.notice.approvals
    assert "its values were changed" in cora.get(all_three.path + "review/").content.decode()


def test_the_whole_form_does_not_take_a_yes_back_that_it_did_not_know_of(cora, all_three):
    marks = all_three.marks(cora)
    answer = cora.post(all_three.path, {**marks, "text.people_count.any": "7"})
    assert answer.status_code == 422
    assert 'value="7"' in answer.content.decode()
    assert len(all_three.notice.approvals) == 3


def test_a_fault_is_approved_with_a_reason_or_not_at_all(cora, visitor, ready):
    ready.type(cora, "what_happened", en="We take your privacy seriously.", th="x")
    legal = visitor("approver-legal")
    answer = yes(legal, ready, "legal")
    assert answer.status_code == 422
    assert yes(legal, ready, "legal", despite="the court's own <words>").status_code == 302
    assert "the court&#39;s own &lt;words&gt;" in legal.get(ready.path + "review/").content.decode()


def test_taken_back_with_a_reason(visitor, cora, all_three):
    legal = visitor("approver-legal")
    assert legal.post(all_three.path + "review/void/", {"why": " "}).status_code == 422
    assert cora.post(all_three.path + "review/void/", {"why": "x"}).status_code == 403
    assert legal.post(all_three.path + "review/withdraw/", {"why": "x"}).status_code == 403
    assert len(all_three.notice.approvals) == 3
    assert cora.post(all_three.path + "review/withdraw/", {"why": "the count is <wrong>"}).status_code == 302
    assert not all_three.notice.approvals
    assert "the count is &lt;wrong&gt;" in cora.get(all_three.path + "review/").content.decode()


@pytest.mark.parametrize("format", ["txt", "html", "web", "docx", "pdf", "eml"])
def test_files_say_that_they_are_drafts_until_they_are_not_and_are_inert(visitor, ready, format, cora):
    def taken():
        answer = cora.post(f"{ready.path}file/en/{format}/")
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "html" not in answer["Content-Type"]
        return answer

    draft = taken()
    assert 'filename="DRAFT-' in draft["Content-Disposition"]
    if format == "docx":
        document = zipfile.ZipFile(io.BytesIO(draft.content)).read("word/document.xml").decode()
        assert "DRAFT. Not approved" in document
    elif format != "pdf":
        assert b"DRAFT. Not approved" in draft.content
    for role in ("legal", "security", "communications"):
        yes(visitor(f"approver-{role}"), ready, role)
    final = taken()
    assert "DRAFT" not in final["Content-Disposition"]
    assert b"DRAFT. Not approved" not in final.content
    assert [one.data["draft"] for one in ready.events(Kind.NOTICE_EXPORTED)] == [True, False]
    assert cora.get(f"{ready.path}file/en/{format}/").status_code == 405


def test_a_text_message_is_text_alone(cora, incident):
    cora.post(f"/notices/{incident.incident.id}/", {"kind": "sms", "language": ["en"]})
    path = f"/notices/{incident.incident.id}/sms/"
    assert cora.post(path + "file/en/txt/").status_code == 200
    assert cora.post(path + "file/en/pdf/").status_code == 404
    assert "file/en/pdf/" not in cora.get(path + "shown/").content.decode()


def test_words_taken_out_and_put_in(cora, visitor, ready):
    yes(visitor("approver-legal"), ready, "legal")
    ready.type(cora, "people_count", any="7", voiding="yes")
    page = cora.get(ready.path + "changes/").content.decode()
    assert '<del class="gone">48,200</del><ins class="put">7</ins>' in page
    assert "since review" in page
    number = ready.notice.changes
    assert '<ins class="put">7</ins>' in cora.get(f"{ready.path}changes/?with={number - 1}").content.decode()
    assert "Nothing is other." in cora.get(f"{ready.path}changes/?with={number}").content.decode()
    assert cora.get(f"{ready.path}changes/?with=99999").status_code == 404
    assert cora.get(f"{ready.path}changes/?with=nonsense&to=<b>").status_code == 200


def test_a_newer_version_of_the_template(cora, ready, place):
    import shutil
    from pathlib import Path

    import playbooks

    own = place / "notices"
    shutil.copytree(Path(playbooks.__file__).parent / "notices" / "people-full", own / "people-full")
    text = own / "people-full" / "en.md.j2"
    text.write_text(text.read_text().replace("We are sorry that it came to this.", "We apologise for this."))
    page = cora.get(ready.path + "changes/?with=template").content.decode()
    assert "newer version of the template" in page
    assert '<ins class="put">' in page
    assert "apologise" in page


def test_looking_writes_nothing(cora, ready):
    before = len(ready.events(Kind.NOTICE_SET)), len(ready.events(Kind.NOTICE_EXPORTED))
    for path in ("", "review/", "changes/", "shown/", "shown/own/en/", "news/?from=0"):
        cora.get(ready.path + path)
    assert (len(ready.events(Kind.NOTICE_SET)), len(ready.events(Kind.NOTICE_EXPORTED))) == before
