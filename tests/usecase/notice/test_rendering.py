"""Files that may go out, and those that say they may not."""

import email
import hashlib
import zipfile
from datetime import UTC, datetime
from email.policy import default

import pytest

from reports.notices.mails import To
from tests.usecase.incident.books import Watch, by
from tests.usecase.notice.made import approved, seen, written
from tests.usecase.notice.test_drafting import refused
from toolkit.core.incident import Kind
from toolkit.usecase.incident.bundle import export as bundle
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.verifier import faults
from toolkit.usecase.notice.letterhead import letterhead
from toolkit.usecase.notice.rendering import Format, Printer, export, files, preview
from toolkit.usecase.notice.shelf import FOLDER
from toolkit.usecase.playbook.signing import signing_key

AT = datetime(2026, 11, 27, tzinfo=UTC)
ALL = tuple(Format)


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def ready(tmp_path, watch):
    return written(tmp_path, watch)


def test_nothing_goes_out_that_is_not_approved(ready, watch, tmp_path):
    settings, folder = ready
    out = tmp_path / "out"
    said = refused(lambda: export(settings, folder, "people-full", by(), formats=ALL, out=out, clock=watch))
    assert "lacks the yes of legal" in said
    assert not out.exists()
    _, paths = export(settings, folder, "people-full", by(), formats=ALL, out=out, draft=True, clock=watch)
    for path in paths:
        raw = path.read_bytes()
        if path.suffix in (".txt", ".html"):
            assert ("DRAFT. Not approved" if ".en." in path.name else "ฉบับร่าง") in raw.decode(), path


def test_every_language_in_every_format_and_a_line_in_the_journal(ready, watch, tmp_path):
    settings, folder = ready
    approved(settings, folder, watch)
    view, paths = export(settings, folder, "people-full", by(), formats=ALL, out=tmp_path / "out", clock=watch)
    assert len(paths) == len(ALL) * 2
    line = view.events[-1]
    assert (line.kind, line.data["digest"]) == (Kind.NOTICE_EXPORTED, seen(settings, folder).digest)
    assert line.data["files"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    assert (tmp_path / "out" / "people-full.en.html").read_text() == seen(settings, folder).pages["en"]
    assert (tmp_path / "out" / "people-full.th.txt").read_text() == seen(settings, folder).texts["th"]


def test_the_same_notice_is_the_same_bytes(ready):
    found = seen(*ready)
    first, second = (list(files(found, ALL, draft=False, at=AT)) for _ in range(2))
    assert first == second


def test_pages_for_the_website_lead_to_each_other(ready):
    made = {one.name: one.content.decode() for one in files(seen(*ready), (Format.WEB,), draft=False, at=AT)}
    assert 'href="people-full.th.web.html" hreflang="th" lang="th">ไทย</a>' in made["people-full.en.web.html"]
    assert 'href="people-full.en.web.html"' in made["people-full.th.web.html"]


def test_a_text_message_is_text_alone(tmp_path, watch):
    found = seen(*written(tmp_path, watch, "sms"), "sms")
    (en, th) = files(found, ALL, draft=False, at=AT)
    assert en.content.decode().startswith(
        "Example Travel Ltd.: A data breach concerns your data:\nName, E-mail address"
    )
    assert th.name == "sms.th.txt"


def test_one_recipients_notice(ready):
    printer = Printer(seen=seen(*ready))
    given = printer.recipient({"recipient_name": "Ana & <Bob>"})
    made = printer.press("en").printed(given)
    assert "Dear Ana & <Bob>,\n" in made.text
    assert "Dear Ana &amp; &lt;Bob&gt;," in made.html
    assert "Your reference" not in made.text
    more = printer.press("th").printed(printer.recipient({"recipient_name": "อนา", "recipient_reference": "K-1"}))
    assert "เลขที่อ้างอิงของท่าน: K-1" in more.text
    said = refused(lambda: printer.recipient({"recipient_reference": "a\r\nb", "x": "y"}))
    for words in (
        "recipient_name: has no value",
        "x: is no field of a recipient",
        "recipient_reference: expected one line",
    ):
        assert words in said
    assert "has no 'de'" in refused(lambda: printer.press("de"))


def test_many_recipients_by_mail_letter_and_text(ready, tmp_path, watch):
    (tmp_path / "b").mkdir()
    printer = Printer(seen=seen(*ready))
    one = printer.recipient({"recipient_name": "อนา"})
    raw = printer.mail("th", one, To(mail="a@example.net", date=AT, id="1@example.com"))
    plain = next(email.message_from_bytes(raw, policy=default).iter_parts()).get_content()
    assert "เรียน คุณ อนา" in plain
    assert printer.letters("en", [(one, ("A", "B")), (one, ("C",))]).startswith(b"%PDF")
    short = Printer(seen=seen(*written(tmp_path / "b", watch, "sms"), "sms"))
    assert short.text("en", {}) == short.seen.texts["en"]


def test_a_preview_of_what_may_not_go_out_says_so(ready, watch):
    assert "DRAFT. Not approved" in preview(seen(*ready), "en")
    approved(*ready, watch)
    assert preview(seen(*ready), "en") == seen(*ready).pages["en"]


def test_the_logo(ready, tmp_path):
    from dataclasses import replace

    settings, _ = ready
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    (tmp_path / "logo.png").write_bytes(pixel)
    with_logo = replace(settings, organisation=replace(settings.organisation, logo="logo.png"))
    assert letterhead(with_logo).logo_type == "image/png"
    for raw, words in (
        (b"<svg>", "is neither PNG nor JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 600_000, "larger than 512"),
    ):
        (tmp_path / "logo.png").write_bytes(raw)
        assert words in refused(lambda: letterhead(with_logo))
    (tmp_path / "logo.png").unlink()
    assert "cannot be read" in refused(lambda: letterhead(with_logo))


def test_a_mail_needs_a_sender(tmp_path, watch):
    found = seen(*written(tmp_path, watch, mail=""))
    assert "organisation.mail" in refused(lambda: list(files(found, (Format.EML,), draft=False, at=AT)))


def test_a_bundle_holds_what_was_approved_and_shows_when_it_was_changed(ready, watch, tmp_path):
    settings, folder = ready
    approved(settings, folder, watch)
    bundle(folder, tmp_path / "b.zip", signing_key(settings.state), by(), {}, clock=watch)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "b")
    (inside,) = (tmp_path / "b").rglob("journal.jsonl")
    assert not faults(inside.parent)[0]
    name = f"{look(folder).incident.notices['people-full'].approvals[0].digest[7:]}.json"
    path = inside.parent / FOLDER / name
    path.write_bytes(path.read_bytes().replace(b"48,200", b"00,001"))
    assert any("is not there as line" in words for words in faults(inside.parent)[0])
