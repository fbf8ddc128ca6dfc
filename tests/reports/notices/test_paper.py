"""PDF and Word, read back: every word that went in comes out, Thai to the letter."""

import io
import re
import shutil
import subprocess
import zipfile

import docx as word_files
import pypdf
import pytest
from pypdf.generic import ContentStream

from reports.notices.docx import docx
from reports.notices.fonts import families, scripts
from reports.notices.pdf import pdf
from tests.library.noticetext.examples import KINDS, LANGUAGES
from tests.reports.notices.made import HEAD, WICKED, filled, language, steps, wicked
from toolkit.core.errors import UserError
from toolkit.core.notice import Document, Letterhead


def squeezed(text):
    """Without white space: a reader breaks lines and pages where it likes."""
    return "".join(text.split())


def read_aloud(raw):
    """The text as a screen reader takes it: the replacement text of a span where there is one (ISO 32000-2, 14.9.4).

    pypdf's own extraction leaves that out, so its parser is asked for the operators.
    """
    said = []
    for page in pypdf.PdfReader(io.BytesIO(raw)).pages:
        fonts = {name: cmap(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
        font, spans = None, []
        for operands, operator in ContentStream(page["/Contents"], page.pdf).operations:
            match operator:
                case b"BDC":
                    actual = operands[1].get("/ActualText") if isinstance(operands[1], dict) else None
                    spans.append(actual)
                    if actual is not None:
                        said.append(str(actual))
                case b"EMC":
                    spans.pop()
                case b"Tf":
                    font = fonts[operands[0]]
                case b"Tj" | b"TJ" if not any(actual is not None for actual in spans):
                    parts = operands[0] if operator == b"TJ" else [operands[0]]
                    said += [decoded(part, font) for part in parts if not isinstance(part, (int, float))]
        said.append("\n")
    return "".join(said)


def cmap(font):
    raw = font["/ToUnicode"].get_data().decode("latin-1")
    pairs = dict(re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\s", raw))
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs.items()}


def decoded(part, font):
    raw = part.original_bytes if hasattr(part, "original_bytes") else bytes(part)
    return "".join(font.get(int.from_bytes(raw[at : at + 2]), "") for at in range(0, len(raw), 2))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_went_into_the_pdf_comes_out_of_it(kind, code):
    document = filled(kind, code)
    said = squeezed(read_aloud(pdf([document], HEAD, language(code))))
    for block in document.blocks:
        assert squeezed(block.text) in said, block.text
    assert squeezed(HEAD.address) in said


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
@pytest.mark.parametrize("code", LANGUAGES)
def test_another_program_reads_the_same(tmp_path, code):
    document = filled("authority-initial", code)
    (tmp_path / "x.pdf").write_bytes(pdf([document], HEAD, language(code)))
    done = subprocess.run(["pdftotext", "-raw", tmp_path / "x.pdf", "-"], capture_output=True, text=True, check=True)
    said = squeezed(done.stdout)
    for block in document.blocks:
        assert squeezed(block.text) in said, block.text


def test_the_pdf_is_tagged_titled_and_in_its_language():
    reader = pypdf.PdfReader(io.BytesIO(pdf([filled("people-full", "th")], HEAD, language("th"))))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "th"
    assert reader.metadata.title == "หนังสือแจ้งเหตุการละเมิดข้อมูลส่วนบุคคล"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Link"} <= set(roles(root["/StructTreeRoot"]))


def roles(node):
    """What each part of the page is said to be."""
    yield from [node["/S"]] if "/S" in node else []
    below = node.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        inner = one.get_object()
        if isinstance(inner, dict):
            yield from roles(inner)


def test_many_letters_in_one_file_each_from_page_one():
    document = filled("people-full", "en")
    raw = pdf([document, document, document], HEAD, language("en"))
    reader = pypdf.PdfReader(io.BytesIO(raw))
    pages = [page.extract_text() for page in reader.pages]
    one = len(pypdf.PdfReader(io.BytesIO(pdf([document], HEAD, language("en")))).pages)
    assert len(pages) == 3 * one
    assert [f"Page {1 + at % one} of {one}" in squeezed_line(text) for at, text in enumerate(pages)] == [True] * len(
        pages
    )


def squeezed_line(text):
    return " ".join(text.split())


def test_an_address_stands_in_the_window_and_the_letter_below_it(tmp_path):
    lines = ("Ana <b>", "#strong[x] 1", "10110 กรุงเทพฯ")
    document = filled("people-full", "en")
    raw = pdf([document, document], HEAD, language("en"), addresses=[lines, ("Bob", "Elsewhere 2")])
    said = squeezed(read_aloud(raw))
    for line in (*lines, "Bob", "Elsewhere 2"):
        assert squeezed(line) in said
    (tmp_path / "x.pdf").write_bytes(raw)
    if shutil.which("pdftotext"):
        boxed = ["-x", "57", "-y", "128", "-W", "241", "-H", "128", "-f", "1", "-l", "1", tmp_path / "x.pdf", "-"]
        done = subprocess.run(["pdftotext", *boxed], capture_output=True, text=True, check=True)
        assert squeezed(done.stdout) == squeezed("".join(lines)), "the window shows the address and nothing else"


def test_values_are_set_as_text_and_nothing_else(tmp_path):
    raw = pdf([wicked()], HEAD, language("en"))
    said = squeezed(read_aloud(raw))
    for words in WICKED:
        assert squeezed(words) in said, words
    links = [
        str(note.get_object().get("/A", {}).get("/URI"))
        for page in pypdf.PdfReader(io.BytesIO(raw)).pages
        for note in page.get("/Annots", [])
    ]
    assert all(link.startswith("https://example.com/") for link in links), links
    assert b"root:" not in raw


def test_the_same_letter_is_the_same_file():
    for code in LANGUAGES:
        assert pdf([filled("press", code)], HEAD, language(code)) == pdf(
            [filled("press", code)], HEAD, language(code)
        )
        assert docx(filled("press", code), HEAD, language(code)) == docx(filled("press", code), HEAD, language(code))


def test_no_font_no_letter():
    with pytest.raises(UserError, match=r"no font for Thai is on this machine; .*apt-get install fonts-thai-tlwg"):
        families(["ข้อมูล"], frozenset({"DejaVu Sans"}))
    with pytest.raises(UserError, match=r"no font for Cjk .*fonts-noto-cjk"):
        families(["数据"], frozenset({"DejaVu Sans"}))
    with pytest.raises(UserError, match=r"no font for Ethiopic .*fonts-noto-core"):
        families(["ለ"], frozenset({"DejaVu Sans"}))
    assert families(["Data, données, Ελλάδα, данные"], frozenset({"Libertinus Serif"})) == ("Libertinus Serif",)
    assert families(["ข้อ"], frozenset({"DejaVu Sans", "Loma", "Laksaman"})) == ("DejaVu Sans", "Laksaman")
    assert scripts(["aข 1.é\u0301"]) == {"LATIN", "THAI"}


def test_a_letterhead_without_anything():
    for code in LANGUAGES:
        assert pdf([filled("sms", code)], Letterhead(name="X"), language(code)).startswith(b"%PDF")
        assert pdf([Document(language=code, blocks=())], None, language(code)).startswith(b"%PDF")


# ---- Word


def word(raw):
    made = word_files.Document(io.BytesIO(raw))
    return made, [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("code", LANGUAGES)
def test_word_has_every_block_in_its_style(kind, code):
    document = filled(kind, code)
    made, paragraphs = word(docx(document, HEAD, language(code)))
    assert [text for _, text in paragraphs] == [block.text for block in document.blocks]
    styles = {"title": "Heading 1", "heading": "Heading 2", "subheading": "Heading 3", "item": "List Bullet"}
    assert [style for style, _ in paragraphs] == [styles.get(block.kind, "Normal") for block in document.blocks]
    assert HEAD.name in "".join(paragraph.text for paragraph in made.sections[0].header.paragraphs)
    assert made.core_properties.language == code


def test_word_says_which_language_it_is_and_steps_are_numbered():
    raw = docx(filled("people-full", "th"), HEAD, language("th"))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        body = archive.read("word/document.xml").decode()
        assert {info.date_time[0] for info in archive.infolist()} == {2000}
    assert body.count('w:bidi="th"') > 40
    assert word(docx(steps(), None, language("en")))[1] == [("List Number", "One"), ("List Number", "Two")]


def test_word_takes_values_as_text():
    raw = docx(wicked(), HEAD, language("en"))
    _, paragraphs = word(raw)
    for words in WICKED:
        assert any(words in text for _, text in paragraphs)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        targets = re.findall(
            r'Target="([^"]*)"[^>]*TargetMode="External"', archive.read("word/_rels/document.xml.rels").decode()
        )
    assert targets
    assert all(target.startswith("https://example.com/") for target in targets)
