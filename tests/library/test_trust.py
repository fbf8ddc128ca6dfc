"""The material of the trust statement: claims that can be proved, and words for each in every language."""

import re

import pytest

from toolkit.core.errors import UserError
from toolkit.core.notice import FieldType, Value
from toolkit.core.notice.fault import Weight
from toolkit.core.trust import Where
from toolkit.library import trust
from toolkit.library.noticelint import Subject, lint
from toolkit.library.noticetext import compiled, fill
from toolkit.library.trust import material
from toolkit.registry import load
from toolkit.score.readiness import shipped

STUFF = material()
CLAIMS = STUFF.claims.claim
FULL = STUFF.parts[1]
CODES = [one.code for one in STUFF.languages()]


def filled(template, code, *, without=()):
    values = {
        name: Value(words=dict(field.example)) for name, field in template.fields.items() if name not in without
    }
    return fill(compiled(template.text[code]), template, STUFF.shelf.languages[code], values), values


def test_every_claim_is_proved_by_something_that_exists():
    known = {one.check.id for one in load().found}
    elements = {one.id for one in shipped().element}
    for claim in CLAIMS:
        assert set(claim.asks) <= known, claim.id
        assert not claim.prepared or claim.prepared in elements
        assert bool(claim.asks) != bool(claim.days)
        assert claim.checks or not claim.may_not_apply, "what may not apply anywhere would prove a claim of nothing"
    assert {claim.where for claim in CLAIMS} == set(Where)


@pytest.mark.parametrize("code", ["en", "th"])
def test_each_claim_is_said_with_its_day_and_not_at_all_without_it(code):
    assert code in CODES
    whole, _ = filled(FULL, code)
    for claim in CLAIMS:
        assert claim.id in whole.fields, claim.id
        less, _ = filled(FULL, code, without=(claim.id,))
        gone = {one.text for one in whole.blocks if any(piece.field == claim.id for piece in one.pieces)}
        assert gone
        assert not gone & {one.text for one in less.blocks}


@pytest.mark.parametrize("code", ["en", "th"])
def test_without_any_claim_no_heading_over_nothing_is_left(code):
    bare, _ = filled(FULL, code, without=[claim.id for claim in CLAIMS])
    kinds = [block.kind for block in bare.blocks]
    assert not [
        one for one, after in zip(kinds, [*kinds[1:], "subheading"], strict=True) if one == after == "subheading"
    ]
    whole, _ = filled(FULL, code)
    assert (
        len([kind for kind in kinds if kind == "subheading"])
        == len([one for one in whole.blocks if one.kind == "subheading"]) - 3
    )


@pytest.mark.parametrize("template", STUFF.parts, ids=lambda one: one.kind)
def test_the_lint_of_notices_finds_nothing(template):
    made = {code: filled(template, code) for code in CODES}
    found = lint(
        Subject(
            template=template,
            languages=STUFF.shelf.languages,
            documents={code: one for code, (one, _) in made.items()},
            values=made["en"][1],
            domains=("example.com",),
        )
    )
    assert not [one for one in found if one.weight is not Weight.TELLS], found


def test_templates_have_no_figures_of_their_own():
    for part in STUFF.parts:
        for text in part.text.values():
            said = re.sub(r"^\d\. |\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.MULTILINE)
            assert not re.search(r"\d", said)


def test_claims_are_dates():
    for claim in CLAIMS:
        assert FULL.fields[claim.id].type is FieldType.DATE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('within = "{country}: within {limit}', 'within = "{country}: within {days}', "words.en.within"),
        ('id = "logged"', 'id = "watched"', "claim[watched]: expected a field of this name"),
        ('checks = ["bucket-encryption"]', "", "claim[encrypted_at_rest]: expected one of checks"),
        ('where = "vendors"', 'where = "moon"', "where"),
    ],
)
def test_a_broken_file_is_said_and_where(old, new, said, monkeypatch, tmp_path):
    from importlib.resources import files

    text = (files("playbooks") / "trust" / "claims.toml").read_text()
    assert text.count(old) == 1
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "claims.toml").write_text(text.replace(old, new))
    monkeypatch.setattr(trust, "files", lambda _: tmp_path)
    with pytest.raises(UserError, match=re.escape(said)):
        material()


def test_own_words_take_the_place_of_ours_and_claims_do_not(tmp_path):
    (tmp_path / "short").mkdir()
    (tmp_path / "short" / "en.md.j2").write_text("# Ours\n\n{{ organisation }}\n")
    (tmp_path / "claims.toml").write_text("claim = []\n")
    found = material(tmp_path)
    assert found.parts[0].text["en"].startswith("# Ours")
    assert found.parts[0].text["th"] == STUFF.parts[0].text["th"]
    assert found.claims == STUFF.claims
