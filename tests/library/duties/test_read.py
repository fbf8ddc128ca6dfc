"""Reading duties strictly: everything that is wrong is said at once, with file, key and what was expected."""

import pytest

from toolkit.core.errors import UserError
from toolkit.library.duties import canonical, differs, edition, from_canonical, overridden, read_edition, shipped
from toolkit.library.duties.reading import FILE_LIMIT

LAW = """
id = "xx"
title = "A law"
jurisdiction = "XX"
territory = ["DE"]
trigger = "a breach"
citation = "art 1"
source = "https://example.org/law"
reviewed_on = 2026-11-01
review_by = 2027-05-01
confirmed = true
zone = "Europe/Berlin"
{law}
[[duty]]
id = "people"
audience = "people"
recipient = "People"
{duty}
[duty.clock]
shape = "fixed"
limit = "72 hours"
from = ["awareness"]
{clock}
"""
WAITS = 'shape = "chained"\nlimit = "1 day"\nafter = ["{}"]'
OTHER = """
[[duty]]
id = "other"
audience = "authority"
recipient = "The authority"
[duty.clock]
{clock}
"""


def law(law="", duty="", clock="", more="", old="", new=""):
    text = LAW.format(law=law, duty=duty, clock=clock) + more
    return (text.replace(old, new) if old else text).encode()


def faults(raw, name="xx"):
    _, asked = shipped()
    with pytest.raises(UserError) as caught:
        read_edition({f"duties/{name}.toml": raw}, asked)
    return [str(one) for one in caught.value.problems]


def test_what_is_right_is_read():
    _, asked = shipped()
    found = read_edition({"duties/xx.toml": law()}, asked)
    assert [key for _, key, _ in found.duties()] == ["xx/people"]
    assert found.digest.startswith("sha256:")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"\xff", "is not UTF-8"),
        (b"id = ", "is not valid TOML"),
        (b"#" * (FILE_LIMIT + 1), "is larger than 1 MiB"),
        (law(old='id = "xx"\n', new=""), "id: is missing"),
        (law(law="sourse = 1"), "sourse: no such key; did you mean source?"),
        (law(old="confirmed = true", new='confirmed = "yes"'), "confirmed: expected true or false"),
        (law(old="reviewed_on = 2026-11-01", new='reviewed_on = "2026-11-01"'), "expected a date without quotes"),
        (law(old="review_by = 2027-05-01", new="review_by = 2026-10-01"), "review_by: expected a day after"),
        (law(old="https://example.org/law", new="a book"), "source: expected the address of a page"),
        (law(old='title = "A law"', new='title = " "'), "title: is empty"),
        (law(old="confirmed = true", new="confirmed = false"), "unconfirmed: expected what was not seen"),
        (law(old='["DE"]', new='["Germany"]'), "territory: expected a country or state"),
        (law(old='["DE"]', new="[]"), "territory: expected whose residents count"),
        (law(law='reach = "organisation"'), "sectors: expected which kinds of organisation"),
        (law(law='sectors = ["bakers"]'), "'bakers' is no option of the question sectors"),
        (law(law='elements = ["shoes"]'), "'shoes' is no option of the question elements"),
        (law(law='computation = "roman"'), "computation: expected one of"),
        (law(law="weekend = [5, 7]"), "weekend: expected days from 0"),
        (law(law="weekend = [0, 1, 2, 3, 4, 5, 6]"), "weekend: expected days from 0"),
        (law(law='when = [{ fact = "moon" }]'), "when[0].fact: no question is called 'moon'"),
        (law(law='when = [{ fact = "encrypted", is = "maybe" }]'), "when[0].is: 'maybe' is no answer to encrypted"),
        (law(law='when = [{ fact = "encrypted", people = "> 5" }]'), "expected exactly one of fact, people"),
        (law(law="when = [{ any_of = [{}] }]"), "any_of: expected exactly one of"),
        (law(duty='when = [{ people = "500" }]'), "duty[people].when[0].people: expected a threshold"),
        (law(duty='unless = [{ elements = ["shoes"] }]'), "'shoes' is no option"),
        (law(duty='owed_by = "nobody"'), "owed_by: expected one of controller, processor, anyone"),
        (law(old='recipient = "People"', new='recipient = ""'), "duty[people].recipient: is empty"),
        (law(old='audience = "people"', new='audience = "aliens"'), "audience: expected one of"),
        (law(old='id = "people"', new='id = "The People"'), "id: expected lower-case words with dashes"),
        (law(old='limit = "72 hours"', new='limit = "soon"'), "clock.limit: expected a length of time"),
        (law(old='limit = "72 hours"\n', new=""), "clock.limit: a clock of the shape fixed needs it"),
        (law(old='from = ["awareness"]', new=""), "clock.from: a clock of the shape fixed needs it"),
        (law(old='["awareness"]', new='["doomsday"]'), "clock.from[0]: expected one of"),
        (law(clock='after = ["other"]'), "clock.after: a clock of the shape fixed has none"),
        (law(clock='on = "02-01"'), "clock.on: a clock of the shape fixed has none"),
        (law(clock='alternatives = [{ limit = "1 hour", fact = "moon" }]'), "clock.alternatives[0].fact"),
        (law(more=OTHER.format(clock='shape = "annual"\non = "02-30"\nfrom = ["discovery"]')), "clock.on: expected"),
        (law(more=OTHER.format(clock=WAITS.format("nobody"))), "no other duty of this law"),
        (law(more=OTHER.format(clock=WAITS.format("other"))), "no other duty of this law"),
        (law(old='shape = "fixed"', new='shape = "qualitative"\nwording = "soon"'),
         "clock.limit: a clock of the shape qualitative has none"),
        (law(more=OTHER.format(clock='shape = "immediate"\nfrom = ["discovery"]').replace('"other"', '"people"')),
         "is the id of another duty"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)  # fmt: skip
def test_every_fault_is_said(raw, words):
    said = faults(raw)
    assert any(words in one for one in said), said


def test_duties_that_wait_for_each_other():
    more = OTHER.format(clock=WAITS.format("people"))
    raw = law(more=more, old='shape = "fixed"\nlimit = "72 hours"\nfrom = ["awareness"]',
              new='shape = "chained"\nlimit = "1 day"\nafter = ["other"]')  # fmt: skip
    assert any("waits for this duty itself" in one for one in faults(raw))


def test_all_faults_of_all_files_at_once():
    _, asked = shipped()
    with pytest.raises(UserError) as caught:
        read_edition({"duties/a.toml": law(), "duties/xx.toml": law(law="bogus = 1")}, asked)
    said = [str(one) for one in caught.value.problems]
    assert any("duties/a.toml: id: expected the name of the file" in one for one in said)
    assert any("duties/xx.toml: bogus: no such key" in one for one in said)


def test_an_edition_is_kept_and_read_back_the_same():
    found = edition()
    raw = canonical(found)
    assert from_canonical(raw, "kept") == found
    assert canonical(from_canonical(raw, "kept")) == raw


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"laws": [{}], "questions": []}', b'{"laws": 1, "questions": 2}']
)
def test_what_is_no_edition_is_refused(raw):
    with pytest.raises(UserError):
        from_canonical(raw, "kept")


def test_the_digest_changes_with_every_word_and_not_with_the_order():
    laws, asked = shipped()
    again = dict(reversed(laws.items()))
    assert read_edition(again, asked).digest == edition().digest
    name = "playbooks/duties/us-ca.toml"
    other = read_edition({**laws, name: laws[name].replace(b'limit = "30 days"', b'limit = "31 days"')}, asked)
    assert other.digest != edition().digest
    assert list(differs(edition(), other)) == ["us-ca/people: clock changed"]


def test_what_is_new_and_what_is_gone():
    laws, asked = shipped()
    fewer = read_edition({name: raw for name, raw in laws.items() if "us-ca" not in name}, asked)
    assert list(differs(edition(), fewer)) == ["us-ca: is gone"]
    assert list(differs(fewer, edition())) == ["us-ca: is new"]


OWN = """
[[duty]]
id = "us-ca/people"
reason = "Counsel reads it more strictly"
by = "Lena"
on = 2026-11-20
{}
"""
CLOCK = '[duty.clock]\nshape = "fixed"\nlimit = "10 days"\nfrom = ["discovery"]\n'


def test_a_row_said_otherwise_says_who_and_why():
    found = overridden(edition(), OWN.format(CLOCK).encode(), "duties.toml")
    duty = found.duty("us-ca/people")[1]
    assert duty.clock.limit == "10 days"
    assert duty.contents == edition().duty("us-ca/people")[1].contents, "what is left out stays"
    (changed,) = duty.changed
    assert (changed.field, changed.by, str(changed.on)) == ("clock", "Lena", "2026-11-20")
    assert found.digest != edition().digest
    assert from_canonical(canonical(found), "kept") == found
    assert list(differs(edition(), found)) == ["us-ca/people: clock, changed changed"]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (OWN.format(""), "says nothing otherwise"),
        (OWN.format(CLOCK).replace("us-ca/people", "us-ca/nobody"), "no duty is called 'us-ca/nobody'"),
        (OWN.format(CLOCK).replace("us-ca/people", "atlantis/people"), "no duty is called"),
        (OWN.format(CLOCK).replace('by = "Lena"', 'by = ""'), "duty[0].by: is empty"),
        (OWN.format(CLOCK).replace('by = "Lena"\n', ""), "by: is missing"),
        (OWN.format(CLOCK).replace("10 days", "soon"), "us-ca/people: duty[people].clock.limit"),
        (OWN.format(CLOCK) + OWN.format(CLOCK), "duty[1].id: is said otherwise twice"),
        (OWN.format('audience = "media"'), "audience: no such key"),
        (OWN.format('unless = [{ fact = "moon" }]'), "no question is called 'moon'"),
        ("duty = 1", "duty: expected a list"),
        ("", "duty: is missing"),
    ],
)
def test_faults_of_an_override(raw, words):
    with pytest.raises(UserError) as caught:
        overridden(edition(), raw.encode(), "duties.toml")
    assert any(words in str(one) for one in caught.value.problems), caught.value.problems
    assert all("duties.toml" in str(one) for one in caught.value.problems)
