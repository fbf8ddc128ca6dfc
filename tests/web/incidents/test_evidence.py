"""Evidence through the browser: streamed, hashed, limited, inert, and never shown inline."""

import hashlib
import io

import pytest

from tests.web.incidents.conftest import HOSTILE, kinds, path, post, text
from toolkit.core.errors import UserError
from toolkit.usecase.incident.evidence import About, add
from toolkit.usecase.incident.session import Said, look
from toolkit.web.upload import FOLDER, MEGABYTE


def file(content=b"{}", name="policy.json"):
    found = io.BytesIO(content)
    found.name = name
    return found


def send(browser, folder, *files, **fields):
    return browser.post(
        path(folder, "evidence/"), {"seen": len(look(folder).events), "act": "add", "files": list(files), **fields}
    )


def waiting(house):
    place = house.settings.state / FOLDER
    return list(place.iterdir()) if place.is_dir() else []


def test_a_file_is_kept_hashed_with_who_and_where_from(ada, fire, house):
    digest = hashlib.sha256(b"{}").hexdigest()
    answer = send(ada, fire, file(), what="The policy", step="photograph", wanted="photo", sha256=digest)
    assert answer.status_code == 303
    (item,) = look(fire).incident.evidence
    assert (item.name, item.sha256, item.step, item.wanted, item.by) == (
        "policy.json", digest, "photograph", "photo", "ada"
    )  # fmt: skip
    assert item.source == "sent in through the browser by ada"
    assert (fire / item.file).read_bytes() == b"{}"
    assert waiting(house) == []
    assert digest in text(ada.get(path(fire, "evidence/")))


def test_where_files_wait_is_ours_alone(ada, fire, house):
    send(ada, fire, file())
    assert (house.settings.state / FOLDER).stat().st_mode & 0o777 == 0o700


def test_what_came_in_otherwise_than_it_was_sent_is_refused(ada, fire, house):
    answer = send(ada, fire, file(), sha256="0" * 64, what="The policy")
    assert answer.status_code == 409
    assert "came in damaged" in text(answer)
    assert 'value="The policy"' in answer.content.decode()
    assert look(fire).incident.evidence == ()
    assert kinds(fire)[-2:] == ["collecting", "not-collected"]
    assert [one.name for one in (fire / "evidence").iterdir()] == []
    assert waiting(house) == []


def test_more_than_50_megabytes_are_refused_with_a_page_and_nothing_is_kept(ada, fire, house):
    assert house.settings.web.upload_mb == 50
    answer = send(ada, fire, file(b"x" * (50 * MEGABYTE + 1), "image.raw"), what="The disk")
    assert answer.status_code == 413
    page = text(answer)
    assert "larger than the 50 MB" in page
    assert "Nothing of it was kept" in page
    assert 'value="The disk"' in answer.content.decode()
    assert kinds(fire) == ["opened"]
    assert waiting(house) == []


def test_several_files_together_are_no_larger_than_one(ada, fire, house, place):
    _limit(place, 1)
    assert send(ada, fire, file(b"x" * 700_000), file(b"y" * 700_000, "b")).status_code == 413
    assert kinds(fire) == ["opened"]
    assert send(ada, fire, file(b"x" * 400_000), file(b"y" * 400_000, "b")).status_code == 303
    assert [item.name for item in look(fire).incident.evidence] == ["policy.json", "b"]


def test_what_turns_out_too_large_on_the_way_is_thrown_away(ada, fire, house, place, monkeypatch):
    from toolkit.web import upload

    _limit(place, 1)
    monkeypatch.setattr(upload, "_announced", lambda _request: 0)
    assert send(ada, fire, file(b"x" * (MEGABYTE + 5)), what="w").status_code == 413
    assert waiting(house) == []
    assert kinds(fire) == ["opened"]


def _limit(place, megabytes):
    config = place / "breachready.toml"
    config.write_text(config.read_text() + f"\n[web]\nupload_mb = {megabytes}\n")


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        HOSTILE,
        "a\x1b[31mb",
        "\u202egpj.exe",
        ".htaccess",
        "x" * 300,
        "con",
        "-rf",
    ],
)
def test_hostile_names_are_inert(ada, fire, house, name):
    assert send(ada, fire, file(name=name)).status_code == 303
    (item,) = look(fire).incident.evidence
    kept = (fire / item.file).resolve()
    assert kept.parent == (fire / "evidence").resolve()
    page = ada.get(path(fire, "evidence/")).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    answer = post(ada, fire, f"evidence/{item.id}/take/")
    answer.close()
    said = answer["Content-Disposition"]
    assert said.startswith("attachment")
    assert not set(said) & set("<>\x1b\u202e")
    assert "/" not in said.replace("UTF-8''", "")


def test_a_download_is_recorded_and_never_inline(ada, fire):
    send(ada, fire, file(b"<script>alert(1)</script>", "page.html"))
    answer = post(ada, fire, "evidence/E1/take/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    answer.close()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="E1-page.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    (move,) = look(fire).incident.evidence[0].custody
    assert (move.to, move.by) == ("ada", "ada")


def test_evidence_that_was_changed_is_not_handed_out_and_that_is_recorded(ada, fire):
    send(ada, fire, file())
    kept = fire / look(fire).incident.evidence[0].file
    kept.chmod(0o600)
    kept.write_bytes(b"other")
    assert post(ada, fire, "evidence/E1/take/").status_code == 409
    assert "is not what was collected" in look(fire).events[-1].note
    assert "changed" in text(ada.get(path(fire, "evidence/verify/")))


def test_a_link_in_place_of_evidence_is_not_followed(ada, fire, house):
    send(ada, fire, file())
    kept = fire / look(fire).incident.evidence[0].file
    secret = house.settings.state / "web.key"
    secret.write_bytes(b"{}")
    kept.unlink()
    kept.symlink_to(secret)
    assert post(ada, fire, "evidence/E1/take/").status_code == 409


def test_it_is_handed_over_with_its_hash(ada, fire):
    send(ada, fire, file())
    assert post(ada, fire, "evidence/E1/transfer/", to="").status_code == 409
    assert post(ada, fire, "evidence/E1/transfer/", to="forensics, J. Doe", note="stick").status_code == 303
    assert "forensics, J. Doe" in text(ada.get(path(fire, "evidence/")))
    assert post(ada, fire, "evidence/E9/transfer/", to="x").status_code == 404


def test_nobody_else_may_send_or_take(visitor, ada, fire, house):
    send(ada, fire, file())
    for role in ("viewer", "engineer", "communications", "approver-security", "administrator"):
        browser = visitor(role)
        assert send(browser, fire, file(name="b")).status_code == 403
        assert post(browser, fire, "evidence/E1/take/").status_code == 403
    assert visitor().post(path(fire, "evidence/"), {"files": [file()]}).status_code == 302
    assert len(look(fire).incident.evidence) == 1
    assert waiting(house) == []


def test_a_form_without_a_file_says_so_and_keeps_what_was_typed(ada, fire):
    answer = ada.post(path(fire, "evidence/"), {"seen": "1", "act": "add", "what": "half"})
    assert answer.status_code == 409
    assert "choose at least one file" in text(answer)
    assert 'value="half"' in answer.content.decode()


def test_a_piece_that_no_step_asks_for_is_refused(ada, fire, house):
    assert send(ada, fire, file(), step="photograph", wanted="poem").status_code == 409
    assert send(ada, fire, file(), step="nothing").status_code == 409
    assert kinds(fire) == ["opened"]
    assert waiting(house) == []


def test_what_a_killed_process_left_is_removed_after_a_day(ada, fire, house):
    import os

    place = house.settings.state / FOLDER
    place.mkdir()
    old, new = place / "upload-old", place / "upload-new"
    for one in (old, new):
        one.write_bytes(b"x")
    os.utime(old, (1, 1))
    send(ada, fire, file())
    assert [one.name for one in place.iterdir()] == ["upload-new"]


def test_the_use_case_refuses_another_hash_and_keeps_nothing(fire, tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"a")
    with pytest.raises(UserError, match="came in damaged"):
        add(fire, [source], About(sha256="1" * 64), Said(by="ada"))
    assert list((fire / "evidence").iterdir()) == []
    add(fire, [source], About(sha256=hashlib.sha256(b"a").hexdigest().upper()), Said(by="ada"))
    assert len(look(fire).incident.evidence) == 1
