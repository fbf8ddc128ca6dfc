"""The page and the mail: nothing runs, nothing is fetched, everybody can read it, on a telephone too."""

import email
import re
import shutil
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.notices.eml import Envelope, eml
from reports.notices.html import html
from reports.notices.mails import Mails, To
from reports.notices.press import Press
from reports.notices.text import message, text
from tests.library.noticetext.examples import KINDS, LANGUAGES, values
from tests.reports.notices.made import HEAD, WICKED, filled, language, steps, wicked
from tests.reports.test_hostile import Page
from toolkit.core.errors import UserError
from toolkit.core.notice import Block, BlockKind, Document, Piece, Value
from toolkit.library.noticelint.access import Page as Accessible
from toolkit.library.noticelint.length import SCREEN, height

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def envelope(**more):
    return Envelope(
        **{
            "sender_name": "Example",
            "sender": "help@example.com",
            "to": "ana@example.net",
            "date": AT,
            "id": "1@example.com",
            **more,
        }
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_show_every_word_and_are_accessible(kind, code):
    document = filled(kind, code)
    page = html(document, HEAD, language(code))
    shown = " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main>")[2]).split())
    for block in document.blocks:
        for piece in block.pieces:
            assert " ".join(piece.text.replace("'", "&#39;").split()) in shown
    assert not [fault for fault in Accessible(page).faults(code) if kind != "sms" or "heading" not in fault[1]]


def test_nothing_runs_and_nothing_is_fetched():
    for document in (wicked(), filled("people-full", "th")):
        page = Page(html(document, HEAD, language("en"), banner=WICKED[0], others={"th": ("x.html", language("th"))}))
        assert not {"script", "link", "iframe", "object", "form", "base", "img"} & set(page.tags)
        assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style")]
        hrefs = [value for _, name, value in page.attributes if name == "href"]
        assert all(href.startswith(("https://", "mailto:", "tel:")) or href == "x.html" for href in hrefs), hrefs


def test_wicked_words_are_words():
    raw = html(wicked(), HEAD, language("en"))
    assert "<script" not in raw
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in raw
    assert "\u202e" not in html(
        Document(language="en", blocks=(Block(kind=BlockKind.PARAGRAPH, pieces=(Piece("a\u202eb"),), line=1),)),
        None,
        language("en"),
    )


def test_long_values_are_never_cut():
    words = "x" * 50_000
    document = Document(language="en", blocks=(Block(kind=BlockKind.PARAGRAPH, pieces=(Piece(words),), line=1),))
    assert words in html(document, None, language("en"))
    assert words in text(document)


def test_plain_text():
    said = text(filled("people-full", "en"))
    assert said.startswith("Notice of Data Breach\n\n27 November 2026\n\nDear ")
    assert "\n\n\nWhat Information Was Involved\n\nYour data concerned:\n\n- Name\n- E-mail address\n" in said
    assert text(steps()) == "1. One\n2. Two\n"
    assert message(steps()) == "One, Two"


# ---- mail


def test_a_mail_is_read_back_as_it_was_written():
    for code in LANGUAGES:
        document = filled("people-full", code)
        plain, page = text(document), html(document, None, language(code))
        raw = eml(document.title, plain, page, code, envelope(sender_name="บริษัท ตัวอย่าง"))
        assert raw.isascii()
        assert max(map(len, raw.split(b"\r\n"))) <= 998
        assert b"\n" not in raw.replace(b"\r\n", b"")
        mail = email.message_from_bytes(raw, policy=default)
        assert mail["Subject"] == document.title
        assert mail["Content-Language"] == code
        assert mail["From"].addresses[0].display_name == "บริษัท ตัวอย่าง"
        first, second = mail.iter_parts()
        assert (first.get_content_type(), second.get_content_type()) == ("text/plain", "text/html")
        assert first.get_content().replace("\r\n", "\n") == plain
        assert second.get_content().replace("\r\n", "\n") == page
        assert raw == eml(document.title, plain, page, code, envelope(sender_name="บริษัท ตัวอย่าง"))


@pytest.mark.parametrize(
    "more",
    [
        {"sender_name": "x\r\nBcc: all@example.com"},
        {"to_name": "x\nBcc: all@example.com"},
        {"to": "a@example.com\r\nBcc: b@example.com"},
        {"to": "a@example.com, b@example.com"},
        {"sender": "nobody"},
        {"id": "x>\r\nX: y"},
        {"sender_name": "x\x1b[31m"},
    ],
)
def test_no_name_or_address_begins_another_header(more):
    with pytest.raises(UserError, match="cannot be addressed"):
        eml("x", "x", "x", "en", envelope(**more))
    with pytest.raises(UserError, match="cannot be addressed"):
        eml("x\r\nBcc: y", "x", "x", "en", envelope())


# ---- many


def test_the_press_prints_what_the_page_would():
    press = Press(lambda names: filled("people-full", "en", merged=names), HEAD, language("en"))
    given = {"recipient_name": "Ana 'x' <b>", "recipient_reference": ""}
    made = press.printed(given)
    bare = filled("people-full", "en", merged={"recipient_name"})
    mark = "«Name of the person»"
    assert made.text == text(bare).replace(mark, given["recipient_name"])
    page = html(bare, HEAD, language("en")).replace(
        f'<span class="merged">{mark}</span>', "Ana &#x27;x&#x27; &lt;b&gt;"
    )
    assert made.html == page
    assert made.title == "Notice of Data Breach"


def test_a_recipients_value_cannot_stand_for_another():
    press = Press(lambda names: filled("people-full", "en", merged=names), HEAD, language("en"))
    first = press.printed({"recipient_name": "[x:recipient_reference]", "recipient_reference": "K-1"})
    assert "Dear [x:recipient_reference]," in first.text
    for bad in ("a\nb", "a\x00", "a\u202eb", "\ud800", "a\ue000b"):
        with pytest.raises(ValueError, match="cannot be printed"):
            press.printed({"recipient_name": bad})


def test_a_form_is_cut_once_for_each_set_of_fields():
    asked = []

    def shape(names):
        asked.append(names)
        return filled("people-full", "en", merged=names)

    press = Press(shape, HEAD, language("en"))
    for number in range(500):
        press.printed({"recipient_name": f"N{number}", "recipient_reference": f"K{number}" if number % 2 else ""})
    assert sorted(map(len, asked)) == [1, 2]


# ---- mails to many


def mails(code, **sender):
    press = Press(lambda names: filled("people-full", code, merged=names), HEAD, language(code))
    return press, Mails(press, code, **{"sender_name": "Example", "sender": "help@example.com", **sender})


def to(**more):
    return To(**{"mail": "ana@example.net", "date": AT, "id": "1@example.com", **more})


@pytest.mark.parametrize("code", LANGUAGES)
@given(name=st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=120))
@settings(max_examples=60, deadline=None)
def test_what_is_encoded_in_pieces_is_read_as_one(code, name):
    press, all_of_them = mails(code)
    recipient = {"recipient_name": name, "recipient_reference": "= K 1. ="}
    raw = all_of_them.mail(recipient, to(name="Ana"))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = email.message_from_bytes(raw, policy=default)
    plain, page = mail.iter_parts()
    made = press.printed(recipient)
    assert not [*mail.defects, *plain.defects, *page.defects]
    assert plain.get_content().replace("\r\n", "\n") == made.text
    assert page.get_content().replace("\r\n", "\n") == made.html
    assert (mail["Subject"], mail["Content-Language"]) == (made.title, code)
    assert mail["To"].addresses[0].display_name == "Ana"


def test_names_in_headers_are_names():
    for name in ('Ana "Q" \\ O\'N', "สมชาย", "a, b@evil.example", "=?utf-8?b?eA==?=", "<x@y.example>"):
        raw = mails("en", sender_name=name)[1].mail({"recipient_name": "x"}, to(name=name))
        mail = email.message_from_bytes(raw, policy=default)
        for field, address in (("From", "help@example.com"), ("To", "ana@example.net")):
            (one,) = mail[field].addresses
            assert (one.display_name, one.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "more",
    [
        {"mail": "a@example.com\r\nBcc: b@example.com"},
        {"mail": "a@example.com, b@example.com"},
        {"mail": "nobody"},
        {"name": "x\r\nBcc: all@example.com"},
        {"id": "x>\r\nX: y"},
        {"id": "x y"},
    ],
)
def test_no_recipient_begins_another_header(more):
    with pytest.raises(UserError, match="mail"):
        mails("en")[1].mail({"recipient_name": "x"}, to(**more))


# ---- looked at in a browser


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("needs Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


def tall(browser, document, path):
    path.write_text(html(document, None, language(document.language)))
    page = browser.new_page(viewport={"width": 390, "height": SCREEN})
    page.goto(path.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = page.evaluate("document.body.getBoundingClientRect().height")
    page.close()
    assert wide == 390, "nothing has to be moved sideways"
    return found


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, tmp_path, code, scheme):
    from axe_playwright_python.sync_playwright import Axe

    path = tmp_path / "x.html"
    others = {"xx": ("y.html", language(code))}
    path.write_text(html(filled("people-full", code), HEAD, language(code), others=others, banner="A draft"))
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    found = Axe().run(page)
    context.close()
    assert not [one["id"] for one in found.response["violations"] if one["id"] != "valid-lang"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_short_version_is_one_screen_of_a_real_browser(browser, tmp_path, code):
    assert tall(browser, filled("people-short", code), tmp_path / "x.html") <= SCREEN


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("times", [1, 3, 6, 9])
def test_the_lints_measure_is_on_the_safe_side_of_the_browsers(browser, tmp_path, code, times):
    words = {
        "en": "Somebody outside the company downloaded files from it. ",
        "th": "มีบุคคลภายนอกดาวน์โหลดไฟล์ออกไปจากระบบ ",
    }[code]
    given = values("people-short", what_happened=Value(words={code: words * times}))
    document = filled("people-short", code, given)
    real = tall(browser, document, tmp_path / "x.html")
    assert real <= height(document) * 1.02
    assert real >= height(document) * 0.85
