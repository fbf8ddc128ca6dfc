"""The form: saved as it is typed, by two people at once, with what is wrong beside its field."""

import re

import pytest

from tests.web.notices.conftest import HTMX
from toolkit.core.incident import Kind
from toolkit.core.notice import ANY
from toolkit.usecase.incident.session import Said
from toolkit.usecase.notice.drafting import Change, set_values

MOST = 10
"""Queries of a page: session, person, roles, second factor."""
HOSTILE = (
    "<img src=x onerror=alert(1)>\"'</textarea><script>alert(2)</script>{{ 7*7 }}{% for x in [1] %}x{% endfor %}"
)


def test_every_field_has_label_help_example_and_supplier(cora, begun):
    page = cora.get(begun.path).content.decode()
    assert '<label for="f-what_happened-en">English</label>' in page
    assert "Two to five short sentences" in page
    assert "A storage folder of our booking service" in page
    assert 'value="A storage' not in page
    assert "Supplied by: security." in page
    assert "27 November 2026</span>" in page, "an example reads as the letter will"
    assert page.index('id="q-what_happened') < page.index('id="q-data_types') < page.index('id="q-signed_by'), (
        "as the letter"
    )
    assert "from the organisation's settings: <b>+66 2 000 0000</b>" in page


def test_a_field_is_saved_as_it_is_typed_and_the_preview_follows(cora, begun):
    answer = begun.type(cora, "what_happened", en="A folder was open.\r\n\r\nWe closed it.", th="")
    said = answer.content.decode()
    assert "Saved" in said
    assert begun.notice.values["what_happened"].words == {"en": "A folder was open.\n\nWe closed it."}
    assert begun.notice.values["what_happened"].by == "cora"
    assert 'id="p-1" hx-swap-oob="innerHTML"' in said
    assert "A folder was open.</a>" in said
    assert len(begun.events(Kind.NOTICE_SET)) == 1


def test_nothing_new_is_nothing_written(cora, begun):
    begun.type(cora, "signed_by", en="A. Example", th="ก ตัวอย่าง")
    begun.type(cora, "signed_by", en="A. Example ", th="ก ตัวอย่าง")
    assert len(begun.events(Kind.NOTICE_SET)) == 1


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("people_count", {"any": "lots"}, "a whole number"),
        ("notice_date", {"any": "tomorrow"}, "a date"),
        ("contact_mail", {"any": "nobody"}, "an e-mail address"),
        ("incident_page", {"any": "http://x"}, "an https address"),
        ("signed_by", {"en": "x" * 201}, "at most 200"),
        ("signed_by", {"en": "x\x00y"}, "does not belong in a notice"),
        ("ended_on", {"any": "", "unknown": "yes", "until": ""}, "the day by which"),
        ("ended_on", {"any": "", "unknown": "yes", "until": "<b>"}, "the day by which"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_not_saved(cora, begun, field, words, said):
    answer = begun.type(cora, field, **words)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert "Not saved" in page
    assert not begun.events(Kind.NOTICE_SET)


def test_a_number_as_people_write_it_and_a_moment_in_the_organisations_zone(cora, begun):
    begun.type(cora, "people_count", any="48,200")
    begun.type(cora, "detected_at", any="2026-11-25T14:05")
    assert begun.notice.values["people_count"].words == {ANY: "48200"}
    assert begun.notice.values["detected_at"].words == {ANY: "2026-11-25T14:05+07:00"}
    page = cora.get(begun.path).content.decode()
    assert 'value="2026-11-25T14:05"' in page
    assert "In the time of Asia/Bangkok." in page


def test_a_moment_given_in_another_zone_is_not_changed_by_being_shown(cora, begun):
    set_values(
        begun.view.folder, begun.id, Change(values={"detected_at": {ANY: "2026-11-25T07:05+00:00"}}), Said(by="rosa")
    )
    begun.type(cora, "detected_at", any="2026-11-25T14:05")
    assert begun.notice.values["detected_at"].words == {ANY: "2026-11-25T07:05+00:00"}


def test_not_yet_known_with_a_day_and_known_after_all(cora, begun):
    begun.type(cora, "ended_on", any="", unknown="yes", until="2026-12-03")
    page = cora.get(begun.path).content.decode()
    assert "not yet known; we will tell you by 3 December 2026" in page
    assert "3 ธันวาคม 2569" in page
    begun.type(cora, "ended_on", any="2026-11-25", until="2026-12-03")
    value = begun.notice.values["ended_on"]
    assert (value.words, value.unknown_until) == ({ANY: "2026-11-25"}, None)


def test_what_must_be_known_cannot_be_put_off(cora, begun):
    begun.type(cora, "signed_by", en="", unknown="yes", until="2026-12-03")
    assert not begun.events(Kind.NOTICE_SET)
    assert 'name="unknown.signed_by"' not in cora.get(begun.path).content.decode()


def test_one_language_is_taken_away_and_the_other_stays(cora, begun):
    begun.type(cora, "signed_by", en="A. Example", th="ก ตัวอย่าง")
    begun.type(cora, "signed_by", en="", th="ก ตัวอย่าง")
    assert begun.notice.values["signed_by"].words == {"th": "ก ตัวอย่าง"}
    begun.type(cora, "signed_by", en="", th="")
    assert "signed_by" not in begun.notice.values


def test_two_people_in_one_field_see_both_and_nothing_is_written_over(cora, bob, begun):
    before = begun.marks(bob)
    begun.type(cora, "signed_by", en="Cora's", th="")
    answer = begun.type(bob, "signed_by", marks=before, en="Bob's", th="")
    page = answer.content.decode()
    assert "cora changed this meanwhile" in page
    assert "Cora&#39;s</blockquote>" in page
    assert "Bob&#39;s</blockquote>" in page
    assert begun.notice.values["signed_by"].words == {"en": "Cora's"}
    again = dict(re.findall(r'name="(was\.signed_by\.[^"]+)" value="([0-9a-f]+)"', page))
    assert again["was.signed_by.en"] == before["was.signed_by.en"], "typing on does not write over it either"
    (vals,) = re.findall(r"hx-vals='(.*?)'", page)
    theirs = re.search(r'"was.signed_by.en":\s*"([0-9a-f]+)"', vals)[1]
    begun.type(bob, "signed_by", marks={**again, "was.signed_by.en": theirs}, en="Bob's", th="")
    assert begun.notice.values["signed_by"].words == {"en": "Bob's"}, "with theirs in sight"


def test_a_box_that_another_changed_and_i_did_not_is_left_as_it_is(cora, bob, begun):
    before = begun.marks(bob)
    begun.type(cora, "signed_by", en="Cora's", th="")
    answer = begun.type(bob, "signed_by", marks=before, en="", th="ของบ๊อบ")
    assert begun.notice.values["signed_by"].words == {"en": "Cora's", "th": "ของบ๊อบ"}
    again = dict(re.findall(r'name="(was\.signed_by\.[^"]+)" value="([0-9a-f]+)"', answer.content.decode()))
    begun.type(bob, "signed_by", marks=again, en="", th="ของบ๊อบเอง")
    assert begun.notice.values["signed_by"].words == {"en": "Cora's", "th": "ของบ๊อบเอง"}


def test_the_same_change_by_two_is_no_clash(cora, bob, begun):
    before = begun.marks(bob)
    begun.type(cora, "signed_by", en="The same", th="")
    assert "Saved" in begun.type(bob, "signed_by", marks=before, en="The same", th="").content.decode()


def test_not_known_said_over_anothers_words_is_a_clash(cora, bob, begun):
    before = begun.marks(bob)
    begun.type(cora, "ended_on", any="2026-11-25")
    page = begun.type(bob, "ended_on", marks=before, any="", unknown="yes", until="2026-12-03").content.decode()
    assert begun.notice.values["ended_on"].words == {ANY: "2026-11-25"}
    assert "Yours is not saved" in page


def test_words_over_anothers_not_known_are_a_clash_too(cora, bob, begun):
    before = begun.marks(bob)
    begun.type(cora, "ended_on", any="", unknown="yes", until="2026-12-03")
    page = begun.type(bob, "ended_on", marks=before, any="2026-11-25").content.decode()
    assert "not yet known; we will tell it by 2026-12-03" in page
    assert begun.notice.values["ended_on"].unknown
    theirs = re.search(r'"was.ended_on.unknown":\s*"([0-9a-f]+)"', page)[1]
    begun.type(bob, "ended_on", marks={**before, "was.ended_on.unknown": theirs}, any="2026-11-25")
    assert begun.notice.values["ended_on"].words == {ANY: "2026-11-25"}
    assert not begun.notice.values["ended_on"].unknown


def test_what_others_did_is_told_without_loading_the_page_again(cora, bob, begun):
    page = bob.get(begun.path).content.decode()
    news = re.search(r'hx-get="([^"]+/news/\?from=\d+)"', page)[1]
    assert bob.get(news, headers=HTMX).status_code == 204
    begun.type(cora, "signed_by", en="Cora's", th="")
    told = bob.get(news, headers=HTMX).content.decode()
    assert "<b>cora</b> changed this" in told
    assert 'id="n-signed_by"' in told
    assert "Cora&#39;s" in told
    assert 'id="n-signed_by"' not in cora.get(news, headers=HTMX).content.decode(), "one's own changes are no news"
    assert cora.get(news.partition("?")[0] + "?from=x", headers=HTMX).status_code == 200


def test_the_whole_form_without_script(cora, begun):
    sent = {
        **begun.marks(cora),
        "text.signed_by.en": "A. Example",
        "text.people_count.any": "lots",
        "text.notice_date.any": "",
    }
    answer = cora.post(begun.path, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="lots"' in page
    assert begun.notice.values["signed_by"].words == {"en": "A. Example"}, "the rest is kept"
    sent["text.people_count.any"] = "5"
    sent |= begun.marks(cora)
    answer = cora.post(begun.path, sent)
    assert (answer.status_code, answer["Location"]) == (302, begun.path)
    assert begun.notice.values["people_count"].words == {ANY: "5"}


def test_a_stale_form_without_script_shows_both_and_saving_again_means_it(cora, bob, begun):
    old = begun.marks(bob)
    begun.type(cora, "signed_by", en="Cora's", th="")
    answer = bob.post(begun.path, {**old, "text.signed_by.en": "Bob's", "text.signed_by.th": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cora changed this meanwhile" in page
    assert 'value="Bob&#39;s"' in page
    again = dict(re.findall(r'name="(was\.[^"]+)" value="([0-9a-f]*)"', page))
    bob.post(begun.path, {**again, "text.signed_by.en": "Bob's", "text.signed_by.th": ""})
    assert begun.notice.values["signed_by"].words == {"en": "Bob's"}


def test_markup_and_templates_in_values_are_text(cora, begun):
    for name, key in (("what_happened", "en"), ("signed_by", "en"), ("data_types", "en")):
        answer = begun.type(cora, name, **{key: HOSTILE[:190]})
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()
    begun.fill()
    begun.type(cora, "what_happened", en=HOSTILE, th="x")
    for path in (
        "",
        "shown/",
        "review/",
        "changes/?with=0",
        "changes/?with=0&all=1",
        "shown/own/en/",
        "shown/other/en/",
    ):
        page = cora.get(begun.path + path).content.decode()
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "</textarea><script" not in page, path
    page = cora.get(begun.path).content.decode()
    assert "{{ 7*7 }}" in page, "a value is never a template"
    assert not re.search(r"\son\w+=\"", page)


def test_a_document_in_a_frame_can_do_nothing(cora, begun):
    begun.fill()
    answer = cora.get(begun.path + "shown/own/th/")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "หนังสือแจ้งเหตุ" in answer.content.decode()
    style = re.search(r"style-src 'sha256-([^']+)'", answer["Content-Security-Policy"])[1]
    assert style in answer.content.decode(), "the document's own policy names the same style"


def test_lint_stands_beside_the_sentence_it_means(cora, begun):
    page = begun.type(
        cora, "what_happened", en="A folder was open. We take your privacy seriously.", th=""
    ).content.decode()
    under = page[page.index('id="l-what_happened"') :]
    assert "“We take your privacy seriously.”" in under[: under.index("</div>")]
    pane = page[page.index('id="p-1"') :]
    assert pane.index("A folder was open.") < pane.index("Readers meet it only when") < pane.index("First day")


def test_what_is_missing_leads_to_its_field(cora, begun):
    page = cora.get(begun.path).content.decode()
    missing = page[page.index('id="missing"') :]
    assert 'href="#q-what_happened"' in missing[: missing.index("</details>")]
    begun.fill()
    assert "Nothing is missing." in cora.get(begun.path).content.decode()


def test_the_session_ends_while_somebody_types(cora, begun):
    marks = begun.marks(cora)
    cora.logout()
    answer = begun.type(cora, "signed_by", marks=marks, en="typed", th="")
    assert answer.status_code == 401
    assert answer["HX-Trigger"] == "logged-out"
    answer = cora.post(begun.path, {**marks, "text.signed_by.en": "typed"})
    assert answer["Location"] == "/account/login/?next=/typed/"
    assert ["text.signed_by.en", "typed"] in [list(one) for one in cora.session["typed"]["fields"]]


def test_a_page_that_outlived_its_session_gets_a_new_token_and_is_told_whose(cora, visitor):
    assert cora.get("/token/").json()["who"] == "cora"
    assert visitor().get("/token/").status_code == 302


def test_a_view_reads_the_database_a_bounded_number_of_times(cora, begun):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    begun.fill()
    cora.get("/health/")  # a session's first click is written down, every few minutes
    for path in (begun.path, "/notices/", f"/notices/{begun.view.incident.id}/", begun.path + "review/"):
        with CaptureQueriesContext(connection) as asked:
            cora.get(path)
        assert len(asked) <= MOST, (path, [one["sql"][:80] for one in asked])
