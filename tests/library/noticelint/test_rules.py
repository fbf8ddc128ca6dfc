"""Each rule, on a notice of ours that is spoilt in one place."""

from dataclasses import replace
from datetime import date

import pytest

from tests.library.noticetext.examples import KINDS, LANGUAGES, filled, shipped, template, values
from toolkit.core.notice import ANY, Block, BlockKind, Document, Piece, Value
from toolkit.library.noticelint import RULES, Subject, Weight, lint
from toolkit.library.noticelint.subject import hidden
from toolkit.library.noticetext import compiled, fill

LAWS = shipped().laws


def subject(kind, laws=(), text=None, given=None, **more):
    """A notice of ours, with other values or another English text."""
    one = template(kind)
    if text is not None:
        one = replace(one, text={**one.text, "en": text})
    rules = tuple(LAWS[name] for name in laws)
    known = values(kind) if given is None else given
    documents = {
        code: fill(compiled(words), one, shipped().languages[code], known, left_out=hidden(one, rules))
        for code, words in one.text.items()
    }
    return Subject(
        **{
            "template": one,
            "languages": shipped().languages,
            "documents": documents,
            "values": known,
            "rules": rules,
            "domains": ("example.com",),
            **more,
        }
    )


def found(one, rule):
    return [fault for fault in lint(one) if fault.rule == rule and fault.weight is not Weight.TELLS]


def spoilt(kind, old, new, **more):
    text = template(kind).text["en"]
    assert old in text
    return subject(kind, text=text.replace(old, new, 1), **more)


@pytest.mark.parametrize("kind", KINDS)
def test_ours_are_clean(kind):
    assert not [fault for fault in lint(subject(kind)) if fault.weight is not Weight.TELLS]


@pytest.mark.parametrize("law", LAWS)
def test_ours_keep_the_laws_that_they_are_for(law):
    for kind in LAWS[law].kinds:
        faults = [fault for fault in lint(subject(kind, [law])) if fault.weight is Weight.STOPS]
        if kind == "people-short" and law == "us-ma":
            assert {fault.rule for fault in faults} == {"required"}, (
                "the short one has no room for rights and freezes"
            )
        else:
            assert not faults, (kind, law)


@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_says_what_to_do(kind):
    for fault in lint(subject(kind, given={}, laws=LAWS)):
        assert fault.what
        assert fault.do


# ---- contents and headings


def test_a_letter_for_massachusetts_that_says_what_happened():
    full = filled("people-full", "en")
    one = replace(subject("people-full", ["us-ma"]), documents={"en": full})
    faults = found(one, "forbidden")
    assert any(fault.sentence == "What Happened" for fault in faults)
    assert any("number-of-people" in fault.what for fault in faults)
    assert all(fault.line for fault in faults)
    typed = spoilt("people-full", "## What We Are Doing", "## What happened?", laws=["us-ma"])
    assert [fault.sentence for fault in found(typed, "forbidden")] == ["What happened?"], (
        "a heading of words alone, too"
    )


@pytest.mark.parametrize(
    "heading",
    [
        "What Happened",
        "What Information Was Involved",
        "What We Are Doing",
        "What You Can Do",
        "For More Information",
    ],
)
def test_a_letter_for_california_without_one_of_the_five(heading):
    (fault,) = found(spoilt("people-full", f"## {heading}", "## Else", laws=["us-ca"]), "headings")
    assert f"“{heading}”" in fault.what


def test_a_letter_for_california_with_them_in_another_order_or_another_title():
    text = template("people-full").text["en"]
    turned = text.replace("## What We Are Doing", "## X").replace("## What You Can Do", "## What We Are Doing")
    (fault,) = found(subject("people-full", ["us-ca"], turned.replace("## X", "## What You Can Do")), "headings")
    assert "another order" in fault.what
    (fault,) = found(
        spoilt("people-full", "# Notice of Data Breach", "# Notice of data breach", laws=["us-ca"]), "title"
    )
    assert fault.language == "en"


def test_more_headings_between_them_are_no_fault():
    assert not found(
        spoilt("people-full", "## What You Can Do", "## Else\n\n## What You Can Do", laws=["us-ca"]), "headings"
    )


def test_california_and_massachusetts_are_two_letters():
    (fault,) = found(subject("people-full", ["us-ca", "us-ma"]), "split")
    assert fault.do == "write separate letters: California; Massachusetts"
    assert not found(subject("people-full", ["us-ca", "eu-gdpr", "th-pdpa"]), "split")


def test_what_a_law_demands_and_nobody_gave():
    given = {name: value for name, value in values("people-full").items() if name not in ("rights", "agencies")}
    (one, other) = found(subject("people-full", ["us-ma"], given=given), "required")
    assert "rights" in one.what
    assert {one.language, other.language} == {"en", "th"}
    assert "give rights" in one.do


def test_a_law_that_another_kind_keeps():
    (fault,) = found(subject("sms", ["us-ca"]), "kind")
    assert fault.do == "draft one of people-full"


def test_a_rule_that_nobody_has_seen():
    (fault,) = found(subject("people-full", ["us-hipaa"]), "unconfirmed")
    assert fault.weight is Weight.ASKS
    assert not found(subject("people-full", ["eu-gdpr"]), "unconfirmed")


# ---- missing


def test_missing_values_name_who_gives_them():
    given = {name: value for name, value in values("press").items() if name != "people_count"}
    (fault,) = found(subject("press", given=given), "missing")
    assert fault.weight is Weight.STOPS
    assert fault.do == "security: give number of people, or say by when it will be known"


# ---- claims


@pytest.mark.parametrize(
    "sentence",
    [
        "Your data is safe.",
        "The files were encrypted.",
        "We have fixed the problem.",
        "We immediately closed the folder.",
        "No passwords were taken.",
        "Nobody has misused your data.",
        "The attackers have deleted the copies, and nothing is lost.",
    ],
)
def test_a_statement_that_no_field_backs(sentence):
    (fault,) = found(spoilt("press", "## For the press", f"{sentence}\n\n## For the press"), "claim")
    assert (fault.sentence, fault.weight) == (sentence, Weight.STOPS)
    text = template("press").text["en"].split("\n")
    assert fault.line == text.index("## For the press") + 1
    under = f"{{% if how_protected %}}\n{sentence}\n{{% endif %}}\n\n## What You Can Do"
    assert not found(spoilt("people-full", "## What You Can Do", under), "claim"), "it hangs on a field"


@pytest.mark.parametrize("sentence", ["ข้อมูลของท่านถูกเข้ารหัสไว้", "เราได้แก้ไขระบบเรียบร้อยแล้ว", "ไม่พบการนำข้อมูลไปใช้"])
def test_the_same_in_thai(sentence):
    one = template("press")
    text = f"{one.text['th']}\n{sentence}\n"
    changed = replace(one, text={"th": text})
    document = fill(compiled(text), changed, shipped().languages["th"], values("press"))
    faults = found(replace(subject("press"), template=changed, documents={"th": document}), "claim")
    assert [fault.sentence for fault in faults] == [sentence]


@pytest.mark.parametrize("sentence", ["We are sorry.", "Call us today.", "We will tell you more.", "Do not guess."])
def test_what_is_no_statement_of_fact(sentence):
    assert not found(spoilt("press", "## For the press", f"{sentence}\n\n## For the press"), "claim")


def test_what_is_typed_must_fit_the_field_that_records_it():
    given = values("people-full", how_protected=Value(unknown_until=date(2026, 12, 3)))
    given["what_happened"] = Value(words={"en": "The files were encrypted.", "th": "ไฟล์เข้ารหัสไว้"})
    faults = found(subject("people-full", given=given), "claim")
    assert {fault.language for fault in faults} == {"en", "th"}
    assert "how_protected" in faults[0].what
    given["how_protected"] = values("people-full")["how_protected"]
    assert not found(subject("people-full", given=given), "claim")


def test_a_count_that_is_recorded_nowhere():
    given = values(
        "press", what_happened=Value(words={"en": "It concerns 40,000 customers.", "th": "ลูกค้า 40,000 คน"})
    )
    faults = found(subject("press", given=given), "number")
    assert {fault.language for fault in faults} == {"en", "th"}
    assert not found(subject("press", given={**given, "people_count": Value(words={ANY: "40000"})}), "number")
    assert not found(subject("press", given=given, recorded={"objects_read": "40,000"}), "number")


# ---- phrases and links


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_banned_phrase_is_found(language):
    for one in shipped().languages[language].banned:
        given = values(
            "press",
            what_happened=Value(words={"en": "It was open.", "th": "เปิดอยู่", language: f"X  {one.words.upper()}."}),
        )
        (fault, *_) = found(subject("press", given=given), "phrase")
        assert (fault.language, fault.do) == (language, one.instead)


@pytest.mark.parametrize(
    "text", ["https://evil.example/x", "www.example.com.evil.net", "help@notexample.com", "evil.com"]
)
def test_links_lead_to_the_organisations_own_sites(text):
    given = values("press", press_contact=Value(words={ANY: f"Ask {text} now"}))
    (fault, *_) = found(subject("press", given=given), "link")
    assert fault.weight is Weight.STOPS
    (fault, *_) = found(subject("press", domains=()), "link")
    assert "[organisation] domains" in fault.do


def test_sub_domains_are_ours_and_agencies_are_asked_about():
    given = values("people-full", agencies=Value(words={"en": "Bureau, www.bureau.gov", "th": "สำนักงาน"}))
    (fault,) = found(subject("people-full", given=given), "link")
    assert fault.weight is Weight.ASKS
    law = replace(LAWS["eu-gdpr"], domains=("bureau.gov",))
    assert not found(subject("people-full", given=given, rules=(law,)), "link")
    assert not found(
        subject("press", given=values("press", incident_page=Value(words={ANY: "https://a.b.EXAMPLE.com/"}))), "link"
    )


# ---- languages


def test_versions_that_differ():
    (fault,) = found(spoilt("press", "{{ press_contact }}", "Our press office"), "languages")
    assert "press_contact is told in th and not in en" in fault.what
    (fault,) = found(spoilt("press", "## For the press", "For the press"), "languages")
    assert "headings" in fault.what
    given = values(
        "press",
        what_happened=Value(words={"en": "Two files, 3 and 25 November 2026.", "th": "3 และ 26 พฤศจิกายน 2569"}),
    )
    (fault,) = found(subject("press", given=given), "languages")
    assert fault.what.endswith("25, 26"), "years of two eras are one year"


def test_a_language_whose_statements_are_not_looked_at_is_said_to_be_so():
    document = Document(language="xx", blocks=(Block(kind=BlockKind.PARAGRAPH, pieces=(Piece("x"),), line=1),))
    one = replace(subject("press"), documents={"xx": document}, languages={"xx": shipped().languages["en"]})
    assert any(fault.rule == "claim" and fault.weight is Weight.TELLS for fault in lint(one))


def test_what_stops_comes_first():
    weights = [fault.weight for fault in lint(subject("press", domains=(), laws=["us-hipaa"], given={}))]
    assert weights == sorted(weights, key=list(Weight).index)
    assert len(RULES) == len({rule.__name__ for rule in RULES})
