"""Drafts: begun, saved, judged, compared, published; nothing overwritten unseen, nothing changed in place."""

from datetime import UTC, date, datetime

import pytest

from toolkit.config.settings import Settings
from toolkit.core.errors import UserError
from toolkit.registry import load
from toolkit.usecase.editing import draft as drafts
from toolkit.usecase.editing import notices, playbooks
from toolkit.usecase.editing.draft import Of, find, save
from toolkit.usecase.notice.shelf import library
from toolkit.usecase.playbook.shelf import edited, shelf

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CATALOGUE = load()
CHECKS = {one.check.id for one in (*CATALOGUE.found, *CATALOGUE.dormant)}


@pytest.fixture
def settings(tmp_path):
    return Settings(state=tmp_path / "state", source=tmp_path / "breachready.toml")


def changed(settings, old, new, of=Of.PLAYBOOK, id="exposed-bucket", file=playbooks.FILE):
    found = find(settings.state, of, id)
    files = {**found.files, file: found.files[file].replace(old, new, 1)}
    assert files != found.files
    return save(settings.state, of, id, files, number=found.number, by="eve", at=NOW)


def raised(settings):
    return changed(settings, 'version = "1.0.0"', 'version = "1.1.0"')


def test_a_draft_begins_with_the_words_of_now_and_is_one(settings):
    first = playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    assert playbooks.begin(settings, "exposed-bucket", "mallory", NOW) == first
    found = playbooks.judged(settings, first, CHECKS)
    assert found.book.digest == shelf(settings)["exposed-bucket"].digest
    assert found.may_go_out
    assert playbooks.difference(settings, first, found.book) == ()


def test_published_words_are_what_incidents_are_opened_with(settings):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    raised(settings)
    made = playbooks.publish(
        settings, changed(settings, "title = ", "title = " + '"New words"  # '), CHECKS, by="eve", note="why"
    )
    assert (made.version, made.note) == ("1.1.0", "why")
    now = shelf(settings)["exposed-bucket"]
    assert (now.playbook.title, now.digest) == ("New words", made.digest)
    assert find(settings.state, Of.PLAYBOOK, "exposed-bucket") is None


def test_changed_words_under_an_old_version_are_refused(settings):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    draft = changed(settings, "title = ", "title = " + '"New words"  # ')
    with pytest.raises(UserError, match=r"1\.0\.0"):
        playbooks.publish(settings, draft, CHECKS, by="eve", note="")
    assert shelf(settings)["exposed-bucket"].playbook.title != "New words"
    assert find(settings.state, Of.PLAYBOOK, "exposed-bucket") is not None


def test_words_that_were_withdrawn_do_not_come_back_by_a_draft(settings):
    from toolkit.usecase.playbook.published import withdraw

    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    playbooks.publish(settings, raised(settings), CHECKS, by="eve", note="")
    withdraw(settings, "exposed-bucket", "1.1.0", by="eve", note="step 4 is wrong")
    again = playbooks.begin(settings, "exposed-bucket", "mallory", NOW)
    with pytest.raises(UserError, match="step 4 is wrong"):
        playbooks.publish(settings, again, CHECKS, by="mallory", note="")


def test_what_the_linter_refuses_is_not_published(settings):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    raised(settings)
    draft = changed(settings, "\nnext = ", '\nnext = "nowhere"  # ')
    found = playbooks.judged(settings, draft, CHECKS)
    assert any("nowhere" in str(one) for one in found.faults)
    with pytest.raises(UserError, match="nowhere"):
        playbooks.publish(settings, draft, CHECKS, by="eve", note="")


@pytest.mark.parametrize("text", ["", "id = ", "\0", "x = 1", 'id = "exposed-bucket"', "\udcff", "[" * 5000])
def test_words_that_make_no_sense_are_problems_and_stay(settings, text):
    begun = playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    draft = save(
        settings.state, Of.PLAYBOOK, "exposed-bucket", {playbooks.FILE: text}, number=begun.number, by="eve", at=NOW
    )
    found = playbooks.judged(settings, draft, CHECKS)
    assert found.problems
    assert not found.may_go_out
    assert find(settings.state, Of.PLAYBOOK, "exposed-bucket").files[playbooks.FILE] == text


def test_another_id_is_another_playbook(settings):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    draft = changed(settings, 'id = "exposed-bucket"', 'id = "other-bucket"')
    assert any("another playbook" in one for one in playbooks.judged(settings, draft, CHECKS).problems)


def test_two_people_do_not_overwrite_each_other(settings):
    begun = playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    save(settings.state, Of.PLAYBOOK, "exposed-bucket", {playbooks.FILE: "a"}, number=begun.number, by="eve", at=NOW)
    with pytest.raises(UserError, match="eve saved other words"):
        save(
            settings.state,
            Of.PLAYBOOK,
            "exposed-bucket",
            {playbooks.FILE: "b"},
            number=begun.number,
            by="mallory",
            at=NOW,
        )
    assert find(settings.state, Of.PLAYBOOK, "exposed-bucket").files[playbooks.FILE] == "a"


@pytest.mark.parametrize("id", ["../x", "a/b", "", "x.y", "ü"])
def test_names_that_lead_elsewhere(settings, id):
    with pytest.raises(UserError):
        find(settings.state, Of.PLAYBOOK, id)


def test_a_crash_between_publishing_and_the_shelf_is_mended_by_doing_it_again(settings, monkeypatch):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    draft = raised(settings)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(playbooks, "write_whole", full)
        with pytest.raises(UserError, match="No space left"):
            playbooks.publish(settings, draft, CHECKS, by="eve", note="")
    assert find(settings.state, Of.PLAYBOOK, "exposed-bucket") == draft
    assert playbooks.publish(settings, draft, CHECKS, by="eve", note="").version == "1.1.0"
    assert shelf(settings)["exposed-bucket"].playbook.version == "1.1.0"


def test_what_lies_beside_the_configuration_is_edited_there(settings, tmp_path):
    playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    text = find(settings.state, Of.PLAYBOOK, "exposed-bucket").files[playbooks.FILE]
    drafts.drop(settings.state, Of.PLAYBOOK, "exposed-bucket")
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "exposed-bucket.toml").write_text(text)
    with pytest.raises(UserError, match="is edited there"):
        playbooks.begin(settings, "exposed-bucket", "eve", NOW)
    assert not edited(settings.state).exists()


def test_a_template_is_edited_and_published(settings):
    begun = notices.begin(settings, "sms", "eve", NOW)
    assert set(begun.files) == {"fields.toml", "en.md.j2", "th.md.j2"}
    before = library(settings).templates["sms"]
    draft = changed(settings, 'version = "1.0.0"', 'version = "1.1.0"', Of.NOTICE, "sms", "fields.toml")
    draft = changed(
        settings,
        f"review_by = {before.template.review_by}",
        f"review_by = {date(2027, 6, 1)}",
        Of.NOTICE,
        "sms",
        "fields.toml",
    )
    assert any(line.startswith("+version") for line in notices.difference(settings, draft))
    made = notices.publish(settings, draft, by="eve", note="why")
    now = library(settings).templates["sms"]
    assert (now.digest, now.template.version) == (made.digest, "1.1.0")
    assert [one.version for one in notices.history(settings, "sms")] == ["1.1.0"]
    again = notices.begin(settings, "sms", "eve", NOW)
    again = save(
        settings.state,
        Of.NOTICE,
        "sms",
        {**again.files, "fields.toml": again.files["fields.toml"].replace("1.1.0", "1.0.9")},
        number=0,
        by="eve",
        at=NOW,
    )
    with pytest.raises(UserError, match="a changed word is a new version"):
        notices.publish(settings, again, by="eve", note="")
    notices.drop(settings.state, Of.NOTICE, "sms")
    again = notices.begin(settings, "sms", "eve", NOW)
    assert notices.publish(settings, again, by="eve", note="") == made
    assert len(notices.history(settings, "sms")) == 1, "the same words are the same version"


@pytest.mark.parametrize(
    "words",
    [
        "{{ ''.__class__ }}",
        "{% for a in x %}{% for b in y %}{% endfor %}{% endfor %}",
        "{% include 'x' %}",
        "{{ nothing_like_it }}",
    ],
)
def test_hostile_templates_are_refused_before_anything_of_them_runs(settings, words):
    begun = notices.begin(settings, "sms", "eve", NOW)
    files = {**begun.files, "en.md.j2": begun.files["en.md.j2"] + words + "\n"}
    draft = save(settings.state, Of.NOTICE, "sms", files, number=begun.number, by="eve", at=NOW)
    found = notices.judged(settings, draft)
    assert found.problems
    assert not found.may_go_out
    with pytest.raises(UserError):
        notices.publish(settings, draft, by="eve", note="")
    assert not list(settings.state.glob(".draft-*"))
