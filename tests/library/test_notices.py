"""Notice templates as files: strict reading, the canonical form, an organisation's own before ours."""

import shutil
from pathlib import Path

import pytest

import playbooks
from tests.library.noticetext.examples import KINDS, LANGUAGES, shipped, template
from toolkit.core.errors import UserError
from toolkit.core.notice import Limit
from toolkit.library.notices import canonical, from_canonical, shelf

OURS = Path(playbooks.__file__).parent / "notices"


VERSIONS = {
    "authority-final": ("1.0.0", "6417313e05d8"),
    "authority-follow-up": ("1.0.0", "28bd2228fdc9"),
    "authority-initial": ("1.0.0", "89d29ca80884"),
    "business-customer": ("1.0.0", "6537706136f4"),
    "call-centre": ("1.0.0", "4e99605f4f16"),
    "controller": ("1.0.0", "97a7ca6d835e"),
    "not-affected": ("1.0.0", "5e6604334059"),
    "people-full": ("1.0.0", "a527c3c69600"),
    "people-short": ("1.0.0", "4b5b93147bb5"),
    "press": ("1.0.0", "847212c87890"),
    "sms": ("1.0.0", "deddab940b45"),
    "staff": ("1.0.0", "d028bf82b29e"),
    "status-page": ("1.0.0", "be7d8d31b119"),
    "website": ("1.0.0", "74fb19906379"),
}
"""Version and digest of each template as it was published."""


@pytest.fixture
def own(tmp_path):
    """A folder with one kind of one's own."""
    shutil.copytree(OURS / "sms", tmp_path / "sms")
    return tmp_path


def wrong(own):
    with pytest.raises(UserError) as no:
        shelf(own)
    return "\n".join(map(str, no.value.problems))


def test_every_kind_is_there_in_both_languages():
    assert set(shipped().templates) == set(KINDS)
    for kind in KINDS:
        assert set(template(kind).text) == set(LANGUAGES), kind
        assert template(kind).reviewed_on < template(kind).review_by


def test_every_field_says_what_a_form_needs():
    for kind in KINDS:
        for field in template(kind).fields.values():
            assert field.label, (kind, field.id)
            assert len(field.help) > 10, (kind, field.id)
            assert field.given_by, (kind, field.id)
            assert field.longest > 0
            # What can be phased is never hidden behind being optional, but for countries.
            assert not (field.may_be_unknown and field.merged)


def test_the_final_report_leaves_nothing_open():
    assert not [field.id for field in template("authority-final").fields.values() if field.may_be_unknown]
    assert [field.id for field in template("authority-initial").fields.values() if field.may_be_unknown]


def test_the_short_ones_say_so():
    assert template("people-short").limit is Limit.SCREEN
    assert template("sms").limit is Limit.SMS


def test_a_version_is_its_words(own):
    before = shelf(own).templates["sms"]
    assert before.digest == shipped().templates["sms"].digest, "where it lies does not count"
    assert from_canonical(canonical(before.template), "kept") == before.template
    path = own / "sms" / "en.md.j2"
    path.write_text(path.read_text().replace("money", "Money"))
    assert shelf(own).templates["sms"].digest != before.digest
    (own / "sms" / "fields.toml").write_text("# a remark\n" + (own / "sms" / "fields.toml").read_text())
    path.write_text(path.read_text().replace("Money", "money"))
    assert shelf(own).templates["sms"].digest == before.digest, "a remark is no other version"


def test_a_changed_field_is_another_version(own):
    (own / "fields.toml").write_text(
        '[incident_page]\ntype = "link"\nlabel = "Page"\nhelp = "A page of your site."\ngiven_by = "legal"\n'
        'example.any = "https://example.com/x"\n'
    )
    assert shelf(own).templates["sms"].digest != shipped().templates["sms"].digest
    assert shelf(own).templates["press"].digest == shipped().templates["press"].digest, "ours stay as they are"


def test_everything_that_is_wrong_is_said_at_once(own):
    (own / "sms" / "fields.toml").write_text(
        'title = "x"\naudience = "everybody"\npurpose = "x"\nversion = "1"\nreviewed_on = 2026-01-01\n'
        "review_by = 2026-02-01\nlimt = 3\n[fields.organisation]\n[fields.made_up]\n[fields.Bad]\n"
    )
    (own / "languages.toml").write_text('[xx]\nname = "X"\nmonths = []\n[Th]\nname = "x"\n')
    said = wrong(own)
    for words in (
        "fields.made_up: is described neither here",
        "fields.Bad: expected a table with a name",
        "audience: expected one of",
        "limt: no such key; did you mean limit?",
        "Th: expected a table named by the code of a language",
        "xx.date: is missing",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{day} {month} {year}", "{day} {year}", "expected {day} and {month} and {year}, once each"),
        ("{day} {month} {year}", "{day} {month} {year.__class__}", "expected {day} and {month}"),
        ("not yet known; we will tell you by {date}", "not yet known", "en.unknown: expected {date}"),
        ("missing: {label}", "missing: {label!r}", "en.missing: expected {label}"),
        ('"January", ', "", "en.months: expected twelve"),
    ],
)
def test_a_languages_patterns_take_what_they_are_given(own, old, new, words):
    text = (OURS / "languages.toml").read_text()
    assert old in text
    (own / "languages.toml").write_text(text.replace(old, new, 1))
    assert words in wrong(own)


def test_another_language_is_added_beside_ours(tmp_path):
    english = (OURS / "languages.toml").read_text().partition("[th]")[0]
    (tmp_path / "languages.toml").write_text(english.replace("[en", "[de").replace("[[en", "[[de"))
    (tmp_path / "fields.toml").write_text('[data_types]\nexample.de = "Name"\n')
    (tmp_path / "sms").mkdir()
    text = (OURS / "sms" / "en.md.j2").read_text()
    (tmp_path / "sms" / "de.md.j2").write_text(text.replace("A data breach concerns", "Eine Datenpanne betrifft"))
    found = shelf(tmp_path).templates["sms"].template
    assert set(found.text) == {"en", "th", "de"}
    assert found.fields["data_types"].example["de"] == "Name"
    assert found.fields["data_types"].max_length == 60, "what the kind says of it stays"
    assert shelf(tmp_path).templates["press"].digest == shipped().templates["press"].digest
    (tmp_path / "fields.toml").unlink()
    assert "fields.data_types.example.de: expected something" in wrong(tmp_path)


def test_an_example_that_its_own_field_would_refuse(own):
    path = own / "sms" / "fields.toml"
    path.write_text(path.read_text() + 'example.any = "not a number"\n')
    assert "fields.contact_phone.example.any: expected a telephone number" in wrong(own)


def test_what_is_no_text(own):
    (own / "sms" / "en.md.j2").write_bytes(b"\xff\xfe")
    (own / "sms" / "de.md.j2").write_text("x")
    (own / "sms" / "fields.toml").write_text("= 3")
    said = wrong(own)
    assert "en.md.j2: is not UTF-8 text" in said
    assert "is not valid TOML" in said
    assert "no language 'de' in languages.toml" in said
    (own / "sms" / "th.md.j2").write_bytes(b"x" * (1024 * 1024 + 1))
    assert "is larger than 1 MiB" in wrong(own)


def test_a_kept_version_is_judged_again():
    raw = canonical(template("sms"))
    hostile = raw.replace(b"{{ contact_phone }}", b"{{ contact_phone.x }}")
    assert hostile != raw
    with pytest.raises(UserError, match="does more than a notice may"):
        from_canonical(hostile, "kept")
    for broken in (b"", b"[]", b"{}", b'{"reviewed_on": 1, "review_by": 2}', raw.replace(b'"kind"', b'"knd"')):
        with pytest.raises(UserError):
            from_canonical(broken, "kept")


def test_the_laws_speak_in_the_fields_own_words():
    for law in shipped().laws.values():
        for kind in law.kinds:
            says = {topic for field in template(kind).fields.values() for topic in field.says}
            missing = set(law.required) - says
            assert not missing or kind == "people-short", (law.id, kind, missing)
        assert law.citation
        assert law.source


def test_a_changed_word_is_a_new_version():
    """Change a template: raise `version` in its fields.toml, and its line here."""
    assert {kind: (one.template.version, one.digest[7:19]) for kind, one in shipped().templates.items()} == VERSIONS
