"""Sheets read back: nothing of the playbook is lost, ways lead to steps that are there, hostile words stay words."""

import io
import re
from dataclasses import replace
from functools import cache

import pypdf
import pytest
from pypdf.generic import ContentStream

from reports.paper.annexes import MILESTONE, START
from reports.paper.html import html
from reports.paper.index import index
from reports.paper.leaf import leaf
from reports.paper.parts import Code, Table, Ticks
from reports.paper.pdf import pdf
from reports.paper.size import Size
from tests.reports.notices.made import WICKED
from tests.reports.notices.test_paper import read_aloud, squeezed
from tests.reports.paper.made import IDS, LEAD, THAI, blank, wicked
from toolkit.core.duty.words import Start
from toolkit.core.playbook import Action, Decision, Milestone

READ = ("exposed-bucket", "ransomware", "personal-data-breach")
"""Those that are set as PDF in tests; each takes a third of a second."""


@cache
def paper(name):
    return pdf(leaf(blank(name)))


def pages(raw):
    """The text of each page, without white space and without the places to break long words."""
    reader = pypdf.PdfReader(io.BytesIO(raw))
    found = []
    for number in range(len(reader.pages)):
        one = pypdf.PdfWriter()
        one.add_page(reader.pages[number])
        out = io.BytesIO()
        one.write(out)
        found.append(squeezed(read_aloud(out.getvalue())).replace("\u200b", ""))
    return found


def texts(value):
    """Every text of a sheet's content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts(getattr(value, name))


@pytest.mark.parametrize("name", IDS)
def test_nothing_of_a_step_is_lost(name):
    sheet = blank(name)
    blocks = steps_of(sheet)
    assert [one.number for one in blocks] == [one.number for one in sheet.entries]
    for block, entry in zip(blocks, sheet.entries, strict=True):
        step, said = entry.step, squeezed(" ".join(texts(block)))
        wanted = [step.title, step.role, step.does, step.within, *step.needs, *step.produces]
        wanted += [words for one in step.evidence for words in (one.what, one.how)]
        for kind in ("ask", "until", "verify", "inverse", "approver", "template", "playbook", "audience"):
            wanted.append(getattr(step, kind, ""))
        if isinstance(step, Action):
            wanted += [*step.commands, *(f"{one.service}: {one.operation}" for one in step.operations)]
            wanted += [sheet.verbs[step.verb].does] if step.verb else []
            wanted += [f"step {sheet.number(one)}" for one in step.evidence_first]
        if isinstance(step, Decision):
            wanted += [words for one in step.options for words in (one.answer, one.means)]
        for words in wanted:
            assert squeezed(words).casefold() in said.casefold(), (step.id, words)


@pytest.mark.parametrize("name", IDS)
def test_every_way_leads_to_a_step_that_is_there(name):
    sheet = blank(name)
    titles = {one.number: one.step.title for one in sheet.entries}
    said = "\n".join(texts(leaf(sheet)))
    ways = re.findall(r"(?i)(?:go on with|go back to) step (\d+) \(", said)
    assert len(ways) >= len(titles) // 2
    for number in re.findall(r"(?i)\bsteps? (\d+)", said):
        assert int(number) in titles
    for number, title in titles.items():
        for found in re.finditer(rf"step {number} \(", said):
            assert said[found.end() :].startswith(f"{title})")


@pytest.mark.parametrize("name", IDS)
def test_every_step_says_how_it_is_entered_later(name):
    sheet = blank(name)
    for block, entry in zip(steps_of(sheet), sheet.entries, strict=True):
        codes = [part for part in block.parts if isinstance(part, Code) and part.label == "Enter later"]
        lines = [line for part in codes for line in part.lines]
        kind = type(entry.step).__name__
        if kind in ("Parallel", "Sub"):
            assert not lines
        elif kind in ("Decision", "Loop"):
            assert any(line.startswith(f"breachready incident decide {entry.key} ") for line in lines)
        else:
            assert lines[-1].startswith(f"breachready incident done {entry.key} --by NAME --at YYYY-MM-DDThh:mm")


def steps_of(sheet):
    return next(section for section in leaf(sheet).sections if section.blocks).blocks


@pytest.mark.parametrize("name", READ)
def test_the_pdf_says_all_that_the_page_says(name):
    said = "".join(pages(paper(name)))
    for words in texts(leaf(blank(name))):
        if words not in ("text", "code", "ticks", "blanks", "table"):
            for line in words.split("\n"):
                assert squeezed(line.replace("`", "")) in said, line


@pytest.mark.parametrize("name", READ)
def test_each_page_says_which_sheet_it_is_of_and_how_many_there_are(name):
    found = pages(paper(name))
    sheet = blank(name)
    short = sheet.digest.removeprefix("sha256:")[:12]
    for number, said in enumerate(found, 1):
        assert said.endswith(f"{sheet.playbook.id}{sheet.playbook.version}·{short}page{number}of{len(found)}")
    assert sum(sheet.digest in said for said in found) == 1


@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("name", READ)
def test_no_step_is_broken_that_fits_on_a_page(name, size):
    found = pages(pdf(leaf(blank(name)), size))
    for block in steps_of(blank(name)):
        words = [squeezed(words).replace("`", "") for words in texts(block.parts)]
        words = [one for one in words if one not in ("text", "code", "ticks", "blanks", "table")]
        whole = [said for said in found if all(one in said for one in (squeezed(block.title), *words))]
        assert whole, block.title


def test_letter_is_another_paper():
    for size, wide in ((Size.A4, 595), (Size.LETTER, 612)):
        reader = pypdf.PdfReader(io.BytesIO(pdf(leaf(blank("secrets-in-code")), size)))
        assert {round(float(page.mediabox.width)) for page in reader.pages} == {wide}
        assert f"@page {{ size: {size};" in html(leaf(blank("secrets-in-code")), size)


def test_everything_is_large_enough_to_read():
    reader = pypdf.PdfReader(io.BytesIO(paper("exposed-bucket")))
    sizes = {
        float(operands[1])
        for page in reader.pages
        for operands, operator in ContentStream(page["/Contents"], page.pdf).operations
        if operator == b"Tf"
    }
    assert min(sizes) >= 10.5


def test_the_pdf_is_tagged_and_the_same_twice():
    again = pdf(leaf(blank("exposed-bucket")))
    assert again == paper("exposed-bucket")
    root = pypdf.PdfReader(io.BytesIO(again)).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_thai_is_read_back():
    said = "".join(pages(paper("exposed-bucket")))
    assert squeezed(THAI.name) in said
    assert squeezed(THAI.other) in said
    assert THAI.name in html(leaf(blank("exposed-bucket")))


def people(sheet):
    section = next(one for one in leaf(sheet).sections if one.title == "Annex: people to call")
    return [row for part in section.parts if isinstance(part, Table) for row in part.rows]


def test_who_is_missing_is_a_line_to_fill_in():
    rows = people(blank("exposed-bucket"))
    assert ("incident-lead", LEAD.name, f"{LEAD.phone}\n{LEAD.mail}", "never") in rows
    assert ("data-protection-officer", THAI.name, f"{THAI.phone}\n{THAI.other}", "2026-11-01") in rows
    assert ("data-protection-officer, deputy", "", "", "") in rows
    assert ("cloud-engineer", "", "", "") in rows
    assert ("cloud-engineer, deputy", "", "", "") in rows
    assert ("Data protection authority (authority)", "", "", "") in rows
    assert not [row for row in rows if row[0].startswith("Insurer (")]
    assert [row for row in rows if row[1] == "Claims desk"]
    assert [row for row in rows if not any(row)]
    assert not [row for row in rows if row[0] == "incident-lead, deputy" and not row[1]]


def test_a_lone_deputy_stands_in_for_nobody():
    alone = replace(blank("exposed-bucket"), contacts=(replace(LEAD, deputy=True),))
    rows = [row for row in people(alone) if row[0].startswith("incident-lead")]
    assert [(row[0], row[1]) for row in rows] == [("incident-lead, deputy", LEAD.name), ("incident-lead", "")]


def test_every_supplier_has_a_line():
    rows = people(replace(blank("exposed-bucket"), vendors=("Acme", "claims desk")))
    assert ("Supplier: Acme", "", "", "") in rows
    assert not [row for row in rows if row[0] == "Supplier: claims desk"]


def test_every_event_that_starts_a_clock_has_a_line():
    assert set(START) == set(Start)
    assert set(MILESTONE) == set(Milestone)
    said = "\n".join(texts(leaf(blank("ransomware"))))
    assert all(words in said for words in (*START.values(), *MILESTONE.values()))


def test_a_blank_sheet_has_nothing_ticked():
    boxes = [
        box
        for block in steps_of(blank("ransomware"))
        for part in block.parts
        if isinstance(part, Ticks)
        for box in part.boxes
    ]
    assert boxes
    assert not any(box.ticked for box in boxes)


def test_a_sheet_that_is_out_of_date_says_so():
    sheet = blank("ransomware")
    assert "out of date" not in leaf(sheet).under
    late = replace(sheet, printed_on=sheet.playbook.review_by.replace(year=2028))
    assert "it may be out of date" in leaf(late).under


def test_hostile_words_stay_words_on_the_page():
    page = html(leaf(wicked()))
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-" in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)


def test_hostile_words_stay_words_in_the_pdf():
    raw = pdf(leaf(wicked()))
    said = "".join(pages(raw))
    for words in WICKED:
        assert squeezed(words).replace("`", "") in said.replace("`", ""), words
    assert "root:x:" not in said
    reader = pypdf.PdfReader(io.BytesIO(raw))
    assert not [one for page in reader.pages for one in page.get("/Annots", ())]


def test_a_hostile_id_cannot_leave_the_style():
    sheet = wicked()
    mark = '"} </style><script>x</script> \\ @import'
    page = html(leaf(replace(sheet, playbook=replace(sheet.playbook, id=mark))))
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "counter(pages)" in style
    assert "@import" not in style
    assert "<script" not in page


def test_a_hostile_key_is_quoted_where_it_is_typed():
    sheet = blank("exposed-bucket")
    first = replace(sheet.entries[0], key="x; rm -rf /")
    lines = [line for line in texts(leaf(replace(sheet, entries=(first, *sheet.entries[1:])))) if "rm -rf" in line]
    assert lines
    assert all("'x; rm -rf /'" in line for line in lines)


def test_no_word_is_wider_than_the_paper():
    sheet = blank("exposed-bucket")
    long = replace(sheet, organisation="w" * 400, known={"bucket": "w" * 400})
    said = "".join(pages(pdf(leaf(long))))
    assert "w" * 400 in said


def test_a_step_longer_than_a_page_goes_on_on_the_next():
    sheet = blank("exposed-bucket")
    does = " ".join(f"word{number}" for number in range(4000))
    first = replace(sheet.entries[0], step=replace(sheet.entries[0].step, does=does))
    found = pages(pdf(leaf(replace(sheet, entries=(first, *sheet.entries[1:])))))
    assert squeezed(does) in re.sub(r"exposed-bucket1\.0\.0·[0-9a-f]{12}page\d+of\d+", "", "".join(found))
    assert len(found) > len(pages(paper("exposed-bucket"))) + 4


def test_the_index_names_every_sheet():
    made = index([(blank(name), (f"{name}.html", f"{name}.pdf")) for name in IDS])
    page, said = html(made), "".join(pages(pdf(made)))
    for name in IDS:
        assert f'<a href="{name}.pdf">{name}.pdf</a>' in page
        assert squeezed(blank(name).playbook.title) in said
        assert f"{name}.pdf" in said
